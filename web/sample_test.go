package web

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"vedette/news"
)

// noon is the time of all these tests.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// find gives a span over the first place where the words stand.
func find(it news.Item, field, words string) news.Span {
	text := it.FieldValue(field)
	at := strings.Index(text, words)
	if at < 0 {
		panic("no " + words + " in " + text)
	}
	start := utf8.RuneCountInString(text[:at])
	return news.Span{Field: field, Start: start, End: start + utf8.RuneCountInString(words), Text: words}
}

// sampleItem is an item of some feed, minutes before noon.
func sampleItem(seq uint64, minutes int, feed Feed, lang, title, summary, text string) news.Item {
	at := noon.Add(-time.Duration(minutes) * time.Minute)
	return news.Item{
		ID: news.ItemID(feed.ID, title, "", "", ""), Seq: seq, Feed: feed.ID, Source: feed.Name, Country: feed.Country,
		Link: fmt.Sprintf("https://www.%s.example/news/%d", feed.ID, seq), Title: title, Summary: summary, Text: text,
		Lang: lang, Published: at, FirstSeen: at.Add(2 * time.Minute),
	}
}

func sampleHit(seq uint64, it news.Item, rule Rule, clause string, spans ...news.Span) news.Hit {
	return news.Hit{
		ID: news.HitID(rule.Name, it.ID), Seq: seq, ItemID: it.ID, Rule: rule.Name, Version: rule.Version,
		Severity: rule.Severity, Labels: rule.Labels, Quiet: rule.Quiet, Clause: clause, Spans: spans,
		At: it.FirstSeen.Add(time.Minute),
	}
}

// hostile is what a feed could send to do harm.
const hostile = `<script>alert("x")</script> & <b onmouseover='x'>bold</b>`

// sampleCatalogue is a small desk in the South Caucasus.
func sampleCatalogue() Catalogue {
	return Catalogue{
		Version: "0.1.0",
		Feeds: []Feed{
			{ID: "xeber", Name: "Bakı Xəbər Lenti", URL: "https://xeber.example/rss", Country: "AZ", Language: "az", Schedule: "every 15m", Tags: []string{"agency"}},
			{ID: "vestnik", Name: "Кавказский вестник", URL: "https://vestnik.example/feed.xml", Country: "RU", Language: "ru", Schedule: "every 30m"},
			{ID: "lur", Name: "Լուր Երևան", URL: "https://lur.example/atom", Country: "AM", Language: "hy", Schedule: "every 15m", Tags: []string{"agency"}},
			{ID: "ambebi", Name: "ამბები თბილისი", URL: "https://ambebi.example/rss", Country: "GE", Language: "ka", Schedule: "every 30m"},
			{ID: "khabar", Name: "خبر ارس", URL: "https://khabar.example/rss", Country: "IR", Language: "fa", Schedule: "0 */2 * * *"},
			{ID: "haber", Name: "Doğu Haber", URL: "https://haber.example/rss", Country: "TR", Language: "tr", Schedule: "every 30m"},
			{ID: "monitor", Name: "Caucasus Monitor", URL: "https://monitor.example/feed", Country: "INT", Language: "en", Schedule: "every 1h"},
		},
		Rules: sampleRules(),
		Concepts: []Concept{{
			Name: "zangezur-corridor", Description: "The road and railway through Syunik, under all its names.",
			Query: `"Zangezur corridor" OR TRIPP`,
			Forms: map[string][]string{
				"az": {`Zəngəzur dəhliz*`}, "ru": {`Зангезурск* коридор*`, `"маршрут Трампа"`}, "tr": {`"Zengezur Koridoru"`},
				"hy": {`Զանգեզուր* միջանցք*`}, "ka": {`ზანგეზურ* დერეფან*`}, "fa": {`"کریدور زنگزور"`, `"دالان زنگزور"`},
			},
		}},
		Channels: []Channel{
			{Name: "corridor", Title: "The corridor, all languages", Description: "Every hit on the road through Syunik.", Selection: "the hits of rule corridor"},
			{Name: "sanctions", Title: "Санкции и обход", Selection: "hits with topic=sanctions"},
		},
		Receivers: []Receiver{
			{Name: "desk", Kind: "email", Target: "desk@newsroom.example"},
			{Name: "room", Kind: "webhook", Target: "https://chat.example"},
		},
	}
}

func sampleRules() []Rule {
	return []Rule{
		{Name: "corridor", Description: "News of the corridor through Syunik.", Query: "@zangezur-corridor AND NOT lang:de", Severity: news.High, Labels: map[string]string{"topic": "corridor"}, Version: "9f31c2"},
		{Name: "section-907", Description: "Section 907 of the Freedom Support Act: waivers, repeal, comment.", Query: `("Section 907" OR "907-ci düzəliş*")`, Severity: news.Critical, Labels: map[string]string{"desk": "washington", "topic": "sanctions"}, Version: "1b44d0"},
		{Name: "railway", Query: "(railway OR железн* OR dəmiryol*) NEAR/5 (open* OR откры* OR aç*)", Severity: news.Medium, Labels: map[string]string{"topic": "transport"}, Version: "77aa01"},
		{Name: "border", Description: "Anything at the border crossings.", Query: "border OR sərhəd* OR границ*", Severity: news.Low, Quiet: true, Version: "c0ffee"},
	}
}

// sampleStore holds news in seven languages, every state of feed and alert,
// a revised item and a hostile one.
func sampleStore() *memory {
	c := sampleCatalogue()
	feeds, rules := c.Feeds, c.Rules
	m := &memory{revisions: map[string][]news.Item{}}
	en := sampleItem(1, 60*26, feeds[6], "en", "Railway through Syunik to open “by spring”, officials say",
		"The railway line could open by spring, two officials said, although the customs regime is not agreed.", strings.Repeat("The text of the report goes on for a while. ", 30))
	hostileItem := sampleItem(2, 60*25, feeds[1], "ru", hostile, hostile+" граница", hostile)
	hostileItem.Link = "javascript:alert(1)"
	fa := sampleItem(3, 300, feeds[4], "fa", "تهران: کریدور زنگزور نباید مرزها را تغییر دهد",
		"سخنگوی وزارت خارجه ایران گفت که کریدور زنگزور نباید به تغییر مرزهای شناخته\u200cشده بین\u200cالمللی بینجامد و همکاری\u200cهای منطقه\u200cای ادامه دارد.", "")
	ka := sampleItem(4, 240, feeds[3], "ka", "ზანგეზურის დერეფანი და საქართველოს სატრანზიტო როლი",
		"ექსპერტები განიხილავენ, როგორ შეცვლის ზანგეზურის დერეფანი საქართველოს სატრანზიტო როლს სამხრეთ კავკასიაში.", "")
	hy := sampleItem(5, 180, feeds[2], "hy", "Երևան. «Զանգեզուրի միջանցք» արտահայտությունն անընդունելի է",
		"Հայաստանի արտաքին գործերի նախարարությունը կրկին հայտարարել է, որ «Զանգեզուրի միջանցք» արտահայտությունն անընդունելի է, իսկ ճանապարհները կբացվեն ինքնիշխանության ներքո։", "")
	tr := sampleItem(6, 120, feeds[5], "tr", "Zengezur Koridoru için yeni takvim: ilk tren 2027'de",
		"Ulaştırma Bakanı, Zengezur Koridoru'nun demiryolu ayağında çalışmaların sürdüğünü ve ilk trenin 2027'de geçeceğini söyledi.", "")
	ru := sampleItem(7, 60, feeds[1], "ru", "Железную дорогу через Сюник откроют в три этапа",
		"Железную дорогу откроют поэтапно, сообщил источник. Зангезурский коридор остаётся предметом переговоров о таможенном режиме.",
		"Железную дорогу откроют поэтапно, сообщил источник.\n\nЗангезурский коридор остаётся предметом переговоров о таможенном режиме. Стороны договорились продолжить консультации в декабре.\n\nПо его словам, первый этап охватывает участок до границы.")
	ru.Authors, ru.Tags = []string{"Анна Петрова"}, []string{"транспорт", "Сюник"}
	az := sampleItem(8, 14, feeds[0], "az", "Zəngəzur dəhlizi üzrə işlər yekunlaşır, 907-ci düzəliş isə gündəmdədir",
		"Rəsmi Bakı bildirib ki, Zəngəzur dəhlizi üzrə işlərin böyük hissəsi başa çatıb; Konqresdə 907-ci düzəlişin ləğvi müzakirə olunur.",
		"Rəsmi Bakı bildirib ki, Zəngəzur dəhlizi üzrə işlərin böyük hissəsi başa çatıb; Konqresdə 907-ci düzəlişin ləğvi müzakirə olunur.\n\nNazir əlavə edib ki, sərhəd-keçid məntəqəsi də istifadəyə hazırdır.")
	old := az
	old.Title, old.Seq = "Zəngəzur dəhlizi üzrə işlər davam edir", 0
	az.Revision, az.Updated = 1, az.Published.Add(10*time.Minute)
	m.revisions[az.ID] = []news.Item{old}
	m.items = []news.Item{en, hostileItem, fa, ka, hy, tr, ru, az}
	m.hits = []news.Hit{
		sampleHit(1, en, rules[2], "railway NEAR/5 open", find(en, "title", "Railway"), find(en, "title", "open"), find(en, "summary", "railway"), find(en, "summary", "open")),
		sampleHit(2, hostileItem, rules[3], "границ*", find(hostileItem, "summary", "граница"), find(hostileItem, "title", "<b ")),
		sampleHit(3, fa, rules[0], `"کریدور زنگزور"`, find(fa, "title", "کریدور زنگزور"), find(fa, "summary", "کریدور زنگزور")),
		sampleHit(4, ka, rules[0], "ზანგეზურ* დერეფან*", find(ka, "title", "ზანგეზურის დერეფანი"), find(ka, "summary", "ზანგეზურის დერეფანი")),
		sampleHit(5, hy, rules[0], "Զանգեզուր* միջանցք*", find(hy, "title", "Զանգեզուրի միջանցք"), find(hy, "summary", "Զանգեզուրի միջանցք")),
		sampleHit(6, tr, rules[0], `"Zengezur Koridoru"`, find(tr, "title", "Zengezur Koridoru"), find(tr, "summary", "Zengezur Koridoru")),
		sampleHit(7, ru, rules[2], "железн* NEAR/5 откры*", find(ru, "title", "Железную"), find(ru, "title", "откроют"), find(ru, "text", "Железную"), find(ru, "text", "откроют"), find(ru, "summary", "Железную"), find(ru, "summary", "откроют")),
		sampleHit(8, ru, rules[0], "Зангезурск* коридор*", find(ru, "summary", "Зангезурский коридор"), find(ru, "text", "Зангезурский коридор")),
		sampleHit(9, az, rules[0], "Zəngəzur dəhliz*", find(az, "title", "Zəngəzur dəhlizi"), find(az, "summary", "Zəngəzur dəhlizi"), find(az, "text", "Zəngəzur dəhlizi")),
		sampleHit(10, az, rules[1], `"907-ci düzəliş*"`, find(az, "title", "907-ci düzəliş"), find(az, "summary", "907-ci düzəlişin"), find(az, "text", "907-ci düzəlişin")),
	}
	m.hits[8].Revision, m.hits[9].Revision = az.Revision, az.Revision
	m.hits[9].Version = "0ld0ne"
	m.fillFeeds()
	m.fillNotices()
	m.fillAlerts()
	m.holds = []news.HostHold{{Host: "lur.example", Until: noon.Add(2 * time.Hour), Why: "503 Service Unavailable"}, {Host: "haber.example", Until: noon.Add(-time.Minute)}}
	m.subscriptions = []news.Subscription{{Token: "t0ken", Secret: "s3cret", Feed: "vestnik", Topic: "https://vestnik.example/feed.xml", Hub: "https://hub.example/",
		State: news.HubActive, Expires: noon.Add(48 * time.Hour), LastPush: noon.Add(-time.Hour)}}
	return m
}

func (m *memory) fillFeeds() {
	ago := func(minutes int) time.Time { return noon.Add(-time.Duration(minutes) * time.Minute) }
	m.states = []news.FeedState{
		{Feed: "xeber", Status: 200, LastCheck: ago(3), LastSuccess: ago(3), LastNew: ago(12), NextCheck: ago(-12), Items: 1204, Checks: 800, Seen: news.Seen{1, 2, 1 << 60}},
		{Feed: "vestnik", Status: 304, LastCheck: ago(8), LastSuccess: ago(8), LastNew: ago(60), NextCheck: ago(-22), Items: 877},
		{Feed: "lur", Status: 503, Failures: 4, LastError: "the server answered 503 Service Unavailable; it is asked again later", LastCheck: ago(5), LastSuccess: ago(400), LastNew: ago(500), NextCheck: ago(-55), Items: 310},
		{Feed: "ambebi", Status: 200, LastCheck: ago(20), LastSuccess: ago(20), LastNew: ago(240), NextCheck: ago(-10), Items: 96},
		{Feed: "khabar", Failures: 31, LastError: "cannot connect to khabar.example: connection refused", LastCheck: ago(50), NextCheck: ago(-600)},
		{Feed: "haber", Lang: "tr", LangFrom: "text", Status: 200, LastCheck: ago(11), LastSuccess: ago(11), LastNew: ago(120), NextCheck: ago(-19), Items: 2210},
		{Feed: "forgotten", Status: 200, LastCheck: ago(9000), LastSuccess: ago(9000)},
	}
}

// fillNotices tells of the sources: of one, of another in its own letters, of
// none, and one that a hostile server had a hand in.
func (m *memory) fillNotices() {
	add := func(minutes int, kind news.NoticeKind, f Feed, severity news.Severity, title, text string) {
		at := noon.Add(-time.Duration(minutes) * time.Minute)
		m.notices = append(m.notices, news.Notice{
			ID: news.NoticeID(kind, f.ID, at), Seq: uint64(len(m.notices) + 1), Kind: kind, Feed: f.ID, Source: f.Name,
			Country: f.Country, Lang: f.Language, Severity: severity, At: at, Title: title, Text: text,
		})
	}
	feeds := sampleCatalogue().Feeds
	add(60*24*9, news.Relocated, feeds[5], news.Low, "Doğu Haber has moved", "It is read at https://yeni.haber.example/rss now.\nWrite that address into the configuration.")
	add(60*26, news.Outage, Feed{}, news.High, "No feed could be reached for 12 minutes", "It was vedette's own network, not the sources. Every feed is asked again.")
	add(400, news.Quiet, feeds[4], news.Medium, "خبر ارس has brought nothing new for 2 days", "It usually brings news every 3 hours.")
	add(300, news.Overflow, feeds[0], news.Medium, "Bakı Xəbər Lenti may have lost news", hostile)
	add(5, news.Broken, feeds[2], news.High, "Լուր Երևան has been failing for 3 hours", "Every visit since 09:00 UTC has ended with status 503.\n\nLook at the site; if the feed has moved, change its url.")
}

func (m *memory) fillAlerts() {
	alert := func(seq int, state news.AlertState, receiver string, hits ...int) news.Alert {
		a := news.Alert{Seq: uint64(seq), Key: fmt.Sprint("#", seq), Receiver: receiver, State: state, Created: noon.Add(time.Duration(seq-90) * time.Minute)}
		for _, i := range hits {
			a.Hits = append(a.Hits, m.hits[i].ID)
		}
		a.ID = news.AlertID(a.Key, a.Hits[0])
		return a
	}
	done := alert(1, news.Delivered, "desk", 2, 3)
	done.Finished, done.Attempts, done.Group = noon.Add(-88*time.Minute), 1, map[string]string{"rule": "corridor"}
	dead := alert(2, news.Dead, "room", 6)
	dead.Finished, dead.Attempts, dead.LastError = noon.Add(-20*time.Minute), 2, "the webhook answered 410 Gone: check the address of receiver room"
	waiting := alert(3, news.Pending, "desk", 7, 8, 9)
	waiting.Due, waiting.Digest, waiting.Group = noon.Add(4*time.Hour), true, map[string]string{"topic": "corridor", "severity": "high"}
	waiting.Notices = []string{m.notices[2].ID, m.notices[4].ID}
	m.alerts = []news.Alert{done, dead, waiting}
	m.attempts = []news.Attempt{
		{Alert: done.ID, Epoch: 1, Receiver: "desk", Started: done.Created, Ended: done.Finished, Result: news.ResultDelivered, Detail: "250 2.0.0 queued as 4F1A"},
		{Alert: dead.ID, Epoch: 1, Receiver: "room", Started: dead.Created, Ended: dead.Created.Add(time.Second), Result: news.ResultRetry, Detail: "503 Service Unavailable", Next: dead.Created.Add(time.Minute)},
		{Alert: dead.ID, Epoch: 2, Receiver: "room", Started: dead.Created.Add(time.Minute)},
		{Alert: dead.ID, Epoch: 3, Receiver: "room", Started: dead.Finished, Ended: dead.Finished, Result: news.ResultDead, Detail: "410 Gone"},
	}
}

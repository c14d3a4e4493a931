package alert

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"vedette/news"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is when most tests happen.
var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// finding makes a hit of a rule on an item with this title; word, if any,
// stands in the title and is what the rule met.
func finding(rule string, severity news.Severity, lang, title, word string) news.Finding {
	item := news.Item{
		ID: news.ItemID("feed", title, "", "", ""), Feed: "feed", Source: "Source", Country: "AM", Lang: lang,
		Link: "https://example.org/" + lang, Title: title, Text: title, Published: noon, FirstSeen: noon,
	}
	hit := news.Hit{
		ID: news.HitID(rule, item.ID), ItemID: item.ID, Rule: rule, Severity: severity,
		Labels: map[string]string{"topic": "corridor"}, Clause: word, At: noon,
	}
	if start := runeIndex(title, word); word != "" && start >= 0 {
		end := start + len([]rune(word))
		hit.Spans = []news.Span{
			{Field: news.FieldTitle, Start: start, End: end, Text: word},
			{Field: news.FieldText, Start: start, End: end, Text: word},
		}
	}
	return news.Finding{Hit: hit, Item: item}
}

func runeIndex(s, sub string) int {
	text, want := []rune(s), []rune(sub)
	for i := range text {
		if i+len(want) <= len(text) && string(text[i:i+len(want)]) == sub {
			return i
		}
	}
	return -1
}

// scripts are news in every script that vedette serves.
var scripts = []struct{ lang, title, word string }{
	{"az", "Zəngəzur dəhlizi haqqında İlham Əliyev danışdı", "dəhlizi"},
	{"ru", "Зангезурский коридор обсудили в Ереване", "коридор"},
	{"hy", "Զանգեզուրի միջանցքը և տարածաշրջանը", "միջանցքը"},
	{"ka", "ზანგეზურის დერეფანი და საქართველო", "დერეფანი"},
	{"fa", "کریدور زنگزور و می\u200cتواند راه را ببندد", "زنگزور"},
	{"tr", "Zengezur koridoru İstanbul'da görüşüldü", "koridoru"},
	{"en", "Zangezur corridor talks resume", "corridor"},
}

// scriptMessage is one alert about news in every script.
func scriptMessage() message {
	m := message{alert: news.Alert{
		ID: news.AlertID("k", "h"), Key: "k", Receiver: "desk", State: news.Pending, Created: noon, Attempts: 1,
	}}
	for _, s := range scripts {
		f := finding("corridor", news.High, s.lang, s.title, s.word)
		m.findings = append(m.findings, f)
		m.alert.Hits = append(m.alert.Hits, f.Hit.ID)
	}
	return m
}

// oneMessage is an alert about one hit.
func oneMessage(title string) message {
	f := finding("corridor", news.High, "en", title, "")
	return message{
		alert:    news.Alert{ID: news.AlertID("k", f.Hit.ID), Receiver: "desk", Hits: []string{f.Hit.ID}, Created: noon, Attempts: 1},
		findings: []news.Finding{f},
	}
}

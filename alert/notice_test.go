package alert

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"vedette/guard/guardtest"
	"vedette/news"
)

// broken is a notice of a source.
func broken() news.Notice {
	return news.Notice{
		ID: news.NoticeID(news.Broken, "azertac", noon), Seq: 3, Kind: news.Broken, Feed: "azertac", Source: "AZERTAC",
		Country: "AZ", Lang: "az", Severity: news.High, At: noon,
		Title: "AZERTAC has been failing for 3 hours",
		Text:  "Every visit since 09:00 UTC has ended with status 503.\n\nLook at the site; if the feed has moved, change its url.",
	}
}

// notices are a few of several sources and of none, in order of making.
func notices() []news.Notice {
	quiet := news.Notice{ID: "q", Kind: news.Quiet, Feed: "lur", Source: "Լուր Երևան", Country: "AM", Lang: "hy", Severity: news.Medium,
		At: noon, Title: "Լուր Երևան has brought nothing new for 2 days", Text: "It usually brings news every 3 hours."}
	recovered := broken()
	recovered.ID, recovered.Kind, recovered.Severity, recovered.Title = "r", news.Recovered, news.Low, "AZERTAC can be read again after 5 hours"
	recovered.At, recovered.Text = noon.Add(2*time.Hour), ""
	outage := news.Notice{ID: "o", Kind: news.Outage, Severity: news.High, At: noon, Title: "No feed could be reached for 12 minutes"}
	return []news.Notice{quiet, broken(), recovered, outage}
}

// noticeMessage is an alert about notices only.
func noticeMessage(told ...news.Notice) message {
	m := message{alert: news.Alert{ID: news.AlertID("k", "n"), Receiver: "desk", Hits: []string{}, Created: noon, Attempts: 1}, notices: told}
	for _, n := range told {
		m.alert.Notices = append(m.alert.Notices, n.ID)
	}
	return m
}

// mixedMessage is an alert about hits and notices.
func mixedMessage() message {
	m := scriptMessage()
	m.notices = notices()
	return m
}

func TestSubjectOfNotices(t *testing.T) {
	both := oneMessage("Zəngəzur dəhlizi")
	both.notices = []news.Notice{broken()}
	low := mixedMessage()
	for i := range low.findings {
		low.findings[i].Hit.Severity = news.Low
	}
	long := oneMessage(strings.Repeat("ა", 500))
	long.notices = notices()
	tests := []struct {
		name string
		m    message
		want string
	}{
		{"one", noticeMessage(broken()), "[high] AZERTAC has been failing for 3 hours"},
		{"several", noticeMessage(notices()...), "[high] 4 notices of sources: AZERTAC, all sources, Լուր Երևան"},
		{"a hit and a notice", both, "[high] corridor: Zəngəzur dəhlizi (and 1 notice of a source)"},
		{"the severest is a notice", low, "[high] 7 hits: corridor (and 4 notices of sources)"},
		{"a long title leaves room", long, "[high] corridor: " + strings.Repeat("ა", 155) + "… (and 4 notices of sources)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := subject(tt.m); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestNoticesAreShownInBothBodies(t *testing.T) {
	text, page := rendered(t, mixedMessage())
	for _, want := range []string{
		"7 hits and 4 notices of sources", "AZERTAC has been failing for 3 hours", "AZERTAC · AZ · az · 2 November 2026, 12:00 UTC",
		"Every visit since 09:00 UTC has ended with status 503.", "Look at the site; if the feed has moved, change its url.",
		"It usually brings news every 3 hours.",
	} {
		if !strings.Contains(text, want) || !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s\nor\n%s", want, text, page)
		}
	}
	if !strings.Contains(text, "\nNotice: broken (high)\n") || !strings.Contains(page, "<b style=\"color:#1c2128\">broken</b> · high") {
		t.Errorf("kind and severity are missing in\n%s\nor\n%s", text, page)
	}
	if strings.Index(text, "Zangezur corridor talks resume") > strings.Index(text, "AZERTAC") {
		t.Error("the hits do not lead")
	}
	if a, b := strings.Index(text, "failing for"), strings.Index(text, "can be read again"); a > b || strings.Index(text, "Լուր") < b && strings.Index(text, "Լուր") > a {
		t.Error("the notices of one source do not stand together in order of making")
	}
}

func TestLettersOfNoticesOnlyHaveNoEmptyParts(t *testing.T) {
	text, page := rendered(t, noticeMessage(notices()[2]))
	want := `1 notice of a source

----------------------------------------
AZERTAC can be read again after 5 hours
AZERTAC · AZ · az · 2 November 2026, 14:00 UTC
Notice: recovered (low)

-- 
vedette, alert ` + news.AlertID("k", "n") + "\n"
	if diff := cmp.Diff(want, text); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(page, "About the sources") || strings.Contains(page, "0 hits") {
		t.Errorf("the page is\n%s", page)
	}
}

func TestHostileNoticesDoNoHarm(t *testing.T) {
	n := broken()
	n.Title = "<script>x</script>\r\nBcc: x@example.org"
	n.Source = "<img src=x>"
	n.Text = "the server said <a href=\"javascript:x\">\n-- \n\x00forged"
	text, page := rendered(t, noticeMessage(n))
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for node := range doc.Descendants() {
		if node.Type == html.ElementNode && (node.Data == "script" || node.Data == "img" || node.Data == "a") {
			t.Errorf("the page has an element <%s>", node.Data)
		}
	}
	if strings.Count(text, "\n-- \n") != 1 || strings.ContainsAny(text, "\x00\r") {
		t.Errorf("the text is\n%q", text)
	}
	if s := subject(noticeMessage(n)); strings.ContainsAny(s, "\r\n") {
		t.Errorf("the subject is %q", s)
	}
}

func TestMessagesOfManyHitsAndNoticesAreBounded(t *testing.T) {
	tests := []struct{ hits, notices, wantHits, wantNotices int }{
		{0, 0, 0, 0}, {100, 0, 100, 0}, {101, 0, 100, 0}, {0, 101, 0, 100}, {0, 100, 0, 100},
		{99, 1, 99, 1}, {100, 1, 99, 1}, {500, 500, 80, 20}, {10, 500, 10, 90}, {90, 15, 85, 15},
	}
	for _, tt := range tests {
		m := noticeMessage()
		for i := range tt.hits {
			m.findings = append(m.findings, finding("r", news.Low, "en", fmt.Sprintf("Title %d", i), ""))
		}
		for range tt.notices {
			m.notices = append(m.notices, broken())
		}
		got := m.shown()
		if len(got.findings) != tt.wantHits || len(got.notices) != tt.wantNotices ||
			got.moreHits != tt.hits-tt.wantHits || got.moreNotices != tt.notices-tt.wantNotices {
			t.Errorf("of %d hits and %d notices %d and %d are shown, %d and %d left out",
				tt.hits, tt.notices, len(got.findings), len(got.notices), got.moreHits, got.moreNotices)
		}
	}
	if got, want := (shown{moreHits: 7, moreNotices: 1}).leftOut(),
		"7 more hits and 1 more notice of a source are not shown here. They are stored with the others."; got != want {
		t.Errorf("%q", got)
	}
}

func TestPayloadOfNotices(t *testing.T) {
	m := mixedMessage()
	m.notices[1].Text = strings.Repeat("ə", maxText+1)
	for range maxHits {
		m.notices = append(m.notices, broken())
	}
	body, err := payload(m)
	if err != nil {
		t.Fatal(err)
	}
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		t.Fatal(err)
	}
	got := e.Data.Notices
	if len(e.Data.Hits) != 7 || len(got) != maxHits-7 || e.Data.More != 0 || e.Data.MoreNotices != 11 {
		t.Fatalf("%d hits, %d notices, %d and %d more", len(e.Data.Hits), len(got), e.Data.More, e.Data.MoreNotices)
	}
	if n := got[1]; !n.Cut || n.Text != strings.Repeat("ə", maxText) || n.Seq != 0 || n.Kind != news.Broken || got[0].Cut {
		t.Errorf("got %+v", n)
	}
	again, err := payload(m)
	if err != nil || string(again) != string(body) {
		t.Error("two tries of an alert differ")
	}
	for _, m := range []message{oneMessage("t"), noticeMessage(broken())} {
		body, err := payload(m)
		if err != nil || !strings.Contains(string(body), `":[]`) || strings.Contains(string(body), "null") {
			t.Errorf("what there is none of is no empty list: %s, %v", body, err)
		}
	}
}

// From the route to the mailbox and the webhook: a notice, a hit, and both.
func TestNoticesAndHitsArriveAsOneLetterEach(t *testing.T) {
	box := newMailbox(t, tlsStart, nil)
	posts := make(chan envelope, 3)
	url := hook(t, func(w http.ResponseWriter, r *http.Request) {
		var e envelope
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &e); err != nil || verify(goodKey, r.Header, body, time.Now()) != nil {
			t.Errorf("the post is no signed envelope: %v", err)
		}
		posts <- e
	})
	config := Config{
		Receivers: []Receiver{{Name: "desk", Email: box.email(tlsStart)}, {Name: "hook", Webhook: &Webhook{URL: url, Secret: goodKey}}},
		Routes:    []Route{{Receiver: "desk", Continue: true}, {Receiver: "hook", Matchers: []string{"severity = high"}}},
		Guard:     guardtest.Loopback(),
	}
	routes, problems := NewRoutes(config)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	outbox := newMemory()
	f, n := finding("corridor", news.High, "az", "Zəngəzur dəhlizi", "dəhlizi"), broken()
	var ids []string
	for i, hit := range routes.Route(f, noon) {
		notice := routes.RouteNotice(n, noon)[i]
		if hit.Key != notice.Key {
			t.Fatalf("a hit and a notice of one route have the keys %s and %s", hit.Key, notice.Key)
		}
		both := hit
		both.Key, both.Notices = both.Receiver+"/both", notice.Notices
		ids = append(ids, outbox.tell(notice, nil, []news.Notice{n}), outbox.tell(hit, []news.Finding{f}, nil), outbox.tell(both, nil, nil))
	}
	s := NewSender(outbox, config, "test", slog.New(slog.DiscardHandler))
	runUntilDelivered(t, s, outbox, ids)

	want := []string{
		"[high] AZERTAC has been failing for 3 hours", "[high] corridor: Zəngəzur dəhlizi",
		"[high] corridor: Zəngəzur dəhlizi (and 1 notice of a source)",
	}
	var got []string
	for i, l := range box.letters() {
		subject, text, page := openLetter(t, l.data)
		got = append(got, subject)
		for _, body := range []string{text, page} {
			if strings.Contains(body, "status 503") != (i != 1) || strings.Contains(body, "Zəngəzur") != (i != 0) {
				t.Errorf("letter %d has the body\n%s", i, body)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, want := range [][2]int{{0, 1}, {1, 0}, {1, 1}} {
		if e := <-posts; len(e.Data.Hits) != want[0] || len(e.Data.Notices) != want[1] {
			t.Errorf("post %d has %d hits and %d notices", i, len(e.Data.Hits), len(e.Data.Notices))
		}
	}
}

// openLetter gives the decoded subject and the two bodies of a mail.
func openLetter(t *testing.T, data string) (subject, text, page string) {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for _, body := range []*string{&text, &page} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		*body = string(b)
	}
	return subject, text, page
}

package alert

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vedette/news"
)

func TestSubject(t *testing.T) {
	several := message{findings: []news.Finding{
		finding("rail", news.Low, "ru", "Поезд", ""),
		finding("corridor", news.Critical, "az", "Yol", ""),
		finding("rail", news.High, "ka", "მატარებელი", ""),
	}}
	plain := oneMessage("News")
	plain.findings[0].Hit.Severity = ""
	tests := []struct {
		name string
		m    message
		want string
	}{
		{"one", oneMessage("Zəngəzur dəhlizi"), "[high] corridor: Zəngəzur dəhlizi"},
		{"several", several, "[critical] 3 hits: rail, corridor"},
		{"no severity", plain, "corridor: News"},
		{"hostile title", oneMessage("a\r\nBcc: x@example.org\r\n\r\nbody"), "[high] corridor: a Bcc: x@example.org body"},
		{"long title", oneMessage(strings.Repeat("ა", 500)), "[high] corridor: " + strings.Repeat("ა", 182) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := subject(tt.m); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func rendered(t *testing.T, m message) (text, page string) {
	t.Helper()
	text, page, err := newLetter(m).render()
	if err != nil {
		t.Fatal(err)
	}
	return text, page
}

func TestEveryScriptIsShownMarked(t *testing.T) {
	text, page := rendered(t, scriptMessage())
	for _, s := range scripts {
		if n := strings.Count(text, "*"+s.word+"*"); n != 2 {
			t.Errorf("%s: the word is marked %d times in the text, want 2 (title and excerpt)", s.lang, n)
		}
		if n := strings.Count(page, ">"+s.word+"</mark>"); n != 2 {
			t.Errorf("%s: the word is marked %d times in the page, want 2", s.lang, n)
		}
		if !strings.Contains(text, "Why: "+s.word) || !strings.Contains(text, "https://example.org/"+s.lang) {
			t.Errorf("%s: clause or link is missing", s.lang)
		}
	}
	for _, want := range []string{"7 hits", "Source · AM · fa · 2 November 2026, 12:00 UTC", "Rule: corridor (high)"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	if strings.Count(page, `dir="auto"`) < 7 {
		t.Error("the page does not let each title have its own direction")
	}
}

func TestHostileItemsDoNoHarm(t *testing.T) {
	m := oneMessage(`<script>alert(1)</script><a href="javascript:x">"'&`)
	item := &m.findings[0].Item
	item.Link = "javascript:alert(1)"
	item.Source = "<img src=x onerror=y>"
	item.Text = "line one\n-- \nline <b>two</b>"
	m.findings[0].Hit.Clause = "a\n<b>"
	m.findings[0].Hit.Spans = []news.Span{
		{Field: news.FieldTitle, Start: -5, End: 9999, Text: "x"},
		{Field: news.FieldTag, Text: "<i>\ntag"}, {Field: news.FieldTag, Text: "<i>\ntag"},
	}
	text, page := rendered(t, m)
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		switch n.Data {
		case "script", "img", "a", "i":
			if n.Type == html.ElementNode {
				t.Errorf("the page has an element <%s>", n.Data)
			}
		}
	}
	for _, unwanted := range []string{"javascript:alert", "\n-- \nline", "a\n<b>"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("the text has %q", unwanted)
		}
	}
	if !strings.Contains(text, "Also matched: tag <i> tag\n") {
		t.Errorf("what matched elsewhere is not named once:\n%s", text)
	}
}

func TestWebLink(t *testing.T) {
	for link, want := range map[string]string{
		"https://example.org/a?b=c": "https://example.org/a?b=c",
		"http://example.org/Заң":    "http://example.org/%D0%97%D0%B0%D2%A3",
		"javascript:alert(1)":       "",
		"data:text/html,x":          "",
		"/relative":                 "",
		"//example.org/x":           "",
		"https://":                  "",
		"":                          "",
		"https://exa mple.org/\n":   "",
	} {
		if got := webLink(link); got != want {
			t.Errorf("%q: got %q, want %q", link, got, want)
		}
	}
}

func TestExcerptComesFromWhereTheRuleMet(t *testing.T) {
	f := finding("r", news.Low, "ru", "Заголовок", "")
	f.Item.Summary, f.Item.Text = "краткое", strings.Repeat("слово ", 200)+"коридор "+strings.Repeat("слово ", 200)
	f.Item.Article = "страница " + f.Item.Text
	at := runeIndex(f.Item.Text, "коридор")
	tests := []struct {
		name  string
		spans []news.Span
		want  string
	}{
		{"no span: the summary", nil, "краткое"},
		{"a span in the summary", []news.Span{{Field: news.FieldSummary, Start: 0, End: 7}}, "*краткое*"},
		{"a span in the article only", []news.Span{{Field: news.FieldArticle, Start: 0, End: 8}}, "*страница* слово"},
		{"a span deep in the text", []news.Span{{Field: news.FieldText, Start: at, End: at + 7}}, "слово *коридор* слово"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f.Hit.Spans = tt.spans
			text, _ := rendered(t, message{findings: []news.Finding{f}})
			if !strings.Contains(text, tt.want) || len(text) > 3000 {
				t.Errorf("no %q in:\n%s", tt.want, text)
			}
		})
	}
}

func TestLongDigestIsCutAndSaysSo(t *testing.T) {
	m := message{alert: news.Alert{ID: "alert_1", Digest: true, Group: map[string]string{"country": "AM", "topic": ""}}}
	for i := range maxHits + 7 {
		m.findings = append(m.findings, finding("r", news.Low, "en", fmt.Sprintf("Title number %d.", i), ""))
	}
	text, page := rendered(t, m)
	for _, body := range []string{text, page} {
		if !strings.Contains(body, "7 more hits are not shown here") || !strings.Contains(body, "Digest of 107 hits, country AM") {
			t.Error("the reader is not told that hits are left out")
		}
		if strings.Contains(body, "number 100.") || !strings.Contains(body, "number 99.") {
			t.Error("not the first hundred are shown")
		}
	}
}

func TestItemWithoutAnythingIsShown(t *testing.T) {
	text, _ := rendered(t, message{findings: []news.Finding{{Hit: news.Hit{Rule: "r"}}}})
	if !strings.Contains(text, "(without a title)") {
		t.Errorf("got:\n%s", text)
	}
}

func TestALetterTellsAnItemOnceWithTheSeverestReasonFirst(t *testing.T) {
	item := news.Item{ID: "1", Title: "Talks on Section 907 and the corridor"}
	other := news.Item{ID: "2", Title: "A corridor"}
	m := message{alert: news.Alert{ID: "alert_1"}, findings: []news.Finding{
		{Hit: news.Hit{Rule: "corridor", Severity: news.Low, Clause: "corridor"}, Item: other},
		{Hit: news.Hit{Rule: "corridor", Severity: news.Low, Clause: "corridor",
			Spans: []news.Span{{Field: news.FieldTitle, Start: 29, End: 37}}}, Item: item},
		{Hit: news.Hit{Rule: "section-907", Severity: news.Critical, Clause: `"section 907"`,
			Spans: []news.Span{{Field: news.FieldTitle, Start: 9, End: 20}}}, Item: item},
	}}
	l := newLetter(m)
	if len(l.Items) != 2 || len(l.Items[0].Reasons) != 2 || l.Items[0].Reasons[0].Rule != "section-907" {
		t.Fatalf("the items are %+v", l.Items)
	}
	text, html, err := l.render()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "Talks on *Section 907* and the *corridor*") || strings.Count(text, "Talks on") != 1 {
		t.Errorf("the text is\n%s", text)
	}
	if strings.Index(html, "section-907") > strings.Index(html, "A corridor") {
		t.Error("the severest item does not stand first")
	}
	m.findings = m.findings[1:]
	if got := subject(m); got != "[critical] corridor, section-907: Talks on Section 907 and the corridor" {
		t.Errorf("the subject of one item is %q", got)
	}
}

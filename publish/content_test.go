package publish

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"vedette/news"
)

// tags gives the names of a fragment's elements, in order.
func tags(t testing.TB, fragment string) []string {
	t.Helper()
	var names []string
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return names
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			names = append(names, tok.Data)
			for _, a := range tok.Attr {
				if a.Key != "dir" && a.Key != "lang" {
					t.Errorf("unexpected attribute %s=%q", a.Key, a.Val)
				}
			}
		}
	}
}

func TestContentSaysWhyFirstThenWhereThenWhat(t *testing.T) {
	all, err := everything().matches(t.Context(), region())
	if err != nil {
		t.Fatal(err)
	}
	got := content(all[1])
	order := []string{
		`<p dir="auto"><strong>Sanctions (critical)</strong>: <code dir="auto">görüş</code></p>`,
		`<p dir="auto"><strong>Corridor (high)</strong>: <code dir="auto">Zəngəzur AND dəhlizin</code></p>`,
		`<blockquote dir="auto" lang="az"><mark>Zəngəzur</mark> dəhlizi üzrə <mark>görüş</mark> keçirildi <small>(title)</small></blockquote>`,
		`<blockquote dir="auto" lang="az">Tərəflər <mark>dəhlizin</mark> açılmasını`,
		`<p dir="auto"><bdi>Report</bdi> · <bdi>AZ</bdi> · <bdi>az</bdi> · <bdi>2026-03-05 06:30 UTC</bdi></p>`,
	}
	rest := got
	for _, part := range order {
		_, after, ok := strings.Cut(rest, part)
		if !ok {
			t.Fatalf("%q is missing or out of order in\n%s", part, got)
		}
		rest = after
	}
	if rest != "" {
		t.Errorf("the summary was shown already, but here it is again: %q", rest)
	}
}

func TestContentShowsTheTextWhereThereIsNoSummary(t *testing.T) {
	for name, tc := range map[string]struct {
		item news.Item
		word string
		want string
	}{
		"summary":           {news.Item{Title: "a b", Summary: "the summary", Text: "the text"}, "b", `<p dir="auto">the summary</p>`},
		"text":              {news.Item{Title: "a b", Text: "the text"}, "b", `<p dir="auto">the text</p>`},
		"neither":           {news.Item{Title: "a b"}, "b", `(title)</small></blockquote><p dir="auto"><bdi>unknown</bdi></p>`},
		"long, marked here": {news.Item{Title: "a", Summary: strings.Repeat("word ", 100) + "goal"}, "goal", `<mark>goal</mark></p>`},
	} {
		t.Run(name, func(t *testing.T) {
			tc.item.Feed = "unknown"
			a := &archive{}
			a.add(tc.item, "r", "", tc.word)
			got := content(match{Item: a.found[0].Item, Hits: []news.Hit{a.found[0].Hit}})
			if !strings.HasSuffix(got, tc.want) {
				t.Errorf("got %s, want at its end %s", got, tc.want)
			}
		})
	}
}

func TestTextThatRepeatsTheSummaryIsShownOnce(t *testing.T) {
	it := news.Item{ID: "1", Summary: "one goal", Text: "one goal"}
	spans := []news.Span{{Field: news.FieldSummary, Start: 4, End: 8}, {Field: news.FieldText, Start: 4, End: 8}}
	got := content(match{Item: it, Hits: []news.Hit{{Rule: "r", Spans: spans}}})
	if strings.Count(got, "goal") != 1 {
		t.Errorf("got %s", got)
	}
}

func TestHostileTextStaysText(t *testing.T) {
	all, err := everything().matches(t.Context(), region())
	if err != nil {
		t.Fatal(err)
	}
	e := newEntry(all[0])
	allowed := []string{"p", "strong", "code", "blockquote", "mark", "small", "bdi"}
	for _, name := range tags(t, e.Content) {
		if !slices.Contains(allowed, name) {
			t.Errorf("element %s in %s", name, e.Content)
		}
	}
	if want := `<script>alert(1)</script> ]]> "Tom" & 'Jerry' second line ` + "\uFFFD end"; e.Title != want {
		t.Errorf("title %q, want %q", e.Title, want)
	}
	if e.Link != "" || e.SourceURL != "" || e.Lang != "" {
		t.Errorf("link %q, source %q, language %q", e.Link, e.SourceURL, e.Lang)
	}
	if !slices.Equal(e.Authors, []string{"<b>Eve</b>"}) || e.Source != "A & B <news>" {
		t.Errorf("authors %q, source %q", e.Authors, e.Source)
	}
}

func TestTitleOfAnItemWithoutOne(t *testing.T) {
	long := strings.Repeat("word ", 50)
	for want, it := range map[string]news.Item{
		"the title":                       {Title: " the\n title "},
		"the summary":                     {Summary: "the summary", Text: "text"},
		"text":                            {Title: "\x00", Text: "text"},
		strings.Repeat("word ", 20) + "…": {Summary: long},
		untitled:                          {},
	} {
		if got := title(it); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWebLink(t *testing.T) {
	for raw, want := range map[string]string{
		"https://a.example/x?a=1&b=2#c":      "https://a.example/x?a=1&b=2#c",
		" http://a.example:8080/%C9%99 ":     "http://a.example:8080/%C9%99",
		"https://a.example/ამბავი?q=ə f":     "https://a.example/%E1%83%90%E1%83%9B%E1%83%91%E1%83%90%E1%83%95%E1%83%98?q=%C9%99%20f",
		"https://пример.рф/a":                "https://xn--e1afmkfd.xn--p1ai/a",
		"https://a.example/\"><script>":      "https://a.example/%22%3E%3Cscript%3E",
		"http://[::1]:80/":                   "http://[::1]:80/",
		"javascript:alert(1)":                "",
		"JAVASCRIPT://a.example/%0aalert(1)": "",
		"file:///etc/passwd":                 "",
		"//a.example/x":                      "",
		"/x":                                 "",
		"https://":                           "",
		"https://:80/":                       "",
		"http://a b/":                        "",
		"":                                   "",
	} {
		if got := webLink(raw); got != want {
			t.Errorf("webLink(%q) = %q, want %q", raw, got, want)
		}
	}
}

// FuzzEntry wants of any item what readers need of every item: ids, a title,
// legal characters, no element or address that we did not write.
func FuzzEntry(f *testing.F) {
	for _, found := range region().found {
		it := found.Item
		f.Add(it.Title, it.Summary, it.Link, it.Lang, found.Hit.Clause, 0, 5)
	}
	f.Add("a", "b", "https://[::1%25eth0]/", "en", "x", -1, 1<<40)
	f.Fuzz(func(t *testing.T, title, summary, link, lang, clause string, start, end int) {
		it := news.Item{ID: "1", Feed: title, Title: title, Summary: summary, Link: link, Lang: lang, Authors: []string{title}, Tags: []string{summary}}
		spans := []news.Span{{Field: news.FieldTitle, Start: start, End: end}, {Field: news.FieldURL, Start: 0, End: end}}
		pg := newPage(Channel{Name: "c"}, []match{{Item: it, Hits: []news.Hit{{Rule: summary, Clause: clause, Spans: spans}}}}, "https://a.example")
		e := pg.Entries[0]
		tags(t, e.Content)
		absolute(t, "id", e.ID)
		if e.Link != "" {
			absolute(t, "link", e.Link, e.SourceURL)
		}
		for _, s := range []string{e.Title, e.Brief, e.Content, e.Source} {
			if s == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) }) {
				t.Errorf("%q is empty or holds illegal characters", s)
			}
		}
		for _, format := range Formats() {
			body, err := format.write(pg)
			if err != nil {
				t.Fatal(err)
			}
			if format.Ext != "json" {
				wellFormed(t, body)
			}
		}
	})
}

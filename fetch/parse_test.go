package fetch

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/news"
)

// parseItems is Parse without the notes.
func parseItems(body []byte, contentType, base string, feed Feed, now time.Time) ([]news.Item, error) {
	r, err := Parse(body, http.Header{"Content-Type": {contentType}}, base, feed, now)
	return r.Items, err
}

// parseFile reads a file of testdata as a feed fetched from host.example.
func parseFile(t *testing.T, name string, feed Feed) []news.Item {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	items, err := parseItems(body, "", "https://host.example/feed", feed, testNow)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func date(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// check compares two items field by field.
func check(t *testing.T, got, want news.Item) {
	t.Helper()
	for _, field := range []struct{ name, got, want string }{
		{"id", got.ID, want.ID}, {"feed", got.Feed, want.Feed}, {"source", got.Source, want.Source},
		{"country", got.Country, want.Country}, {"guid", got.GUID, want.GUID}, {"link", got.Link, want.Link},
		{"title", got.Title, want.Title}, {"summary", got.Summary, want.Summary}, {"text", got.Text, want.Text},
		{"authors", strings.Join(got.Authors, "|"), strings.Join(want.Authors, "|")},
		{"tags", strings.Join(got.Tags, "|"), strings.Join(want.Tags, "|")}, {"lang", got.Lang, want.Lang},
		{"published", got.Published.Format(time.RFC3339), want.Published.Format(time.RFC3339)},
		{"updated", got.Updated.Format(time.RFC3339), want.Updated.Format(time.RFC3339)},
	} {
		if field.got != field.want {
			t.Errorf("%s is %q, want %q", field.name, field.got, field.want)
		}
	}
}

func TestRSS2(t *testing.T) {
	items := parseFile(t, "rss2.xml", Feed{ID: "xeber", Name: "Xəbər", Country: "az", Language: "az", TimeZone: "Asia/Baku"})
	check(t, items[0], news.Item{
		ID: news.ItemID("xeber", "az-1", "", "", ""), Feed: "xeber", Source: "Xəbər", Country: "AZ", Lang: "az",
		GUID: "az-1", Link: "https://host.example/az/1?a=1&b=2", Title: `Zəngəzur dəhlizi "açılır"`,
		Summary: "Qısa xəbər\n\nİkinci\nsətir", Text: "Tam mətn:\n\nbir\niki",
		Authors: []string{"Leyla Əliyeva"}, Tags: []string{"Siyasət", "Nəqliyyat"},
		Published: date("2026-11-22T10:30:00Z"),
	})
	check(t, items[1], news.Item{
		ID: news.ItemID("xeber", "https://xeber.example/ka/2", "", "", ""), Feed: "xeber", Source: "Xəbər", Country: "AZ", Lang: "az",
		GUID: "https://xeber.example/ka/2", Link: "https://xeber.example/ka/2", Title: "ილჰამ ალიევი თბილისში",
		Summary: "საქართველო დღეს", Text: "საქართველო დღეს", Published: date("2026-11-22T11:00:00Z"),
	})
}

func TestRSS1(t *testing.T) {
	items := parseFile(t, "rss1.rdf", Feed{Name: "Новости"})
	check(t, items[0], news.Item{
		ID: news.ItemID("новости", "urn:news:1", "", "", ""), Feed: "новости", Source: "Новости", Lang: "ru",
		GUID: "urn:news:1", Link: "https://news.example/1", Title: "Встреча в Ереване",
		Summary: "Стороны обсудили Зангезур.", Text: "Стороны обсудили Зангезур.", Tags: []string{"политика"},
		Published: date("2026-11-22T07:00:00Z"), Updated: date("2026-11-22T07:00:00Z"),
	})
}

func TestAtom(t *testing.T) {
	items := parseFile(t, "atom.xml", Feed{ID: "lur"})
	check(t, items[0], news.Item{
		ID: news.ItemID("lur", "tag:lur.example,2026:7", "", "", ""), Feed: "lur", Lang: "hy",
		GUID: "tag:lur.example,2026:7", Link: "https://lur.example/n/7", Title: "Երևան & Գյումրի",
		Summary: "Կարճ", Text: "Առաջին\n\nԵրկրորդ մաս", Authors: []string{"Անի"}, Tags: []string{"Քաղաքականություն"},
		Published: date("2026-11-22T04:00:00Z"), Updated: date("2026-11-22T04:30:00Z"),
	})
}

func TestJSONFeed(t *testing.T) {
	items := parseFile(t, "feed.json", Feed{ID: "k"})
	check(t, items[0], news.Item{
		ID: news.ItemID("k", "12", "", "", ""), Feed: "k", Lang: "fa", GUID: "12", Link: "https://khabar.example/12",
		Title: "دیدار در باکو", Text: "خط یک\nخط دو", Authors: []string{"ندا"}, Tags: []string{"سیاست"},
		Published: date("2026-11-22T08:30:00Z"),
	})
	check(t, items[1], news.Item{
		ID: news.ItemID("k", "13", "", "", ""), Feed: "k", Lang: "fa", GUID: "13", Link: "https://khabar.example/13",
		Text: "بدون عنوان", Published: testNow,
	})
}

func TestBrokenInEveryWay(t *testing.T) {
	items := parseFile(t, "bulletin.xml", Feed{ID: "b"})
	var titles []string
	for _, it := range items {
		titles = append(titles, it.Title)
	}
	const want = "Tags & ampersands < here|No end of the title|Attributes|Refs A &bogus;|After the end"
	if got := strings.Join(titles, "|"); got != want {
		t.Errorf("titles %q, want %q", got, want)
	}
	if want := "closed early by"; items[0].Summary != want {
		t.Errorf("summary %q, want %q", items[0].Summary, want)
	}
	if items[3].Summary != "one\ntwo" {
		t.Errorf("summary %q", items[3].Summary)
	}
}

func TestMediaDescription(t *testing.T) {
	items, err := parseItems([]byte(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
		<entry><id>1</id><title>Video</title><media:group><media:description>What is seen</media:description></media:group></entry></feed>`),
		"", "", Feed{ID: "v"}, testNow)
	if err != nil || items[0].Text != "What is seen" {
		t.Errorf("%v %+v", err, items)
	}
}

func TestLanguage(t *testing.T) {
	for _, test := range []struct{ name, configured, document, want string }{
		{"configured wins", "AZ", "en-US", "az"},
		{"the document's", "", "RU-ru", "ru"},
		{"with an underscore", "", "hy_AM", "hy"},
		{"none", "", "", ""},
		{"nonsense", "", "Azerbaijani", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			items, err := parseItems([]byte("<rss><channel><language>"+test.document+"</language><item><title>x</title></item></channel></rss>"),
				"", "", Feed{ID: "x", Language: test.configured}, testNow)
			if err != nil || items[0].Lang != test.want {
				t.Errorf("%q, %v", items[0].Lang, err)
			}
		})
	}
}

func TestEmptyFeedIsAFeed(t *testing.T) {
	for _, doc := range []string{
		`<rss version="2.0"><channel><title>x</title></channel></rss>`, `<feed xmlns="http://www.w3.org/2005/Atom"/>`,
		`{"version":"https://jsonfeed.org/version/1","items":[]}`,
	} {
		if items, err := parseItems([]byte(doc), "", "", Feed{ID: "x"}, testNow); err != nil || len(items) != 0 {
			t.Errorf("%s: %d items, %v", doc, len(items), err)
		}
	}
}

func TestPartialError(t *testing.T) {
	_, err := parseItems([]byte(`<rss><channel><item><title>a</title></item><item><title>b`), "", "", Feed{ID: "x"}, testNow)
	var partial *PartialError
	if !errors.As(err, &partial) || partial.Items != 1 || partial.Missing != 0 {
		t.Errorf("%v", err)
	}
	if got := (&PartialError{Items: 1, Missing: 9}).Error(); got != "only 1 of the feed's 10 items could be read" {
		t.Error(got)
	}
}

func TestLimitsOfStructure(t *testing.T) {
	deep := "<rss><channel><item>" + strings.Repeat("<a>", 100_000)
	spaced := "<rss><channel><item>"
	for i := range 200 {
		spaced += "<a xmlns:p" + strings.Repeat("x", i) + `="u">`
	}
	for name, test := range map[string]struct{ doc, message string }{
		"nested": {deep, "deeper than 256 levels"}, "namespaces": {spaced, "more than 64 namespaces"},
		"attributes": {"<rss><channel><item" + strings.Repeat(" a='b'", 5000) + ">", "more than 256 attributes"},
	} {
		if _, err := parseItems([]byte(test.doc), "", "", Feed{ID: "x"}, testNow); err == nil || !strings.Contains(err.Error(), test.message) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

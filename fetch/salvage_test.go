package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// titlesOf joins the titles of what was read.
func titlesOf(r Reading) string {
	var titles []string
	for _, it := range r.Items {
		titles = append(titles, it.Title)
	}
	return strings.Join(titles, "|")
}

// noted tells whether a note of this kind has this in its text.
func noted(r Reading, kind, part string) bool {
	for _, n := range r.Notes {
		if n.Kind == kind && strings.Contains(n.Text, part) {
			return true
		}
	}
	return false
}

// TestNothingIsLostInSilence reads documents in which items get lost when they
// are read as a whole, in other readers or in this one.
func TestNothingIsLostInSilence(t *testing.T) {
	const a, b, c = "<item><title>a</title></item>", "<item><title>b</title></item>", "<item><title>c</title></item>"
	deep := "<item><title>deep</title>" + strings.Repeat("<x>", 300) + strings.Repeat("</x>", 300) + "</item>"
	for _, test := range []struct {
		name, doc, titles, kind, note string
		partial                       bool
	}{
		{"a CDATA section closed early, a stray end tag", `<rss><channel><item><title>a</title><description><![CDATA[<script>x]]></script>]]></description></item>` + b + `</channel></rss>`, "a|b", "repaired", "end tag of nothing", false},
		{"a picture that is not closed", `<rss><channel><image><url>u</url>` + a + b + `</channel></rss>`, "a|b", "salvaged", "2 items", false},
		{"a CDATA section without an end", `<rss><channel>` + a + `<item><title><![CDATA[b</title></item>` + c + `</channel></rss>`, "a|b|c", "repaired", "CDATA section", false},
		{"a CDATA section that ends in the next item", `<rss><channel><item><title><![CDATA[a</title></item><item><title><![CDATA[b]]></title></item></channel></rss>`, "a|b", "repaired", "CDATA section", false},
		{"an item that breaks a limit", `<rss><channel>` + a + deep + c + `</channel></rss>`, "a|c", "skipped", "deeper than 256", true},
		{"an item in a comment", `<rss><channel>` + a + `<!-- ` + b + ` --></channel></rss>`, "a", "skipped", "comment", false},
		{"the channel ends too early", `<rss><channel>` + a + `</channel>` + b + `</rss>` + c, "a|b|c", "", "", false},
		{"a prefix for the root", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>a</a:title></a:entry></a:feed>`, "a", "", "", false},
		{"no end of the document", `<rss><channel>` + a + b, "a|b", "", "", true},
		{"no end of the last item", `<rss><channel>` + a + `<item><title>b</title>`, "a", "", "", true},
		{"junk in front", "Warning: x on line 3\n<br><b>y</b><rss><channel>" + a + `</channel></rss>`, "a", "skipped", "stand before the feed", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := Parse([]byte(test.doc), nil, "", Feed{ID: "f"}, testNow)
			var partial *PartialError
			if errors.As(err, &partial) != test.partial || err != nil && !test.partial {
				t.Errorf("error %v", err)
			}
			if got := titlesOf(r); got != test.titles {
				t.Errorf("titles %q, want %q", got, test.titles)
			}
			if test.note != "" && !noted(r, test.kind, test.note) {
				t.Errorf("notes %+v, want one %q with %q", r.Notes, test.kind, test.note)
			}
		})
	}
}

func TestBrokenJSON(t *testing.T) {
	const head = `{"version":"https://jsonfeed.org/version/1.1","title":"<b>","items":[`
	for _, test := range []struct{ name, doc, titles, kind string }{
		{"a comma too many", head + `{"id":"1","title":"a",},{"id":"2","title":"b"} , ]}`, "a|b", "repaired"},
		{"a line end in a string", head + "{\"id\":\"1\",\"title\":\"a\nb\\\\\"}]}", `a b\`, "repaired"},
		{"a document that breaks off", head + `{"id":"1","title":"a"},{"id":"2","title":"b`, "a", "salvaged"},
		{"a mistake in an item", head + `{"id":"1","title":"a"},{"id":"2","title":},{"id":"3"}]}`, "a", "salvaged"},
		{"numbers and names of a wrong type", head + `{"id":12345678901234567890,"title":"a","author":"Bob","tags":"x"}]}`, "a", "info"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := Parse([]byte(test.doc), nil, "", Feed{ID: "f"}, testNow)
			if (err != nil) != (test.kind == "salvaged") || titlesOf(r) != test.titles || !noted(r, test.kind, "") {
				t.Errorf("%q, %v, %v", titlesOf(r), r.Notes, err)
			}
		})
	}
}

func TestMoreItemsThanAreRead(t *testing.T) {
	var b strings.Builder
	for i := range maxItems + 5 {
		fmt.Fprintf(&b, "<item><guid>%d</guid></item>", i)
	}
	r, err := Parse([]byte("<rss><channel>"+b.String()+"</channel></rss>"), nil, "", Feed{ID: "f"}, testNow)
	var partial *PartialError
	if !errors.As(err, &partial) || partial.Missing != 5 || len(r.Items) != maxItems || !noted(r, "skipped", "5 items") {
		t.Errorf("%d items, %v, %v", len(r.Items), err, r.Notes)
	}
}

func TestItemStarts(t *testing.T) {
	for doc, want := range map[string]int{
		"<rss><item><item a='b'/><ITEM\n></rss>":   3,
		"<items><item/></items><itemised/>":        1,
		"<!-- <item> --><item/><![CDATA[<item>]]>": 1,
		"<!-- <item>":                  1,
		"<a:entry/><b:entry/><entry/>": 2,
		"<![CDATA[x</item><item><![CDATA[y]]></item><item/>": 2,
		"":        0,
		"a < b <": 0,
	} {
		if got := len(itemStarts(doc, "a")); got != want {
			t.Errorf("%s: %d, want %d", doc, got, want)
		}
	}
}

func TestDecodedTwice(t *testing.T) {
	for text, want := range map[string]string{
		"Ð—Ð°Ð½Ð³ÐµÐ·ÑƒÑ€":           "Зангезур",
		"Р—Р°РЅРіРµР·СѓСЂ":           "Зангезур",
		"ZÉ™ngÉ™zur dÉ™hlizi":        "Zəngəzur dəhlizi",
		"Zangezurâ€™s":               "Zangezur’s",
		"Ministers â€“ in â€œBakuâ€": "",
		"Зангезур":                   "",
		"ТАСС: «Правда»":             "",
		"Café à Paris":               "",
		"Ã€":                         "",
		"SÃO PAULO «É»":              "",
		"plain":                      "",
		"":                           "",
	} {
		got, ok := decodeTwice(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q became %q (%v), want %q", text, got, ok, want)
		}
	}
	r, err := Parse([]byte("<rss><channel><item><title>Ð—Ð°Ð½Ð³ÐµÐ·ÑƒÑ€</title></item></channel></rss>"), nil, "", Feed{ID: "f"}, testNow)
	if err != nil || titlesOf(r) != "Зангезур" || !noted(r, "repaired", "encoded twice") {
		t.Errorf("%q, %v, %v", titlesOf(r), r.Notes, err)
	}
}

func TestEntitiesOfTheDocument(t *testing.T) {
	for name, test := range map[string]struct{ declared, title, want string }{
		"a letter":         {`<!ENTITY schwa "&#601;">`, "B&schwa;", "Bə"},
		"a text":           {`<!ENTITY site 'news'>`, "&site;", "news"},
		"one in another":   {`<!ENTITY a "x"><!ENTITY b "&a;&a;">`, "&b;", "&b;"},
		"one from outside": {`<!ENTITY a SYSTEM "file:///etc/passwd">`, "&a;", "&a;"},
		"too much":         {`<!ENTITY a "` + strings.Repeat("x", 200) + `">`, strings.Repeat("&a;", 2000), strings.Repeat("&a;", 2000)},
	} {
		doc := "<!DOCTYPE rss [" + test.declared + "]><rss><channel><item><title>" + test.title + "</title></item></channel></rss>"
		r, err := Parse([]byte(doc), nil, "", Feed{ID: "f"}, testNow)
		if err != nil || titlesOf(r) != test.want {
			t.Errorf("%s: %.80q, %v", name, titlesOf(r), err)
		}
	}
}

func TestLinks(t *testing.T) {
	const at = "https://host.example/feeds/rss"
	for _, test := range []struct{ name, doc, location, want string }{
		{"relative to the address", `<rss><channel><item><link>/n/1</link></item></channel></rss>`, "", "https://host.example/n/1"},
		{"relative to Content-Location", `<rss><channel><item><link>1</link></item></channel></rss>`, "https://other.example/n/", "https://other.example/n/1"},
		{"a Content-Location that is none", `<rss><channel><item><link>/1</link></item></channel></rss>`, "javascript:alert(1)", "https://host.example/1"},
		{"relative to xml:base", `<feed xml:base="https://base.example/a/"><entry xml:base="b/"><link href="1"/></entry></feed>`, "https://other.example/", "https://base.example/a/b/1"},
		{"a guid", `<rss><channel><item><guid>https://x.example/1</guid></item></channel></rss>`, "", "https://x.example/1"},
		{"a relative guid", `<rss><channel><item><guid>/1</guid></item></channel></rss>`, "", "https://host.example/1"},
		{"a guid that is no link", `<rss><channel><item><guid isPermaLink="false">https://x.example/1</guid></item></channel></rss>`, "", ""},
		{"rdf:about", `<rdf:RDF><item rdf:about="https://x.example/1"><title>x</title></item></rdf:RDF>`, "", "https://x.example/1"},
		{"an enclosure", `<rss><channel><item><enclosure url="https://x.example/1.mp3"/></item></channel></rss>`, "", "https://x.example/1.mp3"},
		{"the alternate", `<feed><entry><link rel="self" href="/s"/><link rel="alternate" href="/a"/><link rel="enclosure" href="/e"/></entry></feed>`, "", "https://host.example/a"},
		{"no script", `<rss><channel><item><title>x</title><link>javascript:alert(1)</link></item></channel></rss>`, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := Parse([]byte(test.doc), http.Header{"Content-Location": {test.location}}, at, Feed{ID: "f"}, testNow)
			if err != nil || len(r.Items) != 1 || r.Items[0].Link != test.want {
				t.Errorf("%+v, %v, want %s", r.Items, err, test.want)
			}
		})
	}
}

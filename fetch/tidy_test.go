package fetch

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTidy(t *testing.T) {
	for _, test := range []struct {
		name, in, want string
		items          int
		cut            bool
	}{
		{"well-formed", `<rss a="b" c='d'><item><t x:y="z">a &amp; b</t><![CDATA[<i>]]></item></rss>`,
			`<rss a="b" c='d'><item><t x:y="z">a &amp; b</t><![CDATA[<i>]]></item></rss>`, 1, false},
		{"comments and instructions", `<rss><!-- <item> -- --><?php <item> ?><item/><!x></rss>`, `<rss><item/></rss>`, 1, false},
		{"a comment that does not end", `<rss><!-- <item/></rss>`, `<rss>&lt;!-- <item/></rss>`, 1, false},
		{"an end of nothing", `<rss><item></b>x</item></script></rss>`, `<rss><item>x</item></rss>`, 1, false},
		{"no end", `<rss><item><a><b>x</item></rss>`, `<rss><item><a><b>x</b></a></item></rss>`, 1, false},
		{"an item in an item", `<rss><item><title>x<item>y</item></rss>`, `<rss><item><title>x</title></item><item>y</item></rss>`, 2, false},
		{"an item in an extension", `<rss><item><m:x><item>y</item></m:x></item></rss>`, `<rss><item><m:x><item>y</item></m:x></item></rss>`, 1, false},
		{"void elements", `<rss><d>a<br>b<img src="x"></d></rss>`, `<rss><d>a<br/>b<img src="x"/></d></rss>`, 0, false},
		{"raw elements", `<rss><script src="x"/></rss>`, `<rss><script src="x"></script></rss>`, 0, false},
		{"upper case", `<rss><Item>x</ITEM></RSS>`, `<rss><Item>x</Item></rss>`, 1, false},
		{"no tags", `<rss>a < b <3 <me@x> <Я> </ </></rss>`, `<rss>a &lt; b &lt;3 &lt;me@x> &lt;Я> &lt;/ &lt;/></rss>`, 0, false},
		{"bad attributes", `<rss><a b c=d e="<" f='"' =g é="h">x</a></rss>`, `<rss><a b="" c="d" e="&lt;" f="&quot;" g="">x</a></rss>`, 0, false},
		{"a quote that does not end", `<rss><a b="c>x</a><d e="f"/></rss>`, `<rss><a b="c">x</a><d e="f"/></rss>`, 0, false},
		{"an end mark of CDATA", `<rss>a]]>b</rss>`, `<rss>a]]&gt;b</rss>`, 0, false},
		{"the end too early", `<rss><item/></rss><item/></rss>x<item`, `<rss><item/><item/></rss>`, 2, true},
		{"cut in an item", `<rss><channel><item>a</item><item>b`, `<rss><channel><item>a</item></channel></rss>`, 1, true},
		{"cut in a tag", `<rss><channel><item>a</item><ite`, `<rss><channel><item>a</item></channel></rss>`, 1, true},
		{"cut in a CDATA section", `<rss><item>a</item><item><![CDATA[b`, `<rss><item>a</item></rss>`, 1, true},
		{"a CDATA section without an end", `<rss><item>a</item><item><![CDATA[b</item></rss>`, `<rss><item>a</item><item><![CDATA[b]]></item></rss>`, 2, false},
		{"a CDATA section that swallows an item", `<rss><item><![CDATA[a</item><item><![CDATA[b]]></item></rss>`, `<rss><item><![CDATA[a]]></item><item><![CDATA[b]]></item></rss>`, 2, false},
		{"cut after the items", `<rdf:RDF><channel></channel><item/>`, `<rdf:RDF><channel></channel><item/></rdf:RDF>`, 1, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := tidy(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if got.text != test.want || got.items != test.items || got.cut != test.cut {
				t.Errorf("%s, %d items, cut %v\nwant %s", got.text, got.items, got.cut, test.want)
			}
		})
	}
}

// wellFormed reads a document with the strict parser; namespaces and entities
// are the library's concern.
func wellFormed(doc string) error {
	d := xml.NewDecoder(strings.NewReader(doc))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	depth := 0
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth < 0 {
			return io.ErrUnexpectedEOF
		}
	}
}

// FuzzTidy holds that any input comes out well-formed, and that a second pass
// changes nothing.
func FuzzTidy(f *testing.F) {
	f.Add(`<rss><item a="b"><title>x</title></item></rss>`)
	f.Add(`<feed><entry><a b="<" c=d></entry></feed><!-- <![CDATA[ ]]>`)
	f.Add(`<rss></rss><item></a:b></a></rss>`)
	f.Fuzz(func(t *testing.T, in string) {
		in = allowed(strings.ToValidUTF8(in, "\uFFFD"))
		once, err := tidy(in)
		if err != nil {
			return
		}
		if err := wellFormed(once.text); err != nil {
			t.Fatalf("%q became %q: %v", in, once.text, err)
		}
		twice, err := tidy(once.text)
		if err != nil || twice.text != once.text || twice.items != once.items {
			t.Fatalf("%q became %q, then %q (%v)", in, once.text, twice.text, err)
		}
	})
}

// FuzzParse holds that no document makes Parse panic or give a bad item, and
// that no item is lost in silence.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.*")
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body, "")
	}
	for _, doc := range []string{
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/b/" xml:lang="hy"><entry><content type="xhtml"><div><a href="c">x</a></div></content><link href="d"/></entry></feed>`,
		`<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><image><item><title>&a;</title></item><item><![CDATA[x</item><item>]]></item>`,
		`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title mode="base64">RXhhbXBsZQ==</title><author><name>a</name></author></entry></feed>`,
		`<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><media:group><media:description>x</media:description></media:group><pubDate>1405/09/01</pubDate></item></channel></rss>`,
		"<rss><channel><!--><item><title>a</title></item></channel></rss>",
		`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"title":"a",},`,
		"<rss><channel><item><title>Ð—Ð°Ð½Ð³ÐµÐ·ÑƒÑ€</title><author>a@b.example (C)</author></item></channel></rss>",
	} {
		f.Add([]byte(doc), "text/xml")
	}
	f.Add(guidFeed("g http://1 t s", "g http://1 t r", "- - t"), "text/xml; charset=windows-1251")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		header := http.Header{"Content-Type": {contentType}}
		r, err := Parse(body, header, "https://host.example/", Feed{ID: "f"}, testNow)
		if errors.Is(err, ErrPanic) {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, it := range r.Items {
			if it.ID == "" || ids[it.ID] || it.Published.IsZero() || it.Published.After(testNow) || it.Updated.After(testNow) {
				t.Fatalf("bad item %+v", it)
			}
			ids[it.ID] = true
		}
		doc, _, err := Inspect(body, header, "https://host.example/")
		for _, e := range doc.Entries {
			e.Title.Markup()
			e.content().Markup()
		}
		if text, _, bad := decode(body, contentType, "", &notes{}); bad == nil && err == nil && doc.Format != "json" {
			if seen := len(itemStarts(text[feedStart(text):], "")); seen > len(doc.Entries) {
				t.Fatalf("%d items of %d, and nothing was said", len(doc.Entries), seen)
			}
		}
	})
}

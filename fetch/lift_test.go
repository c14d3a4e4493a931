package fetch

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func lifted1(t *testing.T, doc string) *lifted {
	t.Helper()
	tidied, err := tidy(doc)
	if err != nil {
		t.Fatal(err)
	}
	return lift(tidied, "https://host.example/")
}

func TestValuesGoAroundTheParser(t *testing.T) {
	html := func(s string) Text { return Text{Value: s, Type: htmlType, Base: "https://host.example/"} }
	for _, test := range []struct {
		name, doc, slim string
		want            Entry
	}{
		{
			"RSS",
			`<rss xmlns:x="u"><channel><title>News</title><item><title>One &amp; <b>two</b></title><link>/1</link><guid isPermaLink="false">g&amp;1</guid>` +
				`<description><![CDATA[<p>text</p>]]></description><description>more</description><x:y>unknown</x:y><author>me@x.example (I)</author><author>You</author>` +
				`<pubDate>1 Jan 2025</pubDate><category domain="d">c</category><category>e</category><enclosure url="a.mp3" length="1"/></item></channel></rss>`,
			`<rss version="2.0"><channel><item><title>0</title></item>` +
				`<item><title>0</title><link>0</link><guid>1</guid><description>2</description><content:encoded>3</content:encoded>` +
				`<author>0</author><category>0 1</category><enclosure url="1"/></item></channel></rss>`,
			Entry{
				ID: "g&1", Link: "https://host.example/1", Title: html("One &amp; <b>two</b>"), Summary: html("<p>text</p>"), Contents: []Text{html("more")},
				Published: "1 Jan 2025", Authors: []Person{{Name: "I", Email: "me@x.example"}, {Name: "You"}},
				Tags:  []Tag{{Term: "c", Scheme: "d"}, {Term: "e"}},
				Links: []Link{{Rel: "alternate", Href: "https://host.example/1"}, {Rel: "enclosure", Href: "https://host.example/a.mp3", Length: "1"}},
			},
		},
		{
			"Atom",
			`<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>tag:x,2025:ä</a:id><a:title type="html">&lt;i&gt;t&lt;/i&gt;</a:title><a:link rel="alternate" href='/1'/>` +
				`<a:author><a:name>I</a:name></a:author><a:updated>2025-01-01</a:updated><a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x</div></a:content></a:entry></a:feed>`,
			`<feed><entry></entry><entry><title>1</title><link title="0"/><id>0</id><content>2</content><author><name>0</name></author></entry></feed>`,
			Entry{
				ID: "tag:x,2025:ä", Permalink: true, Link: "https://host.example/1", Title: html("<i>t</i>"),
				Contents: []Text{{Value: "x", Type: xhtmlType, Base: "https://host.example/"}},
				Updated:  "2025-01-01", Authors: []Person{{Name: "I"}}, Links: []Link{{Rel: "alternate", Href: "https://host.example/1"}},
			},
		},
		{
			"what gofeed has no field for",
			`<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><item>` +
				`<media:group><media:description>later</media:description></media:group><dc:creator>A</dc:creator><dc:subject>s</dc:subject><dc:language>de</dc:language>` +
				`<atom:author><atom:name>B</atom:name></atom:author><atom:link rel="Via" href="/ü"/><atom:category term="t" label="T"/><comments>/c</comments><dc:title>T</dc:title>` +
				`<media:category>m</media:category><itunes:image href="i.png"/></item></channel></rss>`,
			`<rss version="2.0"><channel><item></item><item></item></channel></rss>`,
			Entry{
				Title: html("T"), Summary: html("later"), Language: "de", Authors: []Person{{Name: "B"}, {Name: "A"}},
				Tags: []Tag{{Term: "t", Label: "T"}, {Term: "s"}, {Term: "m", Scheme: mediaScheme}}, Links: []Link{{Rel: "via", Href: "https://host.example/%C3%BC"}},
				Image: "https://host.example/i.png", Comments: "https://host.example/c",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := lifted1(t, test.doc)
			if string(l.slim) != test.slim {
				t.Errorf("the parser gets\n%s, want\n%s", l.slim, test.slim)
			}
			doc, _, err := Inspect([]byte(test.doc), nil, "https://host.example/")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, doc.Entries[0], cmpopts.IgnoreUnexported(Entry{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTheParserDoesNotDecideWhatIsThere holds that a mistake or a panic of the
// parser, and items that it swallows, are errors, after which the items are
// read one by one.
func TestTheParserDoesNotDecideWhatIsThere(t *testing.T) {
	for name, slim := range map[string]string{
		"no XML":             "<rss><channel><item>",
		"another root":       "<html></html>",
		"an item swallowed":  "<rss><channel><item></item></channel></rss>",
		"an item too many":   "<rss><channel><item/><item/><item/></channel></rss>",
		"a key that is none": "<rss><channel><item/><item><title>99</title></item></channel></rss>",
	} {
		l := lifted1(t, "<rss><channel><item><title>a</title></item></channel></rss>")
		l.slim = []byte(slim)
		doc, err := l.parse()
		if name == "a key that is none" {
			if err != nil || doc.Entries[0].Title.Value != "" {
				t.Errorf("%s: %+v, %v", name, doc, err)
			}
			continue
		}
		if err == nil || doc.Format != "rss" || len(doc.Entries) > 0 {
			t.Errorf("%s: %+v, %v", name, doc, err)
		}
	}
	var nothing *lifted = &lifted{format: "rss", slim: []byte("<rss><channel/></rss>")}
	if _, err := nothing.parse(); !errors.Is(err, ErrPanic) {
		t.Errorf("a panic gives %v", err)
	}
}

func TestWhatIsBeyondTheLimitOfAnItemIsCounted(t *testing.T) {
	l := lifted1(t, "<rss><channel><item>"+strings.Repeat("<link>a</link>", maxElements+7)+"</item></channel></rss>")
	if l.asides[1].dropped != 7 {
		t.Errorf("%d, want 7", l.asides[1].dropped)
	}
}

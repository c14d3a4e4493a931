package fetch

import (
	"errors"
	"strings"
	"testing"
)

func lifted1(t *testing.T, doc string) *lifted {
	t.Helper()
	tidied, err := tidy(doc)
	if err != nil {
		t.Fatal(err)
	}
	return lift(tidied, "https://host.example/")
}

func TestTextsGoAroundTheParser(t *testing.T) {
	for _, test := range []struct{ name, doc, slim string }{
		{
			"RSS",
			`<rss xmlns:x="u"><channel><title>News</title><item><title>One &amp; <b>two</b></title><link>/1</link><guid isPermaLink="false">g&amp;1</guid>` +
				`<description><![CDATA[<p>text</p>]]></description><description>more</description><x:y>unknown</x:y><author>me@x.example (I)</author><author>You</author>` +
				`<pubDate>1 Jan 2025</pubDate><category domain="d">c</category><enclosure url="a.mp3" length="1"/></item></channel></rss>`,
			`<rss version="2.0"><channel><item><title>0</title></item>` +
				`<item><title>1</title><link>/1</link><guid isPermaLink="false">g&amp;1</guid><description>2</description><author>me@x.example (I)</author>` +
				`<dcterms:creator>You</dcterms:creator><dcterms:issued>1 Jan 2025</dcterms:issued><category domain="d">c</category>` +
				`<enclosure url="a.mp3" length="1"></enclosure><content:encoded>3 </content:encoded></item></channel></rss>`,
		},
		{
			"Atom",
			`<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>tag:x,2025:ä</a:id><a:title type="html">&lt;i&gt;t&lt;/i&gt;</a:title><a:link rel="alternate" href='/1'/>` +
				`<a:author><a:name>I</a:name></a:author><a:updated>2025-01-01</a:updated><a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x</div></a:content></a:entry></a:feed>`,
			`<feed><entry></entry><entry><id>0</id><title>1</title><link rel="alternate" href="/1"></link><author><name>I</name></author>` +
				`<updated>2025-01-01</updated><content>2 </content></entry></feed>`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := lifted1(t, test.doc)
			if string(l.slim) != test.slim {
				t.Errorf("the parser gets\n%s, want\n%s", l.slim, test.slim)
			}
			doc, err := l.parse()
			if err != nil || len(doc.Entries) != 1 || doc.Entries[0].Title.Value == "" || doc.Entries[0].ID == "" || len(doc.Entries[0].Authors) == 0 {
				t.Errorf("%+v, %v", doc, err)
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

package fetch

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"vedette/internal/politeserver"
	"vedette/news"
)

// volatileRSS is a feed whose dates outside the items can be chosen.
func volatileRSS(date, item string) string {
	return fmt.Sprintf(`<?xml version="1.0"?><!-- made %[1]s --><rss version="2.0"><channel><title>T</title>
		<pubDate>%[1]s</pubDate><lastBuildDate><![CDATA[%[1]s]]></lastBuildDate><dc:date>%[1]s</dc:date>
		<generator>Maker %[1]s</generator><ttl>60</ttl>
		<item><title>%[2]s</title><description><![CDATA[<item></item>]]><!-- </item> --></description><pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate></item>
		</channel></rss><!-- in %[1]s seconds -->`, date, item)
}

func volatileAtom(date, item string) string {
	return fmt.Sprintf(`<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><updated>%[1]s</updated>
		<generator uri="x">Maker %[1]s</generator>
		<entry><id>1</id><title>%[2]s</title><updated>2026-11-22T10:00:00Z</updated></entry></feed>`, date, item)
}

func volatileJSON(date, item string) string {
	return fmt.Sprintf(`{"version":"https://jsonfeed.org/version/1.1","title":"T","date_modified":%q,
		"items":[{"id":"1","title":%q}]}`, date, item)
}

func TestABodyThatDiffersInVolatilePartsOnlyIsNotReadAgain(t *testing.T) {
	for name, body := range map[string]func(date, item string) string{
		"RSS": volatileRSS, "Atom": volatileAtom, "JSON Feed": volatileJSON,
	} {
		t.Run(name, func(t *testing.T) {
			s := politeserver.New(t,
				step{Body: body("Sun, 22 Nov 2026 10:00:00 GMT", "one")},
				step{Body: body("Sun, 22 Nov 2026 11:00:00 GMT", "one")},
				step{Body: body("Sun, 22 Nov 2026 11:00:00 GMT", "two")},
				step{Body: body("Sun, 22 Nov 2026 11:00:00 GMT", "one")},
			)
			r := newReader(t, s.URL)
			wantItems(t, r.good(), 1)
			if result := r.good(); !result.NotModified || result.Items != nil {
				t.Errorf("read again: %+v", result.Items)
			}
			wantItems(t, r.good(), 1)
			wantItems(t, r.good(), 1) // back to the first wording: not that of the last body
		})
	}
}

func TestAnyChangeWithinAnItemIsRead(t *testing.T) {
	body := volatileRSS("d", "one")
	for name, changed := range map[string]string{
		"its date":                     strings.Replace(body, "10:00:00", "10:00:01", 1),
		"its text":                     strings.Replace(body, "<![CDATA[<item>", "<![CDATA[ <item>", 1),
		"a comment in it":              strings.Replace(body, "<description>", "<!-- x --><description>", 1),
		"an item more":                 strings.Replace(body, "</channel>", "<item><title>x</title></item></channel>", 1),
		"an item that is not closed":   strings.Replace(body, "</channel>", "<item><pubDate>x</pubDate>", 1),
		"a volatile element with tags": strings.Replace(body, "<pubDate>d</pubDate>", "<pubDate><b>d</b></pubDate>", 1),
		"behind an open comment":       strings.Replace(body, "</channel>", "<!-- </channel>"+strings.Repeat(" ", maxVolatile), 1),
		"a long comment":               strings.Replace(body, "</channel>", "<!--"+strings.Repeat(" ", maxVolatile)+"--></channel>", 1),
		"the ttl":                      strings.Replace(body, "<ttl>60", "<ttl>61", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if changed == body {
				t.Fatal("the test changes nothing")
			}
			if hashOf(t, changed) == hashOf(t, body) {
				t.Error("the change is not seen")
			}
		})
	}
}

// A comment without an end is a mistake, and what stands in it may be news.
func TestWhatFollowsAnOpenCommentIsHashed(t *testing.T) {
	open := strings.Replace(rss("one"), "<item>", "<!-- <item>", 1)
	if hashOf(t, open) == hashOf(t, strings.Replace(open, "one", "two", 1)) {
		t.Error("the change is not seen")
	}
}

func hashOf(t *testing.T, body string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, "https://host.example/", nil)
	if err != nil {
		t.Fatal(err)
	}
	v := newTestClient(t).visit(Feed{ID: "f", URL: "https://host.example/"}, news.FeedState{})
	return v.fingerprint([]byte(body), &http.Response{Request: request, Header: http.Header{}})
}

func TestTheSameBytesInAnotherCharsetAreReadAgain(t *testing.T) {
	body := rss("\xc0\xc1\xc2")
	s := politeserver.New(t,
		step{Header: hdr{"Content-Type": "text/xml; charset=windows-1251"}, Body: body},
		step{Header: hdr{"Content-Type": "text/xml; charset=windows-1252"}, Body: body},
	)
	r := newReader(t, s.URL)
	first, second := r.good(), r.good()
	wantItems(t, second, 1)
	if first.Items[0].Title == second.Items[0].Title {
		t.Errorf("both titles are %q", second.Items[0].Title)
	}
}

// The walk over a body must stay linear and inside it, whatever it is.
func FuzzOutsideItems(f *testing.F) {
	for _, s := range []string{rss("one"), volatileRSS("d", "x"), volatileAtom("d", "x"), "<", "<item", "<item/", "<a><!--", "<![CDATA[", "<ttl>", "<ttl></ttl", "<item></item"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		last := 0
		for m := range outsideItems(body) {
			if m.from < last || m.to <= m.from || m.to > len(body) {
				t.Fatalf("mark %+v after %d of %d", m, last, len(body))
			}
			last = m.to
			if text, end, ok := textOf(body, m); ok && (end > len(body) || len(text) > end-m.to) {
				t.Fatalf("text %q to %d", text, end)
			}
		}
		xmlHead(body)
	})
}

func TestHostileBodiesAreHashedInLinearTime(t *testing.T) {
	for name, body := range map[string][]byte{
		"open items":    bytes.Repeat([]byte("<item>"), 300_000),
		"open comments": bytes.Repeat([]byte("<!--"), 300_000),
		"open CDATA":    bytes.Repeat([]byte("<![CDATA["), 300_000),
		"open volatile": bytes.Repeat([]byte("<pubDate>"), 300_000),
		"open ttl":      bytes.Repeat([]byte("<ttl>"), 300_000),
		"open tags":     bytes.Repeat([]byte("<x "), 300_000),
		"links":         bytes.Repeat([]byte("<link rel='hub' href='http://h.example/'/>"), 50_000),
		"histories":     bytes.Repeat([]byte("<fh:complete/>"), 100_000),
		"closed CDATA":  bytes.Repeat([]byte("<generator><![CDATA[]]>"), 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			hashOf(t, string(body))
			xmlHead(body)
		})
	}
}

func BenchmarkFingerprint(b *testing.B) {
	body := []byte(rss(make([]string, 200)...))
	request, _ := http.NewRequest(http.MethodGet, "https://host.example/", nil)
	v := NewClient(Config{}, nil).visit(Feed{ID: "f"}, news.FeedState{})
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		v.fingerprint(body, &http.Response{Request: request, Header: http.Header{}})
	}
}

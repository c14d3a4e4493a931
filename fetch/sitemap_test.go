package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/news"
	"vedette/schedule"
)

const newsSitemap = `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://a.example/1</loc><n:news><n:publication><n:name>A</n:name><n:language>az</n:language></n:publication>
<n:publication_date>2026-11-22T10:00:00+04:00</n:publication_date><n:title><![CDATA[Zəngəzur & "dəhlizi"]]></n:title><n:keywords>Azerbaijan, corridor ,</n:keywords></n:news>
<image:image><image:loc>https://a.example/1.jpg</image:loc><image:title>A picture</image:title></image:image></url>
<url><image:image><image:loc>https://a.example/2.jpg</image:loc></image:image><loc>https://a.example/2?a=1&amp;b=2</loc><lastmod>2026-11-21</lastmod>
<n:news><n:title>Talks &lt;go&gt; on &amp; on</n:title></n:news></url>
<url><loc>https://a.example/2026/11/corridor-talks_go-on.html</loc><lastmod>2026-11-20</lastmod></url>
<url><lastmod>2026-11-20</lastmod></url>
</urlset>`

func TestASitemapOfNewsIsRead(t *testing.T) {
	items, err := parsed("\ufeff"+newsSitemap, "https://a.example/news.xml", Feed{Name: "A"})
	if err != nil || len(items) != 3 {
		t.Fatalf("%v: %d items", err, len(items))
	}
	one, two, three := items[0], items[1], items[2]
	if one.Title != `Zəngəzur & "dəhlizi"` || one.Link != "https://a.example/1" || one.Lang != "az" || strings.Join(one.Tags, "|") != "Azerbaijan|corridor" ||
		!one.Published.Equal(time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)) || one.ID != news.ItemID("a", "", one.Link, "", "") {
		t.Errorf("first: %+v", one)
	}
	if two.Title != "Talks <go> on & on" || two.Link != "https://a.example/2?a=1&b=2" || two.Published.Day() != 21 {
		t.Errorf("second: %+v", two)
	}
	if three.Title != "corridor talks go on" || three.Published.Day() != 20 {
		t.Errorf("third: %+v", three)
	}
}

func TestTitlesOfAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example/az/z%C9%99ng%C9%99zur-d%C9%99hlizi": "zəngəzur dəhlizi",
		"https://a.example/news/12345":                         "https://a.example/news/12345",
		"https://a.example/":                                   "https://a.example/",
		"https://a.example/2026-11-22/":                        "https://a.example/2026-11-22/",
		"https://a.example/a-b/":                               "a b",
	} {
		if got := titleOf(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestSitemapsThatAreNotWhole(t *testing.T) {
	var partial *PartialError
	cut := newsSitemap[:strings.Index(newsSitemap, "<url><loc>https://a.example/2026")]
	if items, err := parsed(cut, "", Feed{Name: "A"}); len(items) != 2 || !errors.As(err, &partial) {
		t.Errorf("cut: %v, %d items", err, len(items))
	}
	if _, err := parsed(`<urlset><url><loc>https://`, "", Feed{Name: "A"}); err == nil || !strings.Contains(err.Error(), "breaks off") {
		t.Errorf("cut at once: %v", err)
	}
	if items, err := parsed(`<urlset></urlset>`, "", Feed{Name: "A"}); err != nil || len(items) != 0 {
		t.Errorf("empty: %v", err)
	}
	if _, err := parsed(`<sitemapindex></sitemapindex>`, "", Feed{Name: "A"}); !errors.Is(err, errIndex) {
		t.Errorf("an index: %v", err)
	}
	if _, err := parsed("<urlset>"+strings.Repeat("<url><loc>a</loc></url>", maxSitemapURLs+1)+"</urlset>", "", Feed{Name: "A"}); err == nil || !strings.Contains(err.Error(), "more than 50000") {
		t.Errorf("too many: %v", err)
	}
}

func TestOfAWholeSiteTheLatestPagesAreTaken(t *testing.T) {
	var b strings.Builder
	b.WriteString("<urlset>")
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 2000 {
		fmt.Fprintf(&b, "<url><loc>https://a.example/%d</loc><lastmod>%s</lastmod></url>", i, day.AddDate(0, 0, i).Format("2006-01-02"))
	}
	b.WriteString("</urlset>")
	items, notes, err := readSitemap([]byte(b.String()), "", Feed{Name: "A"}, testNow)
	if err != nil || len(items) != maxSitemapItems || items[0].Link != "https://a.example/1000" || len(notes) != 1 {
		t.Errorf("%v: %d items, %v", err, len(items), notes)
	}
}

func TestAnIndexOfSitemapsIsReadOneLevelDeep(t *testing.T) {
	var asked []string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		w.Header()["ETag"] = []string{`"1"`}
		page := func(n int) string {
			return fmt.Sprintf("<urlset><url><loc>/page-%d</loc></url><url><loc>/of-all</loc></url></urlset>", n)
		}
		switch r.URL.Path {
		case "/index.xml":
			io.WriteString(w, "<?xml version='1.0'?><sitemapindex xmlns='x'>")
			for i := range 5 {
				fmt.Fprintf(w, "<sitemap><loc>/map-%d.xml</loc><lastmod>2026-11-%02d</lastmod></sitemap>", i, 10+i)
			}
			io.WriteString(w, "</sitemapindex>")
		case "/map-4.xml":
			io.WriteString(w, page(4))
		case "/map-3.xml":
			io.WriteString(w, page(3))
		case "/map-2.xml":
			io.WriteString(w, "<sitemapindex></sitemapindex>")
		}
	})
	gap := schedule.Duration(time.Microsecond)
	c := newTestClient(t)
	c.config.HostGap = &gap
	r := c.Fetch(t.Context(), Feed{Name: "A", URL: server.URL + "/index.xml"}, news.FeedState{})
	if got := strings.Join(asked, " "); got != "/index.xml /map-4.xml /map-3.xml /map-2.xml" {
		t.Errorf("asked for %s", got)
	}
	var links []string
	for _, it := range r.Items {
		links = append(links, strings.TrimPrefix(it.Link, server.URL))
	}
	if got := strings.Join(links, " "); got != "/page-4 /of-all /page-3" {
		t.Errorf("items %s", got)
	}
	var partial *PartialError
	if !errors.As(r.Err, &partial) || partial.Items != 3 {
		t.Errorf("%v is no partial reading", r.Err)
	}
	if r.Err == nil || !strings.Contains(r.Err.Error(), "/map-2.xml: it is no sitemap of pages") || r.State.ETag != "" {
		t.Errorf("%v, %+v", r.Err, r.State)
	}
}

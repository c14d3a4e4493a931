package demo_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"

	"vedette/internal/demo"
)

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// allOut is a moment when every story is published and none a second time.
const allOut = 15 * time.Second

// open serves the demo's site with a clock that stands at start+since.
func open(t testing.TB, since time.Duration) (*demo.Site, string) {
	t.Helper()
	site, err := demo.NewSite(outlets(t), start)
	if err != nil {
		t.Fatal(err)
	}
	site.Now = func() time.Time { return start.Add(since) }
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return site, server.URL
}

// get asks without the transport's own gzip, and gives the whole body.
func get(t testing.TB, url string, header ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

func TestSiteFeedsParse(t *testing.T) {
	_, url := open(t, allOut)
	for _, o := range outlets(t) {
		t.Run(o.ID, func(t *testing.T) {
			_, body := get(t, url+o.FeedPath())
			if o.Quirk == demo.StrayByte {
				body = bytes.ToValidUTF8(body, []byte("\ufffd")) // gofeed refuses the whole feed
			}
			feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if feed.Title != o.Name || feed.Language != o.Language || len(feed.Items) != len(o.Stories) {
				t.Errorf("title %q, language %q, %d items; want %q, %q, %d", feed.Title, feed.Language, len(feed.Items), o.Name, o.Language, len(o.Stories))
			}
			for i, item := range feed.Items {
				checkItem(t, o.Stories[len(o.Stories)-1-i], item)
			}
		})
	}
}

func checkItem(t *testing.T, want demo.Story, got *gofeed.Item) {
	t.Helper()
	if got.Title != want.Title {
		t.Errorf("title %q, want %q", got.Title, want.Title)
	}
	if text := got.Description + got.Content; strings.TrimSpace(text) != want.HTML {
		t.Errorf("%q: text %q, want %q", want.Title, text, want.HTML)
	}
	if got.PublishedParsed == nil {
		t.Errorf("%q has no date", want.Title)
	}
	if len(got.Categories) != len(want.Categories) {
		t.Errorf("%q: categories %q, want %q", want.Title, got.Categories, want.Categories)
	}
	if want.Author != "" && (len(got.Authors) == 0 || got.Authors[0].Name != want.Author) {
		t.Errorf("%q: authors %v, want %s", want.Title, got.Authors, want.Author)
	}
}

var zoneless = regexp.MustCompile(`\d\d:\d\d:\d\d</pubDate>`)

func TestSiteQuirksShow(t *testing.T) {
	_, url := open(t, allOut)
	for _, o := range outlets(t) {
		resp, body := get(t, url+o.FeedPath(), "Accept-Encoding", "gzip")
		media := resp.Header.Get("Content-Type")
		seen := map[demo.Quirk]bool{
			demo.Windows1251:   !strings.Contains(media, "charset") && bytes.Contains(body, []byte("windows-1251")) && !utf8.Valid(body),
			demo.StrayByte:     strings.Contains(media, "utf-8") && !utf8.Valid(body) && resp.Header.Get("Content-Encoding") == "",
			demo.Gzip:          resp.Header.Get("Content-Encoding") == "gzip" && !bytes.Contains(body, []byte("rss")),
			demo.ZonelessDates: zoneless.Match(body),
		}
		for quirk, is := range seen {
			if is != (quirk == o.Quirk) {
				t.Errorf("%s (quirk %q): %s is %v", o.ID, o.Quirk, quirk, is)
			}
		}
	}
}

func TestSiteGzipIsTheSameFeed(t *testing.T) {
	_, url := open(t, 0)
	path := outlet(t, demo.Gzip).FeedPath()
	plain, want := get(t, url+path)
	packed, body := get(t, url+path, "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("unpacked (%v): %s", err, got)
	}
	if plain.Header.Get("ETag") == packed.Header.Get("ETag") {
		t.Error("both representations have the same ETag")
	}
}

// outlet gives the one with that quirk.
func outlet(t testing.TB, quirk demo.Quirk) demo.Outlet {
	t.Helper()
	for _, o := range outlets(t) {
		if o.Quirk == quirk {
			return o
		}
	}
	t.Fatalf("no outlet has the quirk %s", quirk)
	return demo.Outlet{}
}

func TestSiteValidators(t *testing.T) {
	site, url := open(t, 0)
	for _, o := range outlets(t) {
		t.Run(o.ID, func(t *testing.T) {
			site.Now = func() time.Time { return start }
			first, body := get(t, url+o.FeedPath())
			etag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
			if len(etag) < 10 || modified == "" {
				t.Fatalf("ETag %q, Last-Modified %q", etag, modified)
			}
			for _, header := range [][]string{{"If-None-Match", etag}, {"If-Modified-Since", modified}} {
				if resp, _ := get(t, url+o.FeedPath(), header...); resp.StatusCode != http.StatusNotModified {
					t.Errorf("%s: status %d, want 304", header, resp.StatusCode)
				}
			}
			site.Now = func() time.Time { return start.Add(allOut) }
			for _, header := range [][]string{{"If-None-Match", etag}, {"If-Modified-Since", modified}} {
				resp, later := get(t, url+o.FeedPath(), header...)
				if resp.StatusCode != http.StatusOK || bytes.Equal(body, later) || resp.Header.Get("ETag") == etag {
					t.Errorf("%s, later: status %d, ETag %s; want a new document", header, resp.StatusCode, resp.Header.Get("ETag"))
				}
			}
		})
	}
}

func TestSiteOutagePasses(t *testing.T) {
	site, url := open(t, 0)
	o := outlet(t, demo.Outage)
	for since, want := range map[time.Duration]int{0: 200, 8 * time.Second: 503, 12 * time.Second: 503, 13 * time.Second: 200} {
		site.Now = func() time.Time { return start.Add(since) }
		resp, _ := get(t, url+o.FeedPath())
		// With a Retry-After the whole host would be left alone: all outlets.
		if resp.StatusCode != want || resp.Header.Get("Retry-After") != "" {
			t.Errorf("after %s: status %d, Retry-After %q; want %d", since, resp.StatusCode, resp.Header.Get("Retry-After"), want)
		}
	}
}

func TestSitePages(t *testing.T) {
	_, url := open(t, allOut+time.Minute)
	tests := []struct {
		name, path string
		status     int
		want       string
	}{
		{"index", "/", 200, "/feeds/aras-peyk.rdf"},
		{"article", "/articles/aras-peyk/3-1", 200, "مسیر ترامپ"},
		{"further edition", "/articles/ararat-courier/0-2", 200, "First snow closes mountain road above Lake Sevan (2)"},
		{"not yet published", "/articles/aras-peyk/9-7", 404, ""},
		{"no such outlet", "/articles/nobody/1-1", 404, ""},
		{"no such feed", "/feeds/khazar-wire.atom", 404, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			resp, body := get(t, url+test.path)
			if resp.StatusCode != test.status || !strings.Contains(string(body), test.want) {
				t.Errorf("status %d, want %d with %q: %s", resp.StatusCode, test.status, test.want, body)
			}
		})
	}
}

func TestSiteRefusesAnUnknownZone(t *testing.T) {
	_, err := demo.NewSite([]demo.Outlet{{ID: "x", Format: demo.RSS, TimeZone: "Asia/Nowhere"}}, start)
	if err == nil || !strings.Contains(err.Error(), "outlet x") {
		t.Errorf("error %v, want one about outlet x", err)
	}
}

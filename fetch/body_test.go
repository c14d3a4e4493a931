package fetch

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"vedette/news"
)

func zip(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCompression(t *testing.T) {
	feed := rss("one")
	for _, test := range []struct{ name, encoding, body, message string }{
		{"gzip", "gzip", zip(t, feed), ""},
		{"x-gzip", "X-GZip", zip(t, feed), ""},
		{"gzip without a header", "", zip(t, feed), ""},
		{"gzip twice", "gzip", zip(t, zip(t, feed)), ""},
		{"a header without gzip", "gzip", feed, ""},
		{"gzip in two streams", "gzip", zip(t, feed[:90]) + zip(t, feed[90:]), ""},
		{"something behind it", "gzip", zip(t, feed) + "\n", ""},
		{"brotli", "br", "\x0b\x02\x80", `compressed as "br"`},
		{"damaged", "gzip", "\x1f\x8b\x08" + strings.Repeat("x", 50), "damaged"},
		{"without its end", "gzip", zip(t, feed)[:60], "cut short"},
		{"with a wrong checksum", "gzip", zip(t, feed)[:len(zip(t, feed))-8] + "12345678", "damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Accept-Encoding") != "gzip" {
					t.Error("gzip was not asked for")
				}
				w.Header().Set("Content-Encoding", test.encoding)
				w.Header().Set("ETag", `"e"`)
				io.WriteString(w, test.body)
			})
			r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{})
			if test.message != "" {
				wantFailure(t, r, news.FeedState{}, test.message)
			} else if r.Err != nil || len(r.Items) != 1 {
				t.Errorf("%d items, %v", len(r.Items), r.Err)
			}
		})
	}
}

func TestGzipBomb(t *testing.T) {
	bomb := zip(t, rss(strings.Repeat(" ", 4<<20)))
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, bomb)
	})
	feed := Feed{Name: "x", URL: server.URL, MaxBytes: 1 << 20}
	r := newTestClient(t).Fetch(t.Context(), feed, news.FeedState{})
	wantFailure(t, r, news.FeedState{}, "larger than max_bytes")
	feed.MaxBytes = 0
	r = newTestClient(t).Fetch(t.Context(), feed, news.FeedState{})
	wantFailure(t, r, news.FeedState{}, "more than 100 times")
}

func TestEndlessBody(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `<rss><channel>`)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, strings.Repeat("<item><title>x</title></item>", 1000)); err != nil {
				return
			}
		}
	})
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL, MaxBytes: 1 << 20}, news.FeedState{})
	wantFailure(t, r, news.FeedState{}, "larger than")
}

func TestHugeHeader(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Much", strings.Repeat("x", 300<<10))
		io.WriteString(w, rss("one"))
	})
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{})
	wantFailure(t, r, news.FeedState{}, "header")
}

func TestShortBody(t *testing.T) {
	whole := rss("one", "two", "three")
	for _, test := range []struct {
		name, body string
		items      int
	}{
		{"between items", whole[:strings.Index(whole, "<item><title>three")], 2},
		{"in an item", whole[:strings.Index(whole, "three")], 2},
		{"before an item", whole[:90], 0},
		{"before a byte", "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", "5000")
				w.Header().Set("ETag", `"e"`)
				io.WriteString(w, test.body)
			})
			r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{ETag: "before"})
			message := "cut short"
			var partial *PartialError
			if test.items > 0 {
				message = "breaks off after 2 whole items"
			}
			wantFailure(t, r, news.FeedState{ETag: "before"}, message)
			if errors.As(r.Err, &partial) != (test.items > 0) || len(r.Items) != test.items {
				t.Errorf("%d items, %v", len(r.Items), r.Err)
			}
		})
	}
}

func TestHalfAFeed(t *testing.T) {
	whole := rss("one", "two", "three")
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"half"`)
		io.WriteString(w, whole[:strings.Index(whole, "three")])
	})
	prev := news.FeedState{ETag: `"whole"`}
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, prev)
	wantFailure(t, r, prev, "breaks off after 2 whole items")
	if len(r.Items) != 2 || r.Items[1].Title != "two" {
		t.Errorf("items %+v", r.Items)
	}
}

func TestNotAFeed(t *testing.T) {
	page := `<!DOCTYPE html><html><head><base href="/news/"><link rel="stylesheet" href="x.css">
		<LINK REL="Alternate home" TYPE="application/rss+xml" HREF="feed.xml"></head><body><p>Hi`
	for _, test := range []struct{ name, body, message string }{
		{"a page that names its feed", page, "the page names a feed at http"},
		{"a page that names several", strings.Replace(page, "</head>", `<link rel=alternate type="application/rss+xml" href=/other></head>`, 1), "not a feed: the page names 2 feeds, the first at http"},
		{"a page without one", "<html><head><title>x</title></head></html>", "look on the site"},
		{"a piece of a page", "<h1>Maintenance</h1>", "web page"},
		{"another XML document", `<?xml version="1.0"?><catalogue><url/></urlset>`, "first element is <catalogue>"},
		{"nothing", "", "empty"},
		{"white space", " \n", "empty"},
		{"words", "Service unavailable", "neither XML nor JSON"},
		{"a JSON error", `{"error":"maintenance"}`, "no feed"},
		{"JSON that is no object", `{"items":[],"version":"2"}`, "no feed"},
		{"broken JSON", `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"`, "broken"},
		{"a comment", "<!-- hello", "this is no feed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, text(test.body))
			r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{})
			wantFailure(t, r, news.FeedState{}, test.message)
			if strings.HasPrefix(test.message, "the page names") && !strings.HasSuffix(r.Err.Error(), server.URL+"/news/feed.xml") {
				t.Errorf("feed found: %v", r.Err)
			}
		})
	}
}

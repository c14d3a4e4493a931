package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vedette/guard/guardtest"
	"vedette/news"
	"vedette/schedule"
	"vedette/secret"
)

var testNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// rss gives a small feed with items of these titles.
func rss(titles ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>T</title>`)
	for i, title := range titles {
		fmt.Fprintf(&b, `<item><title>%s</title><guid isPermaLink="false">g%d</guid><pubDate>Sun, 22 Nov 2026 10:00:00 +0400</pubDate></item>`, title, i)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// serve starts a server that ends with the test.
func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func newTestClient(t *testing.T) *Client {
	t.Helper()
	c := NewClient(Config{}, guardtest.Loopback())
	c.Now = func() time.Time { return testNow }
	t.Cleanup(c.Close)
	return c
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, body) }
}

// wantFailure checks what every failed visit leaves behind.
func wantFailure(t *testing.T, r Result, prev news.FeedState, message string) {
	t.Helper()
	if r.Err == nil || !strings.Contains(r.Err.Error(), message) {
		t.Fatalf("error %v, want one with %q", r.Err, message)
	}
	s := r.State
	if s.ETag != prev.ETag || s.LastModified != prev.LastModified || s.URL != prev.URL {
		t.Errorf("validators moved on a failure: %+v", s)
	}
	if s.Failures != prev.Failures+1 || s.Checks != prev.Checks+1 || s.LastError != r.Err.Error() || !s.LastCheck.Equal(testNow) {
		t.Errorf("state after a failure: %+v", s)
	}
	if strings.ContainsAny(r.Err.Error(), "\r\n") {
		t.Errorf("error on several lines: %q", r.Err)
	}
}

func TestConditionalGet(t *testing.T) {
	const etag, modified = `W/"a-b'c;x-gzip"`, "Thu,  1 Jan 2026 00:00:00 gmt"
	var got []http.Header
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Clone())
		switch r.Header.Get("If-None-Match") {
		case etag:
			w.Header().Set("Last-Modified", "later")
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header()["ETag"] = []string{etag}
			w.Header().Set("Last-Modified", modified)
			io.WriteString(w, rss("one", "two"))
		}
	})
	c, feed := newTestClient(t), Feed{Name: "A b", URL: server.URL + "/f?x=%D0%B0"}

	first := c.Fetch(t.Context(), feed, news.FeedState{Failures: 3, LastError: "x", Checks: 7})
	s := first.State
	if first.Err != nil || len(first.Items) != 2 || s.ETag != etag || s.LastModified != modified {
		t.Fatalf("first visit: %v, %+v", first.Err, s)
	}
	if s.Feed != "a-b" || s.URL != feed.URL || s.Failures != 0 || s.LastError != "" || s.Checks != 8 || s.Status != 200 || !s.LastSuccess.Equal(testNow) {
		t.Errorf("state after success: %+v", s)
	}
	second := c.Fetch(t.Context(), feed, s)
	if second.Err != nil || !second.NotModified || second.Items != nil || second.State.Status != 304 {
		t.Fatalf("second visit: %+v", second)
	}
	if second.State.ETag != etag || second.State.LastModified != "later" {
		t.Errorf("validators after 304: %+v", second.State)
	}
	for _, name := range []string{"If-None-Match", "If-Modified-Since", "Cookie", "Referer"} {
		if v, ok := got[0][name]; ok {
			t.Errorf("the first request has %s: %q", name, v)
		}
	}
	if got[1]["If-None-Match"][0] != etag || got[1]["If-Modified-Since"][0] != modified {
		t.Errorf("validators not echoed to the byte: %q", got[1])
	}
	if !strings.Contains(got[0].Get("Accept"), "application/rss+xml") || !strings.HasPrefix(got[0].Get("User-Agent"), "vedette/") {
		t.Errorf("request headers: %q", got[0])
	}
	other := Feed{Name: "A b", URL: server.URL + "/moved"}
	c.Fetch(t.Context(), other, s)
	if v := got[2].Get("If-None-Match"); v != "" {
		t.Errorf("another url got the validator %q", v)
	}
}

func TestValidatorsAreReplacedTogether(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Last-Modified", "new")
		io.WriteString(w, rss("one"))
	})
	prev := news.FeedState{URL: server.URL, ETag: `"old"`, LastModified: "old"}
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, prev)
	if r.Err != nil || r.State.ETag != "" || r.State.LastModified != "new" {
		t.Errorf("%v, %+v", r.Err, r.State)
	}
}

func TestStatuses(t *testing.T) {
	for _, test := range []struct {
		name, retryAfter string
		status           int
		message          string
		pause            time.Duration
	}{
		{"206", "", 206, "sends a part (206)", 0},
		{"226", "", 226, "226 IM Used", 0},
		{"302 to nowhere", "", 302, "redirects to nowhere", 0},
		{"400", "", 400, "400 Bad Request", 0},
		{"401", "", 401, "set basic_auth", 0},
		{"403", "", 403, "user_agent", 4 * time.Hour},
		{"403 with seconds", "3600", 403, "left alone for 1h", time.Hour},
		{"404", "", 404, "no such page (404)", 0},
		{"410", "", 410, "for good (410)", 0},
		{"407", "", 407, "proxy", 0},
		{"429", "", 429, "too many requests", 4 * time.Hour},
		{"429 with seconds", "300", 429, "left alone for 5m", 5 * time.Minute},
		{"429 with a date", "Sun, 22 Nov 2026 13:00:00 GMT", 429, "left alone for 1h", time.Hour},
		{"429 with an old date", "Sunday, 22-Nov-15 13:00:00 GMT", 429, "too many", 4 * time.Hour},
		{"429 with too much", "99999999999999", 429, "left alone for more than 1d, taken as 1d", 24 * time.Hour},
		{"429 with less than nothing", "-5", 429, "too many", 4 * time.Hour},
		{"429 with nonsense", "NaN", 429, "too many", 4 * time.Hour},
		{"500", "", 500, "trouble (500", 0},
		{"500 with seconds", "600", 500, "left alone for 10m", 10 * time.Minute},
		{"503", "120", 503, "left alone for 2m", 2 * time.Minute},
		{"599", "", 599, "trouble (599)", 0},
		{"304 unasked", "", 304, "not asked", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if test.retryAfter != "" {
					w.Header().Set("Retry-After", test.retryAfter)
				}
				w.Header().Set("ETag", `"of the error page"`)
				w.WriteHeader(test.status)
			})
			prev := news.FeedState{Feed: "x", URL: "http://before.example/", ETag: "e", LastModified: "m", Failures: 2, Checks: 5}
			r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, prev)
			wantFailure(t, r, prev, test.message)
			if r.RetryAfter != test.pause || r.State.Status != test.status {
				t.Errorf("pause %v, status %d", r.RetryAfter, r.State.Status)
			}
		})
	}
}

func TestBotCheck(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cf-Mitigated", "challenge")
		w.WriteHeader(http.StatusForbidden)
	})
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{})
	wantFailure(t, r, news.FeedState{}, "wants to see a browser")
}

func TestHangingServer(t *testing.T) {
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	for name, handler := range map[string]http.HandlerFunc{
		"before the header": func(w http.ResponseWriter, r *http.Request) { <-stop },
		"in the body": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, rss("one"))
			w.(http.Flusher).Flush()
			<-stop
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(handler)
			t.Cleanup(server.CloseClientConnections)
			feed := Feed{Name: "x", URL: server.URL, Timeout: schedule.Duration(50 * time.Millisecond)}
			r := newTestClient(t).Fetch(t.Context(), feed, news.FeedState{ETag: "e"})
			wantFailure(t, r, news.FeedState{ETag: "e"}, "did not finish within 50ms")
		})
	}
}

func TestCancelledVisitIsNotTheFeedsFault(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	prev := news.FeedState{Feed: "x", ETag: "e", Failures: 1}
	r := newTestClient(t).Fetch(ctx, Feed{Name: "x", URL: server.URL}, prev)
	if !errors.Is(r.Err, context.Canceled) || r.State.Failures != 1 || r.State.Checks != 0 || !r.State.LastCheck.IsZero() {
		t.Errorf("%v, %+v", r.Err, r.State)
	}
}

func TestNoServer(t *testing.T) {
	server := httptest.NewServer(text(""))
	gone := server.URL
	server.Close()
	for name, test := range map[string]struct{ url, message string }{
		"refused":    {gone, "refuses connections"},
		"no url":     {"", "whole address"},
		"bad url":    {"http://[::1", "whole address"},
		"bad scheme": {"ftp://127.0.0.1/x", "unsupported protocol scheme"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: test.url}, news.FeedState{})
			wantFailure(t, r, news.FeedState{}, test.message)
		})
	}
}

func TestSecretsAreSent(t *testing.T) {
	var got http.Header
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		io.WriteString(w, rss("one"))
	})
	c := newTestClient(t)
	c.Fetch(t.Context(), Feed{Name: "x", URL: server.URL, UserAgent: "mine", BearerToken: "tok",
		Headers: map[string]secret.Text{"X-Key": "k"}}, news.FeedState{})
	if got.Get("Authorization") != "Bearer tok" || got.Get("X-Key") != "k" || got.Get("User-Agent") != "mine" {
		t.Errorf("headers %q", got)
	}
	c.Fetch(t.Context(), Feed{Name: "x", URL: server.URL, BasicAuth: &BasicAuth{Username: "u", Password: "p"}}, news.FeedState{})
	if got.Get("Authorization") != "Basic dTpw" {
		t.Errorf("headers %q", got)
	}
}

package publish

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vedette/news"
)

// clock is set by the test.
type clock struct{ now time.Time }

func served(t *testing.T, src Source, channels ...Channel) (*httptest.Server, *Publisher, *clock) {
	t.Helper()
	p := publisher(t, src, channels...)
	c := &clock{now: noon}
	p.Now = func() time.Time { return c.now }
	srv := httptest.NewServer(p)
	t.Cleanup(srv.Close)
	return srv, p, c
}

func ask(t *testing.T, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestServedWithTypeAndCaching(t *testing.T) {
	srv, p, _ := served(t, region(), everything())
	for ext, mediaType := range map[string]string{
		"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json",
	} {
		resp, body := ask(t, "GET", srv.URL+"/channels/all."+ext)
		if resp.StatusCode != 200 || body != string(render(t, p, "all", ext)) {
			t.Errorf("%s: status %d, %d bytes", ext, resp.StatusCode, len(body))
		}
		for key, want := range map[string]string{
			"Content-Type": mediaType + "; charset=utf-8", "Cache-Control": "max-age=60", "X-Content-Type-Options": "nosniff",
		} {
			if got := resp.Header.Get(key); got != want {
				t.Errorf("%s: %s is %q, want %q", ext, key, got, want)
			}
		}
		if tag := resp.Header.Get("ETag"); !strings.HasPrefix(tag, `"`) || len(tag) != 34 {
			t.Errorf("%s: ETag is %s, want a strong one", ext, tag)
		}
		head, none := ask(t, "HEAD", srv.URL+"/channels/all."+ext)
		if head.Header.Get("ETag") != resp.Header.Get("ETag") || head.ContentLength != int64(len(body)) || none != "" {
			t.Errorf("%s: HEAD differs: %v", ext, head.Header)
		}
	}
}

func TestNotModified(t *testing.T) {
	a := region()
	srv, p, now := served(t, a, everything())
	url := srv.URL + "/channels/all.atom"
	first, _ := ask(t, "GET", url)
	tag := first.Header.Get("ETag")
	for _, header := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
		resp, body := ask(t, "GET", url, "If-None-Match", header)
		if resp.StatusCode != http.StatusNotModified || body != "" || resp.Header.Get("ETag") != tag || resp.Header.Get("Cache-Control") != "max-age=60" {
			t.Errorf("If-None-Match %s: status %d, header %v", header, resp.StatusCode, resp.Header)
		}
	}
	now.now = noon.Add(time.Hour)
	a.add(news.Item{Feed: "f", Title: "new"}, "Corridor", news.High, "new")
	p.Changed()
	resp, body := ask(t, "GET", url, "If-None-Match", tag, "If-Modified-Since", noon.Add(2*time.Hour).Format(http.TimeFormat))
	if resp.StatusCode != 200 || resp.Header.Get("ETag") == tag || !strings.Contains(body, ">new<") {
		t.Errorf("after a hit: status %d", resp.StatusCode)
	}
}

// TestLastModified follows a reader that knows no ETag through changes that
// fall into one second. A 304 needs no Last-Modified, as it has the ETag.
func TestLastModified(t *testing.T) {
	a := region()
	srv, p, now := served(t, a, everything())
	url := srv.URL + "/channels/all.rss"
	get := func(after time.Duration, since string) (int, string) {
		t.Helper()
		now.now = noon.Add(after)
		resp, _ := ask(t, "GET", url, "If-Modified-Since", since)
		return resp.StatusCode, resp.Header.Get("Last-Modified")
	}
	expect := func(status int, last string, wantStatus int, wantLast string) {
		t.Helper()
		if status != wantStatus || last != wantLast {
			t.Errorf("status %d, Last-Modified %q, want %d, %q", status, last, wantStatus, wantLast)
		}
	}
	at := func(after time.Duration) string { return noon.Add(after).Format(http.TimeFormat) }
	s, l := get(0, "")
	expect(s, l, 200, "") // the second of the change still lasts
	s, l = get(1500*time.Millisecond, "")
	expect(s, l, 200, at(0))
	s, l = get(1600*time.Millisecond, at(0))
	expect(s, l, 304, "")
	a.add(news.Item{Feed: "f", Title: "new"}, "Corridor", news.High, "new")
	p.Changed()
	s, l = get(1700*time.Millisecond, at(0))
	expect(s, l, 200, "")
	s, l = get(3*time.Second, at(0))
	expect(s, l, 200, at(time.Second))
	s, l = get(4*time.Second, at(time.Second))
	expect(s, l, 304, "")

	renamed := everything()
	renamed.Title = "Another title"
	p.Reload([]Channel{renamed})
	s, l = get(10*time.Second, at(time.Second))
	expect(s, l, 200, "")
}

func TestWrongAddressesNameTheRightOnes(t *testing.T) {
	srv, _, _ := served(t, region(), everything(), Channel{Name: "other", Query: "x"})
	for _, path := range []string{"/channels/none.atom", "/channels/all", "/channels/all.html", "/channels/", "/", "/channels/../all.atom.atom", "/channels/%00.rss"} {
		resp, body := ask(t, "GET", srv.URL+path)
		if resp.StatusCode != 404 || !strings.Contains(body, "/channels/all.atom\n") || !strings.Contains(body, "/channels/other.json\n") {
			t.Errorf("%s: %d %q", path, resp.StatusCode, body)
		}
	}
}

func TestOnlyReading(t *testing.T) {
	srv, _, _ := served(t, region(), everything())
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		resp, _ := ask(t, method, srv.URL+"/channels/all.atom")
		if resp.StatusCode != 405 || resp.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, resp.StatusCode, resp.Header.Get("Allow"))
		}
	}
}

func TestAFailingSourceIsNoDetailForStrangers(t *testing.T) {
	srv, _, _ := served(t, &archive{fail: errors.New("open /secret/path")}, everything())
	resp, body := ask(t, "GET", srv.URL+"/channels/all.atom")
	if resp.StatusCode != 500 || strings.Contains(body, "/secret/path") || resp.Header.Get("ETag") != "" || resp.Header.Get("Cache-Control") != "" {
		t.Errorf("%d %q %v", resp.StatusCode, body, resp.Header)
	}
}

func TestReloadSwapsTheChannels(t *testing.T) {
	srv, p, _ := served(t, region(), everything())
	p.Reload([]Channel{{Name: "new", Rules: []string{"Corridor"}}})
	if resp, _ := ask(t, "GET", srv.URL+"/channels/all.atom"); resp.StatusCode != 404 {
		t.Errorf("old channel: %d", resp.StatusCode)
	}
	if resp, _ := ask(t, "GET", srv.URL+"/channels/new.atom"); resp.StatusCode != 200 {
		t.Errorf("new channel: %d", resp.StatusCode)
	}
}

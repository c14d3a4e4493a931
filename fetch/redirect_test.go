package fetch

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"vedette/news"
	"vedette/secret"
)

// secretive is a feed with all that must not leave its host.
func secretive(url string) Feed {
	return Feed{Name: "x", URL: url, BearerToken: "tok",
		Headers: map[string]secret.Text{"X-Key": "k", "Accept-Language": "az"}}
}

func TestRedirectToAnotherHost(t *testing.T) {
	var got, back http.Header
	var home *httptest.Server
	away := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		http.Redirect(w, r, home.URL+"/back", http.StatusFound)
	})
	home = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/back" {
			back = r.Header.Clone()
			io.WriteString(w, rss("one"))
			return
		}
		http.Redirect(w, r, away.URL+"/x", http.StatusMovedPermanently)
	})
	prev := news.FeedState{URL: home.URL, ETag: `"e"`, LastModified: "m"}
	r := newTestClient(t).Fetch(t.Context(), secretive(home.URL), prev)
	if r.Err != nil || len(r.Items) != 1 {
		t.Fatal(r.Err)
	}
	for _, name := range []string{"Authorization", "X-Key", "Accept-Language", "Referer", "If-None-Match", "If-Modified-Since"} {
		if v := got.Get(name); v != "" {
			t.Errorf("the other host got %s: %s", name, v)
		}
		if v := back.Get(name); v != "" {
			t.Errorf("sent back, the first host got %s: %s", name, v)
		}
	}
	if got.Get("Accept") != accept || got.Get("User-Agent") == "" {
		t.Errorf("the other host got %q", got)
	}
}

func TestRedirectOnTheSameHost(t *testing.T) {
	var got http.Header
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/new" {
			http.Redirect(w, r, "/new", http.StatusPermanentRedirect)
			return
		}
		got = r.Header.Clone()
		w.Header().Set("ETag", `"of new"`)
		if r.Header.Get("If-None-Match") == `"of new"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, rss("one"))
	})
	c, feed := newTestClient(t), secretive(server.URL+"/old")
	first := c.Fetch(t.Context(), feed, news.FeedState{URL: feed.URL, ETag: `"of old"`})
	if first.Err != nil {
		t.Fatal(first.Err)
	}
	if got.Get("Authorization") == "" || got.Get("X-Key") != "k" || got.Get("If-None-Match") != "" || got.Get("Referer") != "" {
		t.Errorf("after the redirect: %q", got)
	}
	if first.State.URL != server.URL+"/new" || first.State.ETag != `"of new"` {
		t.Errorf("the validators' address: %+v", first.State)
	}
	second := c.Fetch(t.Context(), feed, first.State)
	if second.Err != nil || !second.NotModified {
		t.Errorf("the validators of the last address were not sent there: %v", second.Err)
	}
}

// A redirect may name a user, and the address is adopted with it.
func TestTheUserOfAnAdoptedAddressIsSent(t *testing.T) {
	var got []string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		got = append(got, r.URL.Path+" "+user+" "+password)
		if r.URL.Path == "/once" {
			http.Redirect(w, r, "/now", http.StatusFound)
			return
		}
		io.WriteString(w, rss("one"))
	})
	with := strings.Replace(server.URL, "http://", "http://u:p@", 1)
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{Adopted: with + "/once"})
	if r.Err != nil || !slices.Equal(got, []string{"/once u p", "/now u p"}) {
		t.Errorf("%q, %v", got, r.Err)
	}
}

func TestEndlessRedirects(t *testing.T) {
	requests := 0
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, fmt.Sprintf("/%d", requests), http.StatusFound)
	})
	prev := news.FeedState{ETag: "e"}
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, prev)
	wantFailure(t, r, prev, "redirects more than 10 times")
	if requests != maxRedirects+1 {
		t.Errorf("%d requests", requests)
	}
}

func TestRedirectToPlainHTTP(t *testing.T) {
	plain := serve(t, text(rss("one")))
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	t.Cleanup(secure.Close)
	c := newTestClient(t)
	c.Transport = secure.Client().Transport
	r := c.Fetch(t.Context(), Feed{Name: "x", URL: secure.URL}, news.FeedState{})
	wantFailure(t, r, news.FeedState{}, "from https to plain http")
}

func TestRedirectElsewhere(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	})
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{})
	wantFailure(t, r, news.FeedState{}, "no web address")
}

func TestUnknownCertificate(t *testing.T) {
	secure := httptest.NewUnstartedServer(text(rss("one")))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	r := newTestClient(t).Fetch(t.Context(), Feed{Name: "x", URL: secure.URL}, news.FeedState{})
	wantFailure(t, r, news.FeedState{}, "certificate is not valid")
}

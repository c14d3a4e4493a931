package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"vedette/fetch"
	"vedette/guard/guardtest"
	"vedette/news"
	"vedette/schedule"
	"vedette/storage"
)

func TestAnAddressIsFilledInByWhatIsFoundThere(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/untitled":
			fmt.Fprintf(w, rssOf, "", "x")
		case "/moved":
			http.Redirect(w, r, "/untitled", http.StatusMovedPermanently)
		case "/detour":
			http.Redirect(w, r, "/untitled", http.StatusFound)
		case "/half":
			fmt.Fprint(w, `<!doctype html><link rel="alternate" type="application/rss+xml" href="/none"><link rel="alternate" type="application/rss+xml" href="/untitled"><title>x</title>`)
		case "/broken":
			fmt.Fprint(w, `<!doctype html><link rel="alternate" type="application/rss+xml" href="/none"><title>x</title>`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	none := schedule.Duration(0)
	store, err := storage.Open(filepath.Join(t.TempDir(), "v.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	s := sources{store: store, client: func() *fetch.Client {
		return fetch.NewClient(fetch.Config{HostGap: &none}, guardtest.Loopback())
	}}
	found, err := s.Discover(t.Context(), server.URL+"/half")
	if err != nil || len(found) != 2 || found[0].Trouble != "" || found[1].URL != server.URL+"/none" || !strings.Contains(found[1].Trouble, "404") {
		t.Errorf("of a page that names two feeds, %+v, %v", found, err)
	}
	for path, want := range map[string]string{"/half": "/untitled", "/untitled": "/untitled", "/moved": "/untitled", "/detour": "/detour"} {
		a := news.AddedFeed{URL: server.URL + path}
		if err := s.fill(t.Context(), &a); err != nil || a.URL != server.URL+want || a.Name == "" {
			t.Errorf("%s became %+v, %v", path, a, err)
		}
	}
	for _, path := range []string{"/broken", "/none"} {
		if err := s.fill(t.Context(), &news.AddedFeed{URL: server.URL + path}); err == nil {
			t.Errorf("%s was taken", path)
		}
	}
}

func TestAnAddressOfAPageIsNoCommand(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example/rss":         "https://a.example/rss",
		"https://a.example/?a=1&b=2":    "'https://a.example/?a=1&b=2'",
		"https://a.example/';rm -rf ~":  "'https://a.example/%27;rm -rf ~'",
		"https://a.example/$(id)\n`id`": "'https://a.example/$(id) `id`'",
	} {
		if got := shellWord(address); got != want {
			t.Errorf("%s is written %s", address, got)
		}
	}
}

package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// start serves a store on loopback until the test ends.
func start(t *testing.T, store Store, options Options) *httptest.Server {
	t.Helper()
	options.Now = clock
	s := New(Config{BaseURL: "https://vedette.example.org"}, store, options)
	s.Show(sampleCatalogue())
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server
}

// read asks for a path and gives the status, the headers and the body.
func read(t *testing.T, server *httptest.Server, path string) (int, http.Header, string) {
	t.Helper()
	resp, err := server.Client().Get(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(body)
}

// page asks for a page that must be there.
func pageAt(t *testing.T, server *httptest.Server, path string) string {
	t.Helper()
	status, _, body := read(t, server, path)
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d\n%s", path, status, body)
	}
	return body
}

// contains checks that each of the wanted texts stands in the body.
func contains(t *testing.T, body string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// lacks checks that none of the texts stands in the body.
func lacks(t *testing.T, body string, unwanted ...string) {
	t.Helper()
	for _, text := range unwanted {
		if strings.Contains(body, text) {
			t.Errorf("%q should not be there", text)
		}
	}
}

func TestProbes(t *testing.T) {
	tests := []struct {
		name, path string
		ready      error
		status     int
		want       string
	}{
		{"alive", "/healthz", nil, 200, "ok"},
		{"alive though not ready", "/healthz", errors.New("the store is closed"), 200, "ok"},
		{"ready", "/readyz", nil, 200, "ready"},
		{"not ready", "/readyz", errors.New("the store is closed"), 503, "not ready: the store is closed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := start(t, sampleStore(), Options{Ready: func() error { return tt.ready }})
			status, _, body := read(t, server, tt.path)
			if status != tt.status || body != tt.want+"\n" {
				t.Errorf("got %d %q, want %d %q", status, body, tt.status, tt.want)
			}
		})
	}
}

func TestChannelsAreServedBelowTheirPage(t *testing.T) {
	feeds := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "feed at "+r.URL.Path) })
	server := start(t, sampleStore(), Options{Channels: feeds})
	if got := pageAt(t, server, "/channels/corridor.atom"); got != "feed at /channels/corridor.atom" {
		t.Errorf("got %q", got)
	}
	contains(t, pageAt(t, server, "/channels"), "The corridor, all languages", "the hits of rule corridor",
		`href="/channels/corridor.atom">https://vedette.example.org/channels/corridor.atom`,
		"/channels/corridor.rss", "/channels/corridor.json", "Санкции и обход")
}

func TestStaticFilesAreServedWithoutAListing(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	for path, kind := range map[string]string{
		"/static/style.css": "text/css; charset=utf-8",
		"/static/page.js":   "text/javascript; charset=utf-8",
		"/static/mark.svg":  "image/svg+xml",
	} {
		if status, header, _ := read(t, server, path); status != 200 || header.Get("Content-Type") != kind {
			t.Errorf("%s: status %d, type %q, want %q", path, status, header.Get("Content-Type"), kind)
		}
	}
	for _, path := range []string{"/static/", "/static/none.css"} {
		if status, _, _ := read(t, server, path); status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, status)
		}
	}
}

func TestServeStopsWithItsContext(t *testing.T) {
	s := New(Config{Address: "127.0.0.1:0"}, sampleStore(), Options{})
	l, err := s.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	client := NewClient("http://" + l.Addr().String())
	defer client.Close()
	if _, err := client.Totals(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if _, err := client.Totals(t.Context()); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("after the end: %v, want ErrNoAnswer", err)
	}
}

func TestServeTellsWhyItFailed(t *testing.T) {
	s := New(Config{Address: "127.0.0.1:0"}, sampleStore(), Options{})
	l, err := s.Listen()
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := s.Serve(t.Context(), l); err == nil {
		t.Error("Serve on a closed listener gave no error")
	}
}

func TestListenOnAnAddressInUse(t *testing.T) {
	l, err := New(Config{Address: "127.0.0.1:0"}, sampleStore(), Options{}).Listen()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = New(Config{Address: l.Addr().String()}, sampleStore(), Options{}).Listen()
	if err == nil {
		t.Fatal("the same address was opened twice")
	}
	contains(t, err.Error(), l.Addr().String(), "in use already", "web.address")
}

func TestListenOnAForeignAddress(t *testing.T) {
	_, err := New(Config{Address: "192.0.2.1:0"}, sampleStore(), Options{}).Listen()
	if err == nil {
		t.Skip("this machine has a documentation address")
	}
	contains(t, err.Error(), "web.address 192.0.2.1:0")
}

func TestPagesSayThatTheStoreRefuses(t *testing.T) {
	full := Options{Ready: func() error { return errors.New("store the visit of feed a: no space left on device") }}
	contains(t, pageAt(t, start(t, sampleStore(), full), "/feeds"), "Nothing new is stored just now", "no space left")
	if body := pageAt(t, start(t, sampleStore(), Options{}), "/feeds"); strings.Contains(body, "Nothing new") {
		t.Error("the notice stands on the page of a healthy daemon")
	}
}

package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vedette/news"
)

func TestEveryAnswerBindsTheBrowser(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	for _, path := range []string{"/", "/nothing", "/api/v1/totals", "/healthz", "/static/style.css"} {
		_, header, _ := read(t, server, path)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff",
			"X-Frame-Options":        "DENY",
			"Referrer-Policy":        "no-referrer",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		csp := header.Get("Content-Security-Policy")
		contains(t, csp, "default-src 'none'", "style-src 'self'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'")
		lacks(t, csp, "unsafe", "*")
	}
}

func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	for _, path := range []string{"/", "/items", "/feeds", "/rules", "/channels", "/alerts"} {
		lacks(t, pageAt(t, server, path), `src="http`, `src="//`, " style=", " onclick=", "<script>", "<style")
	}
}

func TestHostNames(t *testing.T) {
	local := Config{BaseURL: "https://vedette.example.org"}
	open := Config{Address: "0.0.0.0:8907"}
	tests := []struct {
		name, host string
		config     Config
		status     int
	}{
		{"loopback", "127.0.0.1:8907", local, 200},
		{"loopback of IPv6", "[::1]:8907", local, 200},
		{"localhost", "localhost:8907", local, 200},
		{"the name of base_url", "vedette.example.org", local, 200},
		{"a rebound name", "evil.example:8907", local, 421},
		{"another address", "192.0.2.7:8907", local, 421},
		{"any name when exposed", "news.lan:8907", open, 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.Host = tt.host
			w := httptest.NewRecorder()
			New(tt.config, sampleStore(), Options{}).Handler().ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("Host %s: status %d, want %d", tt.host, w.Code, tt.status)
			}
			if tt.status == 421 {
				contains(t, w.Body.String(), "web.base_url")
			}
		})
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	tests := []struct {
		name    string
		headers map[string]string
		status  int
	}{
		{"the page itself", map[string]string{"Sec-Fetch-Site": "same-origin"}, 303},
		{"a program", nil, 303},
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403},
		{"another site in an old browser", map[string]string{"Origin": "https://evil.example"}, 403},
		{"another port of the same host", map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:1"}, 403},
		{"through the proxy of base_url", map[string]string{"Origin": "https://vedette.example.org"}, 303},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			store := sampleStore()
			s := New(Config{BaseURL: "https://vedette.example.org"}, store, Options{Now: clock})
			r := httptest.NewRequest("POST", "http://127.0.0.1:8907/alerts/"+store.alerts[1].ID+"/retry", strings.NewReader(""))
			for name, value := range tt.headers {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Fatalf("status %d, want %d", w.Code, tt.status)
			}
			if retried := store.alerts[1].State == news.Pending; retried != (tt.status == http.StatusSeeOther) {
				t.Errorf("retried: %v", retried)
			}
		})
	}
}

package web

import (
	"strings"
	"testing"
)

func TestConfigCheck(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		path   string // of the only problem; "" for none
		want   string
	}{
		{"nothing written", Config{}, "", ""},
		{"loopback", Config{Address: "127.0.0.1:8907"}, "", ""},
		{"all interfaces", Config{Address: ":80"}, "", ""},
		{"IPv6", Config{Address: "[::1]:8907"}, "", ""},
		{"port of the system's choice", Config{Address: "localhost:0"}, "", ""},
		{"no port", Config{Address: "127.0.0.1"}, "address", "no host and port"},
		{"a whole address", Config{Address: "http://127.0.0.1:8907"}, "address", "no host and port"},
		{"port in words", Config{Address: "127.0.0.1:http"}, "address", "no number"},
		{"port too high", Config{Address: "127.0.0.1:70000"}, "address", "no number"},
		{"host with a slash", Config{Address: "a/b:80"}, "address", "no host name"},
		{"base", Config{BaseURL: "https://vedette.example.org"}, "", ""},
		{"base with a slash", Config{BaseURL: "https://vedette.example.org/"}, "", ""},
		{"base without scheme", Config{BaseURL: "vedette.example.org"}, "base_url", "http://"},
		{"base of another scheme", Config{BaseURL: "ftp://vedette.example.org"}, "base_url", "http://"},
		{"base without host", Config{BaseURL: "https:///x"}, "base_url", "no host"},
		{"base with a path", Config{BaseURL: "https://example.org/vedette"}, "base_url", "goes on after the host"},
		{"base with a password", Config{BaseURL: "https://a:b@example.org"}, "base_url", "password"},
		{"base that is none", Config{BaseURL: "https://exa mple.org"}, "base_url", "no web address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := tt.config.Check()
			if tt.path == "" {
				if len(list) != 0 {
					t.Errorf("unwanted: %v", list)
				}
				return
			}
			if len(list) != 1 || list[0].Path != tt.path || !strings.Contains(list[0].Message, tt.want) {
				t.Fatalf("got %v, want one problem at %s with %q", list, tt.path, tt.want)
			}
			if list[0].Hint == "" {
				t.Error("the problem has no hint")
			}
		})
	}
}

func TestConfigAddresses(t *testing.T) {
	tests := []struct {
		name          string
		config        Config
		exposed       bool
		local, public string
	}{
		{"default", Config{}, false, "http://127.0.0.1:8907", "http://127.0.0.1:8907"},
		{"localhost", Config{Address: "localhost:1"}, false, "http://localhost:1", "http://localhost:1"},
		{"IPv6 loopback", Config{Address: "[::1]:1"}, false, "http://[::1]:1", "http://[::1]:1"},
		{"every interface", Config{Address: ":1"}, true, "http://127.0.0.1:1", "http://127.0.0.1:1"},
		{"every interface in digits", Config{Address: "0.0.0.0:1"}, true, "http://127.0.0.1:1", "http://127.0.0.1:1"},
		{"a name", Config{Address: "news.lan:1"}, true, "http://news.lan:1", "http://news.lan:1"},
		{"a proxy", Config{BaseURL: "https://v.example.org/"}, false, "http://127.0.0.1:8907", "https://v.example.org"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.config.Exposed(); got != tt.exposed {
				t.Errorf("Exposed is %v", got)
			}
			if got := tt.config.LocalURL(); got != tt.local {
				t.Errorf("LocalURL is %s, want %s", got, tt.local)
			}
			if got := tt.config.PublicURL(); got != tt.public {
				t.Errorf("PublicURL is %s, want %s", got, tt.public)
			}
		})
	}
}

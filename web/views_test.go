package web

import (
	"testing"
	"time"
)

func TestRelative(t *testing.T) {
	tests := map[time.Duration]string{
		0:                             "now",
		59 * time.Second:              "now",
		-30 * time.Second:             "now",
		time.Minute:                   "1 min ago",
		-12*time.Minute - 1:           "in 12 min",
		47 * time.Hour:                "47 h ago",
		-90 * time.Minute:             "in 90 min",
		48 * time.Hour:                "2 days ago",
		-100 * 24 * time.Hour:         "in 100 days",
		time.Duration(-1 << 63):       "in 106751 days",
		1*time.Hour - time.Second:     "59 min ago",
		-(48*time.Hour - time.Minute): "in 47 h",
	}
	for d, want := range tests {
		if got := relative(d); got != want {
			t.Errorf("relative(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestExternalLinks(t *testing.T) {
	tests := map[string]bool{
		"https://example.org/a?b=c": true,
		"http://example.org":        true,
		"javascript:alert(1)":       false,
		"data:text/html,x":          false,
		"/local":                    false,
		"https:///path":             false,
		"":                          false,
		"http://[broken":            false,
		" https://example.org":      false,
	}
	for link, want := range tests {
		if got := external(link) != ""; got != want {
			t.Errorf("external(%q) is %v, want %v", link, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for code, want := range map[string]string{"az": "Azerbaijani", "hy": "Armenian", "fa": "Persian", "": "", "x!": "x!"} {
		if got := languageName(code); got != want {
			t.Errorf("language %q is %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]string{"GE": "Georgia", "EU": "European Union", "INT": "International", "": "", "??": "??"} {
		if got := countryName(code); got != want {
			t.Errorf("country %q is %q, want %q", code, got, want)
		}
	}
}

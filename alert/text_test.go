package alert

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestOneLine(t *testing.T) {
	tests := []struct {
		name, in string
		n        int
		want     string
	}{
		{"plain", "Xəbər", 10, "Xəbər"},
		{"exactly as long", "Новости", 7, "Новости"},
		{"cut", "Новости дня", 7, "Новост…"},
		{"line ends", "a\r\nBcc: b\nc", 20, "a Bcc: b c"},
		{"no-break and line separators", "a\u00a0b\u2028c", 20, "a b c"},
		{"control characters", "a\x00b\x1bc", 20, "abc"},
		{"direction marks", "a\u202eb\u2066c\u200f", 20, "abc"},
		{"Persian joiner stays", "می\u200cتواند", 20, "می\u200cتواند"},
		{"empty", "", 5, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := oneLine(tt.in, tt.n); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCut(t *testing.T) {
	tests := []struct {
		in   string
		n    int
		want string
		less bool
	}{
		{"abc", 3, "abc", false},
		{"abcd", 3, "abc", true},
		{"əəə", 3, "əəə", false},
		{"ქართული", 4, "ქართ", true},
		{"", 0, "", false},
	}
	for _, tt := range tests {
		if got, less := cut(tt.in, tt.n); got != tt.want || less != tt.less {
			t.Errorf("cut(%q, %d) = %q %v, want %q %v", tt.in, tt.n, got, less, tt.want, tt.less)
		}
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add("Zəngəzur\r\nX: y", 5)
	f.Add("\xff\u202e", 1)
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = max(1, min(n, 1000))
		got := oneLine(s, n)
		if strings.ContainsAny(got, "\r\n\x00") || utf8.RuneCountInString(got) > n {
			t.Fatalf("%q gives %q", s, got)
		}
		if a, b := utf8.RuneCountInString(flat(s)), utf8.RuneCountInString(s); a != b {
			t.Fatalf("flat changes the length from %d to %d", b, a)
		}
	})
}

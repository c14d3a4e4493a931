package problem

import (
	"strings"
	"testing"
)

func TestCaret(t *testing.T) {
	long := strings.Repeat("a ", 200) + "titel:x" + strings.Repeat(" b", 200)
	cases := []struct {
		name, text   string
		line, column int
		want         string
	}{
		{"first sign", "titel:x", 1, 1, "titel:x\n^"},
		{"inside", "a titel:x", 1, 3, "a titel:x\n  ^"},
		{"behind the end", "a OR", 1, 5, "a OR\n    ^"},
		{"far behind the end", "a OR", 1, 50, "a OR\n    ^"},
		{"second line", "a\nтри @b\nc", 2, 5, "три @b\n    ^"},
		{"windows", "a\r\nb @c\r\n", 2, 3, "b @c\n  ^"},
		{"tab", "\ta @b", 1, 4, "\ta @b\n\t  ^"},
		{"marks", "ա՛ и\u0306 @b", 1, 7, "ա՛ и\u0306 @b\n     ^"},
		{"wide", "回廊 @b", 1, 4, "回廊 @b\n     ^"},
		{"cut", long, 1, 401, long[401-1-maxCaret/3:401-1-maxCaret/3+maxCaret] + "\n" + strings.Repeat(" ", maxCaret/3) + "^"},
		{"no such line", "a", 2, 1, ""},
		{"no place", "a", 0, 0, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Caret(c.text, c.line, c.column); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

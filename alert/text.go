package alert

import (
	"strings"
	"unicode"
)

// cut gives at most n code points of s, and whether that is less than all.
func cut(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	for i := range s {
		if n == 0 {
			return s[:i], true
		}
		n--
	}
	return s, false
}

// oneLine gives s without line ends, control characters and the marks that
// turn the direction of what follows, with single spaces, and at most n code
// points long. Joiners stay: Persian needs them.
func oneLine(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if _, long := cut(s, n); long {
		s, _ = cut(s, n-1)
		return s + "…"
	}
	return s
}

// flat gives s with every space and control character as a plain space, code
// point for code point, so that spans keep their place.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

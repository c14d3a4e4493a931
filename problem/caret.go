package problem

import (
	"strings"
	"unicode"
)

// maxCaret bounds the part of a line that Caret shows, in code points: what
// fits on a screen, with a third of it before the place.
const maxCaret = 100

// Caret gives the line of a text that a problem is in, and below it a ^ under
// the place. Line and column count from 1, in code points. A long line is cut
// around the place. It is "" where the text has no such line.
func Caret(text string, line, column int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	runes := []rune(strings.TrimRight(lines[line-1], "\r"))
	at := min(max(column-1, 0), len(runes))
	start := max(0, min(at-maxCaret/3, len(runes)-maxCaret))
	end := min(len(runes), start+maxCaret)
	return string(runes[start:end]) + "\n" + below(runes[start:at]) + "^"
}

// below gives blanks as wide as the signs: tabs stay, marks take no place, and
// signs of East Asia take two.
func below(runes []rune) string {
	var b strings.Builder
	for _, r := range runes {
		switch {
		case r == '\t':
			b.WriteByte('\t')
		case unicode.IsMark(r) || unicode.Is(unicode.Cf, r):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || 0xFF01 <= r && r <= 0xFF60:
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

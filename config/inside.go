package config

import (
	"strconv"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// maxMapped bounds the length, in bytes, of a text whose places are mapped: it
// is walked from its beginning for every problem in it.
const maxMapped = 128 << 10

// inside maps a place in a scalar's text (line and column in code points,
// counted from 1) to the place in the file. The text differs from what the
// file shows by quotes, escapes, indentation and folded lines. Where the two
// cannot be brought together, the place is the beginning of the scalar.
func (d *document) inside(n *yaml.Node, line, column int) (int, int) {
	if len(n.Value) > maxMapped {
		return n.Line, n.Column
	}
	runes := []rune(n.Value)
	at := 0
	for ; line > 1 && at < len(runes); at++ {
		if runes[at] == '\n' {
			line--
		}
	}
	at += max(0, column-1)
	s := source{lines: d.lines, line: n.Line - 1, column: n.Column - 1, style: n.Style}
	s.enter()
	for i, r := range runes {
		l, c, ok := s.match(r)
		if !ok {
			return n.Line, n.Column
		}
		if i == at {
			return l + 1, c + 1
		}
	}
	return s.line + 1, s.column + 1
}

// source walks over a scalar in the file. Its line and column count from 0.
type source struct {
	lines        [][]rune
	line, column int
	style        yaml.Style
}

// peek gives the rune at the place: '\n' at a line's end, 0 after the file's.
func (s *source) peek() rune {
	switch {
	case s.line >= len(s.lines):
		return 0
	case s.column >= len(s.lines[s.line]):
		return '\n'
	}
	return s.lines[s.line][s.column]
}

func (s *source) next() {
	if s.peek() == '\n' {
		s.line, s.column = s.line+1, 0
		return
	}
	s.column++
}

// enter goes over tags, anchors and the quote or block sign to the text.
func (s *source) enter() {
	for s.peek() == '!' || s.peek() == '&' {
		for !unicode.IsSpace(s.peek()) && s.peek() != 0 {
			s.next()
		}
		s.skipSpace()
	}
	switch {
	case s.style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		s.line, s.column = s.line+1, 0
	case s.style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		s.next()
	}
}

func (s *source) skipSpace() {
	for unicode.IsSpace(s.peek()) {
		s.next()
	}
}

// match finds the next rune of the text in the file and gives its place.
func (s *source) match(want rune) (line, column int, ok bool) {
	if unicode.IsSpace(want) && !s.atEscape() {
		line, column = s.line, s.column
		// A folded line break stays where it is: the next word skips it.
		if r := s.peek(); r == want && r != '\n' {
			s.next()
		} else if r == '\n' && want == '\n' && s.style&yaml.LiteralStyle != 0 {
			s.next()
		}
		return line, column, true
	}
	s.skipSpace()
	for s.atEscape() && s.followedByBreak() {
		s.next()
		s.skipSpace()
	}
	line, column = s.line, s.column
	got := s.read()
	return line, column, got == want
}

func (s *source) atEscape() bool {
	return s.style&yaml.DoubleQuotedStyle != 0 && s.peek() == '\\'
}

func (s *source) followedByBreak() bool {
	return s.line < len(s.lines) && s.column+1 >= len(s.lines[s.line])
}

// read gives one rune of the text: an escape, two single quotes, or itself.
func (s *source) read() rune {
	r := s.peek()
	switch {
	case s.atEscape():
		return s.escape()
	case r == '\'' && s.style&yaml.SingleQuotedStyle != 0:
		s.next()
	}
	s.next()
	return r
}

// escapes are those of YAML 1.2.2, section 5.7, that stand for one letter.
var escapes = map[rune]rune{'0': 0, 'a': 7, 'b': 8, 't': 9, '\t': 9, 'n': 10, 'v': 11, 'f': 12, 'r': 13, 'e': 27,
	' ': ' ', '"': '"', '/': '/', '\\': '\\', 'N': 0x85, '_': 0xa0, 'L': 0x2028, 'P': 0x2029}

func (s *source) escape() rune {
	s.next()
	kind := s.peek()
	s.next()
	digits := map[rune]int{'x': 2, 'u': 4, 'U': 8}[kind]
	if digits == 0 {
		return escapes[kind]
	}
	var hex []rune
	for range digits {
		hex = append(hex, s.peek())
		s.next()
	}
	code, err := strconv.ParseUint(string(hex), 16, 32)
	if err != nil {
		return unicode.ReplacementChar
	}
	return rune(code)
}

package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// token is one word of a text: its folded form, how it is written, and the
// code points it takes up in the text as it was given, end excluded.
type token struct {
	fold       string
	surface    string
	start, end int
}

// tokens cuts a text into words. The cut is that of Unicode's UAX #29, with
// three changes that the languages of the region ask for: apostrophes divide
// (Koridoru'nun), a number ends where letters begin (907-ci and 907ci both
// hold 907), and every sign that is no letter or digit divides (U.S., a_b),
// except a point or comma between digits: 1,907 does not hold 907.
func tokens(text string) []token {
	var out []token
	at, last := 0, 0 // the same place in code points and bytes
	for _, e := range appendWords(nil, text) {
		surface := text[e.from:e.to]
		start := at + utf8.RuneCountInString(text[last:e.from])
		at, last = start+utf8.RuneCountInString(surface), int(e.to)
		if f := fold(surface); f != "" {
			out = append(out, token{fold: f, surface: surface, start: start, end: at})
		}
	}
	return out
}

// appendSegments appends the words of a text that begins at byte base.
func appendSegments(out []wordRange, text string, base int) []wordRange {
	for it := words.FromString(text); it.Next(); {
		out = cut(out, it.Value(), base+it.Start())
	}
	return out
}

// cut appends the words inside one UAX #29 segment that begins at byte base.
func cut(out []wordRange, segment string, base int) []wordRange {
	p := piece{base: base}
	for i, r := range segment {
		switch size := utf8.RuneLen(r); {
		case wordy(r):
			if p.open && p.number && !unicode.IsDigit(r) {
				out = p.close(out)
			}
			p.add(r, i, i+size)
		case inner(r):
			p.extend(r, i, i+size)
		case p.open && p.number && separatesDigits(r) && digitFollows(segment[i+size:]):
		default:
			out = p.close(out)
		}
	}
	return p.close(out)
}

// piece is the word that is being read: bytes from to in the segment.
type piece struct {
	open, number bool
	base         int
	from, to     int
}

func (p *piece) add(r rune, from, to int) {
	if !p.open {
		*p = piece{open: true, number: unicode.IsDigit(r), base: p.base, from: from}
	}
	p.to = to
}

// extend takes a mark into the word, so that its span ends after the accent;
// a sign that is not seen, such as a soft hyphen, counts only if more follows.
func (p *piece) extend(r rune, from, to int) {
	if p.open && unicode.IsMark(r) && p.to == from {
		p.to = to
	}
}

func (p *piece) close(out []wordRange) []wordRange {
	if p.open {
		p.open = false
		out = append(out, wordRange{int32(p.base + p.from), int32(p.base + p.to)})
	}
	return out
}

// apostrophes divide words. Some are letters to Unicode; Ukrainian and
// Turkish writers use them all for the same sign.
const apostrophes = "'’‘ʼʻʾʿ՚＇`´′"

// armenianMarks of tone stand inside the word they belong to: ի՞նչ.
const armenianMarks = "՛՜՞՟ՙ"

// tatweel lengthens an Arabic word and means nothing.
const tatweel = 'ـ'

// wordy tells the signs that words are made of.
func wordy(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Nl, r)) &&
		r != tatweel && !strings.ContainsRune(apostrophes+armenianMarks, r)
}

// inner tells the signs that may stand inside a word without dividing it:
// marks, and what is not seen (soft hyphen, zero-width signs, tatweel).
func inner(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.IsMark(r) || unicode.Is(unicode.Cf, r) ||
		r == tatweel || strings.ContainsRune(armenianMarks, r))
}

func separatesDigits(r rune) bool { return r == '.' || r == ',' || r == '٫' || r == '٬' }

func digitFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

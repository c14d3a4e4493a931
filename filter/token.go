package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// token is one word of a text: its folded form, and the code points it takes
// up in the text as it was given, end excluded.
type token struct {
	fold       string
	start, end int
}

// tokens cuts a text into words. The cut is that of Unicode's UAX #29, with
// three changes that the languages of the region ask for: apostrophes divide
// (Koridoru'nun), a number ends where letters begin (907-ci and 907ci both
// hold 907), and every sign that is no letter or digit divides (U.S., a_b),
// except a point or comma between digits: 1,907 does not hold 907.
func tokens(text string) []token {
	out := make([]token, 0, len(text)/6+1)
	at := 0
	for it := words.FromString(text); it.Next(); {
		word := it.Value()
		out = cut(out, word, at)
		at += utf8.RuneCountInString(word)
	}
	return out
}

// cut appends the words inside one UAX #29 segment that begins at code point
// base.
func cut(out []token, segment string, base int) []token {
	p := piece{base: base}
	at := base
	for i, r := range segment {
		switch size := utf8.RuneLen(r); {
		case wordy(r):
			if p.open && p.number && !unicode.IsDigit(r) {
				out = p.close(out, segment)
			}
			p.add(r, i, i+size, at)
		case inner(r):
			p.extend(r, i+size, at)
		case p.open && p.number && separatesDigits(r) && digitFollows(segment[i+size:]):
		default:
			out = p.close(out, segment)
		}
		at++
	}
	return p.close(out, segment)
}

// piece is the word that is being read: bytes from to in the segment, code
// points start to end in the text.
type piece struct {
	open, number bool
	base         int
	from, to     int
	start, end   int
}

func (p *piece) add(r rune, from, to, at int) {
	if !p.open {
		*p = piece{open: true, number: unicode.IsDigit(r), base: p.base, from: from, start: at}
	}
	p.to, p.end = to, at+1
}

// extend takes a mark into the word, so that its span ends after the accent;
// a sign that is not seen, such as a soft hyphen, counts only if more follows.
func (p *piece) extend(r rune, to, at int) {
	if p.open && unicode.IsMark(r) && p.end == at {
		p.to, p.end = to, at+1
	}
}

func (p *piece) close(out []token, segment string) []token {
	if !p.open {
		return out
	}
	p.open = false
	if f := fold(segment[p.from:p.to]); f != "" {
		out = append(out, token{fold: f, start: p.start, end: p.end})
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

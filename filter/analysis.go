package filter

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// wordRange is a word in a text: its bytes, end excluded.
type wordRange struct{ from, to int32 }

// signClass is what a code point does to the word that is being read.
type signClass uint8

const (
	dividing      signClass = iota // ends the word
	letterSign                     // belongs to a word, and ends a number
	digitSign                      // belongs to a word
	separatorSign                  // belongs to a number when a digit follows
	markSign                       // belongs to the letter before it
	silentSign                     // belongs to the word if more of it follows
	hardSign                       // needs the whole of UAX #29
)

// signClasses are the code points that news is mostly written in, U+0000 to
// U+20FF: all letters of the region and the usual punctuation.
type signClasses struct {
	of [0x2100]signClass
	// ascii are the bytes that are letters or digits.
	ascii [256]bool
}

// signTable is made at first use. A code point of a simple class is one that
// UAX #29 never divides from its neighbours of simple classes, so that a word
// made of these is found without asking it.
var signTable = sync.OnceValue(func() *signClasses {
	var t signClasses
	for i := range t.of {
		t.of[i] = signClassOf(rune(i))
	}
	for i := range utf8.RuneSelf {
		t.ascii[i] = t.of[i] == letterSign || t.of[i] == digitSign
	}
	return &t
})

func signClassOf(r rune) signClass {
	s := string(r)
	switch {
	case wordy(r) && unicode.IsDigit(r):
		return simpleSign(digitSign, s+"a", "a"+s, s+"1", "1"+s, s+".1", "1."+s)
	case wordy(r):
		return simpleSign(letterSign, s+"a", "a"+s, s+"1", "1"+s)
	case inner(r) && unicode.IsMark(r):
		return simpleSign(markSign, "a"+s+"a", "1"+s+".1")
	case inner(r):
		return simpleSign(silentSign, "a"+s+"a", "1"+s+".1")
	case separatesDigits(r):
		return simpleSign(separatorSign, "1"+s+"1")
	}
	return dividing
}

// simpleSign gives the class if UAX #29 keeps all these in one piece.
func simpleSign(c signClass, whole ...string) signClass {
	for _, s := range whole {
		it := words.FromString(s)
		if it.Next(); len(it.Value()) != len(s) {
			return hardSign
		}
	}
	return c
}

// at gives the class of the code point at byte i, and its length.
func (t *signClasses) at(text string, i int) (c signClass, size int) {
	b := text[i]
	if b < utf8.RuneSelf {
		return t.of[b], 1
	}
	if 0xC2 <= b && b <= 0xDF && i+1 < len(text) && text[i+1]&0xC0 == 0x80 {
		return t.of[rune(b&0x1F)<<6|rune(text[i+1]&0x3F)], 2
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	if r == utf8.RuneError || int(r) >= len(t.of) {
		return hardSign, size
	}
	return t.of[r], size
}

// appendWords appends the words of a text as tokens.go divides it. Stretches
// between spaces that hold a hard code point are left to cut, which follows
// UAX #29 in full; space always divides there too.
func appendWords(out []wordRange, text string) []wordRange {
	t := signTable()
	stretch, kept := 0, len(out) // where the stretch begins, in text and out
	open, number := false, false
	from, to := 0, 0
	for i := 0; i < len(text); {
		b := text[i]
		if b == ' ' || b == '\n' {
			if open {
				out = append(out, wordRange{int32(from), int32(to)})
				open = false
			}
			i++
			stretch, kept = i, len(out)
			continue
		}
		c, size := signClass(0), 1
		if b < utf8.RuneSelf {
			c = t.of[b]
		} else {
			c, size = t.at(text, i)
		}
		switch c {
		case letterSign:
			if open && number {
				out = append(out, wordRange{int32(from), int32(to)})
				open = false
			}
			if !open {
				open, number, from = true, false, i
			}
			i = t.lettersEnd(text, i+size)
			to = i
			continue
		case digitSign:
			if !open {
				open, number, from = true, true, i
			}
			to = i + size
		case markSign:
			if open && to == i {
				to = i + size
			}
		case dividing, separatorSign:
			if open && (c == dividing || !number || !t.digitAt(text, i+size)) {
				out = append(out, wordRange{int32(from), int32(to)})
				open = false
			}
		case hardSign:
			end := i + strings.IndexAny(text[i:]+" ", " \n")
			out = appendSegments(out[:kept], text[stretch:end], stretch)
			open = false
			i = end
			continue
		}
		i += size
	}
	if open {
		out = append(out, wordRange{int32(from), int32(to)})
	}
	return out
}

// lettersEnd skips letters from i on, and the ASCII digits among them.
func (t *signClasses) lettersEnd(text string, i int) int {
	for {
		for i < len(text) && t.ascii[text[i]] {
			i++
		}
		if i == len(text) || text[i] < utf8.RuneSelf {
			return i
		}
		switch b := text[i]; {
		case 0xC3 <= b && b <= 0xDF && i+1 < len(text) && text[i+1]&0xC0 == 0x80:
			if t.of[rune(b&0x1F)<<6|rune(text[i+1]&0x3F)] != letterSign {
				return i
			}
			i += 2
		case b == 0xE1 && i+2 < len(text) && text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80: // Georgian
			if t.of[0x1000|rune(text[i+1]&0x3F)<<6|rune(text[i+2]&0x3F)] != letterSign {
				return i
			}
			i += 3
		default:
			return i
		}
	}
}

// digitAt tells whether a digit stands at i.
func (t *signClasses) digitAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	c, _ := t.at(text, i)
	return c == digitSign
}

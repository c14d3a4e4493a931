package filter

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// stretch is a part of a term: one word with wild signs in it, or anything else.
type stretch struct {
	from, to int
	wild     bool
}

// stretches divides a term at the words that hold a ? or, before their end, a *.
func stretches(term []rune) []stretch {
	var out []stretch
	last := 0
	for i := 0; i < len(term); i++ {
		from := i
		for i < len(term) && (wordy(term[i]) || inner(term[i]) || wild(term[i])) {
			i++
		}
		if word := strings.TrimRight(string(term[from:i]), "*"); strings.ContainsAny(word, "?*") {
			out = append(out, stretch{last, from, false}, stretch{from, i, true})
			last = i
		}
	}
	return append(out, stretch{last, len(term), false})
}

func wild(r rune) bool { return r == '*' || r == '?' }

// cutWords gives the patterns of the words of a term or phrase as the text is cut.
func cutWords(text string, exactly bool) []pattern {
	if exactly {
		return exactWords(text)
	}
	if !strings.ContainsAny(text, "*?") {
		return plainWords(text)
	}
	var out []pattern
	term := []rune(text)
	for _, s := range stretches(term) {
		if part := string(term[s.from:s.to]); s.wild {
			out = append(out, pattern{wildcard, wildFold(part)})
		} else {
			out = append(out, plainWords(part)...)
		}
	}
	return out
}

// patterns gives what the words of the term look for.
func (e term) patterns() []pattern { return cutWords(e.text, e.exact) }

// plainWords gives words that stand whole or end in a star.
func plainWords(text string) []pattern {
	found := tokens(text)
	out := make([]pattern, len(found))
	for i, t := range found {
		out[i] = pattern{inflected, t.fold}
	}
	if !strings.Contains(text, "*") {
		return out
	}
	runes := []rune(text)
	for i, t := range found {
		if t.end < len(runes) && runes[t.end] == '*' {
			out[i].kind = prefix
		}
	}
	return out
}

func exactWords(text string) []pattern {
	var out []pattern
	for _, t := range tokens(text) {
		out = append(out, pattern{exact, exactForm(t.surface)})
	}
	return out
}

// wildFold folds the letters between the wild signs; several stars are one.
func wildFold(text string) string {
	var b strings.Builder
	for text != "" {
		i := strings.IndexAny(text, "?*")
		if i < 0 {
			i = len(text)
		}
		b.WriteString(fold(text[:i]))
		text = text[i:]
		if strings.HasPrefix(text, "*") {
			b.WriteByte('*')
			text = strings.TrimLeft(text, "*")
		} else if text != "" {
			b.WriteByte('?')
			text = text[1:]
		}
	}
	return b.String()
}

// wordFault says what is wrong with the words of a term whose first sign is
// code point at of the query.
func wordFault(text string, at int, exactly bool) (f fault, ok bool) {
	if strings.ContainsAny(text, "*?") {
		runes := []rune(text)
		i := slices.IndexFunc(runes, wild)
		if exactly {
			return faultf(at+i, "write the whole word, or leave the = away", "an exact word takes no %c", runes[i]), false
		}
		for _, s := range stretches(runes) {
			if f, ok := stretchFault(runes, s, at); !ok {
				return f, false
			}
		}
	}
	if !strings.ContainsFunc(text, surelyWordy) && len(cutWords(text, exactly)) == 0 {
		return faultf(at, "write a word; signs alone are not looked for", "%q holds no letter or digit", text), false
	}
	return fault{}, true
}

// surelyWordy tells most letters and digits that make a word on their own, so
// that a term need not be cut to know that it has one.
func surelyWordy(r rune) bool {
	return wordy(r) && (r < utf8.RuneSelf || 0x400 <= r && r < 0x530)
}

// stretchFault says what is wrong with the wild signs of a part of a term.
func stretchFault(term []rune, s stretch, at int) (f fault, ok bool) {
	part := string(term[s.from:s.to])
	if s.wild {
		if wild(term[s.from]) {
			return faultf(at+s.from, "write the beginning of the word before it: w?rd, sanction*", "this %c follows no letter", term[s.from]), false
		}
		for piece := range strings.FieldsFuncSeq(part, wild) {
			if len(tokens(piece)) != 1 {
				return faultf(at+s.from, "texts are cut between a number and letters: write a phrase", "%q is more than one word", part), false
			}
		}
		return fault{}, true
	}
	ends := map[int]bool{}
	for _, t := range tokens(part) {
		ends[s.from+t.end] = true
	}
	for i := s.from; i < s.to; i++ {
		if term[i] == '*' && !ends[i] && (i == 0 || term[i-1] != '*') {
			return faultf(at+i, "write the beginning of a word before it: sanction*", "this * follows no word"), false
		}
	}
	return fault{}, true
}

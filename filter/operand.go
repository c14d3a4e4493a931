package filter

import (
	"strings"
	"unicode"
)

// missing says that a term should stand where this lexeme stands.
func (p *parser) missing(l lexeme) fault {
	const hint = `write a word there; to look for the word itself put it in quotes`
	switch l.kind {
	case kindAnd, kindOr, kindNear:
		return faultf(l.at, hint, "a term is missing before %s", l.text)
	case kindClose:
		return faultf(l.at, "take the bracket or the operator before it away", "a term is missing before )")
	case kindAtleast, kindFirst:
		return faultf(l.at, "write brackets: title:(ATLEAST/2 a)", "a term is missing before %s", l.text)
	case kindField:
		return faultf(l.at, "write the word directly after the colon", "a term is missing before %s:", l.text)
	case kindNot:
		return faultf(l.at, "write NOT before the field", "a term is missing before NOT")
	}
	return faultf(l.at, hint, "the query ends where a term is expected")
}

// term gives the expression of a term: words, or in some fields a value.
func (p *parser) term(l lexeme) expr {
	text := l.text
	if strings.ContainsFunc(text, spaceOrQuote) {
		text = strings.Join(strings.FieldsFunc(text, spaceOrQuote), " ")
	}
	if dateFields[p.field] != nil {
		moment, ok := readDate(text, p.now)
		if !ok || l.kind == kindExact {
			p.faults = append(p.faults, faultf(l.at, valueHint(p.field), "%s: takes a day or a time before now, not %q", p.field, text))
		}
		return date{p.field, text, moment, at(l.at)}
	}
	if codeFields[p.field] != nil {
		if !isCode(text) || l.kind == kindExact {
			p.faults = append(p.faults, faultf(l.at, valueHint(p.field), "%s: takes a code of two or three letters, not %q", p.field, text))
		}
		return code{p.field, text, at(l.at)}
	}
	return p.words(text, l.kind == kindExact, at(l.at))
}

// cutTerm is a term as it is written.
type cutTerm struct {
	text  string
	exact bool
}

// words gives the expression of words.
func (p *parser) words(text string, exactly bool, place at) term {
	key := cutTerm{text, exactly}
	if words, ok := p.cut[key]; ok {
		return term{text, words, place, exactly}
	}
	e := newTerm(text, exactly, p.vocabulary, place)
	if p.cut != nil {
		p.cut[key] = e.words
	}
	return e
}

// newTerm cuts a term into words and numbers them.
func newTerm(text string, exactly bool, v *vocabulary, place at) term {
	return term{text, v.number(text, exactly), place, exactly}
}

// number gives the numbers of the words of a term.
func (v *vocabulary) number(text string, exactly bool) []termID {
	patterns := cutWords(text, exactly)
	out := make([]termID, len(patterns))
	for i, p := range patterns {
		out[i] = v.id(p)
	}
	return out
}

// regex gives the expression of a regular expression.
func (p *parser) regex(l lexeme) expr {
	if codeFields[p.field] != nil || dateFields[p.field] != nil || p.field == "lead" {
		p.faults = append(p.faults, faultf(l.at, valueHint(p.field), "%s: takes no regular expression", p.field))
	}
	e, f, ok := readRegex(l.text, l.at+1)
	if !ok {
		p.faults = append(p.faults, f)
		return term{at: at(l.at)}
	}
	e.at = at(l.at)
	e.number(p.vocabulary)
	return e
}

// valueHint says what to write behind a field.
func valueHint(field string) string {
	switch {
	case dateFields[field] != nil:
		return "write " + field + ":2026-01-02, or " + field + ":7d with h, d or w for hours, days or weeks"
	case codeFields[field] != nil:
		return "write a code, such as lang:az or country:AM, or several: " + field + ":(az OR tr)"
	}
	return "write words, or body:/.../"
}

func isCode(s string) bool {
	for _, r := range s {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) {
			return false
		}
	}
	return len(s) == 2 || len(s) == 3
}

// spaceOrQuote tells what only divides the words of a phrase; a quote may stand
// in one between guillemets.
func spaceOrQuote(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(quotes, r) }

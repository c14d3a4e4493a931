package filter

import (
	"strings"
	"unicode"

	"vedette/problem"
)

// kind of a lexeme, a piece of a query.
type kind int

const (
	kindEnd kind = iota
	kindTerm
	kindField // title:
	kindRef   // @name
	kindAnd
	kindOr
	kindNot
	kindOpen
	kindClose
	kindBad // a term with a fault, told already
)

// lexeme is a piece of a query. Its text is the term or phrase without
// quotes, the field without its colon, or the concept's name.
type lexeme struct {
	kind kind
	text string
	at   int
}

// The signs that open and close a phrase. Word processors turn straight
// quotes into any of the first kind.
const (
	quotes         = "\"“”„"
	openGuillemet  = '«'
	closeGuillemet = '»'
)

// lexer cuts a query into lexemes and collects what cannot be cut.
type lexer struct {
	query  []rune
	at     int
	out    []lexeme
	faults []fault
}

// lex gives the lexemes, with an end after the last one, and all faults.
func lex(query []rune) ([]lexeme, []fault) {
	l := &lexer{query: query}
	for l.at < len(query) {
		l.next()
	}
	l.add(kindEnd, "", len(query))
	return l.out, l.faults
}

func (l *lexer) add(k kind, text string, at int) {
	l.out = append(l.out, lexeme{k, text, at})
}

func (l *lexer) fault(at int, hint, format string, args ...any) {
	l.faults = append(l.faults, faultf(at, hint, format, args...))
}

func (l *lexer) next() {
	switch r := l.query[l.at]; {
	case unicode.IsSpace(r):
		l.at++
	case r == '(':
		l.sign(kindOpen)
	case r == ')':
		l.sign(kindClose)
	case strings.ContainsRune(quotes, r):
		l.quoted(quotes)
	case r == openGuillemet:
		l.quoted(string(closeGuillemet))
	case r == closeGuillemet:
		l.fault(l.at, "write «two words»", "this » closes no quote")
		l.at++
	case r == '-':
		l.minus()
	case r == '@':
		l.ref()
	default:
		l.bare()
	}
}

func (l *lexer) sign(k kind) {
	l.add(k, string(l.query[l.at]), l.at)
	l.at++
}

// quoted reads a phrase up to any of the closing signs.
func (l *lexer) quoted(closing string) {
	start := l.at
	for l.at++; l.at < len(l.query); l.at++ {
		if strings.ContainsRune(closing, l.query[l.at]) {
			l.term(string(l.query[start+1:l.at]), start, start+1)
			l.at++
			return
		}
	}
	l.fault(start, "put a quote after the last word of the phrase", "the quote opened here is never closed")
	l.add(kindBad, "", start)
}

// minus reads "-x", which is NOT x when it begins a term.
func (l *lexer) minus() {
	start := l.at
	free := start == 0 || unicode.IsSpace(l.query[start-1]) || l.query[start-1] == '('
	l.at++
	following := rune(' ')
	if l.at < len(l.query) {
		following = l.query[l.at]
	}
	if !free || unicode.IsSpace(following) || following == ')' || following == '-' {
		l.fault(start, `write NOT x or -x to leave out x; put a name with a dash in quotes`, "this - belongs to no term")
		return
	}
	l.add(kindNot, "-", start)
}

// ref reads "@name".
func (l *lexer) ref() {
	start := l.at
	for l.at++; l.at < len(l.query) && nameRune(l.query[l.at]); {
		l.at++
	}
	if l.at == start+1 {
		l.fault(start, "write @name with a name from concepts; put an address in quotes", "no concept is named after @")
		l.add(kindBad, "", start)
		return
	}
	l.add(kindRef, string(l.query[start+1:l.at]), start)
}

// nameRune tells the signs that names of rules and concepts are made of.
func nameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune("-_/", r)
}

// bare reads what stands without quotes: an operator, a field or a term.
func (l *lexer) bare() {
	start := l.at
	for l.at < len(l.query) && !endsBare(l.query[l.at]) {
		l.at++
		if l.query[l.at-1] == ':' && isLetters(l.query[start:l.at-1]) {
			l.field(start)
			return
		}
	}
	text := string(l.query[start:l.at])
	if k, ok := operators[text]; ok {
		l.add(k, text, start)
		return
	}
	if hint, message := unsupported(text); message != "" {
		l.fault(start, hint, "%s", message)
		l.add(kindBad, "", start)
		return
	}
	l.term(text, start, start)
}

var operators = map[string]kind{"AND": kindAnd, "OR": kindOr, "NOT": kindNot}

func endsBare(r rune) bool {
	return unicode.IsSpace(r) || r == '(' || r == ')' || r == openGuillemet || r == closeGuillemet ||
		strings.ContainsRune(quotes, r)
}

func isLetters(rs []rune) bool {
	for _, r := range rs {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return len(rs) > 0
}

// field takes "name:", which has just been read.
func (l *lexer) field(start int) {
	text := string(l.query[start : l.at-1])
	name := strings.ToLower(text)
	if !isField(name) {
		hint := "the fields are " + strings.Join(fieldNames(), ", ") + "; to look for the text itself put it in quotes"
		if meant := problem.Nearest(name, fieldNames()); meant != "" {
			hint = "write " + meant + ": or put the text in quotes"
		}
		l.fault(start, hint, "there is no field %q", text)
	}
	if l.at == len(l.query) || unicode.IsSpace(l.query[l.at]) || l.query[l.at] == ')' || l.query[l.at] == '-' {
		l.fault(start, "write "+name+":word or "+name+":(a OR b) without a space", "nothing stands directly after %s:", text)
		if l.at < len(l.query) && l.query[l.at] == '-' {
			l.at++
		}
		l.add(kindBad, "", start)
		return
	}
	l.add(kindField, name, start)
}

// term adds the words of a term whose first sign is code point textAt.
func (l *lexer) term(text string, at, textAt int) {
	if f, ok := wordFault(text, textAt); !ok {
		l.faults = append(l.faults, f)
		l.add(kindBad, "", at)
		return
	}
	l.add(kindTerm, text, at)
}

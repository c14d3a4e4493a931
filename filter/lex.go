package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind of a lexeme, a piece of a query.
type kind int

const (
	kindEnd kind = iota
	kindTerm
	kindExact // =word or ="a phrase"
	kindRegex // between slashes
	kindField // title:
	kindRef   // @name
	kindAnd
	kindOr
	kindNot
	kindNear    // NEAR/5, ONEAR/S
	kindAtleast // ATLEAST/3
	kindFirst   // FIRST/50
	kindOpen
	kindClose
	kindBad // a term with a fault, told already
)

// lexeme is a piece of a query. Its text is the term or phrase without
// quotes, the field without its colon, the concept's name, or the regular
// expression without its slashes; number is what stands behind the slash of an
// operator.
type lexeme struct {
	kind   kind
	text   string
	at     int
	number int32
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
	text   string
	query  []rune // the same
	starts []int  // of the runes in the text; nil if each is one byte
	at     int
	out    []lexeme
	faults []fault
}

// lex gives the lexemes, with an end after the last one, and all faults.
func lex(text string) ([]lexeme, []fault) { return (*spare)(nil).lex(text) }

// spare is memory that one query after the other is cut in, by one goroutine.
type spare struct {
	query   []rune
	lexemes []lexeme
}

// lex is lex; the lexemes are good until the next call.
func (s *spare) lex(text string) ([]lexeme, []fault) {
	if s == nil {
		s = new(spare)
	}
	s.query = s.query[:0]
	for _, r := range text {
		s.query = append(s.query, r)
	}
	query := s.query
	if !utf8.ValidString(text) {
		text = string(query) // each bad byte is U+FFFD in both
	}
	l := &lexer{text: text, query: query, out: s.lexemes[:0]}
	defer func() { s.lexemes = l.out }()
	if len(query) != len(text) {
		for i := range text {
			l.starts = append(l.starts, i)
		}
		l.starts = append(l.starts, len(text))
	}
	for l.at < len(query) {
		l.next()
	}
	l.add(kindEnd, "", len(query))
	return l.out, l.faults
}

// slice gives a part of the query. It shares the query's memory.
func (l *lexer) slice(from, to int) string {
	if l.starts == nil {
		return l.text[from:to]
	}
	return l.text[l.starts[from]:l.starts[to]]
}

func (l *lexer) add(k kind, text string, at int) {
	l.out = append(l.out, lexeme{kind: k, text: text, at: at})
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
		l.quoted(kindTerm, l.at)
	case r == openGuillemet:
		l.quoted(kindTerm, l.at)
	case r == closeGuillemet:
		l.fault(l.at, "write «two words»", "this » closes no quote")
		l.at++
	case r == '-':
		l.minus()
	case r == '@':
		l.ref()
	case r == '=':
		l.exact()
	case r == '/':
		l.regex()
	default:
		l.bare()
	}
}

func (l *lexer) sign(k kind) {
	l.add(k, l.slice(l.at, l.at+1), l.at)
	l.at++
}

// quoted reads a phrase up to the sign that closes it. The term begins at
// start, its quote here.
func (l *lexer) quoted(k kind, start int) {
	closing, from := quotes, l.at+1
	if l.query[l.at] == openGuillemet {
		closing = string(closeGuillemet)
	}
	for l.at++; l.at < len(l.query); l.at++ {
		if strings.ContainsRune(closing, l.query[l.at]) {
			l.term(k, withoutQuestions(l.slice(from, l.at)), start, from)
			l.at++
			return
		}
	}
	l.fault(from-1, "put a quote after the last word of the phrase", "the quote opened here is never closed")
	l.add(kindBad, "", start)
}

// withoutQuestions takes away the question marks that end a word, as they do in
// a sentence; inside a word they stand for a letter.
func withoutQuestions(phrase string) string {
	if !strings.Contains(phrase, "?") {
		return phrase
	}
	out := []rune(phrase)
	for i := len(out) - 1; i >= 0; i-- {
		if out[i] == '?' && (i+1 == len(out) || !wordy(out[i+1]) && !inner(out[i+1]) && !wild(out[i+1])) {
			out[i] = ' '
		}
	}
	return string(out)
}

// exact reads "=word" or "=" and a phrase.
func (l *lexer) exact() {
	start := l.at
	switch l.at++; {
	case l.at < len(l.query) && (strings.ContainsRune(quotes, l.query[l.at]) || l.query[l.at] == openGuillemet):
		l.quoted(kindExact, start)
	case l.at == len(l.query) || endsBare(l.query[l.at]):
		l.fault(start, `write =word or ="two words" without a space; to look for the sign put it in quotes`, "nothing stands directly after =")
		l.add(kindBad, "", start)
	default:
		for l.at < len(l.query) && !endsBare(l.query[l.at]) {
			l.at++
		}
		l.plain(kindExact, l.slice(start+1, l.at), start, start+1)
	}
}

// regex reads what stands between two slashes; a slash inside is written \/.
func (l *lexer) regex() {
	start := l.at
	for l.at++; l.at < len(l.query) && l.query[l.at] != '/'; l.at++ {
		if l.query[l.at] == '\\' {
			l.at++
		}
	}
	if l.at >= len(l.query) {
		l.at = len(l.query)
		l.fault(start, `put a / behind the regular expression; put a path in quotes`, "the regular expression opened here is never closed")
		l.add(kindBad, "", start)
		return
	}
	l.at++
	if l.at < len(l.query) && !endsBare(l.query[l.at]) {
		l.fault(l.at, "put a space behind the regular expression; flags stand inside it: (?-i); a path stands in quotes", "%q follows the / that closes the regular expression", l.query[l.at])
	}
	l.add(kindRegex, l.slice(start+1, l.at-1), start)
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
	l.add(kindRef, l.slice(start+1, l.at), start)
}

// nameRune tells the signs that names of rules and concepts are made of.
func nameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune("-_/", r)
}

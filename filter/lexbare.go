package filter

import (
	"strconv"
	"strings"
	"unicode"

	"vedette/problem"
)

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
	text := l.slice(start, l.at)
	if k, ok := operators[text]; ok {
		l.add(k, text, start)
		return
	}
	if !l.counted(text, start) {
		l.plain(kindTerm, text, start, start)
	}
}

// numbered are the operators with a number behind a slash, and the most that
// may stand there.
var numbered = map[string]struct {
	kind kind
	most int64
	hint string
}{
	"NEAR":    {kindNear, maxDistance, "write NEAR/5, NEAR/S for the same sentence or NEAR/P for the same paragraph"},
	"ONEAR":   {kindNear, maxDistance, "write ONEAR/5, ONEAR/S for the same sentence or ONEAR/P for the same paragraph"},
	"ATLEAST": {kindAtleast, maxTimes, "write ATLEAST/3 word"},
	"FIRST":   {kindFirst, maxFirst, "write FIRST/50 word"},
}

// Limits of the operators with a number: what is larger says nothing about a
// piece of news that the words alone would not.
const (
	maxDistance = 100
	maxTimes    = 100
	maxFirst    = 10_000
)

// counted adds an operator with a number, or tells what is wrong with it; it
// gives false for any other text.
func (l *lexer) counted(text string, at int) bool {
	name, amount, slash := strings.Cut(text, "/")
	if !slash {
		op, ok := numbered[name]
		if ok {
			l.fault(at, op.hint+"; to look for the word put it in quotes", "%s has no number", text)
			l.add(kindBad, "", at)
		}
		return ok
	}
	op, ok := numbered[strings.ToUpper(name)]
	n, err := strconv.ParseUint(amount, 10, 31)
	unit := op.kind == kindNear && (strings.EqualFold(amount, "S") || strings.EqualFold(amount, "P"))
	k := kindBad
	switch upper := strings.ToUpper(text); {
	case !ok || text != upper && err != nil && !unit:
		return false // words with a slash between them
	case text != upper:
		l.fault(at, "write "+upper+"; to look for the words put them in quotes", "%s is no operator in small letters", text)
	case !unit && (err != nil || n < 1 || int64(n) > op.most):
		l.fault(at, op.hint, "behind %s/ stands a number from 1 to %d, not %q", name, op.most, amount)
	case unit:
		k = op.kind
	default:
		k, text = op.kind, name+"/"+strconv.FormatUint(n, 10)
	}
	l.out = append(l.out, lexeme{k, text, at, int32(n)})
	return true
}

// plain adds a term without quotes.
func (l *lexer) plain(k kind, text string, at, textAt int) {
	if hint, message := unsupported(text); message != "" {
		l.fault(at, hint, "%s", message)
		l.add(kindBad, "", at)
		return
	}
	l.term(k, text, at, textAt)
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
	text := l.slice(start, l.at-1)
	name := strings.ToLower(text)
	if !isField(name) {
		hint := "the fields are " + strings.Join(fieldNames(), ", ") + "; to look for the text itself put it in quotes"
		if meant := problem.Nearest(name, fieldNames()); meant != "" {
			hint = "write " + meant + ": or put the text in quotes"
		}
		l.fault(start, hint, "there is no field %q", text)
		if l.at < len(l.query) && l.query[l.at] == '/' { // an address
			for l.at < len(l.query) && !endsBare(l.query[l.at]) {
				l.at++
			}
			l.add(kindBad, "", start)
			return
		}
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
func (l *lexer) term(k kind, text string, at, textAt int) {
	if f, ok := wordFault(text, textAt, k == kindExact); !ok {
		l.faults = append(l.faults, f)
		l.add(kindBad, "", at)
		return
	}
	l.add(k, text, at)
}

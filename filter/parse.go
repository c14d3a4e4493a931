package filter

import (
	"strings"
	"unicode"

	"vedette/problem"
)

// Limits that keep a query readable and its evaluation shallow; the longest
// hand-written queries of monitoring desks are a few thousand signs.
const (
	maxQuery = 20_000 // code points
	maxDepth = 100    // brackets and NOTs inside each other
)

// parse reads a query. It gives the first mistake of syntax and all others;
// the expression is nil if there is any. Concepts are looked up in known.
func parse(query []rune, known map[string]*concept) (expr, []fault) {
	if len(query) > maxQuery {
		return nil, []fault{faultf(maxQuery, "divide it into several rules or concepts", "the query is longer than %d signs", maxQuery)}
	}
	lexemes, faults := lex(query)
	p := &parser{lexemes: lexemes, known: known, faults: faults}
	p.checkRefs()
	e, err := p.query()
	if f, ok := err.(fault); ok {
		p.faults = append(p.faults, f)
	}
	if len(p.faults) > 0 {
		return nil, p.faults
	}
	if f, ok := checkPositive(e); !ok {
		return nil, []fault{f}
	}
	return e, nil
}

// parser goes through the lexemes once, by recursive descent.
type parser struct {
	lexemes []lexeme
	known   map[string]*concept
	faults  []fault
	depth   int
	field   string // the field whose operand is being read
}

func (p *parser) peek() lexeme { return p.lexemes[0] }

func (p *parser) take() lexeme {
	l := p.lexemes[0]
	if l.kind != kindEnd {
		p.lexemes = p.lexemes[1:]
	}
	return l
}

// checkRefs looks every concept up before parsing, so that a mistake of
// syntax does not hide an unknown name.
func (p *parser) checkRefs() {
	for _, l := range p.lexemes {
		if l.kind != kindRef || p.known[l.text] != nil {
			continue
		}
		names := sortedKeys(p.known)
		hint := "add it to concepts"
		if meant := problem.Nearest(l.text, names); meant != "" {
			hint = "write @" + meant
		} else if len(names) > 0 && len(names) <= 20 {
			hint = "the concepts are " + strings.Join(names, ", ")
		}
		p.faults = append(p.faults, faultf(l.at, hint, "there is no concept %q", l.text))
	}
}

func (p *parser) query() (expr, error) {
	if p.peek().kind == kindEnd {
		return nil, faultf(0, `write words, such as zangezur* corridor`, "the query is empty")
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if l := p.peek(); l.kind == kindClose {
		return nil, faultf(l.at, "take it away or open a bracket before it", "this ) closes no bracket")
	}
	return e, nil
}

// or = and { "OR" and }
func (p *parser) or() (expr, error) {
	var parts []expr
	for {
		e, err := p.and()
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
		if p.peek().kind != kindOr {
			return anyOf(parts), nil
		}
		p.take()
	}
}

// and = unary { [ "AND" ] unary }
func (p *parser) and() (expr, error) {
	var parts []expr
	for {
		e, err := p.unary()
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
		switch p.peek().kind {
		case kindEnd, kindClose, kindOr:
			return all(parts), nil
		case kindAnd:
			p.take()
		}
	}
}

// unary = ( "NOT" | "-" ) unary | field operand | operand
func (p *parser) unary() (expr, error) {
	switch l := p.peek(); l.kind {
	case kindNot:
		p.take()
		var e expr
		err := p.deeper(l, func() (err error) { e, err = p.unary(); return err })
		return not{e, at(l.at)}, err
	case kindField:
		p.take()
		if p.field != "" {
			return nil, faultf(l.at, "write "+p.field+":a AND "+l.text+":b", "%s: stands inside %s:", l.text, p.field)
		}
		p.field = l.text
		e, err := p.operand()
		p.field = ""
		return scoped{l.text, e, at(l.at)}, err
	}
	return p.operand()
}

// operand = term | ref | "(" or ")"
func (p *parser) operand() (expr, error) {
	switch l := p.take(); l.kind {
	case kindTerm:
		return p.term(l), nil
	case kindBad:
		return term{at: at(l.at)}, nil
	case kindRef:
		if codeFields[p.field] != nil {
			p.faults = append(p.faults, faultf(l.at, "write codes: "+p.field+":(az OR tr)", "%s: takes no concept", p.field))
		}
		return ref{p.known[l.text], at(l.at)}, nil
	case kindOpen:
		return p.group(l)
	default:
		return nil, p.missing(l)
	}
}

func (p *parser) group(open lexeme) (e expr, err error) {
	if l := p.peek(); l.kind == kindClose {
		return nil, faultf(open.at, "write at least one word between the brackets", "the group is empty")
	}
	if err := p.deeper(open, func() (err error) { e, err = p.or(); return err }); err != nil {
		return nil, err
	}
	if l := p.take(); l.kind != kindClose {
		return nil, faultf(open.at, "put a ) after the last word of the group", "the bracket opened here is never closed")
	}
	return e, nil
}

// deeper runs one step down, unless it is a step too many.
func (p *parser) deeper(l lexeme, step func() error) error {
	if p.depth == maxDepth {
		return faultf(l.at, "divide the query into concepts", "the query is nested deeper than %d levels", maxDepth)
	}
	p.depth++
	defer func() { p.depth-- }()
	return step()
}

// missing says that a term should stand where this lexeme stands.
func (p *parser) missing(l lexeme) fault {
	const hint = `write a word there; to look for the word itself put it in quotes`
	switch l.kind {
	case kindAnd, kindOr:
		return faultf(l.at, hint, "a term is missing before %s", l.text)
	case kindClose:
		return faultf(l.at, "take the bracket or the operator before it away", "a term is missing before )")
	case kindField:
		return faultf(l.at, "write the word directly after the colon", "a term is missing before %s:", l.text)
	case kindNot:
		return faultf(l.at, "write NOT before the field", "a term is missing before NOT")
	}
	return faultf(l.at, hint, "the query ends where a term is expected")
}

// term gives the expression of a term: words, or in a code field a code.
func (p *parser) term(l lexeme) expr {
	text := strings.Join(strings.Fields(strings.ReplaceAll(l.text, `"`, " ")), " ")
	if codeFields[p.field] == nil {
		return term{text, cutWords(text), at(l.at)}
	}
	if !isCode(text) {
		p.faults = append(p.faults, faultf(l.at, "write a code, such as lang:az or country:AM", "%s: takes a code of two or three letters, not %q", p.field, text))
	}
	return code{p.field, text, at(l.at)}
}

func isCode(s string) bool {
	for _, r := range s {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) {
			return false
		}
	}
	return len(s) == 2 || len(s) == 3
}

// checkPositive refuses a query that nothing must be present for: it would
// meet nearly every item.
func checkPositive(e expr) (fault, bool) {
	if e.positive() {
		return fault{}, true
	}
	culprit := e
	for _, part := range e.children() {
		if o, isOr := e.(or); isOr && !part.positive() && len(o.parts) > 1 {
			culprit = part
			break
		}
	}
	return faultf(culprit.place(), "write what must be there as well: a NOT b", "nothing must be present for %s to be met", culprit), false
}

package filter

import (
	"strings"
	"time"
	"unicode/utf8"

	"vedette/problem"
)

// Limits that keep a query readable and its evaluation shallow; the longest
// hand-written queries of monitoring desks are a few thousand signs.
const (
	maxQuery = 20_000 // code points
	maxDepth = 100    // brackets and NOTs inside each other
)

// reader is what a query is read with.
type reader struct {
	concepts   map[string]*concept
	vocabulary *vocabulary
	// archive is set for queries that are no rules, and may ask for dates.
	archive bool
	now     time.Time // for since:7d
	// circular is what is wrong with concepts that name each other; what they
	// hold cannot be looked at then.
	circular problem.List
	// cut keeps the words of terms that were cut already: rules repeat them.
	// It is nil but while many rules are read, by one goroutine.
	cut map[cutTerm][]termID
	// spare is for the lexemes of a query; nil gives each its own.
	spare *spare
}

// parse reads a query. It gives the first mistake of syntax and all others;
// the expression is nil if there is any.
func (rd reader) parse(query string) (expr, []fault) {
	if len(query) > maxQuery && utf8.RuneCountInString(query) > maxQuery {
		return nil, []fault{faultf(maxQuery, "divide it into several rules or concepts", "the query is longer than %d signs", maxQuery)}
	}
	p, e := rd.run(query)
	if len(p.faults) == 0 {
		p.faults = checkOperands(e, false)
	}
	if len(p.faults) > 0 {
		return nil, p.faults
	}
	if f, ok := checkPositive(e); !ok {
		return nil, []fault{f}
	}
	return e, nil
}

// run reads a query as far as it can.
func (rd reader) run(query string) (*parser, expr) {
	lexemes, faults := rd.spare.lex(query)
	p := &parser{reader: rd, lexemes: lexemes, faults: faults}
	p.checkRefs()
	e, err := p.query()
	if f, ok := err.(fault); ok {
		p.faults = append(p.faults, f)
	}
	return p, e
}

// mixed gives the places where AND and OR stand side by side without brackets:
// precedence decides there, and maybe not as it was meant. Each is a part
// joined by AND that OR stands beside.
func (rd reader) mixed(query string) []fault {
	p, _ := rd.run(query)
	if len(p.faults) > 0 {
		return nil
	}
	var out []fault
	for _, e := range p.mixes {
		out = append(out, faultf(e.place(), "write ("+e.String()+")", "AND binds before OR here"))
	}
	return out
}

// parser goes through the lexemes once, by recursive descent.
type parser struct {
	reader
	lexemes []lexeme
	faults  []fault
	mixes   []expr
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
		if l.kind != kindRef || p.concepts[l.text] != nil {
			continue
		}
		names := sortedKeys(p.concepts)
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
	var mixes []expr
	for {
		e, joined, err := p.and()
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
		if joined {
			mixes = append(mixes, e)
		}
		if p.peek().kind != kindOr {
			if len(parts) > 1 {
				p.mixes = append(p.mixes, mixes...)
			}
			return anyOf(parts), nil
		}
		p.take()
	}
}

// and = unary { [ "AND" ] unary }; joined tells that there were several.
func (p *parser) and() (e expr, joined bool, err error) {
	var parts []expr
	for {
		e, err := p.unary()
		if err != nil {
			return nil, false, err
		}
		parts = append(parts, e)
		switch p.peek().kind {
		case kindEnd, kindClose, kindOr:
			return all(parts), len(parts) > 1, nil
		case kindAnd:
			p.take()
		}
	}
}

// unary = ( "NOT" | "-" ) unary | near
func (p *parser) unary() (expr, error) {
	l := p.peek()
	if l.kind != kindNot {
		return p.near()
	}
	p.take()
	var e expr
	err := p.deeper(l, func() (err error) { e, err = p.unary(); return err })
	return not{e, at(l.at)}, err
}

// near = counted [ NEAR counted ]
func (p *parser) near() (expr, error) {
	left, err := p.counted()
	if err != nil || p.peek().kind != kindNear {
		return left, err
	}
	op := p.take()
	if l := p.peek(); l.kind == kindNot {
		return nil, faultf(l.at, "write a NOT b, or a NOT (a "+op.text+" b)", "%s asks for two places, and what NOT leaves out has none", op.text)
	}
	right, err := p.counted()
	if err != nil {
		return nil, err
	}
	if l := p.peek(); l.kind == kindNear {
		return nil, faultf(l.at, "write (a "+op.text+" b) "+l.text+" c", "a second %s without brackets", l.text)
	}
	e := near{distance: op.number, left: left, right: right, at: at(left.place())}
	e.ordered = strings.HasPrefix(op.text, "O")
	switch op.text[len(op.text)-1] {
	case 'S':
		e.unit = inSentence
	case 'P':
		e.unit = inParagraph
	}
	return e, nil
}

// counted = ( ATLEAST | FIRST ) counted | field operand | operand
func (p *parser) counted() (expr, error) {
	switch l := p.peek(); l.kind {
	case kindAtleast, kindFirst:
		p.take()
		var e expr
		if next := p.peek(); next.kind == kindNot {
			return nil, faultf(next.at, "write NOT "+l.text+" a, or "+l.text+" (a NOT b)", "%s is followed by what must be there, not by NOT", l.text)
		}
		if err := p.deeper(l, func() (err error) { e, err = p.counted(); return err }); err != nil {
			return nil, err
		}
		if l.kind == kindAtleast {
			return atleast{l.number, e, at(l.at)}, nil
		}
		return first{l.number, e, at(l.at)}, nil
	case kindField:
		return p.scoped()
	}
	return p.operand()
}

// scoped = field operand
func (p *parser) scoped() (expr, error) {
	l := p.take()
	if p.field != "" {
		return nil, faultf(l.at, "write "+p.field+":a AND "+l.text+":b", "%s: stands inside %s:", l.text, p.field)
	}
	if dateFields[l.text] != nil && !p.archive {
		p.faults = append(p.faults, faultf(l.at, "leave it away: a rule is asked when an item arrives", "%s: is for searching the archive", l.text))
	}
	p.field = l.text
	e, err := p.operand()
	p.field = ""
	return scoped{l.text, e, at(l.at)}, err
}

// operand = term | ref | "(" or ")"
func (p *parser) operand() (expr, error) {
	switch l := p.take(); l.kind {
	case kindTerm, kindExact:
		return p.term(l), nil
	case kindRegex:
		return p.regex(l), nil
	case kindBad:
		return term{at: at(l.at)}, nil
	case kindRef:
		if codeFields[p.field] != nil || dateFields[p.field] != nil {
			p.faults = append(p.faults, faultf(l.at, valueHint(p.field), "%s: takes no concept", p.field))
		}
		return ref{p.concepts[l.text], at(l.at)}, nil
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

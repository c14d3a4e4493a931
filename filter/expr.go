package filter

import (
	"slices"
	"strings"
)

// expr is a part of a compiled query. It is immutable. String writes it as a
// query that parses to the same expression; the parts of a reason (more,
// firedRef) are for people only.
//
// A new kind of clause is a new type with these methods. Clauses that are met
// at places, and so can stand under NEAR, are located as well (near.go).
type expr interface {
	String() string
	// place is where it begins in the query, in code points from 0.
	place() int
	// children are the direct parts.
	children() []expr
	// positive tells that something must be present for it to be met.
	positive() bool
	// needs gives lists of terms; every item that meets it has at least one
	// of each list.
	needs(costs) [][]termID
	// meets tells whether the item does, in these fields.
	meets(r *reading, w window) bool
	// fired gives what is left of it when all that did not fire is taken
	// away, nil if that is nothing, and collects the spans. The item must
	// meet it.
	fired(r *reading, w window, spans *spans) expr
}

// at is a place in a query; it is no part of what an expression means.
type at int32

func (a at) place() int { return int(a) }

func (e and) place() int { return e.parts[0].place() }
func (e or) place() int  { return e.parts[0].place() }

type (
	// and is met when all its parts are; no part is an and.
	and struct{ parts []expr }
	// or is met when any of its parts is; no part is an or.
	or struct{ parts []expr }
	// not is met when its part is not.
	not struct {
		part expr
		at
	}
	// term is a word, or a phrase: words directly one after the other; exact
	// ones are written with a =.
	term struct {
		text  string // as it is written, without quotes and =
		words []termID
		at
		exact bool
	}
	// code is met when a code field has this value.
	code struct {
		field, value string
		at
	}
	// scoped looks for its part in some fields only.
	scoped struct {
		field string
		part  expr
		at
	}
	// ref stands for a concept.
	ref struct {
		concept *concept
		at
	}
)

// all joins parts by AND; one part stays as it is.
func all(parts []expr) expr {
	flat := flatten(parts, func(e expr) ([]expr, bool) { a, ok := e.(and); return a.parts, ok })
	if len(flat) == 1 {
		return flat[0]
	}
	return and{flat}
}

// anyOf joins parts by OR; one part stays as it is.
func anyOf(parts []expr) expr {
	flat := flatten(parts, func(e expr) ([]expr, bool) { o, ok := e.(or); return o.parts, ok })
	if len(flat) == 1 {
		return flat[0]
	}
	return or{flat}
}

// flatten puts the parts of parts in their place, in a list that is no longer
// than it must be: there are many.
func flatten(parts []expr, open func(expr) ([]expr, bool)) []expr {
	n := 0
	for _, p := range parts {
		if inside, ok := open(p); ok {
			n += len(inside)
		} else {
			n++
		}
	}
	out := make([]expr, 0, n)
	for _, p := range parts {
		if inside, ok := open(p); ok {
			out = append(out, inside...)
		} else {
			out = append(out, p)
		}
	}
	return out
}

func (e and) String() string { return join(e.parts, " AND ", false) }
func (e or) String() string  { return join(e.parts, " OR ", true) }

func (e ref) String() string    { return "@" + e.concept.name }
func (e scoped) String() string { return e.field + ":" + grouped(e.part) }

func (e not) String() string {
	if inside, ok := e.part.(not); ok {
		return "NOT " + inside.String()
	}
	return "NOT " + bracketed(e.part)
}

func (e code) String() string {
	if _, ok := operators[e.value]; ok {
		return `"` + e.value + `"`
	}
	return e.value
}

// String quotes all but single words that are read as such without quotes,
// and words that would lose a sign in quotes.
func (e term) String() string {
	sign, k := "", kindTerm
	if e.exact {
		sign, k = "=", kindExact
	}
	if len(e.words) == 1 || withoutQuestions(e.text) != e.text {
		if plainWord(e.text) && operators[e.text] == 0 && numbered[e.text].kind == 0 {
			return sign + e.text
		}
		if l, faults := lex(sign + e.text); len(faults) == 0 && len(l) == 2 && l[0].kind == k && l[0].text == e.text {
			return sign + e.text
		}
	}
	return sign + `"` + e.text + `"`
}

// join writes parts with an operator between them. Precedence would allow
// "a AND b OR c"; brackets are written all the same, for the reader.
func join(parts []expr, operator string, bracketAnd bool) string {
	written := make([]string, len(parts))
	for i, p := range parts {
		_, isAnd := p.(and)
		_, isNot := p.(not)
		if isNot || isAnd && !bracketAnd {
			written[i] = p.String()
		} else {
			written[i] = bracketed(p)
		}
	}
	return strings.Join(written, operator)
}

// bracketed writes a part that an operator in front of it must hold together.
func bracketed(e expr) string {
	switch e.(type) {
	case and, or, not, near:
		return "(" + e.String() + ")"
	}
	return e.String()
}

// grouped writes a part that a field in front of it must hold together.
func grouped(e expr) string {
	switch e.(type) {
	case atleast, first:
		return "(" + e.String() + ")"
	}
	return bracketed(e)
}

func (e and) children() []expr    { return e.parts }
func (e or) children() []expr     { return e.parts }
func (e not) children() []expr    { return []expr{e.part} }
func (e term) children() []expr   { return nil }
func (e code) children() []expr   { return nil }
func (e scoped) children() []expr { return []expr{e.part} }
func (e ref) children() []expr    { return nil }

func (e and) positive() bool    { return slices.ContainsFunc(e.parts, expr.positive) }
func (e or) positive() bool     { return !slices.ContainsFunc(e.parts, negative) }
func (e not) positive() bool    { return false }
func (e term) positive() bool   { return true }
func (e code) positive() bool   { return true }
func (e scoped) positive() bool { return e.part.positive() }
func (e ref) positive() bool    { return true } // or the concept has a fault

func negative(e expr) bool { return !e.positive() }

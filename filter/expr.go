package filter

import (
	"slices"
	"strings"
)

// expr is a part of a compiled query. It is immutable. String writes it as a
// query that parses to the same expression; the parts of a reason (more,
// firedRef) are for people only.
//
// A new kind of clause (a distance, a count, a stem) is a new type with these
// methods.
type expr interface {
	String() string
	// place is where it begins in the query, in code points from 0.
	place() int
	// children are the direct parts.
	children() []expr
	// positive tells that something must be present for it to be met.
	positive() bool
	// needs gives keys of which at least one is in every item that meets it;
	// ok is false when there are none such.
	needs() (keys []key, ok bool)
	// meets tells whether the item does, in these fields.
	meets(r *reading, in scope) bool
	// fired gives what is left of it when all that did not fire is taken
	// away, nil if that is nothing, and collects the spans. The item must
	// meet it.
	fired(r *reading, in scope, spans *spans) expr
}

// at is a place in a query; it is no part of what an expression means.
type at int

func (a at) place() int { return int(a) }

type (
	// and is met when all its parts are; no part is an and.
	and struct {
		parts []expr
		at
	}
	// or is met when any of its parts is; no part is an or.
	or struct {
		parts []expr
		at
	}
	// not is met when its part is not.
	not struct {
		part expr
		at
	}
	// term is a word, or a phrase: words directly one after the other.
	term struct {
		text  string
		words []word
		at
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
	var flat []expr
	for _, p := range parts {
		if a, ok := p.(and); ok {
			flat = append(flat, a.parts...)
		} else {
			flat = append(flat, p)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return and{flat, at(flat[0].place())}
}

// anyOf joins parts by OR; one part stays as it is.
func anyOf(parts []expr) expr {
	var flat []expr
	for _, p := range parts {
		if o, ok := p.(or); ok {
			flat = append(flat, o.parts...)
		} else {
			flat = append(flat, p)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return or{flat, at(flat[0].place())}
}

func (e and) String() string { return join(e.parts, " AND ", false) }
func (e or) String() string  { return join(e.parts, " OR ", true) }

func (e ref) String() string    { return "@" + e.concept.name }
func (e scoped) String() string { return e.field + ":" + grouped(e.part) }

func (e not) String() string {
	if inside, ok := e.part.(not); ok {
		return "NOT " + inside.String()
	}
	return "NOT " + grouped(e.part)
}

func (e code) String() string {
	if _, ok := operators[e.value]; ok {
		return `"` + e.value + `"`
	}
	return e.value
}

// String quotes all but single words that are read as such without quotes.
func (e term) String() string {
	if len(e.words) == 1 {
		if l, faults := lex([]rune(e.text)); len(faults) == 0 && len(l) == 2 && l[0].kind == kindTerm && l[0].text == e.text {
			return e.text
		}
	}
	return `"` + e.text + `"`
}

// join writes parts with an operator between them. Precedence would allow
// "a AND b OR c"; brackets are written all the same, for the reader.
func join(parts []expr, operator string, bracketAnd bool) string {
	written := make([]string, len(parts))
	for i, p := range parts {
		_, isAnd := p.(and)
		_, isOr := p.(or)
		if isOr || isAnd && bracketAnd {
			written[i] = "(" + p.String() + ")"
		} else {
			written[i] = p.String()
		}
	}
	return strings.Join(written, operator)
}

// grouped writes a part that an operator in front of it must hold together.
func grouped(e expr) string {
	switch e.(type) {
	case and, or, not:
		return "(" + e.String() + ")"
	}
	return e.String()
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

package filter

import (
	"slices"
	"time"

	"vedette/problem"
)

// compileQuery compiles a query that is no rule and may ask for dates. It has
// a vocabulary of its own, with the terms of the concepts it names: an item is
// cut for these few terms, and the rules' vocabulary does not grow.
func (rd reader) compileQuery(query string, now time.Time) (expr, *vocabulary, problem.List) {
	s := source{text: query}
	rd.vocabulary, rd.archive, rd.now = newVocabulary(), true, now
	problems := s.compile(rd)
	problems = append(problems, s.checkBound(rd)...)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	return renumbered(s.expr, rd.vocabulary), rd.vocabulary, nil
}

// renumbered gives an expression with its terms, and those of the concepts it
// names, numbered in another vocabulary.
func renumbered(e expr, v *vocabulary) expr {
	return renumbering{v, map[*concept]*concept{}}.expr(e)
}

type renumbering struct {
	vocabulary *vocabulary
	concepts   map[*concept]*concept // done already
}

func (n renumbering) expr(e expr) expr {
	switch e := e.(type) {
	case and:
		e.parts = n.all(e.parts)
		return e
	case or:
		e.parts = n.all(e.parts)
		return e
	case not:
		e.part = n.expr(e.part)
		return e
	case near:
		e.left, e.right = n.expr(e.left), n.expr(e.right)
		return e
	case atleast:
		e.part = n.expr(e.part)
		return e
	case first:
		e.part = n.expr(e.part)
		return e
	case scoped:
		e.part = n.expr(e.part)
		return e
	case term:
		e.words = n.vocabulary.number(e.text, e.exact)
		return e
	case regex:
		e.number(n.vocabulary)
		return e
	case ref:
		e.concept = n.concept(e.concept)
		return e
	case scored:
		e.terms = slices.Clone(e.terms)
		for i := range e.terms {
			e.terms[i].part = n.expr(e.terms[i].part)
		}
		return e
	}
	return e // code and date hold no terms
}

func (n renumbering) all(parts []expr) []expr {
	out := make([]expr, len(parts))
	for i, p := range parts {
		out[i] = n.expr(p)
	}
	return out
}

func (n renumbering) concept(c *concept) *concept {
	if n.concepts[c] == nil {
		own := *c
		n.concepts[c] = &own
		own.expr = n.expr(c.expr)
	}
	return n.concepts[c]
}

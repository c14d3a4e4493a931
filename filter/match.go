package filter

import (
	"slices"
	"strings"
)

func (e and) meets(r *reading, in scope) bool {
	for _, p := range e.parts {
		if !p.meets(r, in) {
			return false
		}
	}
	return true
}

func (e or) meets(r *reading, in scope) bool {
	return slices.ContainsFunc(e.parts, func(p expr) bool { return p.meets(r, in) })
}

func (e not) meets(r *reading, in scope) bool { return !e.part.meets(r, in) }

func (e ref) meets(r *reading, in scope) bool { return e.concept.expr.meets(r, in) }

// A field narrows where the whole query looks; fields are never nested.
func (e scoped) meets(r *reading, _ scope) bool { return e.part.meets(r, wordFields[e.field]) }

func (e code) meets(r *reading, _ scope) bool {
	return strings.EqualFold(codeFields[e.field](r.item), e.value)
}

func (e term) meets(r *reading, in scope) bool {
	found := false
	e.find(r, in, func(int) bool {
		found = true
		return false
	})
	return found
}

// find visits the places in the item's list where the term begins, until
// visit says no. It starts from one word of the term that is looked up whole,
// if there is one, and compares the words around it.
func (e term) find(r *reading, in scope, visit func(first int) bool) {
	anchor := max(0, slices.IndexFunc(e.words, func(w word) bool { return !w.prefix }))
	w := e.words[anchor]
	forms := []string{w.fold}
	if w.prefix {
		forms = r.withPrefix(w.fold)
	}
	for _, form := range forms {
		for _, i := range r.at[form] {
			if first := i - anchor; e.standsAt(r, in, first) && !visit(first) {
				return
			}
		}
	}
}

// standsAt compares the whole term with the words from first on.
func (e term) standsAt(r *reading, in scope, first int) bool {
	if first < 0 || first+len(e.words) > len(r.words) {
		return false
	}
	for i, w := range e.words {
		p := r.words[first+i]
		if p.in&in == 0 || !w.is(p.fold) {
			return false
		}
	}
	return true
}

// is tells whether a word of a text is the one meant.
func (w word) is(fold string) bool {
	if w.prefix {
		return strings.HasPrefix(fold, w.fold)
	}
	return fold == w.fold
}

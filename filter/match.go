package filter

import (
	"slices"
	"strings"
)

func (e and) meets(r *reading, w window) bool {
	for _, p := range e.parts {
		if !p.meets(r, w) {
			return false
		}
	}
	return true
}

func (e or) meets(r *reading, w window) bool {
	return slices.ContainsFunc(e.parts, func(p expr) bool { return p.meets(r, w) })
}

func (e not) meets(r *reading, w window) bool { return !e.part.meets(r, w) }

func (e ref) meets(r *reading, w window) bool { return e.concept.expr.meets(r, w) }

// A field narrows where the whole query looks; fields are never nested.
func (e scoped) meets(r *reading, w window) bool { return e.part.meets(r, e.window(w)) }

// window is where the part of a field looks.
func (e scoped) window(w window) window { return window{wordFields[e.field], w.first} }

func (e code) meets(r *reading, _ window) bool {
	return strings.EqualFold(codeFields[e.field](r.item), e.value)
}

func (e term) meets(r *reading, w window) bool {
	anchor := e.anchor(r)
	for _, at := range r.places(e.words[anchor]) {
		if e.standsAt(r, w, at-int32(anchor)) {
			return true
		}
	}
	return false
}

// anchor gives the word of the term that the item has least of.
func (e term) anchor(r *reading) int {
	best, least := 0, len(r.places(e.words[0]))
	for i := 1; i < len(e.words) && least > 0; i++ {
		if n := len(r.places(e.words[i])); n < least {
			best, least = i, n
		}
	}
	return best
}

// standsAt compares the whole term with the words from first on.
func (e term) standsAt(r *reading, w window, first int32) bool {
	if first < 0 || int(first)+len(e.words) > len(r.words) {
		return false
	}
	for i := range e.words {
		at := first + int32(i)
		if !w.holds(&r.words[at]) || !r.is(at, e.words[i]) {
			return false
		}
	}
	return true
}

package filter

import "slices"

// starts visits the places where the term begins, ascending, until visit says
// no.
func (e term) starts(r *reading, w window, visit func(extent) bool) {
	anchor := e.anchor(r)
	for _, at := range r.places(e.words[anchor]) {
		first := at - int32(anchor)
		if e.standsAt(r, w, first) && !visit(extent{first, first + int32(len(e.words)) - 1, false}) {
			return
		}
	}
}

func (e term) locate(r *reading, w window) {
	e.starts(r, w, func(x extent) bool {
		r.stack = append(r.stack, x)
		return true
	})
}

func (e or) locate(r *reading, w window) {
	base := len(r.stack)
	for _, p := range e.parts {
		p.(located).locate(r, w)
	}
	r.tidy(base)
}

func (e ref) locate(r *reading, w window) { e.concept.expr.(located).locate(r, w) }

func (e term) firedAt(r *reading, w window, at []extent, s *spans) expr {
	found := false
	e.starts(r, w, func(x extent) bool {
		if slices.Contains(at, x) {
			s.words(r, x)
			found = true
		}
		// What has fired is never told of by nothing at all: one span goes
		// beyond the bound.
		return !found || len(s.found) < maxCollected
	})
	if !found {
		return nil
	}
	return e
}

func (e or) firedAt(r *reading, w window, at []extent, s *spans) expr {
	return e.alternatives(func(p expr) expr { return p.(located).firedAt(r, w, at, s) })
}

func (e ref) firedAt(r *reading, w window, at []extent, s *spans) expr {
	part := e.concept.expr.(located).firedAt(r, w, at, s)
	if part == nil {
		return nil
	}
	return firedRef{e, part}
}

// misplaced gives the part of an operand that is met at no place, and so
// cannot stand under NEAR or ATLEAST. Concepts are looked into if they are
// bound; the part is then the concept's name.
func misplaced(e expr, bound bool) (culprit, in expr) {
	switch e := e.(type) {
	case or:
		for _, p := range e.parts {
			if culprit, in := misplaced(p, bound); culprit != nil {
				return culprit, in
			}
		}
	case near:
		return nil, nil // its operands are looked at where it stands
	case ref:
		if bound && e.concept.expr != nil {
			if _, in := misplaced(e.concept.expr, bound); in != nil {
				return e, in
			}
		}
	case term:
	default:
		return e, e
	}
	return nil, nil
}

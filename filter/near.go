package filter

import (
	"cmp"
	"slices"
	"strconv"
)

// located is a part of a query that is met at places: what may stand under
// NEAR and ATLEAST.
type located interface {
	expr
	// locate puts all places onto the reading's stack, ascending and each
	// once.
	locate(r *reading, w window)
	// firedAt is fired for some of the places only; nil if none is its own.
	firedAt(r *reading, w window, at []extent, s *spans) expr
}

// unit says what NEAR measures in.
type unit uint8

const (
	inWords unit = iota
	inSentence
	inParagraph
)

// near is met where places of both parts are at most so many words apart, or
// in one sentence or paragraph; if ordered, the left one first. The places of
// the two never share a word.
type near struct {
	distance    int32 // in words
	unit        unit
	ordered     bool
	left, right expr
	at
}

// maxPlaces bounds the places of a NEAR within a NEAR or ATLEAST: words that an
// item repeats a hundred times give tens of thousands of pairs, and what is
// asked of them is met by the first ones.
const maxPlaces = 2000

func (e near) children() []expr { return []expr{e.left, e.right} }
func (e near) positive() bool   { return true }

// operator writes the NEAR as it stands between its parts.
func (e near) operator() string {
	name := "NEAR/"
	if e.ordered {
		name = "ONEAR/"
	}
	switch e.unit {
	case inSentence:
		return name + "S"
	case inParagraph:
		return name + "P"
	}
	return name + strconv.Itoa(int(e.distance))
}

func (e near) String() string {
	return bracketed(e.left) + " " + e.operator() + " " + bracketed(e.right)
}

func (e near) needs(c costs) [][]termID { return append(e.left.needs(c), e.right.needs(c)...) }

// reaches tells whether the places x and y, y behind x, are near enough.
func (e near) reaches(r *reading, x, y extent) bool {
	first, last := &r.words[x.from], &r.words[y.to]
	switch e.unit {
	case inSentence:
		return first.sentence == last.sentence
	case inParagraph:
		return first.paragraph == last.paragraph
	}
	return y.from-x.to <= e.distance && first.value == last.value
}

// surrounds tells whether x stands between the words of a NEAR group y.
func (e near) surrounds(r *reading, y, x extent) bool {
	return y.loose && y.from < x.from && x.to < y.to &&
		(e.unit == inWords || e.reaches(r, y, y))
}

func (e near) meets(r *reading, w window) bool {
	base := len(r.stack)
	left, right := e.operands(r, w)
	found := false
	e.pairs(r, left, right, func(extent, extent) bool {
		found = true
		return false
	})
	r.stack = r.stack[:base]
	return found
}

// operands puts the places of both parts onto the stack.
func (e near) operands(r *reading, w window) (left, right []extent) {
	base := len(r.stack)
	e.left.(located).locate(r, w)
	middle := len(r.stack)
	if middle > base {
		e.right.(located).locate(r, w)
	}
	return r.stack[base:middle], r.stack[middle:]
}

// pairs visits the places that are near each other, until visit says no.
func (e near) pairs(r *reading, left, right []extent, visit func(left, right extent) bool) {
	swapped := func(y, x extent) bool { return visit(x, y) }
	_ = e.forward(r, left, right, visit) && !e.ordered &&
		e.forward(r, right, left, swapped) && e.inside(r, left, right, visit) && e.inside(r, right, left, swapped)
}

// forward visits the pairs with the second place behind the first.
func (e near) forward(r *reading, firsts, seconds []extent, visit func(x, y extent) bool) bool {
	for _, x := range firsts {
		from, _ := slices.BinarySearchFunc(seconds, x.to+1, func(y extent, at int32) int { return cmp.Compare(y.from, at) })
		for _, y := range seconds[from:] {
			if !e.within(r, x, y) {
				break
			}
			if e.reaches(r, x, y) && !visit(x, y) {
				return false
			}
		}
	}
	return true
}

// within tells whether any place from y on could be near x.
func (e near) within(r *reading, x, y extent) bool {
	switch e.unit {
	case inSentence:
		return r.words[x.to].sentence == r.words[y.from].sentence
	case inParagraph:
		return r.words[x.to].paragraph == r.words[y.from].paragraph
	}
	return y.from-x.to <= e.distance
}

// inside visits the pairs with x between the words of y.
func (e near) inside(r *reading, xs, ys []extent, visit func(x, y extent) bool) bool {
	for _, y := range ys {
		if !y.loose {
			continue
		}
		for _, x := range xs {
			if e.surrounds(r, y, x) && !visit(x, y) {
				return false
			}
		}
	}
	return true
}

func (e near) locate(r *reading, w window) {
	base := len(r.stack)
	left, right := e.operands(r, w)
	top := len(r.stack)
	e.pairs(r, left, right, func(x, y extent) bool {
		r.stack = append(r.stack, cover(x, y))
		return len(r.stack)-top < maxPlaces
	})
	r.stack = append(r.stack[:base], r.stack[top:]...)
	r.tidy(base)
}

// cover gives the extent from the first word of both to the last.
func cover(x, y extent) extent {
	return extent{min(x.from, y.from), max(x.to, y.to), true}
}

// tidy puts the places above base in order, each once.
func (r *reading) tidy(base int) {
	slices.SortFunc(r.stack[base:], func(a, b extent) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), order(a.loose)-order(b.loose))
	})
	r.stack = r.stack[:base+len(slices.Compact(r.stack[base:]))]
}

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (e near) fired(r *reading, w window, s *spans) expr { return e.firedPairs(r, w, nil, s) }

func (e near) firedAt(r *reading, w window, at []extent, s *spans) expr {
	return e.firedPairs(r, w, func(x extent) bool { return slices.Contains(at, x) }, s)
}

// firedPairs tells of the pairs whose cover is wanted; all are if wanted is nil.
func (e near) firedPairs(r *reading, w window, wanted func(extent) bool, s *spans) expr {
	base := len(r.stack)
	lefts, rights := e.operands(r, w)
	var left, right []extent
	e.pairs(r, lefts, rights, func(x, y extent) bool {
		if wanted == nil || wanted(cover(x, y)) {
			left, right = append(left, x), append(right, y)
		}
		return len(left) < maxCollected
	})
	r.stack = r.stack[:base]
	if len(left) == 0 {
		return nil
	}
	e.left = e.left.(located).firedAt(r, w, left, s)
	e.right = e.right.(located).firedAt(r, w, right, s)
	return e
}

package filter

import (
	"cmp"
	"slices"
	"strconv"
)

type (
	// atleast is met when its part is, at so many places that share no word.
	atleast struct {
		times int32
		part  expr
		at
	}
	// first is met when its part is within the first so many words of the
	// title, of the summary and text, or of the field.
	first struct {
		words int32
		part  expr
		at
	}
)

func (e atleast) String() string {
	return "ATLEAST/" + strconv.Itoa(int(e.times)) + " " + bracketed(e.part)
}

func (e first) String() string {
	return "FIRST/" + strconv.Itoa(int(e.words)) + " " + bracketed(e.part)
}

func (e atleast) children() []expr { return []expr{e.part} }
func (e first) children() []expr   { return []expr{e.part} }

func (e atleast) positive() bool { return true }
func (e first) positive() bool   { return e.part.positive() }

func (e atleast) needs(c costs) [][]termID { return e.part.needs(c) }
func (e first) needs(c costs) [][]termID   { return e.part.needs(c) }

func (e atleast) meets(r *reading, w window) bool { return count(r, e.part, w) >= e.times }
func (e first) meets(r *reading, w window) bool   { return e.part.meets(r, e.window(w)) }

// window is where the part looks.
func (e first) window(w window) window {
	if w.first == 0 || e.words < w.first {
		w.first = e.words
	}
	return w
}

// count gives how many places of a part there are that share no word.
func count(r *reading, part expr, w window) int32 {
	base := len(r.stack)
	part.(located).locate(r, w)
	places := r.stack[base:]
	slices.SortFunc(places, func(a, b extent) int { return cmp.Compare(a.to, b.to) })
	n, last := int32(0), int32(-1)
	for _, p := range places {
		if p.from > last {
			n, last = n+1, p.to
		}
	}
	r.stack = r.stack[:base]
	return n
}

func (e atleast) fired(r *reading, w window, s *spans) expr {
	e.part = e.part.fired(r, w, s)
	return e
}

func (e first) fired(r *reading, w window, s *spans) expr {
	part := e.part.fired(r, e.window(w), s)
	if part == nil {
		return nil
	}
	e.part = part
	return e
}

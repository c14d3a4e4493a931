package filter

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"vedette/news"
)

// Limits on the reason of a hit, so that a long text full of the words does
// not make a hit larger than its item. What is past them is not told: the
// first spans and alternatives are reason enough, and the rule's query and
// the item are kept.
const (
	maxSpans        = 50
	maxAlternatives = 10

	// So many places are collected, before they are put in order: of one term
	// a few times what is told, as those of a prefix do not come in order.
	maxOfTerm    = 4 * maxSpans
	maxCollected = 100 * maxSpans
)

// reason gives the clause and the spans of an item that meets the query.
func reason(e expr, r *reading) (clause string, found []news.Span) {
	s := &spans{found: r.spans[:0]}
	if e = e.fired(r, everywhere, s); e != nil {
		clause = e.String()
	}
	r.spans = s.found
	return clause, s.tidy()
}

// firedRef is a concept that fired, with the forms that did.
type firedRef struct {
	ref
	part expr
}

func (e firedRef) String() string { return e.ref.String() + "(" + e.part.String() + ")" }

// more stands for alternatives that fired and are not told.
type more struct {
	term
	count int
}

func (e more) String() string { return fmt.Sprintf("… %d more", e.count) }

func (e and) fired(r *reading, w window, s *spans) expr {
	var parts []expr
	for _, p := range e.parts {
		if f := p.fired(r, w, s); f != nil {
			parts = append(parts, f)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return all(parts)
}

func (e or) fired(r *reading, w window, s *spans) expr {
	return e.alternatives(func(p expr) expr {
		if _, isTerm := p.(term); isTerm || p.meets(r, w) {
			return p.fired(r, w, s) // of a term that is not there nothing is left
		}
		return nil
	})
}

// alternatives gives what is left of the parts that fired, nil if none did.
func (e or) alternatives(fired func(expr) expr) expr {
	var parts []expr
	for _, p := range e.parts {
		if f := fired(p); f != nil {
			parts = append(parts, f)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	if over := len(parts) - maxAlternatives; over > 0 {
		parts = append(parts[:maxAlternatives], more{count: over})
	}
	return anyOf(parts)
}

func (e not) fired(*reading, window, *spans) expr { return nil }

func (e ref) fired(r *reading, w window, s *spans) expr {
	return firedRef{e, e.concept.expr.fired(r, w, s)}
}

func (e scoped) fired(r *reading, w window, s *spans) expr {
	part := e.part.fired(r, e.window(w), s)
	if part == nil {
		return nil
	}
	return scoped{e.field, part, e.at}
}

func (e code) fired(r *reading, _ window, s *spans) expr {
	s.add(e.field, 0, codeFields[e.field](r.item))
	return e
}

func (e term) fired(r *reading, w window, s *spans) expr {
	count := 0
	e.starts(r, w, func(x extent) bool {
		s.words(r, x)
		count++
		return count < maxOfTerm && len(s.found) < maxCollected
	})
	if count == 0 {
		return nil
	}
	return e
}

func fieldOf(in scope) string {
	i := slices.IndexFunc(spanFields, func(f spanField) bool { return f.in&in != 0 })
	return spanFields[i].name
}

// spans collects what fired.
type spans struct{ found []news.Span }

// add tells of a stretch of a field, if it is not empty.
func (s *spans) add(field string, start int, text string) {
	if text != "" {
		if !utf8.ValidString(text) {
			text = string([]rune(text)) // as positions count it: a bad byte is one sign
		}
		end := start + utf8.RuneCountInString(text)
		s.found = append(s.found, news.Span{Field: field, Start: start, End: end, Text: text})
	}
}

// words adds a span from the first word of an extent to the last.
func (s *spans) words(r *reading, x extent) {
	first, last := &r.words[x.from], &r.words[x.to]
	field := fieldOf(first.in)
	s.add(field, first.start, r.item.FieldValue(field)[first.from:last.to])
}

// tidy gives the first spans in order of field and place, without those that
// lie inside another.
func (s *spans) tidy() []news.Span {
	slices.SortFunc(s.found, func(a, b news.Span) int {
		return cmp.Or(fieldOrder(a.Field)-fieldOrder(b.Field), a.Start-b.Start, b.End-a.End)
	})
	if len(s.found) == 0 {
		return nil
	}
	out := make([]news.Span, 0, min(len(s.found), maxSpans))
	for _, next := range s.found {
		if last := len(out) - 1; last >= 0 && out[last].Field == next.Field && next.End <= out[last].End {
			continue
		}
		if out = append(out, next); len(out) == maxSpans {
			break
		}
	}
	return out
}

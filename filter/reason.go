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
	s := &spans{values: map[string][]rune{}}
	if e = e.fired(r, inAnywhere, s); e != nil {
		clause = e.String()
	}
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

func (e and) fired(r *reading, in scope, s *spans) expr {
	var parts []expr
	for _, p := range e.parts {
		if f := p.fired(r, in, s); f != nil {
			parts = append(parts, f)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return all(parts)
}

func (e or) fired(r *reading, in scope, s *spans) expr {
	var parts []expr
	for _, p := range e.parts {
		if !p.meets(r, in) {
			continue
		}
		if f := p.fired(r, in, s); f != nil {
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

func (e not) fired(*reading, scope, *spans) expr { return nil }

func (e ref) fired(r *reading, in scope, s *spans) expr {
	return firedRef{e, e.concept.expr.fired(r, in, s)}
}

func (e scoped) fired(r *reading, _ scope, s *spans) expr {
	part := e.part.fired(r, wordFields[e.field], s)
	if part == nil {
		return nil
	}
	return scoped{e.field, part, e.at}
}

func (e code) fired(r *reading, _ scope, s *spans) expr {
	s.add(r, e.field, 0, utf8.RuneCountInString(codeFields[e.field](r.item)))
	return e
}

func (e term) fired(r *reading, in scope, s *spans) expr {
	count := 0
	e.find(r, in, func(first int) bool {
		from, to := r.words[first], r.words[first+len(e.words)-1]
		s.add(r, fieldOf(from.in), from.start, to.end)
		count++
		return count < maxOfTerm && len(s.found) < maxCollected
	})
	return e
}

func fieldOf(in scope) string {
	i := slices.IndexFunc(spanFields, func(f spanField) bool { return f.in == in })
	return spanFields[i].name
}

// spans collects what fired, with the values of the fields it fired in.
type spans struct {
	found  []news.Span
	values map[string][]rune
}

func (s *spans) add(r *reading, field string, start, end int) {
	value, ok := s.values[field]
	if !ok {
		value = []rune(r.item.FieldValue(field))
		s.values[field] = value
	}
	if start < end {
		s.found = append(s.found, news.Span{Field: field, Start: start, End: end, Text: string(value[start:end])})
	}
}

// tidy gives the first spans in order of field and place, without those that
// lie inside another.
func (s *spans) tidy() []news.Span {
	slices.SortFunc(s.found, func(a, b news.Span) int {
		return cmp.Or(fieldOrder(a.Field)-fieldOrder(b.Field), a.Start-b.Start, b.End-a.End)
	})
	var out []news.Span
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

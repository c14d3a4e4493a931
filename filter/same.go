package filter

import (
	"fmt"
	"slices"
	"strings"

	"vedette/filter/stem"
)

// sameness writes an expression so that two that look for the same are written
// the same, however their words are typed: Zəngəzur and zengezur.
func sameness(e expr) string {
	switch e := e.(type) {
	case term:
		words := make([]string, len(e.words))
		for i, w := range e.patterns() {
			words[i] = fmt.Sprintf("%d%s", w.kind, w.text)
		}
		return strings.Join(words, " ")
	case and:
		return "(" + sameParts(e.parts, " & ") + ")"
	case or:
		return "(" + sameParts(e.parts, " | ") + ")"
	case not:
		return "!" + sameness(e.part)
	case scoped:
		return e.field + ":" + sameness(e.part)
	case code:
		return strings.ToLower(e.value)
	case near:
		return "(" + sameness(e.left) + " " + e.operator() + " " + sameness(e.right) + ")"
	case atleast:
		return fmt.Sprintf("atleast %d %s", e.times, sameness(e.part))
	case first:
		return fmt.Sprintf("first %d %s", e.words, sameness(e.part))
	}
	return e.String()
}

// sameParts joins parts whose order means nothing.
func sameParts(parts []expr, by string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = sameness(p)
	}
	slices.Sort(out)
	return strings.Join(out, by)
}

// implies tells whether every item that meets a certainly meets b. It sees the
// plain cases, and says no where it does not know.
func implies(a, b expr) bool {
	if sameness(a) == sameness(b) {
		return true
	}
	if a, ok := a.(or); ok {
		return !slices.ContainsFunc(a.parts, func(p expr) bool { return !implies(p, b) })
	}
	return impliedBy(a, b) || impliesInside(a, b)
}

// impliedBy looks into b.
func impliedBy(a, b expr) bool {
	switch b := b.(type) {
	case or:
		return slices.ContainsFunc(b.parts, func(p expr) bool { return implies(a, p) })
	case and:
		return !slices.ContainsFunc(b.parts, func(p expr) bool { return !implies(a, p) })
	case ref:
		return implies(a, b.concept.expr)
	}
	return false
}

// impliesInside looks into a.
func impliesInside(a, b expr) bool {
	switch a := a.(type) {
	case and:
		return slices.ContainsFunc(a.parts, func(p expr) bool { return implies(p, b) })
	case near:
		return implies(a.left, b) || implies(a.right, b)
	case atleast:
		return implies(a.part, b)
	case first:
		return implies(a.part, b)
	case scoped:
		return scopeImplies(a, b)
	case term:
		t, ok := b.(term)
		return ok && termImplies(a, t)
	}
	return false
}

// scopeImplies compares what stands in a field with the same in a wider one.
func scopeImplies(a scoped, b expr) bool {
	other, ok := b.(scoped)
	if !ok {
		text := a.field == "lead" || wordFields[a.field]&inAnywhere != 0
		return text && implies(a.part, b)
	}
	wider := a.field == other.field || other.field == "body" && (a.field == "lead" || a.field == "article")
	return wider && implies(a.part, other.part)
}

// termImplies tells whether the words of b stand in a, side by side.
func termImplies(a, b term) bool {
	inside, words := a.patterns(), b.patterns()
	for i := 0; i+len(words) <= len(inside); i++ {
		if slices.EqualFunc(inside[i:i+len(words)], words, wordImplies) {
			return true
		}
	}
	return false
}

// wordImplies tells whether every word that a finds is found by b. Of a word
// that inflects, its stem in the language that its script suggests must do.
func wordImplies(a, b pattern) bool {
	switch {
	case a == b:
		return true
	case b.kind == inflected:
		return a.kind == exact && fold(a.text) == b.text
	case b.kind != prefix:
		return false
	case a.kind == inflected:
		s := stem.Stem(stem.Language("", a.text), a.text)
		return strings.HasPrefix(a.text, b.text) && strings.HasPrefix(s, b.text)
	case a.kind == exact:
		return strings.HasPrefix(fold(a.text), b.text)
	}
	return a.kind == prefix && strings.HasPrefix(a.text, b.text)
}

package filter

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"vedette/news"
	"vedette/problem"
)

// What the linter takes for a slip of the hand.
const (
	// minPrefix is the fewest letters a prefix should have: there are some
	// hundred words behind two letters in any language.
	minPrefix = 3
	// farApart is the widest NEAR that says more than AND does: a paragraph of
	// news has 25 to 45 words, and NEAR/P says "the same paragraph" by itself.
	farApart = 50
	// titleWords is what few titles are longer than; most have 8 to 14 words.
	titleWords = 20
)

// Lint tells what is allowed in a sound configuration but probably not meant:
// letters of two scripts in a word, clauses that can never be met or stand
// there twice, prefixes of two letters, regular expressions where words would
// do, NEAR that is too wide, AND and OR without brackets. Paths are those of
// Compile. A configuration with mistakes has no warnings.
func Lint(c Config) problem.List {
	queries, set := readWritten(c)
	var out problem.List
	seen := map[string]written{}
	for _, w := range queries {
		faults := lintLetters(w.text, w.lang)
		faults = append(faults, set.reader.mixed(w.text)...)
		lintPart(w.expr, everywhere, &faults)
		faults = append(faults, w.twice(seen)...)
		out = append(out, w.place(faults)...)
	}
	return out
}

// twice tells of the alternatives that stand in another query of the same
// concept and language already. That two languages have the same form is well:
// the forms are listed by language for people.
func (w written) twice(seen map[string]written) (out []fault) {
	group := w.owner() + "\x00" + w.lang + "\x00"
	for _, e := range alternatives(w.expr) {
		key := group + sameness(e)
		before, found := seen[key]
		if !found {
			seen[key] = w
		} else if before.path != w.path {
			out = append(out, faultf(e.place(), "remove one of them", "%s stands in %s already", e, before.path))
		}
	}
	return out
}

// lintPart looks at a part of a query and all parts inside it.
func lintPart(e expr, w window, out *[]fault) {
	switch e := e.(type) {
	case and:
		*out = append(*out, lintEqual(e.parts)...)
		*out = append(*out, lintNever(e)...)
	case or:
		*out = append(*out, lintEqual(e.parts)...)
	case term:
		*out = append(*out, lintTerm(e, w)...)
	case regex:
		*out = append(*out, lintRegex(e)...)
	case near:
		*out = append(*out, lintNear(e, w)...)
	case scoped:
		w = e.window(w)
	case first:
		w = e.window(w)
	}
	for _, part := range e.children() {
		lintPart(part, w, out)
	}
}

// lintEqual tells of the parts that are the same as one before them.
func lintEqual(parts []expr) (out []fault) {
	seen := map[string]expr{}
	for _, p := range parts {
		key := sameness(p)
		before := seen[key]
		if before == nil {
			seen[key] = p
			continue
		}
		message := fmt.Sprintf("%s stands here twice", p)
		if before.String() != p.String() {
			message = fmt.Sprintf("%s and %s find the same", before, p)
		}
		out = append(out, fault{at: p.place(), message: message, hint: "remove one of them"})
	}
	return out
}

// lintTerm tells of short prefixes, and of phrases that do not fit into FIRST.
func lintTerm(e term, w window) (out []fault) {
	for _, word := range e.patterns() {
		if n := utf8.RuneCountInString(word.text); word.kind == prefix && n < minPrefix {
			out = append(out, faultf(e.place(), "write more letters, or the words themselves", "%s* finds every word that begins with %s", word.text, word.text))
		}
	}
	if w.first > 0 && len(e.words) > int(w.first) {
		out = append(out, faultf(e.place(), "write a larger number behind FIRST", "%s has %s and is never within the first %d", e, news.Count(len(e.words), "word"), w.first))
	}
	return out
}

// lintNear tells of a NEAR that is as wide as where it looks.
func lintNear(e near, w window) []fault {
	if e.unit != inWords {
		return nil
	}
	limit, place := int32(farApart), "a paragraph of news"
	if w.in == inTitle {
		limit, place = titleWords, "a title"
	}
	if w.first > 0 && w.first < limit {
		limit, place = w.first-1, fmt.Sprintf("the first %d words", w.first)
	}
	if e.distance <= limit {
		return nil
	}
	return []fault{faultf(e.place(), "write AND, or a smaller number", "%s is wider than %s", e.operator(), place)}
}

// lintNever tells of parts of an AND that exclude each other.
func lintNever(e and) (out []fault) {
	codes := map[string][]string{}
	for _, p := range e.parts {
		switch p := p.(type) {
		case not:
			for _, other := range e.parts {
				if other.positive() && implies(other, p.part) {
					out = append(out, faultf(p.place(), "remove one of them", "this can never be met: %s is wanted, and %s leaves it out", other, p))
				}
			}
		case scoped:
			values := codeValues(p.part)
			before, known := codes[p.field]
			if known && values != nil && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(before, v) }) {
				out = append(out, faultf(p.place(), fmt.Sprintf("write %s:(%s)", p.field, strings.Join(append(before, values...), " OR ")),
					"this can never be met: an item has one %s", p.field))
			}
			if values != nil {
				codes[p.field] = values
			}
		}
	}
	return out
}

// codeValues gives the codes of which one is wanted; nil for what is none.
func codeValues(e expr) (out []string) {
	for _, alternative := range alternatives(e) {
		c, ok := alternative.(code)
		if !ok {
			return nil
		}
		out = append(out, strings.ToLower(c.value))
	}
	return out
}

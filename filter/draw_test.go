package filter

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// same compares what expressions mean, not where they stood.
func same(a, b expr) string {
	return cmp.Diff(a, b,
		cmp.AllowUnexported(and{}, or{}, not{}, near{}, atleast{}, first{}, term{}, regex{}, code{}, date{}, scoped{}, ref{}),
		cmp.Comparer(func(_, _ at) bool { return true }), cmp.Comparer(func(a, b *concept) bool { return a == b }),
		cmp.Comparer(func(a, b *regexp.Regexp) bool { return a.String() == b.String() }))
}

// drawing makes expressions that the parser could: any at all, or if terms is
// set, of these terms.
type drawing struct {
	reader
	terms []string
}

// query draws an expression; a field is being read if field is set.
func (d drawing) query(t *rapid.T, depth int, field bool) expr {
	if depth == 0 {
		return d.leaf(t, field)
	}
	parts := func() []expr {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) expr { return d.query(t, depth-1, field) }), 2, 4).Draw(t, "parts")
	}
	switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
	case kind == 1:
		return all(parts())
	case kind == 2:
		return anyOf(parts())
	case kind == 3:
		return not{part: d.query(t, depth-1, field)}
	case kind == 4 && !field:
		name := rapid.SampledFrom([]string{"title", "lead", "body", "article", "tag"}).Draw(t, "field")
		return scoped{field: name, part: d.window(t, depth-1, true)}
	case kind == 5 && !field:
		return d.value(t)
	case kind == 6:
		return first{words: rapid.Int32Range(1, 9).Draw(t, "words"), part: d.window(t, depth-1, field)}
	case kind == 7, kind == 8:
		return d.placed(t, depth)
	}
	return d.leaf(t, field)
}

// window draws what can stand behind FIRST.
func (d drawing) window(t *rapid.T, depth int, field bool) expr {
	e := d.query(t, depth, field)
	for part := range walk(e) {
		switch part.(type) {
		case code, date, regex:
			return d.placed(t, depth)
		}
	}
	return e
}

// placed draws what can stand under NEAR and ATLEAST.
func (d drawing) placed(t *rapid.T, depth int) expr {
	if depth == 0 {
		return d.term(t)
	}
	switch rapid.IntRange(0, 4).Draw(t, "placed") {
	case 0:
		return d.near(t, depth)
	case 1:
		return anyOf(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) expr { return d.placed(t, depth-1) }), 2, 3).Draw(t, "alternatives"))
	case 2:
		return d.concept(t)
	}
	return d.term(t)
}

func (d drawing) near(t *rapid.T, depth int) expr {
	e := near{ordered: rapid.Bool().Draw(t, "ordered"), left: d.placed(t, depth-1), right: d.placed(t, depth-1)}
	if e.unit = rapid.SampledFrom([]unit{inWords, inWords, inSentence, inParagraph}).Draw(t, "unit"); e.unit == inWords {
		e.distance = rapid.Int32Range(1, 6).Draw(t, "distance")
	}
	return e
}

func (d drawing) concept(t *rapid.T) expr {
	return ref{concept: d.concepts[rapid.SampledFrom(sortedKeys(d.concepts)).Draw(t, "concept")]}
}

// value draws a field that holds a value.
func (d drawing) value(t *rapid.T) expr {
	if d.archive && rapid.Bool().Draw(t, "date") {
		value := rapid.SampledFrom([]string{"7d", "2h", "1w", "2026-01-02"}).Draw(t, "date")
		moment, _ := readDate(value, d.now)
		return scoped{field: "since", part: date{field: "since", value: value, moment: moment}}
	}
	var parts []expr
	for _, c := range rapid.SliceOfN(rapid.SampledFrom([]string{"az", "TR", "or", "NOT", "OR"}), 1, 3).Draw(t, "codes") {
		parts = append(parts, code{field: "lang", value: c})
	}
	return scoped{field: "lang", part: anyOf(parts)}
}

func (d drawing) leaf(t *rapid.T, field bool) expr {
	switch rapid.IntRange(0, 9).Draw(t, "leaf") {
	case 0:
		return d.concept(t)
	case 1:
		return atleast{times: rapid.Int32Range(1, 4).Draw(t, "times"), part: d.placed(t, 1)}
	case 2:
		if !field {
			return d.regex(t)
		}
	}
	return d.term(t)
}

func (d drawing) regex(t *rapid.T) expr {
	text := rapid.SampledFrom([]string{`bar(on)?`, `\d+-\w+`, `за|грузи[яи]`, `a\/b`, `(?-i)Bar`, `[^ ]*ron`}).Draw(t, "regex")
	e, f, ok := readRegex(text, 0)
	if !ok {
		t.Fatal(f)
	}
	e.number(d.vocabulary)
	return e
}

func (d drawing) term(t *rapid.T) expr {
	one := rapid.SampledFrom(d.terms)
	text := strings.Join(rapid.SliceOfN(one, 1, 3).Draw(t, "words"), " ")
	exactly := rapid.IntRange(0, 5).Draw(t, "exact") == 0 && !strings.ContainsAny(text, "*?")
	if strings.Contains(text, " ") {
		text = strings.Join(strings.Fields(withoutQuestions(text)), " ")
	}
	return newTerm(text, exactly, d.vocabulary, 0)
}

// oddTerms would be something else without their quotes, or are cut.
func oddTerms() []string {
	return []string{
		"a", "AND", "or", "dəhliz*", "907-ci", "U.S.", "Koridoru'nun", "«x»", "NEAR/5", "/a/", "=b", "c?", "w?r*d*", "title:",
		"@d", "-e", "(f)", "می\u200cشود", "ՈՒ՛ր", "3d*", "FIRST", "near/s", "a**",
	}
}

func TestParseOfPrint(t *testing.T) {
	d := drawing{testReader(), oddTerms()}
	d.archive, d.now = true, time.Now()
	rapid.Check(t, func(t *rapid.T) {
		e := d.query(t, 4, false)
		if !e.positive() {
			t.Skip("no query")
		}
		back, faults := d.parse(e.String())
		if len(faults) > 0 {
			t.Fatalf("%s: %v", e, faults)
		}
		if diff := same(e, back); diff != "" {
			t.Fatalf("%s:\n%s", e, diff)
		}
	})
}

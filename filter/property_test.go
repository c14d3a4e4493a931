package filter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"vedette/news"
)

// drawnWords are words of several languages, some of them forms of one word,
// so that rules and texts often meet.
func drawnWords() []string {
	return []string{
		"Bar", "bars", "BARON", "sanction", "Sanctions", "907", "907-ci", "U.S.",
		"коридор", "коридора", "Грузия", "грузии", "dəhliz", "Dəhlizi", "dehlizin", "koridoru'nun",
		"միջանցք", "միջանցքի", "დერეფანი", "დერეფნის", "تحریم", "تحریم\u200cها",
	}
}

// drawnTerms are what rules look for: the words, and parts of them.
func drawnTerms() []string {
	return append(drawnWords(), "bar*", "корид*", "b?r", "s*n", "dəh*", "d?hliz*", "9*", "დერეფ*", "u s", "ci")
}

func drawText(t *rapid.T, label string, most int) string {
	var b strings.Builder
	for range rapid.IntRange(0, most).Draw(t, label) {
		b.WriteString(rapid.SampledFrom(drawnWords()).Draw(t, "word"))
		b.WriteString(rapid.SampledFrom([]string{" ", " ", " ", ", ", ". ", "-", "\n", "? "}).Draw(t, "sign"))
	}
	return b.String()
}

func drawItem(t *rapid.T) *news.Item {
	it := &news.Item{
		ID: "1", Title: drawText(t, "title", 6), Summary: drawText(t, "summary", 6), Text: drawText(t, "text", 25),
		Lang: rapid.SampledFrom([]string{"", "en", "ru", "az", "tr", "hy", "ka", "fa"}).Draw(t, "lang"),
	}
	it.Article = drawArticle(t, it)
	for range rapid.IntRange(0, 2).Draw(t, "tags") {
		it.Tags = append(it.Tags, drawText(t, "tag", 3))
	}
	return it
}

// drawArticle draws the text of an item's page: mostly none, else one that may
// begin as the item does.
func drawArticle(t *rapid.T, it *news.Item) string {
	switch rapid.IntRange(0, 5).Draw(t, "article") {
	case 0:
		return drawText(t, "page", 25)
	case 1:
		return it.Text + " " + drawText(t, "page", 9)
	case 2:
		return it.Summary + " " + drawText(t, "page", 9)
	}
	return ""
}

// drawRule draws a rule, and its query as the oracle takes it.
func (d drawing) drawRule(t *rapid.T, name string) (Rule, expr) {
	positive := func(e expr) bool { return e.positive() }
	query := rapid.Custom(func(t *rapid.T) expr { return d.query(t, 3, false) }).Filter(positive)
	r := Rule{Name: name}
	if rapid.IntRange(0, 3).Draw(t, "scored") > 0 {
		e := query.Draw(t, "query")
		r.Query = e.String()
		return r, e
	}
	s := scored{threshold: rapid.IntRange(1, 6).Draw(t, "threshold")}
	weights := []int{6, -3, 2, 1}
	for _, weight := range weights[:rapid.IntRange(1, 4).Draw(t, "terms")] {
		w := weighted{weight: weight, each: rapid.Bool().Draw(t, "each")}
		if w.part = query.Draw(t, "term"); w.each {
			w.part = d.placed(t, 2)
		}
		s.terms = append(s.terms, w)
		r.Terms = append(r.Terms, Weighted{w.part.String(), w.weight, w.each})
	}
	r.Threshold = s.threshold
	return r, s
}

// TestOracle compares the set with the oracle on random rules and texts: the
// same hits, with the same spans.
func TestOracle(t *testing.T) {
	c := Config{Concepts: []Concept{
		{Name: "corridor", Query: "коридор OR dəhliz", Forms: map[string][]string{"hy": {"միջանցք*"}}},
		{Name: "law", Query: `@corridor NEAR/3 (907 OR "bar sanction")`},
	}}
	set, problems := Compile(c)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	d := drawing{set.reader, drawnTerms()}
	pairs, met := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		config := c
		var exprs []expr
		for i := range rapid.IntRange(1, 8).Draw(t, "rules") {
			rule, e := d.drawRule(t, fmt.Sprint("r", i))
			config.Rules, exprs = append(config.Rules, rule), append(exprs, e)
		}
		set, problems := Compile(config)
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			it := drawItem(t)
			want, o := map[string][]news.Span{}, newOracle(it, d.vocabulary)
			for i, e := range exprs {
				pairs++
				if o.meets(e, view{}) {
					met++
					want[config.Rules[i].Name] = told(o.marks(e, view{}, nil))
				}
			}
			got := map[string][]news.Span{}
			for _, h := range set.Match(it) {
				got[h.Rule] = h.Spans
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%#v\n%+v\n%s", it, config.Rules, diff)
			}
		}
	})
	t.Logf("%d random pairs of rule and item compared, %d of them met", pairs, met)
	if met == 0 {
		t.Error("nothing was ever met: the test says nothing")
	}
}

package filter_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"vedette/filter"
	"vedette/news"
)

// Generated news and rules: words are drawn so that a few are in most items
// and most are in few, as in a language.
const vocabulary = 20_000

type generator struct {
	*rand.Rand
	zipf *rand.Zipf
}

func newGenerator(seed uint64) generator {
	r := rand.New(rand.NewPCG(seed, seed))
	return generator{r, rand.NewZipf(r, 1.1, 4, vocabulary-1)}
}

// word gives the nth word: short for common ones.
func (generator) word(n uint64) string {
	const sounds = "barədigolumenişakoruvətizyçhpsjfqx"
	letters := []rune(sounds)
	var b strings.Builder
	for n += 40; n > 0; n /= uint64(len(letters)) {
		b.WriteRune(letters[n%uint64(len(letters))])
	}
	return b.String()
}

func (g generator) text(words int) string {
	out := make([]string, words)
	for i := range out {
		out[i] = g.word(g.zipf.Uint64())
	}
	return strings.Join(out, " ")
}

func (g generator) items(n int) []*news.Item {
	out := make([]*news.Item, n)
	for i := range out {
		out[i] = &news.Item{ID: fmt.Sprint(i), Title: g.text(9), Text: g.text(180), Lang: "az"}
	}
	return out
}

// term gives a word of the middle ranks, a prefix of one, or a phrase.
func (g generator) term() string {
	w := g.word(g.Uint64N(vocabulary) + 100)
	switch g.IntN(8) {
	case 0:
		return string([]rune(w + "an")[:3]) + "*"
	case 1:
		return `"` + g.word(g.zipf.Uint64()) + " " + w + `"`
	}
	return w
}

func (g generator) group() string {
	terms := make([]string, 1+g.IntN(5))
	for i := range terms {
		terms[i] = g.term()
	}
	return "(" + strings.Join(terms, " OR ") + ")"
}

func (g generator) rules(n int) []filter.Rule {
	out := make([]filter.Rule, n)
	for i := range out {
		query := g.group()
		if g.IntN(10) < 7 {
			query += " " + g.group()
		}
		if g.IntN(5) == 0 {
			query += " NOT " + g.group()
		}
		if g.IntN(10) == 0 {
			query = "title:" + g.group() + " OR (lang:az " + query + ")"
		}
		out[i] = filter.Rule{Name: fmt.Sprint("r", i), Query: query}
	}
	return out
}

// TestIndexLosesNothing compares all rules at once with each as a query of
// its own, which goes through no index.
func TestIndexLosesNothing(t *testing.T) {
	g := newGenerator(1)
	rules := g.rules(200)
	set := compile(t, filter.Config{Rules: rules})
	met := 0
	for _, it := range g.items(15) {
		hits := hitsByRule(t, set, it)
		for _, r := range rules {
			q, err := set.Query(r.Query)
			if err != nil {
				t.Fatal(err)
			}
			clause, _, ok := q.Match(it)
			h, hit := hits[r.Name]
			if ok != hit || clause != h.Clause {
				t.Errorf("%s: as a query %v (%s), in the set %v (%s)", r.Query, ok, clause, hit, h.Clause)
			}
			if ok {
				met++
			}
		}
	}
	if met < 30 {
		t.Errorf("only %d meetings: the test says little", met)
	}
}

func TestMatchConcurrently(t *testing.T) {
	g := newGenerator(2)
	set := compile(t, filter.Config{Rules: g.rules(50)})
	items := g.items(20)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, it := range items {
				set.Match(it)
			}
		})
	}
	wg.Wait()
}

func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := newGenerator(3)
			set := compile(b, filter.Config{Rules: g.rules(n)})
			items := g.items(200)
			b.ReportAllocs()
			hits, i := 0, 0
			for b.Loop() {
				hits += len(set.Match(items[i%len(items)]))
				i++
			}
			b.ReportMetric(float64(hits)/float64(i), "hits/op")
		})
	}
}

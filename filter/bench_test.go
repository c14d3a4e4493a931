package filter

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vedette/filter/stem"
	"vedette/internal/generated"
	"vedette/news"
)

// The benchmarks' items: VEDETTE_ITEMS names a file of JSON lines with title
// and text, else they are generated.
const (
	measuredItems = 2000
	learnedItems  = 10_000 // that rules are made from and counts taken
)

var benchNews = sync.OnceValue(func() []*news.Item {
	path := os.Getenv("VEDETTE_ITEMS")
	if path == "" {
		return generated.News(measuredItems + learnedItems)
	}
	f, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	var out []*news.Item
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var line struct{ ID, Title, Text, Body, Lang string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			panic(err)
		}
		out = append(out, &news.Item{ID: line.ID, Title: line.Title, Text: line.Text + line.Body, Lang: line.Lang})
	}
	return out
})

var benchRules = sync.OnceValue(func() []Rule {
	queries := generated.Rules(benchNews(), 100_000)
	rules := make([]Rule, len(queries))
	for i, q := range queries {
		rules[i] = Rule{Name: fmt.Sprint("rule-", i), Query: q}
	}
	return rules
})

func benchItems() []*news.Item { return benchNews()[:min(measuredItems, len(benchNews()))] }

// benchSet compiles the first rules; the memory is what the set keeps.
func benchSet(b testing.TB, count int) (set *Set, build time.Duration, bytes uint64) {
	rules := benchRules()[:count]
	benchItems()
	before := liveBytes()
	start := time.Now()
	set, problems := Compile(Config{Rules: rules})
	build = time.Since(start)
	if len(problems) > 0 {
		b.Fatal(problems[:min(len(problems), 5)])
	}
	return set, build, liveBytes() - before
}

func liveBytes() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkRules gives the table of docs/PERFORMANCE.md.
func BenchmarkRules(b *testing.B) {
	for _, count := range []int{100, 1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			set, build, bytes := benchSet(b, count)
			for _, it := range benchNews()[len(benchItems()):] {
				set.Count(it)
			}
			set = set.Tuned()
			items := benchItems()
			var all Effort
			for _, it := range items {
				e := set.Count(it)
				all.Candidates += e.Candidates
				all.Evaluated += e.Evaluated
				all.Hits += e.Hits
			}
			warm(set, items)
			for _, threads := range []int{1, 2} {
				b.Run(fmt.Sprint("threads=", threads), func(b *testing.B) {
					b.ReportAllocs()
					inThreads(b, threads, items, func(it *news.Item) { set.Count(it) })
					n := float64(len(items))
					b.ReportMetric(float64(all.Candidates)/n, "candidates/item")
					b.ReportMetric(float64(all.Evaluated)/n, "evaluated/item")
					b.ReportMetric(float64(all.Hits)/n, "hits/item")
					b.ReportMetric(float64(bytes)/float64(count), "bytes/rule")
					b.ReportMetric(build.Seconds(), "build-s")
				})
			}
			b.Run("reasons", func(b *testing.B) {
				b.ReportAllocs()
				inThreads(b, 1, items, func(it *news.Item) { set.Match(it) })
			})
			b.Run("plain", func(b *testing.B) {
				// As many items as take a second or two; ns/op says nothing here.
				few := items[:min(len(items), 500_000/count+10)]
				rules, stems := set.rules.live(), plainStems(set)
				start := time.Now()
				for _, it := range few {
					plainCount(set, rules, stems, it)
				}
				b.ReportMetric(float64(time.Since(start).Microseconds())/float64(len(few)), "µs/item")
			})
		})
	}
}

// warm has two threads at once read all items, so that there are two readings
// that know the words.
func warm(set *Set, items []*news.Item) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for _, it := range items {
				set.Count(it)
			}
		})
	}
	wg.Wait()
}

// inThreads runs match over all items again and again, and reports the time of
// one item.
func inThreads(b *testing.B, threads int, items []*news.Item, match func(*news.Item)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	start := time.Now()
	for range threads {
		wg.Go(func() {
			for {
				i := next.Add(1) - 1
				if i >= int64(b.N) {
					return
				}
				match(items[i%int64(len(items))])
			}
		})
	}
	wg.Wait()
	spent := time.Since(start)
	b.ReportMetric(float64(b.N)/spent.Seconds(), "items/s")
	b.ReportMetric(float64(spent.Nanoseconds())/1e3/float64(b.N), "µs/item")
}

// plainItem is a text as the plain walk has it: places by stem.
type plainItem struct {
	patterns []pattern // of the terms
	stems    []string
	at       map[string][]int
	folds    []string
}

// plainStems gives the stems of all terms in English.
func plainStems(s *Set) []string {
	out := make([]string, len(s.reader.vocabulary.patterns))
	for i, p := range s.reader.vocabulary.patterns {
		out[i] = stem.Stem(stem.Language("en", p.text), p.text)
	}
	return out
}

// plainCount walks the tree of every rule.
func plainCount(s *Set, rules []*compiled, stems []string, it *news.Item) (hits int) {
	p := plainItem{patterns: s.reader.vocabulary.patterns, stems: stems, at: map[string][]int{}}
	for _, text := range []string{it.Title, it.Text} {
		for _, t := range tokens(text) {
			key := stem.Stem(stem.Language(it.Lang, t.fold), t.fold)
			p.at[key] = append(p.at[key], len(p.folds))
			p.folds = append(p.folds, t.fold)
		}
		p.folds = append(p.folds, "")
	}
	for _, rule := range rules {
		if p.meets(rule.expr) {
			hits++
		}
	}
	return hits
}

func (p *plainItem) meets(e expr) bool {
	switch e := e.(type) {
	case and:
		for _, part := range e.parts {
			if !p.meets(part) {
				return false
			}
		}
		return true
	case or:
		for _, part := range e.parts {
			if p.meets(part) {
				return true
			}
		}
		return false
	case not:
		return !p.meets(e.part)
	case term:
		if len(e.words) == 1 {
			return p.has(e.words[0])
		}
		return len(p.places(e)) > 0
	case near:
		for _, a := range p.places(e.left.(term)) {
			for _, b := range p.places(e.right.(term)) {
				if a != b && max(a-b, b-a) <= int(e.distance) {
					return true
				}
			}
		}
		return false
	}
	panic(fmt.Sprintf("no plain walk for %T", e))
}

func (p *plainItem) has(w termID) bool { return len(p.wordPlaces(w)) > 0 }

func (p *plainItem) wordPlaces(w termID) []int {
	if p.patterns[w].kind == inflected {
		return p.at[p.stems[w]]
	}
	var out []int
	for i, f := range p.folds {
		if f != "" && strings.HasPrefix(f, p.patterns[w].text) {
			out = append(out, i)
		}
	}
	return out
}

// places gives where a phrase begins.
func (p *plainItem) places(t term) []int {
	var out []int
	for _, at := range p.wordPlaces(t.words[0]) {
		fits := true
		for i, w := range t.words[1:] {
			n := at + 1 + i
			if n >= len(p.folds) || p.folds[n] == "" {
				fits = false
				break
			}
			same := false
			for _, x := range p.wordPlaces(w) {
				same = same || x == n
			}
			if !same {
				fits = false
				break
			}
		}
		if fits {
			out = append(out, at)
		}
	}
	return out
}

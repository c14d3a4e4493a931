package filter

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"vedette/internal/generated"
	"vedette/news"
)

// generatedRules gives news, and rules that meet some of them.
func generatedRules(items, rules int) ([]*news.Item, []Rule) {
	all := generated.News(items)
	var out []Rule
	for i, q := range generated.Rules(all, rules) {
		out = append(out, Rule{Name: fmt.Sprint("rule-", i), Query: q})
	}
	return all, out
}

func mustCompile(t testing.TB, rules []Rule) *Set {
	t.Helper()
	set, problems := Compile(Config{Rules: rules})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}

func hitNames(s *Set, it *news.Item) []string {
	var out []string
	for _, h := range s.Match(it) {
		out = append(out, h.Rule)
	}
	slices.Sort(out)
	return out
}

// TestEdits compares a set after many changes with one compiled at once.
func TestEdits(t *testing.T) {
	items, rules := generatedRules(60, 600)
	start := mustCompile(t, rules[:100])
	rapid.Check(t, func(t *rapid.T) {
		set := start
		queries := map[string]Rule{}
		for _, r := range rules[:100] {
			queries[r.Name] = r
		}
		for range rapid.IntRange(1, 80).Draw(t, "edits") {
			name := rapid.SampledFrom(rules[:150]).Draw(t, "name").Name
			switch rapid.IntRange(0, 5).Draw(t, "edit") {
			case 0, 1:
				set = set.Without(name)
				delete(queries, name)
			case 2:
				set = set.Tuned()
			default:
				rule := Rule{Name: name, Query: rapid.SampledFrom(rules).Draw(t, "query").Query}
				changed, problems := set.With(rule)
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				set, queries[name] = changed, rule
			}
		}
		var want []Rule
		for _, name := range sortedKeys(queries) {
			want = append(want, queries[name])
		}
		fresh, problems := Compile(Config{Rules: want})
		if len(problems) > 0 || len(set.Rules()) != len(want) {
			t.Fatalf("%d rules, want %d: %v", len(set.Rules()), len(want), problems)
		}
		for _, it := range items {
			if got, want := hitNames(set, it), hitNames(fresh, it); !slices.Equal(got, want) {
				t.Fatalf("%s meets %v, want %v", it.ID, got, want)
			}
		}
	})
}

func TestWithRefusesFaults(t *testing.T) {
	set := mustCompile(t, []Rule{{Name: "a", Query: "a"}})
	_, problems := set.With(Rule{Name: "b", Query: "(a"})
	if len(problems) != 1 || problems[0].Path != "query" {
		t.Errorf("got %v", problems)
	}
	if same := set.Without("b"); same != set {
		t.Error("taking out what is not there changed the set")
	}
}

// TestMatchWhileRulesChange swaps sets under load: an item is always judged by
// one whole set, and rules that nobody touches are always met.
func TestMatchWhileRulesChange(t *testing.T) {
	items, rules := generatedRules(50, 300)
	start := mustCompile(t, rules[:200])
	want := make([][]string, len(items))
	for i, it := range items {
		want[i] = hitNames(start, it)
	}
	var mu sync.Mutex
	current := start
	var readers, writer sync.WaitGroup
	stop := make(chan struct{})
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			extra := rules[200+i%100]
			next, problems := current.With(Rule{Name: extra.Name, Query: extra.Query})
			if len(problems) > 0 {
				t.Error(problems)
				return
			}
			if i%3 == 0 {
				next = next.Without(extra.Name)
			}
			mu.Lock()
			current = next
			mu.Unlock()
		}
	})
	for range 3 {
		readers.Go(func() {
			for round := range 20 {
				for i, it := range items {
					mu.Lock()
					set := current
					mu.Unlock()
					got := slices.DeleteFunc(hitNames(set, it), func(name string) bool { return !slices.Contains(want[i], name) })
					if !reflect.DeepEqual(got, want[i]) {
						t.Errorf("round %d: %s meets %v, want %v", round, it.ID, got, want[i])
						return
					}
				}
			}
		})
	}
	readers.Wait()
	close(stop)
	writer.Wait()
}

// TestNoAllocation holds that an item that meets no rule costs no memory once
// its words are known.
func TestNoAllocation(t *testing.T) {
	items, rules := generatedRules(100, 500)
	set := mustCompile(t, rules)
	match := func() {
		for _, it := range items {
			set.Count(it)
		}
	}
	match()
	if n := testing.AllocsPerRun(10, match); n > 0 {
		t.Errorf("%v allocations for %d items", n, len(items))
	}
}

func BenchmarkEdit(b *testing.B) {
	set, _, _ := benchSet(b, 100_000)
	for _, it := range benchItems() {
		set.Count(it)
	}
	b.Run("with", func(b *testing.B) {
		for i := range b.N {
			rule := benchRules()[i%1000]
			rule.Name = fmt.Sprint("new-", i)
			set.With(rule)
		}
	})
	b.Run("without", func(b *testing.B) {
		for i := range b.N {
			set.Without(benchRules()[i%100_000].Name)
		}
	})
}

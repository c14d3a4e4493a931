package filter_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"vedette/filter"
	"vedette/news"
)

// shippedConfig reads the concepts and rules that come with vedette.
func shippedConfig(t *testing.T) filter.Config {
	t.Helper()
	data, err := os.ReadFile("../config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c filter.Config
	if err := yaml.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Rules) == 0 {
		t.Fatal("the shipped configuration has no rules")
	}
	return c
}

// shipped compiles them.
func shipped(t *testing.T) *filter.Set {
	t.Helper()
	set, problems := filter.Compile(shippedConfig(t))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}

// hitsByRule matches and checks what must hold for every hit.
func hitsByRule(t *testing.T, set *filter.Set, it *news.Item) map[string]news.Hit {
	t.Helper()
	out := map[string]news.Hit{}
	for _, h := range set.Match(it) {
		checkSpans(t, it, h.Spans)
		if h.Clause == "" || len(h.Spans) == 0 {
			t.Errorf("rule %s met the item without a reason", h.Rule)
		}
		out[h.Rule] = h
	}
	return out
}

// checkSpans checks that each span's text is what stands there.
func checkSpans(t *testing.T, it *news.Item, spans []news.Span) {
	t.Helper()
	for _, s := range spans {
		value := []rune(it.FieldValue(s.Field))
		if s.Start < 0 || s.Start >= s.End || s.End > len(value) {
			t.Errorf("span %+v reaches outside its field of %d code points", s, len(value))
		} else if got := string(value[s.Start:s.End]); got != s.Text {
			t.Errorf("span %+v: the field has %q there", s, got)
		}
	}
}

func hasSpan(h news.Hit, text string) bool {
	return slices.ContainsFunc(h.Spans, func(s news.Span) bool { return strings.EqualFold(s.Text, text) })
}

func TestArticles(t *testing.T) {
	set := shipped(t)
	for _, tt := range []struct {
		file  string
		spans map[string]string // rule: words that must be in its reason
		other []string          // rules that must not be met
	}{
		{"azerbaijan-us-section-907.txt",
			map[string]string{"section-907": "Section 907", "zangezur-corridor": "Zangezur corridor"},
			[]string{"tripp", "southern-gas-corridor", "middle-corridor", "north-south-corridor"}},
		{"news-az-hajiyev-section-907.txt",
			map[string]string{"section-907": "Section 907", "southern-gas-corridor": "Southern Gas Corridor"},
			[]string{"tripp", "zangezur-corridor", "middle-corridor"}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("../../shared/articles", tt.file))
			if err != nil {
				t.Skip("no articles:", err)
			}
			it := &news.Item{ID: "article", Lang: "en", Text: string(data)}
			it.Title, _, _ = strings.Cut(it.Text, "\n")
			hits := hitsByRule(t, set, it)
			for rule, words := range tt.spans {
				if h, ok := hits[rule]; !ok {
					t.Errorf("rule %s is not met", rule)
				} else if !hasSpan(h, words) {
					t.Errorf("rule %s does not tell of %q: %s %v", rule, words, h.Clause, h.Spans)
				}
			}
			for _, rule := range tt.other {
				if h, ok := hits[rule]; ok {
					t.Errorf("rule %s is met: %s", rule, h.Clause)
				}
			}
		})
	}
}

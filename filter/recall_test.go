package filter_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"vedette/filter"
	"vedette/news"
)

// The shipped rules must find nineteen of twenty sentences of each language,
// and may be wrong on one look-alike of twenty. Each language has so many
// sentences that must be found, and so many look-alikes.
const (
	leastRecall    = 0.95
	mostWrong      = 0.05
	leastSentences = 25
	leastAlike     = 6

	// Of sentences from newspapers of all kinds so many may meet a rule, as
	// some are about the matter.
	mostOfCorpus = 0.005
)

// languages are those that the shipped rules are written for.
var languages = []string{"en", "ru", "az", "tr", "hy", "ka", "fa"}

// sentence is a line of rules.test.yaml: a text, or a title and a text with
// the words that the hit must show.
type sentence struct {
	Title string   `yaml:"title"`
	Text  string   `yaml:"text"`
	Words []string `yaml:"words"`
}

func (s *sentence) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		return node.Decode(&s.Text)
	}
	type plain sentence
	return node.Decode((*plain)(s))
}

func (s sentence) String() string { return strings.TrimSpace(s.Title + " " + s.Text) }

// ruleTest is what one rule must find and must leave alone in one language.
type ruleTest struct {
	Rule string     `yaml:"rule"`
	Lang string     `yaml:"lang"`
	Hit  []sentence `yaml:"hit"`
	Miss []sentence `yaml:"miss"`
}

// shippedTests reads the tests that come with the shipped rules.
func shippedTests(t *testing.T) []ruleTest {
	t.Helper()
	data, err := os.ReadFile("../rules.test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tests []ruleTest `yaml:"tests"`
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return file.Tests
}

// tally counts the sentences of one language.
type tally struct {
	hit, found   int // sentences that must be found, and were
	noLang       int // found though the item does not say its language
	alike, wrong int // look-alikes, and those that any rule found nevertheless
}

func share(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }

func (c tally) String() string {
	return fmt.Sprintf("must hit %d, hit %d (%.1f %%), without a language %d (%.1f %%); look-alikes %d, wrongly hit %d (%.1f %%)",
		c.hit, c.found, 100*share(c.found, c.hit), c.noLang, 100*share(c.noLang, c.hit),
		c.alike, c.wrong, 100*share(c.wrong, c.alike))
}

// TestRecall holds the shipped rules against the sentences of rules.test.yaml
// and tells the recall of each language.
func TestRecall(t *testing.T) {
	set := shipped(t)
	counts := map[string]*tally{}
	for _, tt := range shippedTests(t) {
		if counts[tt.Lang] == nil {
			counts[tt.Lang] = &tally{}
		}
		counts[tt.Lang].add(t, set, tt)
	}
	for _, lang := range languages {
		c := counts[lang]
		if c == nil {
			t.Errorf("%s: no sentences", lang)
			continue
		}
		t.Logf("%s: %v", lang, c)
		if c.hit < leastSentences || c.alike < leastAlike {
			t.Errorf("%s: %d sentences to be found and %d look-alikes, want %d and %d", lang, c.hit, c.alike, leastSentences, leastAlike)
		}
		if share(c.found, c.hit) < leastRecall {
			t.Errorf("%s: the rules miss too much", lang)
		}
		if share(c.wrong, c.alike) > mostWrong {
			t.Errorf("%s: the rules find too many look-alikes", lang)
		}
	}
}

// add tries the sentences of one test and tells those that the rule gets wrong.
func (c *tally) add(t *testing.T, set *filter.Set, tt ruleTest) {
	t.Helper()
	for _, s := range tt.Hit {
		c.hit++
		it := &news.Item{ID: "s", Lang: tt.Lang, Title: s.Title, Text: s.Text}
		if h, ok := hitsByRule(t, set, it)[tt.Rule]; !ok {
			t.Logf("%s: rule %s misses %q", tt.Lang, tt.Rule, s)
		} else {
			c.found++
			for _, words := range s.Words {
				if !hasSpan(h, words) {
					t.Errorf("%s: rule %s does not tell of %q in %q: %s %v", tt.Lang, tt.Rule, words, s, h.Clause, h.Spans)
				}
			}
		}
		it.Lang = ""
		if _, ok := hitsByRule(t, set, it)[tt.Rule]; ok {
			c.noLang++
		}
	}
	for _, s := range tt.Miss {
		c.alike++
		it := &news.Item{ID: "s", Lang: tt.Lang, Title: s.Title, Text: s.Text}
		hits := hitsByRule(t, set, it)
		for rule, h := range hits {
			t.Logf("%s: rule %s is met by the look-alike %q: %s", tt.Lang, rule, s, h.Clause)
		}
		if len(hits) > 0 {
			c.wrong++
		}
	}
}

// TestRecallRules: every shipped rule has sentences of every language.
func TestRecallRules(t *testing.T) {
	tested := map[string][]string{}
	for _, tt := range shippedTests(t) {
		tested[tt.Rule] = append(tested[tt.Rule], tt.Lang)
	}
	for _, rule := range shippedConfig(t).Rules {
		for _, lang := range languages {
			if !slices.Contains(tested[rule.Name], lang) {
				t.Errorf("rule %s has no sentence in %s", rule.Name, lang)
			}
		}
		delete(tested, rule.Name)
	}
	for name := range tested {
		t.Errorf("there is no rule %s", name)
	}
}

// TestRecallCorpus tries the shipped rules on sentences that nobody chose, and
// tells those that a rule finds.
func TestRecallCorpus(t *testing.T) {
	file, err := os.Open("../../shared/corpus/multi-leipzig-sentences.jsonl")
	if err != nil {
		t.Skip("no corpus:", err)
	}
	defer file.Close()
	set := shipped(t)
	sentences, met := 0, 0
	for in := json.NewDecoder(file); in.More(); sentences++ {
		var line struct{ ID, Lang, Body string }
		if err := in.Decode(&line); err != nil {
			t.Fatal(err)
		}
		hits := hitsByRule(t, set, &news.Item{ID: line.ID, Lang: line.Lang, Text: line.Body})
		for rule, h := range hits {
			t.Logf("%s: rule %s: %s: %q", line.Lang, rule, h.Clause, line.Body)
		}
		if len(hits) > 0 {
			met++
		}
	}
	t.Logf("%d of %d sentences meet a rule", met, sentences)
	if share(met, sentences) > mostOfCorpus {
		t.Error("that is too many for sentences about everything")
	}
}

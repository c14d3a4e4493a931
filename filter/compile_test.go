package filter_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/filter"
	"vedette/news"
)

func TestCompileProblems(t *testing.T) {
	forms := func(queries ...string) map[string][]string { return map[string][]string{"en": queries} }
	long := strings.Repeat("Ə", 201) // one code point more than a name may have
	for _, tt := range []struct {
		name   string
		config filter.Config
		want   []string
	}{
		{"names", filter.Config{
			Concepts: []filter.Concept{{Query: "a"}, {Name: "a b", Query: "a"}, {Name: "c", Query: "a"}, {Name: "c", Query: "b"}},
			Rules:    []filter.Rule{{Query: "a"}, {Name: "r!", Query: "a"}, {Name: "r", Query: "a"}, {Name: "r", Query: "b"}, {Name: "channel/Զ-1_x", Query: "a"}},
		}, []string{
			"concepts[0].name: the concept has no name",
			`concepts[1].name: the name "a b" holds other signs`,
			`concepts[3].name: concepts[2] is named "c" too`,
			"rules[0].name: the rule has no name",
			`rules[1].name: the name "r!" holds other signs`,
			`rules[3].name: rules[2] is named "r" too`,
		}},
		{"severity and labels", filter.Config{Rules: []filter.Rule{
			{Name: "r", Query: "a", Severity: "urgent", Labels: map[string]string{"rule": "x", "a b": "y", "topic": "z"}},
		}}, []string{
			`rules[0].severity: "urgent" is no severity`,
			`rules[0].labels.a b: the label's name "a b" is empty or holds other signs`,
			`rules[0].labels.rule: vedette sets the label "rule" itself`,
		}},
		{"long names", filter.Config{
			Concepts: []filter.Concept{{Name: long, Query: "a"}},
			Rules:    []filter.Rule{{Name: long, Query: "a"}, {Name: long[2:], Query: "a", Labels: map[string]string{long: "x", long[2:]: long[2:], "topic": long}}},
		}, []string{
			"concepts[0].name: the name has 201 characters, the most is 200",
			"rules[0].name: the name has 201 characters, the most is 200",
			"rules[1].labels.topic: the label's value has 201 characters, the most is 200",
			"rules[1].labels." + long + ": the label's name has 201 characters, the most is 200",
		}},
		{"queries", filter.Config{
			Concepts: []filter.Concept{{Name: "c", Query: "(", Forms: map[string][]string{"az": {"a", "b\n  )"}, "english": {"c"}}}},
			Rules:    []filter.Rule{{Name: "r"}, {Name: "s", Query: "@d OR titel:x"}},
		}, []string{
			`concepts[0].forms.english: "english" is no language code`,
			"1:2: concepts[0].query: the query ends where a term is expected",
			"2:3: concepts[0].forms.az[1]: this ) closes no bracket",
			"1:1: rules[0].query: the query is empty",
			`1:1: rules[1].query: there is no concept "d"`,
			`1:7: rules[1].query: there is no field "titel"`,
		}},
		{"operands in concepts", filter.Config{
			Concepts: []filter.Concept{{Name: "a", Query: "x y"}, {Name: "b", Query: "z OR @a"}, {Name: "c", Query: "lang:az"}},
			Rules:    []filter.Rule{{Name: "r", Query: "p NEAR/5 @b"}, {Name: "s", Query: "ATLEAST/2 @a"}, {Name: "t", Query: "FIRST/5 @c"}},
		}, []string{
			"1:10: rules[0].query: @b holds x AND y, which has no place in NEAR/5",
			"1:11: rules[1].query: @a holds x AND y, which has no place in ATLEAST",
			"1:9: rules[2].query: @c holds what has no place in FIRST",
		}},
		{"scores", filter.Config{
			Concepts: []filter.Concept{{Name: "a", Query: "x y"}},
			Rules: []filter.Rule{
				{Name: "both", Query: "a", Terms: []filter.Weighted{{Query: "b", Weight: 1}}, Threshold: 1},
				{Name: "no-terms", Query: "a", Threshold: 1},
				{Name: "no-threshold", Terms: []filter.Weighted{{Query: "b", Weight: 1}}},
				{Name: "weights", Terms: []filter.Weighted{{Query: "b"}, {Query: "(", Weight: 1}, {Query: "c d", Weight: 1, Each: true}, {Query: "@a", Weight: 1, Each: true}}, Threshold: 1},
				{Name: "never", Terms: []filter.Weighted{{Query: "b", Weight: 4}, {Query: "c", Weight: -4}}, Threshold: 5},
			},
		}, []string{
			"rules[0].query: the rule has a query and terms",
			"rules[1].threshold: a threshold stands without terms",
			"rules[2].threshold: the threshold is 0",
			"rules[3].terms[0].weight: the weight is 0",
			"1:2: rules[3].terms[1].query: the query ends where a term is expected",
			"1:1: rules[3].terms[2].query: c AND d has no places to count",
			"rules[4].threshold: all weights together are 4 and never reach the threshold of 5",
		}},
		{"a date in a rule", filter.Config{Rules: []filter.Rule{{Name: "r", Query: "a before:2026-01-02"}}},
			[]string{"1:3: rules[0].query: before: is for searching the archive"}},
		{"empty concept", filter.Config{Concepts: []filter.Concept{{Name: "c"}}},
			[]string{`concepts[0]: the concept "c" is empty`}},
		{"circle", filter.Config{Concepts: []filter.Concept{
			{Name: "a", Query: "x @b"}, {Name: "b", Forms: forms("y", "@c")}, {Name: "c", Query: "@b"}, {Name: "d", Query: "@d"},
		}}, []string{
			"concepts[0]: concepts name each other in a circle: @b -> @c -> @b",
			"concepts[3]: concepts name each other in a circle: @d -> @d",
		}},
		{"field before a concept with fields", filter.Config{
			Concepts: []filter.Concept{{Name: "a", Query: "title:x"}, {Name: "b", Query: "y OR @a"}, {Name: "c", Query: "z body:@b"}},
			Rules:    []filter.Rule{{Name: "r", Query: "tag:(x @a)"}},
		}, []string{
			"1:8: concepts[2].query: @b names fields itself and cannot stand inside body:",
			"1:8: rules[0].query: @a names fields itself and cannot stand inside tag:",
		}},
		{"concepts of concepts without end", doubling(20),
			[]string{"concepts[14]: the concept has more than 20000 terms with the concepts inside it"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set, problems := filter.Compile(tt.config)
			if set != nil {
				t.Error("a set was given")
			}
			var got []string
			for _, p := range problems {
				if p.Hint == "" {
					t.Errorf("%q has no hint", p.Message)
				}
				p.Hint = ""
				got = append(got, p.Error())
			}
			if strings.Contains(tt.name, "without end") {
				got = got[:1]
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(problems, tt.config.Check()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// doubling makes n concepts, each twice the one before.
func doubling(n int) filter.Config {
	c := filter.Config{Concepts: []filter.Concept{{Name: "c", Query: "a"}}}
	for i := 1; i < n; i++ {
		last := c.Concepts[i-1].Name
		c.Concepts = append(c.Concepts, filter.Concept{Name: last + "c", Query: "@" + last + " OR (b @" + last + ")"})
	}
	return c
}

func TestSet(t *testing.T) {
	set := compile(t, filter.Config{
		Concepts: []filter.Concept{{Name: "c", Query: "a"}},
		Rules:    []filter.Rule{{Name: "first", Query: "@c"}, {Name: "second", Query: "b", Severity: news.Low}},
	})
	it := &news.Item{ID: "1", Title: "a b"}

	rules := set.Rules()
	if len(rules) != 2 || rules[0].Severity != news.Medium || rules[1].Severity != news.Low {
		t.Errorf("rules %+v", rules)
	}
	only, err := set.Only("second")
	if err != nil {
		t.Fatal(err)
	}
	if hits := only.Match(it); len(hits) != 1 || hits[0].Rule != "second" {
		t.Errorf("hits of one rule %+v", hits)
	}
	if _, err := only.Query("@c"); err != nil {
		t.Error("a set of one rule has lost the concepts:", err)
	}
	if _, err := set.Only("secnd"); err == nil || !strings.Contains(err.Error(), `did you mean "second"`) {
		t.Errorf("error %v", err)
	}
	if _, err := set.Query("@d"); err == nil || !strings.Contains(err.Error(), `1:1: there is no concept "d" (`) {
		t.Errorf("error %v", err)
	}
}

func TestVersion(t *testing.T) {
	version := func(query, concept string) string {
		set := compile(t, filter.Config{
			Concepts: []filter.Concept{{Name: "c", Query: "@d"}, {Name: "d", Query: concept}},
			Rules:    []filter.Rule{{Name: "r", Query: query}},
		})
		return set.Match(&news.Item{ID: "1", Title: "a b"})[0].Version
	}
	base := version("a @c", "b")
	if got := version("(a)  AND @c", "(b)"); got != base {
		t.Error("the version changes with brackets and spaces")
	}
	if version("a OR @c", "b") == base || version("a @c", "b OR x") == base {
		t.Error("the version stays when the query or a concept changes")
	}
}

package filter

import (
	"fmt"
	"strings"
	"testing"

	"vedette/news"
)

// tree writes an explanation's parts, one a line.
func tree(p Part, depth int) string {
	mark := "-"
	if p.Met {
		mark = "+"
	}
	out := fmt.Sprintf("%s%s %s", strings.Repeat("  ", depth), mark, p.Text)
	if p.Note != "" {
		out += " | " + p.Note
	}
	out += "\n"
	for _, inside := range p.Parts {
		out += tree(inside, depth+1)
	}
	return out
}

func explainOne(t *testing.T, r Rule, it news.Item) Explanation {
	t.Helper()
	r.Name = "r"
	set, problems := Compile(Config{Concepts: []Concept{{Name: "roads", Query: `corridor OR "land route"`}}, Rules: []Rule{r}})
	if problems != nil {
		t.Fatal(problems)
	}
	out, err := set.Explain("r", &it)
	if err != nil {
		t.Fatal(err)
	}
	if met := len(set.Match(&it)) > 0; met != out.Met || out.Query.Met != met {
		t.Errorf("the item meets the rule: %v, explained as %v", met, out.Met)
	}
	return out
}

func TestExplain(t *testing.T) {
	it := news.Item{ID: "1", Lang: "en", Country: "AM", Title: "Talks on corridors",
		Text: "The Zangezur and the other corridor were discussed in Baku. A route by land was not.\nTRIPP opens a corridor."}
	tests := []struct{ name, query, want string }{
		{"a word", "corridor", "+ corridor | 3 times: corridors, corridor\n"},
		{"no word", "pipeline", "- pipeline | not there\n"},
		{"a word like it", "sangesur OR zangezuria OR disco", `- OR
  - sangesur | not there; the nearest word is Zangezur
  - zangezuria | not there; the nearest word is Zangezur
  - disco | not there; the nearest word is discussed
`},
		{"a prefix", "corridori*", "- corridori* | not there; the nearest word is corridors\n"},
		{"other letters", "=Tripp", "- =Tripp | not there; the nearest word is TRIPP\n"},
		{"another field", "title:baku", "- title:\n  - baku | stands in the text, as word 10\n"},
		{"too far down", "FIRST/5 baku", "- FIRST/5\n  - baku | stands in the text, as word 10\n"},
		{"a phrase", `"zangezur corridor"`, `- "zangezur corridor" | its words are there, but not side by side: Zangezur and the other corridor` + "\n"},
		{"half a phrase", `"zangezur route map"`, `- "zangezur route map" | zangezur, route stands; map is not there` + "\n"},
		{"no phrase", `"gas pipeline"`, `- "gas pipeline" | none of its words is there` + "\n"},
		{"AND and NOT", "corridor baku -(zangezur OR kars)", `- AND
  + corridor | 3 times: corridors, corridor
  + baku | Baku
  - NOT | it is there
    + OR
      + zangezur | Zangezur
      - kars | not there
`},
		{"NOT", "corridor NOT kars", "+ AND\n  + corridor | 3 times: corridors, corridor\n  + NOT kars | not there\n"},
		{"too far apart", "zangezur NEAR/2 corridor", `- NEAR/2 | the nearest are 4 words apart: Zangezur and the other corridor
  + zangezur | Zangezur
  + corridor | 3 times: corridors, corridor
`},
		{"near", "zangezur NEAR/4 corridor", `+ NEAR/4 | Zangezur and the other corridor
  + zangezur | Zangezur
  + corridor | 3 times: corridors, corridor
`},
		{"in the other order", "corridor ONEAR/4 zangezur", `- ONEAR/4 | the nearest are 4 words apart, in the other order: Zangezur and the other corridor
  + corridor | 3 times: corridors, corridor
  + zangezur | Zangezur
`},
		{"in another sentence", "baku NEAR/S route", `- NEAR/S | the nearest are 1 sentence apart: Baku. A route
  + baku | Baku
  + route | route
`},
		{"in another field", "talks NEAR/9 baku", "- NEAR/9 | they never stand in one field\n  + talks | Talks\n  + baku | Baku\n"},
		{"not often enough", "ATLEAST/4 corridor", "- ATLEAST/4 | 3 of 4 times\n  + corridor | 3 times: corridors, corridor\n"},
		{"codes", "lang:(az OR ru) country:am corridor", `- AND
  - lang:(az OR ru) | it is "en"
  + country:am | it is "AM"
  + corridor | 3 times: corridors, corridor
`},
		{"a concept", "@roads", `+ @roads
  + OR
    + corridor | 3 times: corridors, corridor
    - "land route" | its words are there, but not side by side: route by land
`},
		{"a regular expression", `/2\d+/`, "- /2\\d+/ | does not match\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := explainOne(t, Rule{Query: test.query}, it)
			if got := tree(got.Query, 0); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

func TestExplainAScore(t *testing.T) {
	r := Rule{Threshold: 6, Terms: []Weighted{{Query: "corridor", Weight: 2, Each: true}, {Query: "baku OR kars", Weight: 5}, {Query: "hotel", Weight: -3}}}
	got := explainOne(t, r, news.Item{Text: "A corridor, and a corridor of the hotel"})
	want := `- score | 1 of 6
  + corridor | 2 times: corridor; adds +4
  - OR | adds +0
    - baku | not there
    - kars | not there
  + hotel | hotel; adds -3
`
	if got := tree(got.Query, 0); got != want {
		t.Errorf("got\n%s", got)
	}
	if got.Why() != "score: 1 of 6" {
		t.Error(got.Why())
	}
}

func TestWhy(t *testing.T) {
	it := news.Item{Text: "The Zangezur road, not a corridor, in Baku"}
	tests := []struct{ query, want string }{
		{"zangezur road", "zangezur AND road"},
		{"zangezur pipeline lang:az", `pipeline: not there; lang:az: it is ""`},
		{"title:zangezur", "title: zangezur: stands in the text, as word 2"},
		{"kars OR (zangezur pipeline) OR gas", "none of 3 alternatives, the nearest is pipeline: not there"},
		{"baku -@roads", "NOT: corridor: corridor"},
		{"@roads pipeline", "pipeline: not there"},
		{"road NEAR/2 baku", "NEAR/2: the nearest are 5 words apart: road, not a corridor, in Baku"},
		{"zangezur NEAR/3 kars", "NEAR/3: kars: not there"},
		{"ATLEAST/2 baku", "ATLEAST/2: 1 of 2 times"},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			if got := explainOne(t, Rule{Query: test.query}, it).Why(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestExplainAnUnknownRule(t *testing.T) {
	set, problems := Compile(Config{Rules: []Rule{{Name: "corridor", Query: "a"}}})
	if problems != nil {
		t.Fatal(problems)
	}
	if _, err := set.Explain("coridor", &news.Item{}); err == nil || !strings.Contains(err.Error(), `did you mean "corridor"`) {
		t.Error(err)
	}
	q, err := set.Query("since:2026-01-02 corridor")
	if err != nil {
		t.Fatal(err)
	}
	if got := tree(q.Explain(&news.Item{Title: "corridor"}).Query, 0); got != "- AND\n  - since:2026-01-02 | published 0001-01-01 00:00\n  + corridor | corridor\n" {
		t.Error(got)
	}
}

// An explanation says of every item what the matcher says.
func FuzzExplain(f *testing.F) {
	f.Add(`"a b" NEAR/3 (c OR d*) -title:e`, "a b x c. d", "e")
	f.Add(`ATLEAST/2 (a NEAR/S b) OR FIRST/3 @c`, "b a. a b", "")
	f.Fuzz(func(t *testing.T, query, text, title string) {
		set, problems := Compile(Config{Concepts: []Concept{{Name: "c", Query: "baku OR a*"}}, Rules: []Rule{{Name: "r", Query: query}}})
		if problems != nil {
			return
		}
		it := &news.Item{ID: "1", Text: text, Title: title, Lang: "en"}
		e, err := set.Explain("r", it)
		if err != nil || e.Met != (len(set.Match(it)) > 0) || e.Query.Met != e.Met || e.Query.Near < 0 || e.Query.Near > 1.0001 {
			t.Errorf("%q: %v, %+v", query, err, e)
		}
		_ = e.Why()
	})
}

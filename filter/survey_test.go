package filter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vedette/news"
)

func surveyed1(t *testing.T) *Survey {
	t.Helper()
	return NewSurvey(Config{
		Concepts: []Concept{
			{Name: "roads", Forms: map[string][]string{"en": {`corridor OR "land route"`}, "az": {"dəhliz"}}},
			{Name: "all", Query: "@roads OR (rail NEAR/3 line)"},
		},
		Rules: []Rule{
			{Name: "r", Query: "@all title:baku lang:(en OR az) NOT hotel"},
			{Name: "s", Threshold: 2, Terms: []Weighted{{Query: "@roads", Weight: 1}, {Query: "FIRST/2 kars", Weight: 1}}},
		},
	})
}

func TestSurveyListsTheClauses(t *testing.T) {
	var got []string
	for _, c := range surveyed1(t).Clauses {
		line := fmt.Sprintf("%s%s %s %s %s %d", c.Rule, c.Concept, c.Lang, c.Kind, c.Text, c.Form)
		if c.Alone {
			line += " alone"
		}
		if c.Excluded {
			line += " excluded"
		}
		got = append(got, fmt.Sprintf("%s %s:%d", line, c.Place.Path, c.Place.Column))
	}
	want := []string{
		"roads  concept  0 concepts[0].forms.az[0]:0",
		"roads az part dəhliz 0 alone concepts[0].forms.az[0]:1",
		"roads en part corridor 0 alone concepts[0].forms.en[0]:1",
		`roads en part "land route" 1 alone concepts[0].forms.en[0]:13`,
		"all  concept  0 concepts[1].query:0",
		"all  part @roads 0 alone concepts[1].query:1",
		"all  part rail NEAR/3 line 1 alone concepts[1].query:12",
		"all  part rail 1 concepts[1].query:12",
		"all  part line 1 concepts[1].query:24",
		"r  rule  0 rules[0].query:0",
		"r  part @all 0 rules[0].query:1",
		"r  part baku 0 rules[0].query:12",
		"r  part en 0 rules[0].query:23",
		"r  part az 0 rules[0].query:29",
		"r  part hotel 0 excluded rules[0].query:37",
		"s  rule  0 rules[1].terms[0].query:0",
		"s  part @roads 0 alone rules[1].terms[0].query:1",
		"s  part kars 0 alone rules[1].terms[1].query:9",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestSurveyTellsWhatIsMet(t *testing.T) {
	s := surveyed1(t)
	tests := []struct {
		name string
		it   news.Item
		want string
	}{
		{"nothing", news.Item{Text: "weather"}, ""},
		{"a form", news.Item{Text: "dəhliz"}, "concept roads, dəhliz, concept all, @roads, @all, @roads"},
		{"words of a NEAR that is not met", news.Item{Text: "a rail. " + strings.Repeat("x ", 9) + "line"}, ""},
		{"a NEAR", news.Item{Text: "a rail line"}, "concept all, rail NEAR/3 line, rail, line, @all"},
		{"a field", news.Item{Lang: "az", Title: "Baku", Text: "the hotel"}, "baku, az, hotel"},
		{"another field", news.Item{Text: "in Baku, a b c kars"}, ""},
		{"rules", news.Item{Lang: "en", Title: "Kars, Baku: a corridor"}, "concept roads, corridor, concept all, @roads, rule r, @all, baku, en, rule s, @roads, kars"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, i := range s.Met(&test.it) {
				c := s.Clauses[i]
				text := c.Text
				if c.Kind != PartOfQuery {
					text = string(c.Kind) + " " + c.Rule + c.Concept
				}
				got = append(got, text)
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got %s", strings.Join(got, ", "))
			}
		})
	}
}

func TestSurveyFollowsConcepts(t *testing.T) {
	s := surveyed1(t)
	if got := len(s.Of("r")); got != 5+4+3 {
		t.Errorf("rule r has %d clauses", got)
	}
	if got := len(s.OfConcept("roads")); got != 3 {
		t.Errorf("concept roads has %d clauses", got)
	}
	if got := s.Names("all"); !slices.Equal(got, []string{"all", "roads"}) {
		t.Errorf("all names %v", got)
	}
	if s.Of("none") != nil || s.OfConcept("none") != nil || len(s.Names("none")) > 0 {
		t.Error("something is known of what is not there")
	}
	if wrong := NewSurvey(Config{Rules: []Rule{{Name: "r", Query: "a OR"}}}); len(wrong.Clauses) > 0 || wrong.Met(&news.Item{}) != nil {
		t.Error("a configuration with mistakes has clauses")
	}
}

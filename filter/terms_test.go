package filter_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"vedette/news"
)

// topics are the headings of the collected terms and the rules that must
// meet each form under them.
var topics = map[string]string{
	"Zangezur corridor":                      "zangezur-corridor",
	"TRIPP":                                  "tripp",
	"Section 907 of the Freedom Support Act": "section-907",
	"Middle Corridor":                        "middle-corridor",
	"Southern Gas Corridor":                  "southern-gas-corridor",
}

// notAlone are forms that need company, which the shipped rules ask for.
var notAlone = map[string]bool{"TRIPP": true, "SGC": true, "907. madde": true, "907-րդ հոդված": true}

// TestTerms holds the shipped rules against the forms that were collected from
// the press.
func TestTerms(t *testing.T) {
	data, err := os.ReadFile("../../shared/region/terms.md")
	if err != nil {
		t.Skip("no collected terms:", err)
	}
	set := shipped(t)
	note := regexp.MustCompile(`\([^()]*\)`)
	rule := ""
	for line := range strings.Lines(string(data)) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			rule = topics[strings.TrimSpace(heading)]
		}
		cells := strings.Split(line, "|")
		if rule == "" || len(cells) < 4 || len(strings.TrimSpace(cells[1])) != 2 {
			continue
		}
		for form := range strings.FieldsFuncSeq(note.ReplaceAllString(cells[2], " "), func(r rune) bool { return r == ';' || r == '؛' }) {
			form = strings.TrimSpace(form)
			if form == "" || notAlone[form] {
				continue
			}
			t.Run(rule+"/"+form, func(t *testing.T) {
				hits := hitsByRule(t, set, &news.Item{ID: "1", Title: form})
				if _, ok := hits[rule]; !ok {
					t.Error("the rule is not met")
				}
			})
		}
	}
}

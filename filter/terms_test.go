package filter_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"vedette/news"
)

// topics are the headings and rows of the collected terms, and the rules that
// must meet each form under them.
var topics = map[string]string{
	"Zangezur corridor":                      "zangezur-corridor",
	"TRIPP":                                  "tripp",
	"Section 907 of the Freedom Support Act": "section-907",
	"Middle Corridor":                        "middle-corridor",
	"Southern Gas Corridor":                  "southern-gas-corridor",
	"Kars–Iğdır–Aralık–Dilucu railway":       "regional-railways",
	"Baku–Tbilisi–Kars":                      "regional-railways",
	"North–South corridor":                   "north-south-corridor",
}

// notAlone are forms that need company, which the shipped rules ask for.
var notAlone = map[string]bool{"SGC": true, "907. madde": true, "«Север — Юг»": true, "شمال–جنوب": true}

// form is a way to name a topic in one language.
type form struct{ rule, lang, text string }

var (
	remark = regexp.MustCompile(`\([^()]*\)`)
	source = regexp.MustCompile(`"?\s*(E (\[\d+\])+|T)\s*$`)
)

// collectedForms reads the forms of the collected terms: tables of a language
// and its forms below the heading of a topic, or of a topic and the forms of
// all languages.
func collectedForms(text string) (out []form) {
	heading := ""
	for line := range strings.Lines(text) {
		if h, ok := strings.CutPrefix(line, "## "); ok {
			heading = strings.TrimSpace(h)
		}
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		first, forms := strings.TrimSpace(cells[1]), remark.ReplaceAllString(cells[2], " ")
		for text := range strings.FieldsFuncSeq(forms, func(r rune) bool { return r == ';' || r == '؛' }) {
			text = strings.TrimSpace(text)
			rule, lang := topics[heading], first
			if rule == "" {
				rule = topics[first]
				lang, text, _ = strings.Cut(source.ReplaceAllString(text, ""), " ")
			}
			if rule != "" && len(lang) == 2 && text != "" && !notAlone[text] {
				out = append(out, form{rule, lang, strings.Trim(text, `" `)})
			}
		}
	}
	return out
}

// TestTerms holds the shipped rules against the forms that were collected from
// the press, in items of their language and of none.
func TestTerms(t *testing.T) {
	data, err := os.ReadFile("../../shared/region/terms.md")
	if err != nil {
		t.Skip("no collected terms:", err)
	}
	set := shipped(t)
	counts := map[string]*tally{}
	for _, f := range collectedForms(string(data)) {
		if counts[f.lang] == nil {
			counts[f.lang] = &tally{}
		}
		counts[f.lang].hit++
		for _, lang := range []string{f.lang, ""} {
			if _, ok := hitsByRule(t, set, &news.Item{ID: "1", Lang: lang, Title: f.text})[f.rule]; !ok {
				t.Errorf("rule %s is not met by %q in an item of language %q", f.rule, f.text, lang)
			} else if lang != "" {
				counts[f.lang].found++
			}
		}
	}
	for _, lang := range languages {
		if c := counts[lang]; c == nil {
			t.Errorf("%s: no forms", lang)
		} else {
			t.Logf("%s: %d forms, %d met", lang, c.hit, c.found)
		}
	}
}

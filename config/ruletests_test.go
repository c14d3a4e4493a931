package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sampleTests = `tests:
  - rule: corridor
    lang: en
    hit:
      - The corridor opened
      - {title: "A ${corridor}", lang: ru, words: [corridor]}
    miss: ["hotel"]
  - query: "a OR b"
    miss: [c]
`

func TestRuleTests(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rules.test.yaml")
	if err := os.WriteFile(path, []byte(sampleTests), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := LoadRuleTests(path)
	if err != nil {
		t.Fatal(err)
	}
	first := got.Tests[0]
	if len(got.Tests) != 2 || first.Name() != "rule corridor" || got.Tests[1].Name() != "query a OR b" || first.Place.Line != 2 {
		t.Errorf("%+v", got)
	}
	if h := first.Hit[0]; h.Text != "The corridor opened" || h.Lang != "en" || h.Place.Line != 5 || h.Place.Column != 9 || h.Place.File != path {
		t.Errorf("%+v", h)
	}
	if h := first.Hit[1]; h.Title != "A ${corridor}" || h.Lang != "ru" || h.Place.Line != 6 {
		t.Errorf("%+v", h)
	}
	if it := first.Miss[0].Item(); it.Text != "hotel" || it.Lang != "en" {
		t.Errorf("%+v", it)
	}
}

func TestRuleTestsTell(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "f:1:1: the file is empty (write tests:"},
		{"no tests", "tests: []", "f:1:8: tests: there are no tests"},
		{"a list", "- a", "f:1:1: the file does not begin with a key (write keys such as tests: at the left edge)"},
		{"an unknown key", "tests: [{rule: a, hits: [b]}]", "f:1:19: tests[0].hits: unknown key \"hits\" (write hit)"},
		{"nothing named", "tests:\n  - hit: [b]", "f:2:5: tests[0]: the test names 0 things"},
		{"two named", "tests:\n  - {rule: a, concept: b, hit: [b]}", "f:2:5: tests[0]: the test names 2 things"},
		{"no texts", "tests:\n  - rule: a", "f:2:5: tests[0]: the test has no texts"},
		{"an empty text", "tests: [{rule: a, hit: ['']}]", "f:1:25: tests[0].hit[0]: the text is empty"},
		{"a number for a text", "tests: [{rule: a, hit: [{text: [a]}]}]", "f:1:32: tests[0].hit[0].text: a list stands where text is expected"},
		{"words of a miss", "tests: [{rule: a, miss: [{text: a, words: [a]}]}]", "f:1:43: tests[0].miss[0].words: a miss marks no words"},
		{"words that are not there", "tests: [{rule: a, hit: [{text: a, words: [b]}]}]", `f:1:43: tests[0].hit[0].words[0]: "b" is not in the text`},
		{"a text for a list", "tests: [{rule: a, hit: b}]", "f:1:24: tests[0].hit: text stands where a list is expected"},
		{"texts for tests", "tests: a", "f:1:8: tests: text stands where a list is expected"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseRuleTests("f", []byte(test.text))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want %s…", err, test.want)
			}
		})
	}
	if _, err := LoadRuleTests(filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "there is no file of rule tests") {
		t.Errorf("%v", err)
	}
}

// The tests that come with vedette can be read.
func TestTheShippedRuleTests(t *testing.T) {
	paths, err := filepath.Glob("../*.test.yaml")
	if err != nil || len(paths) == 0 {
		t.Skip("there are none")
	}
	for _, path := range paths {
		if _, err := LoadRuleTests(path); err != nil {
			t.Error(err)
		}
	}
}

func FuzzParseRuleTests(f *testing.F) {
	f.Add([]byte(sampleTests))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = ParseRuleTests("f", data) })
}

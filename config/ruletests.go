package config

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"vedette/news"
	"vedette/problem"
)

// RuleTests is a file of texts that rules must hit or miss; see
// docs/RULETESTS.md.
type RuleTests struct {
	Tests []RuleTest `yaml:"tests,omitempty"`
}

// RuleTest tries one rule, concept or query on texts.
type RuleTest struct {
	Rule    string `yaml:"rule,omitempty"`
	Concept string `yaml:"concept,omitempty"`
	Query   string `yaml:"query,omitempty"`
	// Lang is the language of all texts that name none.
	Lang string     `yaml:"lang,omitempty"`
	Hit  []TestText `yaml:"hit,omitempty"`
	Miss []TestText `yaml:"miss,omitempty"`

	// Place is where the test begins.
	Place problem.Problem `yaml:"-"`
}

// Name names what is tested, for people.
func (t RuleTest) Name() string {
	switch {
	case t.Rule != "":
		return "rule " + t.Rule
	case t.Concept != "":
		return "concept " + t.Concept
	}
	return "query " + clip(t.Query)
}

// TestText is an item that a rule is tried on. A text that stands alone in the
// file is the text of one.
type TestText struct {
	Title   string   `yaml:"title,omitempty"`
	Summary string   `yaml:"summary,omitempty"`
	Text    string   `yaml:"text,omitempty"`
	Lang    string   `yaml:"lang,omitempty"`
	Source  string   `yaml:"source,omitempty"`
	Country string   `yaml:"country,omitempty"`
	Link    string   `yaml:"link,omitempty"`
	Authors []string `yaml:"authors,omitempty"`
	Tags    []string `yaml:"tags,omitempty"`
	// Words are those that the hit must mark, as they stand in the item.
	Words []string `yaml:"words,omitempty"`

	// Place is where the text begins.
	Place problem.Problem `yaml:"-"`
}

// Item gives the text as an item.
func (t TestText) Item() *news.Item {
	return &news.Item{ID: fmt.Sprintf("%s:%d", t.Place.File, t.Place.Line), Title: t.Title, Summary: t.Summary, Text: t.Text,
		Lang: t.Lang, Source: t.Source, Country: t.Country, Link: t.Link, Authors: t.Authors, Tags: t.Tags}
}

// LoadRuleTests reads a file of rule tests. What is wrong in it comes as a
// problem.List, by position; that it cannot be read, as another error. Whether
// the rules exist is not looked at.
func LoadRuleTests(path string) (RuleTests, error) {
	data, err := readFile(path, "file of rule tests", "write one as docs/RULETESTS.md tells, or name another")
	if err != nil {
		return RuleTests{}, err
	}
	return ParseRuleTests(path, data)
}

// ParseRuleTests checks the text of a file of rule tests; the name stands in
// messages. All errors are of the type problem.List.
func ParseRuleTests(name string, data []byte) (RuleTests, error) {
	var tests RuleTests
	doc, bad := parseDocument(name, data)
	if bad != nil {
		bad.Hint = strings.ReplaceAll(bad.Hint, "feeds: and rules:", "tests:")
		if strings.Contains(bad.Hint, "feeds and rules") {
			bad.Hint = "write tests: and below it a list, as in - {rule: corridor, hit: [The Zangezur corridor opened]}"
		}
		return tests, problem.List{*bad}
	}
	spellOutTexts(doc.root)
	d := newDecoder(doc, "")
	d.value(doc.root, reflect.ValueOf(&tests).Elem(), spot{verbatim: true})
	if len(d.problems) == 0 { // or what was not decoded would be missed
		d.problems = d.place(tests.check())
	}
	if err := d.finished(d.problems).Err(); err != nil {
		return RuleTests{}, err
	}
	for i := range tests.Tests {
		d.placeTest(&tests.Tests[i], fmt.Sprintf("tests[%d]", i))
	}
	return tests, nil
}

// spellOutTexts writes every text that stands alone as {text: …}.
func spellOutTexts(root *yaml.Node) {
	tests := entry(root, "tests")
	if tests == nil {
		return
	}
	for _, test := range tests.Content {
		for _, list := range target(test).Content {
			if target(test).Kind == yaml.MappingNode && list.Kind == yaml.SequenceNode {
				spellOut(list)
			}
		}
	}
}

func spellOut(list *yaml.Node) {
	for i, n := range list.Content {
		if n.Kind == yaml.ScalarNode && !isNull(n) {
			word := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "text", Line: n.Line, Column: n.Column}
			list.Content[i] = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.Line, Column: n.Column, Content: []*yaml.Node{word, n}}
		}
	}
}

// placeTest fills in where a test and its texts stand, and the language that
// they have in common.
func (d *decoder) placeTest(t *RuleTest, path string) {
	t.Place = d.place(problem.List{{Path: path}})[0]
	for list, key := range map[*[]TestText]string{&t.Hit: "hit", &t.Miss: "miss"} {
		for i := range *list {
			text := &(*list)[i]
			text.Place = d.place(problem.List{{Path: fmt.Sprintf("%s.%s[%d]", path, key, i)}})[0]
			if text.Lang == "" {
				text.Lang = t.Lang
			}
		}
	}
}

// check tells, by path, what is wrong with the tests by themselves.
func (r RuleTests) check() (list problem.List) {
	if len(r.Tests) == 0 {
		list.Add("tests", "write tests: and below it a list, as in - {rule: corridor, hit: [The Zangezur corridor opened]}", "there are no tests")
	}
	for i, t := range r.Tests {
		path := fmt.Sprintf("tests[%d]", i)
		named := 0
		for _, name := range []string{t.Rule, t.Concept, t.Query} {
			if name != "" {
				named++
			}
		}
		if named != 1 {
			list.Add(path, "write one of rule, concept and query", "the test names %d things to be tested", named)
		}
		if len(t.Hit)+len(t.Miss) == 0 {
			list.Add(path, "write texts below hit: or miss:", "the test has no texts")
		}
		list = append(list, checkTexts(t.Hit, path+".hit", true)...)
		list = append(list, checkTexts(t.Miss, path+".miss", false)...)
	}
	return list
}

func checkTexts(texts []TestText, path string, hit bool) (list problem.List) {
	for i, t := range texts {
		at := fmt.Sprintf("%s[%d]", path, i)
		if t.Title+t.Summary+t.Text == "" && len(t.Tags)+len(t.Authors) == 0 && t.Source+t.Link == "" {
			list.Add(at, "write a text, or {title: …, text: …}", "the text is empty")
		}
		if !hit && len(t.Words) > 0 {
			list.Add(at+".words", "remove them", "a miss marks no words")
		}
		for j, word := range t.Words {
			if !t.has(word) {
				list.Add(fmt.Sprintf("%s.words[%d]", at, j), "write it as it stands there", "%s is not in the text", shown(word))
			}
		}
	}
	return list
}

// has tells whether words stand in any field.
func (t TestText) has(words string) bool {
	it := t.Item()
	for _, field := range []string{news.FieldTitle, news.FieldSummary, news.FieldText, news.FieldArticle, news.FieldAuthor, news.FieldTag,
		news.FieldSource, news.FieldCountry, news.FieldLang, news.FieldURL} {
		if strings.Contains(it.FieldValue(field), words) {
			return true
		}
	}
	return false
}

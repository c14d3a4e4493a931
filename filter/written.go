package filter

import (
	"fmt"
	"strings"
)

// written is a query of a configuration, with the rule or concept that it is
// part of. Paths, lines and columns are those of Compile.
type written struct {
	source
	rule, concept string // one of them is empty
	lang          string // of a concept's form
}

// readWritten compiles a configuration anew, with a vocabulary of its own, and
// gives all queries in it; nothing if there is any mistake.
func readWritten(c Config) ([]written, *Set) {
	set, problems := Compile(c)
	if len(problems) > 0 {
		return nil, nil
	}
	var out []written
	add := func(w written) {
		w.compile(set.reader) // once more, and without mistakes
		out = append(out, w)
	}
	for i, concept := range c.Concepts {
		for _, s := range concept.parts(fmt.Sprintf("concepts[%d]", i), &problems) {
			add(written{source: s, concept: concept.Name, lang: languageOf(s.path)})
		}
	}
	for i, rule := range c.Rules {
		path := fmt.Sprintf("rules[%d]", i)
		if len(rule.Terms) == 0 {
			add(written{source: source{path: path + ".query", text: rule.Query}, rule: rule.Name})
		}
		for j, t := range rule.Terms {
			add(written{source: source{path: fmt.Sprintf("%s.terms[%d].query", path, j), text: t.Query}, rule: rule.Name})
		}
	}
	return out, set
}

// languageOf gives the language of a form by its path: concepts[1].forms.az[0].
func languageOf(path string) string {
	_, lang, _ := strings.Cut(path, ".forms.")
	lang, _, _ = strings.Cut(lang, "[")
	return lang
}

// owner names the rule or concept for people.
func (w written) owner() string {
	if w.rule != "" {
		return "rule " + w.rule
	}
	return "concept " + w.concept
}

// alternatives gives the parts of which one is enough: those of an OR, or the
// expression itself.
func alternatives(e expr) []expr {
	if o, ok := e.(or); ok {
		return o.parts
	}
	return []expr{e}
}

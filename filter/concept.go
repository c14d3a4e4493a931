package filter

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"vedette/problem"
)

// maxForms bounds the terms of a concept with all the concepts it names, so
// that concepts of concepts cannot grow without end.
const maxForms = 20_000

// concept is a compiled Concept: the OR of its query and forms.
type concept struct {
	name string
	expr expr
	// Filled in by measure, once all concepts are bound.
	state  state
	size   int    // terms, with those of the concepts inside
	fields bool   // names a field itself
	regex  bool   // holds a regular expression
	text   string // the query with the versions of the concepts inside
}

// state of a concept while cycles are looked for.
type state int

const (
	unseen state = iota
	open
	measured
)

// source is a query of the configuration, and where it stands there.
type source struct {
	path string
	text string
	expr expr
	each bool // its places are counted
}

// conceptTable makes the concepts, still empty, so that queries can be bound
// to them in any order.
func conceptTable(concepts []Concept, problems *problem.List) map[string]*concept {
	known := make(map[string]*concept, len(concepts))
	first := map[string]int{}
	for i, c := range concepts {
		path := fmt.Sprintf("concepts[%d]", i)
		if !checkName(path, "concept", c.Name, problems) {
			continue
		}
		if j, twice := first[c.Name]; twice {
			problems.Add(path+".name", "give it another name or join the two", "concepts[%d] is named %q too", j, c.Name)
			continue
		}
		first[c.Name] = i
		known[c.Name] = &concept{name: c.Name}
	}
	return known
}

// maxName is the most code points that a name may have, or a label's value:
// they stand in keys of the store, which are bounded, and in alerts.
const maxName = 200

// checkName refuses names that could not stand after @ or in a path.
func checkName(path, what, name string, problems *problem.List) bool {
	switch {
	case name == "":
		problems.Add(path+".name", "write a short name, such as zangezur-corridor", "the %s has no name", what)
		return false
	case utf8.RuneCountInString(name) > maxName:
		problems.Add(path+".name", "shorten it", "the name has %d characters, the most is %d", utf8.RuneCountInString(name), maxName)
		return false
	case strings.ContainsFunc(name, func(r rune) bool { return !nameRune(r) }):
		problems.Add(path+".name", "use letters, digits, - _ and /", "the name %q holds other signs", name)
		return false
	}
	return true
}

// parts gives the sources of a concept: its query, then its forms by language.
func (c Concept) parts(path string, problems *problem.List) []source {
	var out []source
	if c.Query != "" {
		out = append(out, source{path: path + ".query", text: c.Query})
	}
	for _, lang := range sortedKeys(c.Forms) {
		where := path + ".forms." + lang
		if !isCode(lang) || lang != strings.ToLower(lang) {
			problems.Add(where, "write a language code, such as en, az or hy", "%q is no language code", lang)
		}
		for i, form := range c.Forms[lang] {
			out = append(out, source{path: fmt.Sprintf("%s[%d]", where, i), text: form})
		}
	}
	if len(out) == 0 {
		problems.Add(path, "write a query or forms", "the concept %q is empty", c.Name)
	}
	return out
}

// measure follows the concepts inside a concept and learns its size. If that
// leads back to a concept, it gives the circle of names. Trail is the names
// that led here.
func (c *concept) measure(trail []string) (circle string) {
	name := "@" + c.name
	trail = append(slices.Clone(trail), name)
	switch {
	case c.state == open:
		return strings.Join(trail[slices.Index(trail, name):], " -> ")
	case c.state == measured || c.expr == nil:
		return ""
	}
	c.state = open
	defer func() { c.state = measured }()
	versions := ""
	for e := range walk(c.expr) {
		switch e := e.(type) {
		case regex:
			c.size++
			c.regex = true
		case term, code:
			c.size++
		case scoped:
			c.fields = true
		case ref:
			if circle := e.concept.measure(trail); circle != "" {
				return circle
			}
			c.size = min(c.size+e.concept.size, maxForms+1)
			c.fields = c.fields || e.concept.fields
			c.regex = c.regex || e.concept.regex
			versions += e.concept.text
		}
	}
	c.text = shortHash(c.expr.String() + versions)
	return ""
}

// walk visits an expression and all its parts.
func walk(e expr) func(yield func(expr) bool) {
	return func(yield func(expr) bool) { visit(e, yield) }
}

func visit(e expr, yield func(expr) bool) bool {
	if !yield(e) {
		return false
	}
	for _, c := range e.children() {
		if !visit(c, yield) {
			return false
		}
	}
	return true
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

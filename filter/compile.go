package filter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"vedette/news"
	"vedette/problem"
)

// Compile reads all concepts and rules and reports all that is wrong with
// them; the set is nil if anything is. Paths are those of Config
// ("rules[2].query"), lines and columns count inside the query.
func Compile(c Config) (*Set, problem.List) {
	var problems problem.List
	known := conceptTable(c.Concepts, &problems)
	sources := compileConcepts(c.Concepts, known, &problems)
	problems = append(problems, checkConcepts(c.Concepts, known)...)
	rules, ruleSources := compileRules(c.Rules, known, &problems)
	for _, s := range append(sources, ruleSources...) {
		problems = append(problems, s.checkFields()...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	for i := range rules {
		rules[i].version = version(rules[i].expr)
	}
	return newSet(rules, known), nil
}

// compile parses a query and binds it to the concepts.
func (s *source) compile(known map[string]*concept) problem.List {
	e, faults := parse(s.text, known)
	s.expr = e
	return s.place(faults)
}

// maxFaults is how many mistakes of one query are told: a query with more is
// not a query, but something else put in its place.
const maxFaults = 20

// place turns faults into problems, in the order of the query.
func (s *source) place(faults []fault) problem.List {
	slices.SortStableFunc(faults, func(a, b fault) int { return cmp.Compare(a.at, b.at) })
	if over := len(faults) - maxFaults; over > 0 {
		rest := faultf(faults[maxFaults].at, "mend the ones before first", "the query has %d more mistakes from here on", over)
		faults = append(faults[:maxFaults], rest)
	}
	var out problem.List
	for _, f := range faults {
		out = append(out, f.problem(s.path, s.text))
	}
	return out
}

// compileConcepts fills the table in.
func compileConcepts(concepts []Concept, known map[string]*concept, problems *problem.List) []source {
	var out []source
	done := map[string]bool{}
	for i, c := range concepts {
		var forms []expr
		for _, s := range c.parts(fmt.Sprintf("concepts[%d]", i), problems) {
			*problems = append(*problems, s.compile(known)...)
			if s.expr != nil {
				forms = append(forms, s.expr)
				out = append(out, s)
			}
		}
		if len(forms) > 0 && known[c.Name] != nil && !done[c.Name] {
			known[c.Name].expr = anyOf(forms)
			done[c.Name] = true
		}
	}
	return out
}

// checkConcepts refuses circles of concepts and those that grow too large.
func checkConcepts(concepts []Concept, known map[string]*concept) problem.List {
	var problems problem.List
	for i, c := range concepts {
		this := known[c.Name]
		if this == nil {
			continue
		}
		path := fmt.Sprintf("concepts[%d]", i)
		if cycle := this.measure(nil); cycle != "" {
			problems.Add(path, "take one of these references away", "concepts name each other in a circle: %s", cycle)
		} else if this.size > maxForms {
			problems.Add(path, "divide it", "the concept has more than %d terms with the concepts inside it", maxForms)
		}
	}
	return problems
}

// checkFields refuses a field in front of a concept that names fields.
func (s *source) checkFields() problem.List {
	var faults []fault
	for e := range walk(s.expr) {
		outer, ok := e.(scoped)
		if !ok {
			continue
		}
		for inside := range walk(outer.part) {
			if r, ok := inside.(ref); ok && r.concept.fields {
				faults = append(faults, faultf(r.place(), "write @"+r.concept.name+" without "+outer.field+":",
					"@%s names fields itself and cannot stand inside %s:", r.concept.name, outer.field))
			}
		}
	}
	return s.place(faults)
}

// compileRules compiles the rules and checks what else they say.
func compileRules(rules []Rule, known map[string]*concept, problems *problem.List) ([]compiled, []source) {
	var out []compiled
	var sources []source
	first := map[string]int{}
	for i, r := range rules {
		path := fmt.Sprintf("rules[%d]", i)
		if checkName(path, "rule", r.Name, problems) {
			if j, twice := first[r.Name]; twice {
				problems.Add(path+".name", "give it another name", "rules[%d] is named %q too", j, r.Name)
			} else {
				first[r.Name] = i
			}
		}
		r.Severity = cmp.Or(r.Severity, news.Medium)
		r.check(path, problems)
		s := source{path: path + ".query", text: []rune(r.Query)}
		*problems = append(*problems, s.compile(known)...)
		if s.expr != nil {
			out = append(out, compiled{Rule: r, expr: s.expr})
			sources = append(sources, s)
		}
	}
	return out, sources
}

// check looks at the severity and the labels.
func (r Rule) check(path string, problems *problem.List) {
	if r.Severity.Rank() < 0 {
		problems.Add(path+".severity", "write low, medium, high or critical", "%q is no severity", string(r.Severity))
	}
	for _, label := range sortedKeys(r.Labels) {
		where := path + ".labels." + label
		name, value := utf8.RuneCountInString(label), utf8.RuneCountInString(r.Labels[label])
		switch {
		case name > maxName:
			problems.Add(where, "shorten it", "the label's name has %d characters, the most is %d", name, maxName)
		case value > maxName:
			problems.Add(where, "shorten it", "the label's value has %d characters, the most is %d", value, maxName)
		case slices.Contains(news.ReservedLabels(), label):
			problems.Add(where, "use another name, such as topic", "vedette sets the label %q itself", label)
		case label == "" || strings.ContainsFunc(label, func(c rune) bool { return !nameRune(c) }):
			problems.Add(where, "use letters, digits, - _ and /", "the label's name %q is empty or holds other signs", label)
		}
	}
}

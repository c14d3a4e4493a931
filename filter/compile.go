package filter

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"vedette/news"
	"vedette/problem"
)

// Compile reads all concepts and rules and reports all that is wrong with
// them; the set is nil if anything is. Paths are those of Config
// ("rules[2].query"), lines and columns count inside the query.
func Compile(c Config) (*Set, problem.List) {
	var problems problem.List
	rd := reader{concepts: conceptTable(c.Concepts, &problems), vocabulary: newVocabulary()}
	sources := compileConcepts(c.Concepts, rd, &problems)
	rd.circular = checkConcepts(c.Concepts, rd.concepts)
	problems = append(problems, rd.circular...)
	for _, s := range sources {
		problems = append(problems, s.checkBound(rd)...)
	}
	rules, wrong := compileRules(c.Rules, rd)
	problems = append(problems, wrong...)
	if len(problems) > 0 {
		return nil, problems
	}
	return newSet(rules, rd), nil
}

// compileRule compiles one rule more for a set; the concepts are the set's.
// Paths are those of the rule ("query").
func (rd reader) compileRule(r Rule) (compiled, problem.List) {
	rules, problems := compileRules([]Rule{r}, rd)
	for i := range problems {
		problems[i].Path = strings.TrimPrefix(problems[i].Path, "rules[0].")
	}
	if len(problems) > 0 {
		return compiled{}, problems
	}
	return rules[0], nil
}

// compile parses a query and binds it to the concepts.
func (s *source) compile(rd reader) problem.List {
	e, faults := rd.parse(s.text)
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
		rest := faultf(faults[maxFaults].at, "mend the ones before first", "the query has %s from here on", news.Count(over, "more mistake"))
		faults = append(faults[:maxFaults], rest)
	}
	var out problem.List
	for _, f := range faults {
		out = append(out, f.problem(s.path, s.text))
	}
	return out
}

// compileConcepts fills the table in.
func compileConcepts(concepts []Concept, rd reader, problems *problem.List) []source {
	var out []source
	done := map[string]bool{}
	for i, c := range concepts {
		var forms []expr
		for _, s := range c.parts(fmt.Sprintf("concepts[%d]", i), problems) {
			*problems = append(*problems, s.compile(rd)...)
			if s.expr != nil {
				forms = append(forms, s.expr)
				out = append(out, s)
			}
		}
		if this := rd.concepts[c.Name]; len(forms) > 0 && this != nil && !done[c.Name] {
			this.expr = anyOf(forms)
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

// checkBound looks at what can only be told when the concepts are known.
func (s *source) checkBound(rd reader) problem.List {
	if len(rd.circular) > 0 || s.expr == nil {
		return nil
	}
	faults := append(checkFields(s.expr), checkOperands(s.expr, true)...)
	if s.each {
		faults = append(faults, uncounted(s.expr, true)...)
	}
	return s.place(faults)
}

// checkFields refuses a field in front of a concept that names fields.
func checkFields(e expr) (faults []fault) {
	for part := range walk(e) {
		outer, ok := part.(scoped)
		if !ok {
			continue
		}
		for inside := range walk(outer.part) {
			r, ok := inside.(ref)
			switch {
			case ok && r.concept.fields:
				faults = append(faults, faultf(r.place(), "write @"+r.concept.name+" without "+outer.field+":",
					"@%s names fields itself and cannot stand inside %s:", r.concept.name, outer.field))
			case ok && r.concept.regex && outer.field == "lead":
				faults = append(faults, faultf(r.place(), "write body:@"+r.concept.name,
					"@%s holds a regular expression, which has no place in %s:", r.concept.name, outer.field))
			}
		}
	}
	return faults
}

// compileRules compiles the rules, on all processors, and checks what else
// they say.
func compileRules(rules []Rule, rd reader) ([]compiled, problem.List) {
	made := make([]compiled, len(rules))
	wrong := make([]problem.List, len(rules))
	checkNames(rules, wrong)
	share(len(rules), func(from, to int) {
		rd := rd
		rd.cut, rd.spare = map[cutTerm][]termID{}, new(spare)
		for i := from; i < to; i++ {
			made[i] = rules[i].made(fmt.Sprintf("rules[%d]", i), rd, &wrong[i])
		}
	})
	return made, slices.Concat(wrong...)
}

// checkNames reports names that are none or are taken.
func checkNames(rules []Rule, wrong []problem.List) {
	first := make(map[string]int, len(rules))
	for i, r := range rules {
		path := fmt.Sprintf("rules[%d]", i)
		if !checkName(path, "rule", r.Name, &wrong[i]) {
			continue
		}
		if j, twice := first[r.Name]; twice {
			wrong[i].Add(path+".name", "give it another name", "rules[%d] is named %q too", j, r.Name)
			continue
		}
		first[r.Name] = i
	}
}

// shareLeast is the least number of rules that a goroutine is worth.
const shareLeast = 500

// share has work done on parts of 0 to n, at once where there is enough of it.
func share(n int, work func(from, to int)) {
	part := max(shareLeast, (n+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for from := 0; from < n; from += part {
		group.Go(func() { work(from, min(n, from+part)) })
	}
	group.Wait()
}

// made compiles one rule; what is wrong with it is added to problems.
func (r Rule) made(path string, rd reader, problems *problem.List) compiled {
	r.Severity = cmp.Or(r.Severity, news.Medium)
	r.check(path, problems)
	e, sources := r.compile(path, rd, problems)
	if e == nil {
		return compiled{}
	}
	for _, s := range sources {
		*problems = append(*problems, s.checkBound(rd)...)
	}
	if len(*problems) > 0 {
		return compiled{}
	}
	return compiled{Rule: r, expr: e, version: version(e)}
}

// compile reads the query of the rule, or its terms; the expression is nil if
// anything is wrong with them.
func (r Rule) compile(path string, rd reader, problems *problem.List) (expr, []source) {
	if len(r.Terms) > 0 {
		return r.compileTerms(path, rd, problems)
	}
	if r.Threshold != 0 {
		problems.Add(path+".threshold", "leave it away, or write terms with weights in place of the query", "a threshold stands without terms")
	}
	s := source{path: path + ".query", text: r.Query}
	*problems = append(*problems, s.compile(rd)...)
	return s.expr, []source{s}
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

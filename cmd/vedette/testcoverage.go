package main

import (
	"fmt"
	"strings"

	"vedette/filter"
	"vedette/news"
)

// ruleCoverage is how many clauses of a rule or concept its tests met, as test
// --json prints it.
type ruleCoverage struct {
	Level   string `json:"level"`
	Rule    string `json:"rule,omitempty"`
	Concept string `json:"concept,omitempty"`
	Clauses int    `json:"clauses"`
	Met     int    `json:"met"`
	// Never are the clauses that no text met.
	Never []string `json:"never,omitempty"`
}

// coverage counts the clauses of all rules and concepts, in their order. Those
// that no test is about are in it, with no clause met.
func (r *testRun) coverage() (out []ruleCoverage) {
	for i, c := range r.survey.Clauses {
		if c.Kind != filter.PartOfQuery {
			out = append(out, ruleCoverage{Level: "coverage", Rule: c.Rule, Concept: c.Concept})
			continue
		}
		last := &out[len(out)-1]
		last.Clauses++
		if r.met[i] {
			last.Met++
		} else {
			last.Never = append(last.Never, c.Text)
		}
	}
	return out
}

// untested lists the rules that no test is about; those of channels are not
// asked for.
func (r *testRun) untested() (out []string) {
	named := map[string]bool{}
	for i, c := range r.survey.Clauses {
		named[c.Rule] = named[c.Rule] || r.tested[i]
	}
	for _, rule := range r.loaded.Config.Rules {
		if !named[rule.Name] {
			out = append(out, rule.Name)
		}
	}
	return out
}

// testSummary is the last line of test --json.
type testSummary struct {
	Level    string   `json:"level"`
	Tests    int      `json:"tests"`
	Texts    int      `json:"texts"`
	Failures int      `json:"failures"`
	Clauses  int      `json:"clauses"`
	Met      int      `json:"met"`
	Untested []string `json:"untested,omitempty"`
}

// summary tells the coverage and the result, which is an error if any text
// failed.
func (r *testRun) summary() error {
	s := testSummary{"summary", r.tests, r.texts, r.failures + r.wrong, 0, 0, r.untested()}
	t := newTable("CLAUSES", "MET", "OF", "NEVER MET")
	for _, c := range r.coverage() {
		s.Clauses += c.Clauses
		s.Met += c.Met
		if wantsJSON(r.cmd) {
			if err := printJSON(r.cmd.OutOrStdout(), c); err != nil {
				return err
			}
			continue
		}
		name := "rule " + c.Rule
		if c.Concept != "" {
			name = "concept " + c.Concept
		}
		t.add(fmt.Sprint(c.Clauses), percent(c.Met, c.Clauses), name, oneLine(strings.Join(c.Never, ", ")))
	}
	if err := r.printSummary(s, t); err != nil {
		return err
	}
	if s.Failures > 0 {
		return errReported
	}
	return nil
}

func (r *testRun) printSummary(s testSummary, t *table) error {
	out := r.cmd.OutOrStdout()
	if wantsJSON(r.cmd) {
		return printJSON(out, s)
	}
	if r.verbose {
		if err := t.print(out); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "coverage: %d of %s met by a text (%s)\n", s.Met, news.Count(s.Clauses, "clause"), percent(s.Met, s.Clauses))
	if len(s.Untested) > 0 {
		fmt.Fprintf(out, "no test of: %s\n", strings.Join(s.Untested, ", "))
	}
	result := "all well"
	if s.Failures > 0 {
		result = news.Count(s.Failures, "failure")
	}
	_, err := fmt.Fprintf(out, "%s, %s: %s\n", news.Count(s.Tests, "test"), news.Count(s.Texts, "text"), result)
	return err
}

// percent writes a share; of nothing it is all.
func percent(part, whole int) string {
	if whole == 0 {
		return "100 %"
	}
	return fmt.Sprintf("%d %%", 100*part/whole)
}

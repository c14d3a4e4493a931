package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/filter"
	"vedette/news"
	"vedette/problem"
)

func newTest() *cobra.Command {
	var verbose bool
	cmd := &cobra.Command{
		Use:   "test [FILE...]",
		Short: "Run rule tests: texts that rules must hit and texts they must miss",
		Long: `test reads files of texts that rules must hit or miss, by default every
*.test.yaml beside the configuration, and tells every text that the rules get
wrong, and how many of their clauses the texts exercise. It ends with 1 if any
text fails. docs/RULETESTS.md tells how to write such a file.

  tests:
    - rule: zangezur-corridor
      lang: ru
      hit: ["Зангезурский коридор открыт."]
      miss: ["Коридор гостиницы открыт."]`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			loaded, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			if len(paths) == 0 {
				if paths, err = testFiles(cmd); err != nil {
					return err
				}
			}
			r := newTestRun(cmd, loaded, verbose)
			for _, path := range paths {
				if err := r.file(path); err != nil {
					return err
				}
			}
			return r.summary()
		},
	}
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "list every rule with the clauses that no text exercises")
	jsonFlag(cmd)
	return cmd
}

// testFiles gives the rule tests beside the configuration.
func testFiles(cmd *cobra.Command) ([]string, error) {
	pattern := filepath.Join(filepath.Dir(configPath(cmd)), "*.test.yaml")
	paths, err := filepath.Glob(pattern)
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("there are no rule tests %s: write one as docs/RULETESTS.md tells, or name a file", pattern)
	}
	return paths, err
}

// testRun is one run of all rule tests.
type testRun struct {
	cmd     *cobra.Command
	loaded  *config.Loaded
	verbose bool

	survey *filter.Survey
	tested []bool // clauses that a test is about
	met    []bool // and that one of its texts met

	tests, texts, failures int
	wrong                  int // problems of the files themselves
}

func newTestRun(cmd *cobra.Command, loaded *config.Loaded, verbose bool) *testRun {
	s := filter.NewSurvey(loaded.Rules())
	return &testRun{cmd: cmd, loaded: loaded, verbose: verbose, survey: s,
		tested: make([]bool, len(s.Clauses)), met: make([]bool, len(s.Clauses))}
}

func (r *testRun) file(path string) error {
	tests, err := config.LoadRuleTests(path)
	if err != nil {
		return reportProblems(r.cmd, err)
	}
	for _, t := range tests.Tests {
		r.tests++
		s, err := r.subject(t)
		if err != nil {
			p := t.Place
			p.Path, p.Message = "", err.Error()
			r.report(p, t, "")
			r.wrong++
			continue
		}
		for _, text := range t.Hit {
			r.text(t, s, text, true)
		}
		for _, text := range t.Miss {
			r.text(t, s, text, false)
		}
	}
	return nil
}

// subject is what a test tries, and the clauses that it consists of.
type subject struct {
	explain func(*news.Item) filter.Explanation
	clauses []int
}

func (r *testRun) subject(t config.RuleTest) (subject, error) {
	query := t.Query
	switch {
	case t.Rule != "":
		only, err := r.loaded.Filter.Only(t.Rule)
		if err != nil {
			return subject{}, err
		}
		return subject{func(it *news.Item) filter.Explanation {
			e, _ := only.Explain(t.Rule, it) // the rule is there
			return e
		}, r.survey.Of(t.Rule)}, nil
	case t.Concept != "":
		query = "@" + t.Concept
	}
	q, err := r.loaded.Filter.Query(query)
	if err != nil {
		return subject{}, err
	}
	return subject{q.Explain, r.survey.OfConcept(t.Concept)}, nil
}

// text tries one text.
func (r *testRun) text(t config.RuleTest, s subject, text config.TestText, hit bool) {
	r.texts++
	it := text.Item()
	e := s.explain(it)
	r.cover(s.clauses, it)
	p := text.Place
	p.Path = ""
	switch {
	case hit && !e.Met:
		p.Message = fmt.Sprintf("%s should hit and does not: %s", t.Name(), oneLine(e.Why()))
	case !hit && e.Met:
		p.Message = fmt.Sprintf("%s should miss and hits: %s marks %s", t.Name(), oneLine(e.Clause), words(e.Spans))
	default:
		if missing := unmarked(text.Words, e.Spans); len(missing) > 0 {
			p.Message = fmt.Sprintf("%s does not mark %s, but %s", t.Name(), strings.Join(missing, ", "), words(e.Spans))
			break
		}
		return
	}
	r.failures++
	p.Hint = cut(oneLine(strings.Join([]string{it.Title, it.Summary, it.Text}, " ")), maxQuoted)
	r.report(p, t, e.Clause)
}

// maxQuoted is how much of a text that failed is shown, in code points.
const maxQuoted = 100

// cover notes which clauses a text met, of those that its test is about.
func (r *testRun) cover(clauses []int, it *news.Item) {
	met := r.survey.Met(it)
	for _, i := range clauses {
		r.tested[i] = true
		if _, found := slices.BinarySearch(met, i); found {
			r.met[i] = true
		}
	}
}

// unmarked gives the words that stand in no span.
func unmarked(words []string, spans []news.Span) (out []string) {
	for _, w := range words {
		if !slices.ContainsFunc(spans, func(s news.Span) bool { return strings.Contains(s.Text, w) }) {
			out = append(out, w)
		}
	}
	return out
}

// failure is one text that a rule gets wrong, as test --json prints it.
type failure struct {
	Level   string `json:"level"`
	Rule    string `json:"rule,omitempty"`
	Concept string `json:"concept,omitempty"`
	Query   string `json:"query,omitempty"`
	Clause  string `json:"clause,omitempty"`
	problem.Problem
}

func (r *testRun) report(p problem.Problem, t config.RuleTest, clause string) {
	if wantsJSON(r.cmd) {
		_ = printJSON(r.cmd.OutOrStdout(), failure{"failure", t.Rule, t.Concept, t.Query, clause, p})
		return
	}
	if p.Hint != "" {
		p.Message, p.Hint = p.Message+": “"+p.Hint+"”", ""
	}
	fmt.Fprintln(r.cmd.OutOrStdout(), p.Error())
}

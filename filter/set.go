package filter

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"

	"vedette/news"
	"vedette/problem"
)

// Set is a compiled configuration. It is immutable and safe for concurrent
// use.
type Set struct {
	rules    []compiled
	index    index
	concepts map[string]*concept
}

// compiled is a rule that can be matched.
type compiled struct {
	Rule
	expr    expr
	version string
}

// Rules gives the rules in the order of the configuration, with their
// severities filled in. The maps in them must not be changed.
func (s *Set) Rules() []Rule {
	out := make([]Rule, len(s.rules))
	for i, r := range s.rules {
		out[i] = r.Rule
	}
	return out
}

// Only gives a set with that one rule. An unknown name is an error that names
// the nearest one.
func (s *Set) Only(rule string) (*Set, error) {
	names := make([]string, len(s.rules))
	for i, r := range s.rules {
		if r.Name == rule {
			return newSet([]compiled{r}, s.concepts), nil
		}
		names[i] = r.Name
	}
	if meant := problem.Nearest(rule, names); meant != "" {
		return nil, fmt.Errorf("there is no rule %q: did you mean %q", rule, meant)
	}
	return nil, fmt.Errorf("there is no rule %q", rule)
}

func newSet(rules []compiled, concepts map[string]*concept) *Set {
	return &Set{rules: rules, index: newIndex(rules), concepts: concepts}
}

// Match gives a hit for each rule that the item meets, in the order of the
// rules. All of a hit is filled in but Seq and At, which are the caller's.
func (s *Set) Match(it *news.Item) []news.Hit {
	var hits []news.Hit
	r := read(it)
	for _, i := range s.index.candidates(r) {
		rule := &s.rules[i]
		if !rule.expr.meets(r, inAnywhere) {
			continue
		}
		clause, spans := reason(rule.expr, r)
		hits = append(hits, news.Hit{
			ID: news.HitID(rule.Name, it.ID), ItemID: it.ID, Revision: it.Revision,
			Rule: rule.Name, Version: rule.version,
			Severity: rule.Severity, Labels: maps.Clone(rule.Labels), Quiet: rule.Quiet,
			Clause: clause, Spans: spans,
		})
	}
	return hits
}

// Query is one compiled query that is no rule. It is safe for concurrent use.
type Query struct{ expr expr }

// Query compiles a free query, in which the set's concepts can be used. The
// error is a problem.List.
func (s *Set) Query(q string) (*Query, error) {
	src := source{text: []rune(q)}
	if problems := src.compile(s.concepts); len(problems) > 0 {
		return nil, problems
	}
	if problems := src.checkFields(); len(problems) > 0 {
		return nil, problems
	}
	return &Query{src.expr}, nil
}

// String writes the query in its plain form.
func (q *Query) String() string { return q.expr.String() }

// Match tells whether the item meets the query, and why, as a hit does.
func (q *Query) Match(it *news.Item) (clause string, spans []news.Span, ok bool) {
	r := read(it)
	if !q.expr.meets(r, inAnywhere) {
		return "", nil, false
	}
	clause, spans = reason(q.expr, r)
	return clause, spans, true
}

// version changes when what a query looks for changes, in it or in the
// concepts it names.
func version(e expr) string {
	text := e.String()
	for part := range walk(e) {
		if r, ok := part.(ref); ok {
			text += " " + r.concept.text
		}
	}
	return shortHash(text)
}

// shortHash gives 12 hex digits: enough to tell the versions of one rule.
func shortHash(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:6])
}

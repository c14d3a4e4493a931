package filter

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/bits"
	"time"

	"vedette/news"
	"vedette/problem"
)

// Set is a compiled configuration. It is immutable and safe for concurrent
// use; With and Without give changed sets that share most of their memory with
// it, so that a change takes less than a millisecond whatever the number of
// rules.
type Set struct {
	rules  ruleList
	gone   int // how many were taken out
	index  index
	reader reader
}

// compiled is a rule that can be matched.
type compiled struct {
	Rule
	expr    expr
	version string
}

func newSet(rules []compiled, rd reader) *Set {
	list := make([]*compiled, len(rules))
	for i := range rules {
		list[i] = &rules[i]
	}
	return indexedSet(list, rd)
}

func indexedSet(rules []*compiled, rd reader) *Set {
	return &Set{rules: newRuleList(rules), index: newIndex(rules, rd.vocabulary.costs(), int(rd.vocabulary.size.Load())), reader: rd}
}

// Tuned gives the same rules, indexed anew by what is rare in the items that
// this set and those it comes from have met until now: it matches faster if
// these were a few hundred or more.
func (s *Set) Tuned() *Set { return indexedSet(s.rules.live(), s.reader) }

// With gives a set that has this rule as well, or in place of the one with the
// same name. Paths of problems are those of the rule ("query").
func (s *Set) With(rule Rule) (*Set, problem.List) {
	c, problems := s.reader.compileRule(rule)
	if len(problems) > 0 {
		return nil, problems
	}
	out := *s
	i := s.index.names.find(rule.Name, s.rules)
	if i < 0 {
		i = s.rules.count
		out.index.names = s.index.names.with(rule.Name, i)
	}
	out.rules = s.rules.with(i, &c)
	out.index = out.index.put(i, c.expr, s.reader.vocabulary.cost)
	return &out, nil
}

// Without gives a set that has no rule of that name.
func (s *Set) Without(name string) *Set {
	i := s.index.names.find(name, s.rules)
	if i < 0 {
		return s
	}
	out := *s
	out.rules = s.rules.with(i, nil)
	out.gone++
	if out.gone > out.rules.count/2 {
		return out.Tuned()
	}
	out.index = s.index.put(i, nil, nil)
	return &out
}

// Rules gives the rules in the order of the configuration, with their
// severities filled in. The maps in them must not be changed.
func (s *Set) Rules() []Rule {
	out := make([]Rule, 0, s.rules.count-s.gone)
	for _, r := range s.rules.live() {
		out = append(out, r.Rule)
	}
	return out
}

// Only gives a set with that one rule. An unknown name is an error that names
// the nearest one.
func (s *Set) Only(rule string) (*Set, error) {
	if i := s.index.names.find(rule, s.rules); i >= 0 {
		return indexedSet([]*compiled{s.rules.at(i)}, s.reader), nil
	}
	var names []string
	for _, r := range s.rules.live() {
		names = append(names, r.Name)
	}
	if meant := problem.Nearest(rule, names); meant != "" {
		return nil, fmt.Errorf("there is no rule %q: did you mean %q", rule, meant)
	}
	return nil, fmt.Errorf("there is no rule %q", rule)
}

// Effort is what it took to match an item.
type Effort struct {
	Candidates int // rules that the index gave
	Evaluated  int // those that the item has the words for, and were read
	Hits       int
}

// Add sums two efforts up.
func (e *Effort) Add(more Effort) {
	e.Candidates += more.Candidates
	e.Evaluated += more.Evaluated
	e.Hits += more.Hits
}

// Match gives a hit for each rule that the item meets, in the order of the
// rules. All of a hit is filled in but Seq and At, which are the caller's.
func (s *Set) Match(it *news.Item) []news.Hit {
	var hits []news.Hit
	s.find(it, func(r *reading, rule *compiled) {
		r.locate()
		clause, spans := reason(rule.expr, r)
		hits = append(hits, news.Hit{
			ID: news.HitID(rule.Name, it.ID), Feed: it.Feed, ItemID: it.ID, Revision: it.Revision,
			Rule: rule.Name, Version: rule.version,
			Severity: rule.Severity, Labels: maps.Clone(rule.Labels), Quiet: rule.Quiet,
			Clause: clause, Spans: spans,
		})
	})
	return hits
}

// Count matches an item and tells what it took, without the hits.
func (s *Set) Count(it *news.Item) Effort { return s.find(it, func(*reading, *compiled) {}) }

// find calls hit for each rule that the item meets, in order.
func (s *Set) find(it *news.Item, hit func(*reading, *compiled)) Effort {
	r := read(it, s.reader.vocabulary)
	defer r.done()
	var spent Effort
	s.index.candidates(r, s.rules.count)
	for at, marks := range r.chosen {
		for ; marks != 0; marks &= marks - 1 {
			i := at<<6 + bits.TrailingZeros64(marks)
			spent.Candidates++
			if !gate(s.index.gates.at(i)).pass(r) {
				continue
			}
			spent.Evaluated++
			if rule := s.rules.at(i); rule.expr.meets(r, everywhere) {
				spent.Hits++
				hit(r, rule)
			}
		}
	}
	return spent
}

// Query is one compiled query that is no rule. It is safe for concurrent use.
type Query struct {
	expr       expr
	vocabulary *vocabulary
}

// Query compiles a free query, in which the set's concepts can be used. The
// error is a problem.List.
func (s *Set) Query(q string) (*Query, error) {
	e, v, problems := s.reader.compileQuery(q, time.Now())
	if len(problems) > 0 {
		return nil, problems
	}
	return &Query{e, v}, nil
}

// String writes the query in its plain form.
func (q *Query) String() string { return q.expr.String() }

// Match tells whether the item meets the query, and why, as a hit does.
func (q *Query) Match(it *news.Item) (clause string, spans []news.Span, ok bool) {
	r := read(it, q.vocabulary)
	defer r.done()
	if !q.expr.meets(r, everywhere) {
		return "", nil, false
	}
	r.locate()
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

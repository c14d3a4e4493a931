package filter

import (
	"fmt"
	"strconv"
	"strings"

	"vedette/problem"
)

// Weighted is one of the terms of a rule that adds up a score.
type Weighted struct {
	Query string `yaml:"query,omitempty" json:"query,omitempty" jsonschema:"description=A query in the rule language"`
	// Weight is added when the query is met; it may be negative.
	Weight int `yaml:"weight,omitempty" json:"weight,omitempty" jsonschema:"description=What it adds to the score; may be negative"`
	// Each adds the weight for every place in the item, not once.
	Each bool `yaml:"each,omitempty" json:"each,omitempty" jsonschema:"description=Add the weight for every place and not once"`
}

// scored is the query of a rule with terms: it is met when the weights of the
// terms that are met add up to the threshold.
type scored struct {
	terms     []weighted
	threshold int
}

type weighted struct {
	part   expr
	weight int
	each   bool
}

func (e scored) place() int { return 0 }

func (e scored) children() []expr {
	out := make([]expr, len(e.terms))
	for i, t := range e.terms {
		out[i] = t.part
	}
	return out
}

func (e scored) positive() bool { return true } // or the rule has a fault

// String writes all that the rule's version depends on.
func (e scored) String() string {
	written := make([]string, len(e.terms))
	for i, t := range e.terms {
		written[i] = t.String()
	}
	return "score of " + strings.Join(written, ", ") + " at least " + strconv.Itoa(e.threshold)
}

func (t weighted) String() string {
	times := ""
	if t.each {
		times = " each"
	}
	return fmt.Sprintf("%s (%+d%s)", t.part, t.weight, times)
}

// One of the terms that add something must be met.
func (e scored) needs(c costs) [][]termID {
	var parts []expr
	for _, t := range e.terms {
		if t.weight > 0 {
			parts = append(parts, t.part)
		}
	}
	return anyNeeds(parts, c)
}

func (e scored) meets(r *reading, w window) bool {
	sum := 0
	for _, t := range e.terms {
		sum += t.weight * t.times(r, w)
	}
	return sum >= e.threshold
}

// times gives how often the weight counts.
func (t weighted) times(r *reading, w window) int {
	switch {
	case t.each:
		return int(count(r, t.part, w))
	case t.part.meets(r, w):
		return 1
	}
	return 0
}

func (e scored) fired(r *reading, w window, s *spans) expr {
	sum := 0
	var told []string
	for _, t := range e.terms {
		n := t.times(r, w)
		if n == 0 {
			continue
		}
		sum += n * t.weight
		into := s
		if t.weight < 0 {
			into = &spans{} // what speaks against it is no reason to mark
		}
		entry := fmt.Sprintf("%s (%+d", t.part.fired(r, w, into), t.weight)
		if n > 1 {
			entry += " × " + strconv.Itoa(n)
		}
		told = append(told, entry+")")
	}
	return sums{e, strings.Join(told, ", ") + " = " + strconv.Itoa(sum) + " of " + strconv.Itoa(e.threshold)}
}

// sums is what is left of a score in a reason.
type sums struct {
	scored
	told string
}

func (e sums) String() string { return e.told }

// uncounted tells of the part of a term that is met at no place to count.
func uncounted(e expr, bound bool) []fault {
	culprit, _ := misplaced(e, bound)
	if culprit == nil {
		return nil
	}
	return []fault{faultf(culprit.place(), "leave each away, or write words, phrases and alternatives of these", "%s has no places to count", culprit)}
}

// maxWeight bounds weights and thresholds, so that no sum can overflow.
const maxWeight = 1_000_000

// compileTerms reads the terms of a rule.
func (r Rule) compileTerms(path string, rd reader, problems *problem.List) (expr, []source) {
	if r.Query != "" {
		problems.Add(path+".query", "keep one of them", "the rule has a query and terms")
	}
	out := scored{threshold: r.Threshold}
	var sources []source
	most := 0
	for i, t := range r.Terms {
		where := fmt.Sprintf("%s.terms[%d]", path, i)
		s := source{path: where + ".query", text: t.Query, each: t.Each}
		*problems = append(*problems, s.compile(rd)...)
		if t.Weight == 0 || t.Weight > maxWeight || t.Weight < -maxWeight {
			problems.Add(where+".weight", "write a number such as 5 or -5", "the weight is %d", t.Weight)
		}
		if s.expr == nil {
			continue
		}
		if faults := uncounted(s.expr, false); t.Each && faults != nil {
			*problems = append(*problems, s.place(faults)...)
			continue
		}
		if most += max(t.Weight, 0); t.Each && t.Weight > 0 {
			most = maxWeight
		}
		out.terms = append(out.terms, weighted{s.expr, t.Weight, t.Each})
		sources = append(sources, s)
	}
	switch {
	case r.Threshold < 1 || r.Threshold > maxWeight:
		problems.Add(path+".threshold", "write a number of 1 or more", "the threshold is %d", r.Threshold)
	case len(out.terms) < len(r.Terms):
		return nil, nil
	case most < r.Threshold:
		problems.Add(path+".threshold", "make it smaller, or the weights larger", "all weights together are %d and never reach the threshold of %d", most, r.Threshold)
	}
	return out, sources
}

package filter

import (
	"slices"

	"vedette/news"
	"vedette/problem"
)

// Clause is a part of a configuration that an item can meet by itself: a whole
// rule or concept, or a word, phrase, code, NEAR and so on inside one.
type Clause struct {
	Kind ClauseKind `json:"kind"`
	// Rule or Concept names what it is part of; Lang is the language of the
	// concept's form, empty where it stands in none.
	Rule    string `json:"rule,omitempty"`
	Concept string `json:"concept,omitempty"`
	Lang    string `json:"lang,omitempty"`
	// Text is the clause in the rule language; of a whole rule or concept it
	// is empty.
	Text string `json:"text,omitempty"`
	// Form is the number, from 0, of the alternative of its query that the
	// clause is part of.
	Form int `json:"form"`
	// Alone tells that the clause meets its rule or concept without others.
	Alone bool `json:"alone,omitempty"`
	// Excluded tells that it stands behind NOT.
	Excluded bool `json:"excluded,omitempty"`
	// Place is where it stands, as Compile tells places.
	Place problem.Problem `json:"-"`
}

// ClauseKind says how much of a rule or concept a clause is.
type ClauseKind string

// The kinds of clauses.
const (
	WholeRule    ClauseKind = "rule"
	WholeConcept ClauseKind = "concept"
	PartOfQuery  ClauseKind = "part"
)

// Survey tells which clauses of a configuration items meet: for test coverage,
// and for clauses that never fire or fire always. It evaluates each clause on
// its own, in time proportional to their number, and is safe for concurrent
// use.
type Survey struct {
	// Clauses are those of the concepts and then of the rules, in the order
	// of the configuration; those inside a NEAR follow it.
	Clauses []Clause

	parts      []surveyed
	vocabulary *vocabulary
	concepts   map[string]*concept
	rules      map[string]expr
}

// surveyed is a clause as it is evaluated: where it looks, and the NEAR that it
// stands in, -1 if none.
type surveyed struct {
	expr  expr
	in    window
	under int
}

// NewSurvey takes stock of a sound configuration. Of one with mistakes it has
// no clauses.
func NewSurvey(c Config) *Survey {
	queries, set := readWritten(c)
	if set == nil {
		return &Survey{vocabulary: newVocabulary()}
	}
	s := &Survey{vocabulary: set.reader.vocabulary, concepts: set.reader.concepts, rules: map[string]expr{}}
	for _, r := range set.rules.live() {
		s.rules[r.Name] = r.expr
	}
	last := ""
	for _, w := range queries {
		if w.owner() != last {
			last = w.owner()
			s.addWhole(w)
		}
		root := Clause{Kind: PartOfQuery, Rule: w.rule, Concept: w.concept, Lang: w.lang}
		for i, part := range alternatives(w.expr) {
			root.Form, root.Alone = i, true
			s.add(w, root, part, surveyed{part, everywhere, -1})
		}
	}
	return s
}

// addWhole adds the rule or concept itself.
func (s *Survey) addWhole(w written) {
	c := Clause{Kind: WholeRule, Rule: w.rule, Place: problem.Problem{Path: w.path}}
	e := s.rules[w.rule]
	if w.concept != "" {
		c.Kind, c.Concept, e = WholeConcept, w.concept, s.concepts[w.concept].expr
	}
	s.Clauses = append(s.Clauses, c)
	s.parts = append(s.parts, surveyed{e, everywhere, -1})
}

// add adds the clauses of a part: the part itself if it is met at places or by
// a value, and those inside it.
func (s *Survey) add(w written, c Clause, e expr, at surveyed) {
	at.expr = e
	switch e := e.(type) {
	case and:
		c.Alone = false
	case or:
	case not:
		c.Excluded, c.Alone = !c.Excluded, false
	case scoped:
		if _, isCode := e.part.(code); isCode { // a code alone does not say its field
			s.clause(w, c, e, at)
			return
		}
		at.in = e.window(at.in)
	case first:
		at.in = e.window(at.in)
	case near:
		at.under = s.clause(w, c, e, at)
		c.Alone = false
	case atleast:
		at.under = s.clause(w, c, e, at)
		c.Alone = false
	default:
		s.clause(w, c, e, at)
	}
	for _, part := range e.children() {
		s.add(w, c, part, at)
	}
}

// clause adds one clause and gives its number.
func (s *Survey) clause(w written, c Clause, e expr, at surveyed) int {
	c.Text = e.String()
	c.Place = w.place([]fault{{at: e.place()}})[0]
	s.Clauses = append(s.Clauses, c)
	s.parts = append(s.parts, at)
	return len(s.parts) - 1
}

// Met tells which clauses an item meets, by their numbers, ascending. A clause
// inside a NEAR or ATLEAST counts only if that is met.
func (s *Survey) Met(it *news.Item) (met []int) {
	r := read(it, s.vocabulary)
	defer r.done()
	for i, p := range s.parts {
		if p.under >= 0 {
			if _, found := slices.BinarySearch(met, p.under); !found {
				continue
			}
		}
		if p.expr.meets(r, p.in) {
			met = append(met, i)
		}
	}
	return met
}

// Of gives the clauses that a rule consists of, and those of the concepts that
// it names, by their numbers; whole rules and concepts are left out.
func (s *Survey) Of(rule string) []int { return s.reach(s.rules[rule], rule) }

// OfConcept is Of for a concept.
func (s *Survey) OfConcept(name string) []int {
	if c := s.concepts[name]; c != nil {
		return s.reach(ref{concept: c}, "")
	}
	return nil
}

func (s *Survey) reach(e expr, rule string) (out []int) {
	if e == nil {
		return nil
	}
	named := map[string]bool{}
	follow(e, named)
	for i, c := range s.Clauses {
		if c.Kind == PartOfQuery && (rule != "" && c.Rule == rule || c.Concept != "" && named[c.Concept]) {
			out = append(out, i)
		}
	}
	return out
}

// follow collects the names of the concepts that an expression names, and that
// these name.
func follow(e expr, named map[string]bool) {
	for part := range walk(e) {
		if r, ok := part.(ref); ok && !named[r.concept.name] {
			named[r.concept.name] = true
			follow(r.concept.expr, named)
		}
	}
}

// Names gives the concepts that a concept names, itself included, in no order.
func (s *Survey) Names(concept string) []string {
	named := map[string]bool{}
	if c := s.concepts[concept]; c != nil {
		follow(ref{concept: c}, named)
	}
	return sortedKeys(named)
}

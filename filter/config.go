package filter

import (
	"vedette/news"
	"vedette/problem"
)

// Config is the filter's part of the configuration: the two top-level lists
// "concepts" and "rules".
type Config struct {
	Concepts []Concept `yaml:"concepts,omitempty" json:"concepts,omitempty" jsonschema:"description=Named sets of forms that rules use as @name"`
	Rules    []Rule    `yaml:"rules,omitempty" json:"rules,omitempty" jsonschema:"description=What to look for"`
}

// Concept is a named set of queries: it is met where Query or any of the
// forms is met. The language of a form is a note for people; every form is
// looked for in items of every language.
type Concept struct {
	Name        string              `yaml:"name,omitempty" json:"name,omitempty" jsonschema:"description=Rules write @name. Letters digits - _ and /"`
	Description string              `yaml:"description,omitempty" json:"description,omitempty" jsonschema:"description=A note for people"`
	Query       string              `yaml:"query,omitempty" json:"query,omitempty" jsonschema:"description=A query in the rule language"`
	Forms       map[string][]string `yaml:"forms,omitempty" json:"forms,omitempty" jsonschema:"description=Language code to queries; each form is an alternative"`
}

// Rule is a query with a name. Its hits carry its severity and labels.
type Rule struct {
	Name        string `yaml:"name,omitempty" json:"name,omitempty" jsonschema:"description=Unique. Letters digits - _ and /"`
	Description string `yaml:"description,omitempty" json:"description,omitempty" jsonschema:"description=A note for people"`
	Query       string `yaml:"query,omitempty" json:"query,omitempty" jsonschema:"description=What an item must say; see docs/RULES.md"`
	// Terms stand in place of Query: the rule is met when the weights of those
	// that are met add up to Threshold or more.
	Terms     []Weighted `yaml:"terms,omitempty" json:"terms,omitempty" jsonschema:"description=In place of query: queries with weights that add up to a score"`
	Threshold int        `yaml:"threshold,omitempty" json:"threshold,omitempty" jsonschema:"description=The score that meets the rule; 1 or more,minimum=1"`
	// Severity is medium when it is not set.
	Severity news.Severity `yaml:"severity,omitempty" json:"severity,omitempty" jsonschema:"description=low medium high or critical,enum=low,enum=medium,enum=high,enum=critical,default=medium"`
	// Labels are for routes and channels. The names in news.ReservedLabels
	// are refused: vedette sets them itself.
	Labels map[string]string `yaml:"labels,omitempty" json:"labels,omitempty" jsonschema:"description=Names and values for routes and channels"`
	Quiet  bool              `yaml:"quiet,omitempty" json:"quiet,omitempty" jsonschema:"description=Store and publish the hits but never alert"`
}

// Check reports everything that is wrong with the concepts and rules.
func (c Config) Check() problem.List {
	_, problems := Compile(c)
	return problems
}

package publish

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vedette/news"
	"vedette/problem"
)

// Config is what a user can set about channels.
type Config struct {
	Channels []Channel `yaml:"channels,omitempty" json:"channels,omitempty" jsonschema:"description=Feeds made of hits: each is served as Atom and RSS and JSON Feed."`
}

// Channel is one generated feed. It selects hits in exactly one way: by
// Rules, by Labels, or by Query.
type Channel struct {
	Name        string `yaml:"name,omitempty" json:"name,omitempty" jsonschema:"required,pattern=^[a-z0-9][a-z0-9_-]*$,maxLength=64,description=Stands in addresses and file names and in the ids of the feed."`
	Title       string `yaml:"title,omitempty" json:"title,omitempty" jsonschema:"description=What readers show; the name if not set."`
	Description string `yaml:"description,omitempty" json:"description,omitempty"`
	// Language is the language of Title and Description, not of the items.
	Language string `yaml:"language,omitempty" json:"language,omitempty" jsonschema:"description=Language of title and description as a code such as en or az."`

	Rules []string `yaml:"rules,omitempty" json:"rules,omitempty" jsonschema:"description=Names of the rules whose hits are published."`
	// Labels must all be met by a hit's route labels (news.RouteLabels).
	Labels map[string]string `yaml:"labels,omitempty" json:"labels,omitempty" jsonschema:"description=Labels that a hit must all have to be published."`
	// Query is a query of the rule language. Package config makes a quiet
	// rule of it, named QueryRule.
	Query string `yaml:"query,omitempty" json:"query,omitempty" jsonschema:"description=A query of its own: items that it meets are published and nobody is alerted."`

	// Limit is the most entries the feed has; 0 means DefaultLimit.
	Limit int `yaml:"limit,omitempty" json:"limit,omitempty" jsonschema:"minimum=1,maximum=500,default=50,description=Most entries in the feed."`
	// Dir, if set, is the folder that NAME.atom, NAME.rss and NAME.json are
	// written to.
	Dir string `yaml:"dir,omitempty" json:"dir,omitempty" jsonschema:"description=Folder to write the feeds to as files."`
}

const (
	// DefaultLimit is enough for a reader that looks once a day.
	DefaultLimit = 50
	// MaxLimit keeps a feed below a few megabytes: readers fetch it whole.
	MaxLimit = 500
	// maxName leaves room for an ending in every file system's name limit.
	maxName = 64
)

// QueryRulePrefix begins the names of the rules that stand for channels (see
// Channel.QueryRule), and of no rule that a user writes.
const QueryRulePrefix = "channel/"

var (
	nameForm     = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// QueryRule names the quiet rule whose hits are those of the channel's Query.
func (c Channel) QueryRule() string { return QueryRulePrefix + c.Name }

// Check reports everything that is wrong with the channels. ruleNames are the
// rules there are. Whether a Query can be read is not checked here but with
// the other rules.
func (c Config) Check(ruleNames []string) problem.List {
	var list problem.List
	first := map[string]int{}
	for i, ch := range c.Channels {
		path := fmt.Sprintf("channels[%d]", i)
		list = append(list, ch.check(ruleNames).Under(path)...)
		if at, taken := first[ch.Name]; taken && ch.Name != "" {
			list.Add(path+".name", "give each channel a name of its own", "channels[%d] has the name %q already", at, ch.Name)
			continue
		}
		first[ch.Name] = i
	}
	return list
}

func (c Channel) check(ruleNames []string) problem.List {
	var list problem.List
	switch {
	case c.Name == "":
		list.Add("", "write a name such as sanctions", "the channel has no name")
	case len(c.Name) > maxName:
		list.Add("name", "shorten it", "the name has %d characters, the most is %d", len(c.Name), maxName)
	case !nameForm.MatchString(c.Name):
		list.Add("name", "use a-z, 0-9, - and _, beginning with a letter or digit: the name stands in addresses", "%q cannot be a channel's name", c.Name)
	}
	if c.Limit < 0 || c.Limit > MaxLimit {
		list.Add("limit", fmt.Sprintf("write 1 to %d, or leave it out for %d", MaxLimit, DefaultLimit), "limit %d is out of range", c.Limit)
	}
	if c.Language != "" && !languageForm.MatchString(c.Language) {
		list.Add("language", "write a code such as en, az or pt-BR", "%q is no language code", c.Language)
	}
	list = append(list, c.checkSelection()...)
	list = append(list, checkRules(c.Rules, ruleNames)...)
	return append(list, checkLabels(c.Labels, ruleNames)...)
}

func (c Channel) checkSelection() problem.List {
	var list problem.List
	var kinds []string
	if len(c.Rules) > 0 {
		kinds = append(kinds, "rules")
	}
	if len(c.Labels) > 0 {
		kinds = append(kinds, "labels")
	}
	if c.Query != "" {
		kinds = append(kinds, "query")
	}
	switch {
	case len(kinds) == 0:
		list.Add("", "write rules, labels or a query", "the channel selects nothing")
	case len(kinds) > 1:
		list.Add(kinds[1], "keep one of them, or make a channel of each", "the channel has %s, but selects in one way only", strings.Join(kinds, " and "))
	case c.Query != "" && strings.TrimSpace(c.Query) == "":
		list.Add("query", "write a query, or leave it out", "the query is blank")
	}
	return list
}

func checkRules(rules, known []string) problem.List {
	var list problem.List
	for i, name := range rules {
		path := fmt.Sprintf("rules[%d]", i)
		switch {
		case !slices.Contains(known, name):
			list.Add(path, unknownRuleHint(name, known), "there is no rule %q", name)
		case slices.Index(rules, name) < i:
			list.Add(path, "take it out", "the rule %q stands here twice", name)
		}
	}
	return list
}

// checkLabels finds labels that could never be met. The rules' own labels are
// free, so only the reserved ones can be judged.
func checkLabels(labels map[string]string, ruleNames []string) problem.List {
	var list problem.List
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		path, value := "labels."+key, labels[key]
		switch {
		case key == "":
			list.Add("labels", "write a name before the colon", "a label has no name")
		case value == "":
			list.Add(path, "write the value that a hit must have", "the label has no value")
		case key == "severity" && news.Severity(value).Rank() < 0:
			list.Add(path, "write low, medium, high or critical", "%q is no severity", value)
		case key == "rule" && !slices.Contains(ruleNames, value):
			list.Add(path, unknownRuleHint(value, ruleNames), "there is no rule %q", value)
		}
	}
	return list
}

func unknownRuleHint(name string, known []string) string {
	if like := problem.Nearest(name, known); like != "" {
		return fmt.Sprintf("did you mean %q?", like)
	}
	return "write the name of a rule as it stands under rules"
}

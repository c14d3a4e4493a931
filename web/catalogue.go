package web

import (
	"cmp"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"vedette/news"
)

// Catalogue is what is configured, as far as the pages show it. It is plain
// data, replaced as a whole at each reload; after Show nobody changes it.
// Nothing in it may be secret.
type Catalogue struct {
	// Version is vedette's own version.
	Version   string
	Feeds     []Feed
	Rules     []Rule
	Concepts  []Concept
	Channels  []Channel
	Receivers []Receiver
}

// Feed is a configured feed. Schedule is for reading: "every 15m".
type Feed struct {
	ID, Name, URL, Site, Country, Language, Schedule string
	Tags                                             []string
	// Added says that the feed is not the configuration's: it was added while
	// vedette ran, and can be removed.
	Added bool
}

// Rule is a configured rule, with the version of its compiled query.
type Rule struct {
	Name, Description, Query, Version string
	Severity                          news.Severity
	Labels                            map[string]string
	Quiet                             bool
}

// Concept is a named set of forms: language code to queries.
type Concept struct {
	Name, Description, Query string
	Forms                    map[string][]string
}

// Channel is a generated feed. Selection says in words what it holds.
type Channel struct{ Name, Title, Description, Selection string }

// Receiver is where alerts go: Kind is "email" or "webhook", Target an address
// that is fit to be shown.
type Receiver struct{ Name, Kind, Target string }

// title is what people call the feed.
func (f Feed) title() string { return cmp.Or(f.Name, f.ID) }

// feed finds a feed's entry; an unknown id gets one that has nothing else.
func (c *Catalogue) feed(id string) Feed {
	for _, f := range c.Feeds {
		if f.ID == id {
			return f
		}
	}
	return Feed{ID: id, Name: id}
}

// choice is one option of a filter.
type choice struct {
	Value, Label string
	Selected     bool
}

func (c *Catalogue) ruleChoices(selected string) []choice {
	var all []choice
	for _, r := range c.Rules {
		all = append(all, choice{Value: r.Name, Label: r.Name})
	}
	return choices(all, selected)
}

func (c *Catalogue) feedChoices(selected string) []choice {
	var all []choice
	for _, f := range c.Feeds {
		all = append(all, choice{Value: f.ID, Label: cmp.Or(f.Name, f.ID)})
	}
	return choices(all, selected)
}

// languageChoices offers the languages that feeds are configured with, and those
// of what is listed: few feeds name one in the configuration.
func (c *Catalogue) languageChoices(selected string, listed []string) []choice {
	codes := slices.Clone(listed)
	for _, f := range c.Feeds {
		codes = append(codes, f.Language)
	}
	slices.Sort(codes)
	var all []choice
	for _, code := range slices.Compact(codes) {
		all = append(all, choice{Value: code, Label: languageName(code)})
	}
	return choices(all, selected)
}

func (c *Catalogue) countryChoices(selected string) []choice {
	var all []choice
	for _, f := range c.Feeds {
		all = append(all, choice{Value: f.Country, Label: countryName(f.Country)})
	}
	return choices(all, selected)
}

// severityChoices word the severities as the least that is wanted.
func severityChoices(selected news.Severity) []choice {
	var all []choice
	for _, s := range news.Severities() {
		label := string(s) + " and above"
		if s == news.Critical {
			label = string(s)
		}
		all = append(all, choice{string(s), label, s == selected})
	}
	return all
}

// choices sorts the options, drops doubles and empty ones, and adds what is
// selected, which may have gone from the configuration.
func choices(all []choice, selected string) []choice {
	if !slices.ContainsFunc(all, func(c choice) bool { return c.Value == selected }) {
		all = append(all, choice{Value: selected, Label: selected})
	}
	slices.SortStableFunc(all, func(a, b choice) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value))
	})
	var out []choice
	for _, c := range slices.CompactFunc(all, func(a, b choice) bool { return a.Value == b.Value }) {
		if c.Value != "" {
			c.Selected = c.Value == selected
			out = append(out, c)
		}
	}
	return out
}

// languageName gives the English name of an ISO 639 code, or the code.
func languageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	return cmp.Or(display.English.Languages().Name(tag), code)
}

// countryName gives the English name of an ISO 3166 code, or the code. INT is
// the word for feeds of no one country.
func countryName(code string) string {
	if code == "INT" {
		return "International"
	}
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return cmp.Or(display.English.Regions().Name(region), code)
}

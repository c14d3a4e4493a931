package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vedette/alert"
	"vedette/fetch"
	"vedette/filter"
	"vedette/guard"
	"vedette/problem"
	"vedette/publish"
)

// check asks every room what is wrong with its part, and compiles the rules
// and routes.
func (d *decoder) check(l *Loaded) {
	c := l.Config
	var found problem.List
	found = append(found, c.Web.Check().Under("web")...)
	found = append(found, c.Network.Check().Under("network")...)
	l.Guard, _ = guard.New(c.Network)
	found = append(found, c.Fetch.Check().Under("fetch")...)
	found = append(found, c.WebSub.Check().Under("websub")...)
	found = append(found, fetch.CheckFeeds(c.Feeds).Under("feeds")...)
	found = append(found, missing(c)...)

	set, bad := filter.Compile(c.filter())
	found = append(found, ofChannels(bad, c)...)
	l.Filter = set

	found = append(found, l.Alert().Check()...)
	l.Routes, _ = alert.NewRoutes(l.Alert())
	found = append(found, l.Publish().Check(ruleNames(c))...)
	d.problems = append(d.problems, d.place(found)...)
}

// missing reports the parts without which vedette has nothing to do, and rule
// names that are kept for channels.
func missing(c Config) problem.List {
	var list problem.List
	if len(c.Feeds) == 0 {
		list.Add("feeds", "write feeds: and below it a list, as in - {name: News, url: https://example.org/feed}", "there are no feeds to watch")
	}
	if len(c.filter().Rules) == 0 {
		list.Add("rules", "write rules: and below it a list, as in - {name: corridor, query: zangezur}", "there are no rules to look for")
	}
	for i, r := range c.Rules {
		if strings.HasPrefix(r.Name, publish.QueryRulePrefix) {
			list.Add(fmt.Sprintf("rules[%d].name", i), "choose another beginning", "rule names beginning with %s belong to channels", publish.QueryRulePrefix)
		}
	}
	return list
}

// ofChannels moves what is wrong with the rules that stand for channels to the
// queries of those channels. Their names are for package publish to judge.
func ofChannels(found problem.List, c Config) problem.List {
	var channels []int
	for i, ch := range c.Channels {
		if ch.Query != "" {
			channels = append(channels, i)
		}
	}
	var list problem.List
	for _, p := range found {
		var rule int
		rest := ""
		if n, _ := fmt.Sscanf(p.Path, "rules[%d].%s", &rule, &rest); n > 0 && rule >= len(c.Rules) {
			if rest != "query" || rule-len(c.Rules) >= len(channels) {
				continue
			}
			p.Path = fmt.Sprintf("channels[%d].query", channels[rule-len(c.Rules)])
		}
		list = append(list, p)
	}
	return list
}

func ruleNames(c Config) []string {
	names := make([]string, len(c.Rules))
	for i, r := range c.Rules {
		names[i] = r.Name
	}
	return names
}

// finished puts problems in the order of the file, each once, with secrets
// hidden, and not more of them than anybody reads.
func (d *decoder) finished(list problem.List) problem.List {
	slices.SortStableFunc(list, func(a, b problem.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	list = slices.Compact(list)
	if more := len(list) - maxProblems; more > 0 {
		last := list[maxProblems-1]
		list = append(list[:maxProblems], problem.Problem{File: d.name, Line: last.Line, Column: last.Column,
			Message: notListed(more), Hint: "mend these first"})
	}
	return d.hidden(list)
}

// notListed says of how many problems there is no word.
func notListed(n int) string {
	if n == 1 {
		return "1 more problem below is not listed"
	}
	return fmt.Sprintf("%d more problems below are not listed", n)
}

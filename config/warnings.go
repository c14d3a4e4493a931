package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"vedette/filter"
	"vedette/news"
	"vedette/problem"
)

// maxRouteTrials bounds the search for a feed whose hits or notices a route
// would take: the warning is not worth a slow start.
const maxRouteTrials = 100_000

// warnings tells, by path, what is allowed but probably not meant. The
// configuration must be sound.
func (d *decoder) warnings(l *Loaded) problem.List {
	c := l.Config
	var list problem.List
	if c.Web.Exposed() {
		list.Add("web.address", "write 127.0.0.1:8907 and put a proxy with a login in front", "other machines can reach the page, and there is no login")
	}
	for _, t := range d.told {
		if strings.HasPrefix(t.path, "feeds[") && strings.HasSuffix(t.path, "].url") {
			list.Add(t.path, "send it by headers, basic_auth or bearer_token", "the address shows %s: it stands on pages and in logs", t.as)
		}
	}
	list = append(list, ofChannels(filter.Lint(c.filter()), c)...)
	list = append(list, d.lostQuotes(c)...)
	list = append(list, unknownLabels(c)...)
	list = append(list, unusedConcepts(c)...)
	list = append(list, idleReceivers(c)...)
	list = append(list, unroutedHits(l)...)
	return append(list, unroutedNotices(l)...)
}

// matcherLabel is the label that a matcher of a route begins with.
var matcherLabel = regexp.MustCompile(`^\s*([^\s=!~]+)`)

// unknownLabels looks for labels in routes and channels that no hit ever has.
// They are no mistake, as a label may come with the next rule; but most of
// them are misspelt, and then nobody is told.
func unknownLabels(c Config) problem.List {
	known := news.ReservedLabels()
	for _, r := range c.Rules {
		known = append(known, slices.Sorted(maps.Keys(r.Labels))...)
	}
	var list problem.List
	check := func(path, label string) {
		if slices.Contains(known, label) {
			return
		}
		hint := "give a rule this label, or write another one"
		if meant := problem.Nearest(label, known); meant != "" {
			hint = "did you mean " + meant + "?"
		}
		list.Add(path, hint, "no rule has a label %q", label)
	}
	for i, r := range c.Routes {
		for j, m := range r.Matchers {
			if label := matcherLabel.FindStringSubmatch(m); label != nil {
				check(fmt.Sprintf("routes[%d].matchers[%d]", i, j), label[1])
			}
		}
		for j, label := range r.GroupBy {
			check(fmt.Sprintf("routes[%d].group_by[%d]", i, j), label)
		}
	}
	for i, ch := range c.Channels {
		for _, label := range slices.Sorted(maps.Keys(ch.Labels)) {
			check(fmt.Sprintf("channels[%d].labels.%s", i, label), label)
		}
	}
	return list
}

var conceptUse = regexp.MustCompile(`@([\p{L}\p{M}\p{N}_/-]+)`)

// unusedConcepts looks for @name anywhere in a query, so that a name within
// quotes counts as a use; better no warning than a wrong one.
func unusedConcepts(c Config) problem.List {
	used := map[string]bool{}
	use := func(query string) {
		for _, m := range conceptUse.FindAllStringSubmatch(query, -1) {
			used[m[1]] = true
		}
	}
	for _, r := range c.filter().Rules {
		use(r.Query)
		for _, t := range r.Terms {
			use(t.Query)
		}
	}
	for _, concept := range c.Concepts {
		use(concept.Query)
		for _, forms := range concept.Forms {
			use(strings.Join(forms, " "))
		}
	}
	var list problem.List
	for i, concept := range c.Concepts {
		if !used[concept.Name] {
			list.Add(fmt.Sprintf("concepts[%d].name", i), "write @"+concept.Name+" in a rule, or remove the concept", "no rule uses the concept %q", concept.Name)
		}
	}
	return list
}

func idleReceivers(c Config) problem.List {
	var list problem.List
	if len(c.Receivers) == 0 {
		list.Add("receivers", "write receivers and routes to be alerted", "there are no receivers: hits are stored and published, but nobody is told")
		return list
	}
	used := map[string]bool{}
	for _, r := range c.Routes {
		used[r.Receiver] = true
	}
	for i, r := range c.Receivers {
		if !used[r.Name] {
			list.Add(fmt.Sprintf("receivers[%d].name", i), "name it in a route, or remove it", "no route sends to the receiver %q", r.Name)
		}
	}
	return list
}

// unroutedHits warns of hits that nobody would be told of, although there are
// routes.
func unroutedHits(l *Loaded) problem.List {
	var list problem.List
	if len(l.Config.Routes) == 0 || l.Routes.CatchAll() {
		return list
	}
	unrouted := false
	trials := 0
	for i, rule := range l.Config.Rules {
		if !rule.Quiet && !reachesARoute(l, rule, &trials) {
			unrouted = true
			list.Add(fmt.Sprintf("rules[%d].name", i), "add a route for it, or mark it quiet: true", "no route takes the hits of the rule %q", rule.Name)
		}
	}
	if !unrouted {
		list.Add("routes", "end the list with a route without matchers", "no route takes every hit: nobody is told of those that match none")
	}
	return list
}

// reachesARoute tries the rule's hits from every feed in every language that
// the feeds have. Out of trials, it gives the rule the benefit of the doubt.
func reachesARoute(l *Loaded, rule filter.Rule, trials *int) bool {
	languages := map[string]bool{"": true}
	for _, feed := range l.Config.Feeds {
		languages[feed.Language] = true
	}
	hit := news.Hit{ID: "trial", Rule: rule.Name, Severity: rule.Severity, Labels: rule.Labels}
	if hit.Severity == "" {
		hit.Severity = news.Medium
	}
	for _, feed := range l.Config.Feeds {
		for _, language := range slices.Sorted(maps.Keys(languages)) {
			if *trials++; *trials > maxRouteTrials {
				return true
			}
			item := news.Item{Feed: feed.Key(), Source: feed.Name, Country: feed.Country, Lang: language}
			if len(l.Routes.Route(news.Finding{Hit: hit, Item: item}, time.Time{})) > 0 {
				return true
			}
		}
	}
	return false
}

// unroutedNotices warns when nobody would be told that a source fails, although
// there are routes. A route that has a matcher on the label notice shows that
// somebody has thought of it.
func unroutedNotices(l *Loaded) problem.List {
	var list problem.List
	if len(l.Config.Routes) == 0 || l.Routes.CatchAll() || speaksOfNotices(l.Config) || noticesReachARoute(l) {
		return list
	}
	list.Add("routes", `add one with matchers: ['notice != ""'], or one without matchers`,
		"no route takes notices of sources: nobody is told when one fails or falls silent")
	return list
}

func speaksOfNotices(c Config) bool {
	for _, r := range c.Routes {
		for _, m := range r.Matchers {
			if label := matcherLabel.FindStringSubmatch(m); label != nil && label[1] == "notice" {
				return true
			}
		}
	}
	return false
}

// noticesReachARoute tries a notice of each kind and severity, of no feed and
// of every one. Out of trials, it gives the routes the benefit of the doubt.
func noticesReachARoute(l *Loaded) bool {
	sources := []news.Notice{{}}
	for _, feed := range l.Config.Feeds {
		sources = append(sources, news.Notice{Feed: feed.Key(), Source: feed.Name, Country: feed.Country, Lang: feed.Language})
	}
	trials := 0
	for _, n := range sources {
		for _, n.Kind = range news.NoticeKinds() {
			for _, n.Severity = range news.Severities() {
				if trials++; trials > maxRouteTrials || len(l.Routes.RouteNotice(n, time.Time{})) > 0 {
					return true
				}
			}
		}
	}
	return false
}

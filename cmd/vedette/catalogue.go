package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"vedette/config"
	"vedette/fetch"
	"vedette/publish"
	"vedette/schedule"
	"vedette/web"
)

// catalogue is the configuration as the pages show it, with all feeds: those of
// the configuration first, then those that were added.
func catalogue(loaded *config.Loaded, feeds []fetch.Feed) web.Catalogue {
	c := loaded.Config
	shown := web.Catalogue{Version: buildVersion()}
	every := time.Duration(c.Fetch.Every)
	for i, f := range feeds {
		due, _ := f.Schedule(every) // loading has checked it
		shown.Feeds = append(shown.Feeds, web.Feed{ID: f.Key(), Name: oneLine(f.Name), URL: f.URL, Site: f.Site,
			Country: f.Country, Language: f.Language, Schedule: shownSchedule(due, c.Fetch), Tags: f.Tags,
			Added: i >= len(c.Feeds)})
	}
	if loaded.Filter == nil { // a configuration with mistakes: its feeds can be named
		return shown
	}
	for _, r := range loaded.Filter.Rules() {
		shown.Rules = append(shown.Rules, web.Rule{Name: r.Name, Description: r.Description, Query: r.Query,
			Severity: r.Severity, Labels: r.Labels, Quiet: r.Quiet})
	}
	for _, k := range c.Concepts {
		shown.Concepts = append(shown.Concepts, web.Concept{Name: k.Name, Description: k.Description,
			Query: k.Query, Forms: k.Forms})
	}
	for _, ch := range c.Channels {
		shown.Channels = append(shown.Channels, web.Channel{Name: ch.Name, Title: ch.Title,
			Description: ch.Description, Selection: selection(ch)})
	}
	for _, r := range c.Receivers {
		kind, target := r.Target()
		shown.Receivers = append(shown.Receivers, web.Receiver{Name: r.Name, Kind: kind, Target: target})
	}
	return shown
}

// shownSchedule says in words when a feed is visited.
func shownSchedule(s schedule.Schedule, c fetch.Config) string {
	if s.IsZero() {
		return "adaptive, every " + c.MinEvery.String() + " to " + c.MaxEvery.String()
	}
	return s.String()
}

// selection says in words what a channel holds.
func selection(ch publish.Channel) string {
	switch {
	case len(ch.Rules) > 0:
		return "rules " + strings.Join(ch.Rules, ", ")
	case ch.Query != "":
		return "query " + ch.Query
	}
	var labels []string
	for _, name := range slices.Sorted(maps.Keys(ch.Labels)) {
		labels = append(labels, name+"="+ch.Labels[name])
	}
	return "labels " + strings.Join(labels, ", ")
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
)

func newFeeds() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "See how the feeds are; find, add and remove feeds",
		Long: `feeds alone is feeds health: each feed in one line, those with trouble first.

` + healthHelp(),
		Args: noArgs,
		RunE: runFeedsHealth,
	}
	jsonFlag(cmd)
	cmd.AddCommand(newFeedsHealth(), newFeedsList(), newFeedsShow(), newFeedsCheck(), newFeedsDiscover(), newFeedsAdd(), newFeedsImport(), newFeedsExport(), newFeedsBody())
	cmd.AddCommand(newFeedActions()...)
	return cmd
}

// watchedFeed is a feed with what is known of it.
type watchedFeed struct {
	fetch.Feed
	state news.FeedState // with the next visit as it will be while hold lasts
	hold  news.HostHold  // of its host, if that is to be left alone
	added bool
}

// condition says how the feed is. Where its address is to be changed it
// says how, of a feed that no file lists.
func (f watchedFeed) condition(now time.Time) string {
	line, health := f.state.ConditionUnder(f.hold, now), f.state.Health()
	if f.added && f.state.Damaged == "" && (health == news.HealthStopped || health == news.HealthFailing || f.state.Adopted != "") {
		line += fmt.Sprintf("; it was added: `vedette feeds remove %s` takes it out", f.Key())
	}
	return line
}

// watchedFeeds gives the feeds of the configuration and those that were added,
// in that order.
func watchedFeeds(cmd *cobra.Command) ([]watchedFeed, error) {
	var list []watchedFeed
	err := withArchive(cmd, func(ctx context.Context, loaded *config.Loaded, a archive) error {
		added, err := a.AddedFeeds(ctx)
		if err != nil {
			return err
		}
		states, err := a.FeedStates(ctx)
		if err != nil {
			return err
		}
		holds, err := a.Holds(ctx, time.Now())
		if err != nil {
			return err
		}
		known := make(map[string]news.FeedState, len(states))
		for _, s := range states {
			known[s.Feed] = s
		}
		for _, f := range added {
			if f.Damaged != "" && f.URL == "" { // it is not among those that are watched
				fmt.Fprintf(cmd.ErrOrStderr(), "note: feed %s: %s\n", f.ID, f.Trouble())
			}
		}
		all, _ := fetch.Merge(loaded.Config.Feeds, added)
		now := time.Now()
		for i, f := range all {
			s := known[f.Key()]
			s.Feed = f.Key()
			hold := news.HoldOf(holds, s.ServedFrom(f.URL))
			list = append(list, watchedFeed{f, s.Under(hold, now), hold, i >= len(loaded.Config.Feeds)})
		}
		return nil
	})
	return list, err
}

func newFeedsHealth() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Say of each feed in one line how it is and what to do",
		Long: `health says of each feed in one line how it is and what to do, those with trouble
first.

` + healthHelp(),
		Args: noArgs,
		RunE: runFeedsHealth,
	}
	jsonFlag(cmd)
	return cmd
}

// healthHelp says what the words for health mean.
func healthHelp() string {
	var b strings.Builder
	b.WriteString("The words for how a feed is:\n")
	for _, h := range news.Healths() {
		fmt.Fprintf(&b, "\n  %-8s  %s", h, news.HealthMeaning(h))
	}
	return b.String()
}

// healthLine is one feed as feeds health --json prints it.
type healthLine struct {
	Feed      string         `json:"feed"`
	Name      string         `json:"name"`
	Health    string         `json:"health"`
	Condition string         `json:"condition"`
	Added     bool           `json:"added,omitempty"`
	State     news.FeedState `json:"state"`
}

// runFeedsHealth prints the feeds with trouble first, the longest first of all.
func runFeedsHealth(cmd *cobra.Command, _ []string) error {
	feeds, err := watchedFeeds(cmd)
	if err != nil {
		return err
	}
	rank := func(f watchedFeed) int { return slices.Index(news.Healths(), f.state.Health()) }
	slices.SortStableFunc(feeds, func(a, b watchedFeed) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.state.FailingSince.Compare(b.state.FailingSince))
	})
	now := time.Now()
	t := newTable("HEALTH", "FEED", "LAST NEW SEEN (UTC)", "WHAT TO KNOW").wrapped()
	for _, f := range feeds {
		line := healthLine{f.Key(), f.Name, f.state.Health(), f.condition(now), f.added, f.state}
		if wantsJSON(cmd) {
			if err := printJSON(cmd.OutOrStdout(), line); err != nil {
				return err
			}
			continue
		}
		t.add(line.Health, line.Feed, when(f.state.LastNew), oneLine(line.Condition))
	}
	if wantsJSON(cmd) {
		return nil
	}
	if err := t.print(cmd.OutOrStdout()); err != nil {
		return err
	}
	return printHealthSum(cmd.ErrOrStderr(), feeds)
}

// printHealthSum counts the feeds by health.
func printHealthSum(w io.Writer, feeds []watchedFeed) error {
	line := news.Count(len(feeds), "feed")
	for _, h := range news.Healths() {
		n := 0
		for _, f := range feeds {
			if f.state.Health() == h {
				n++
			}
		}
		if n > 0 {
			line += fmt.Sprintf(", %d %s", n, h)
		}
	}
	_, err := fmt.Fprintln(w, line+"; `vedette feeds show FEED` tells all of one")
	return err
}

func newFeedsList() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the feeds with their numbers and times",
		Long: `list prints a line for each feed. LANG is the language that is set for the feed, or
else that of most items of its last document; --json says in language_from who
named it.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			feeds, err := watchedFeeds(cmd)
			if err != nil {
				return err
			}
			return printFeeds(cmd, feeds)
		},
	}
	jsonFlag(cmd)
	return cmd
}

// feedLine is one feed as feeds list --json prints it: what the configuration
// says of it, and what is known of it.
type feedLine struct {
	ID       string `json:"id"`
	From     string `json:"from"` // "file" or "added"
	Name     string `json:"name"`
	URL      string `json:"url"`
	Country  string `json:"country,omitempty"`
	Language string `json:"language,omitempty"` // configured, or else known from the items
	// LanguageFrom is where Language is known from, in the words of news.Item.LangFrom.
	LanguageFrom string         `json:"language_from,omitempty"`
	Tags         []string       `json:"tags,omitempty"`
	Added        bool           `json:"added,omitempty"`
	Health       string         `json:"health"`
	State        news.FeedState `json:"state"`
}

func printFeeds(cmd *cobra.Command, feeds []watchedFeed) error {
	t := newTable("FEED", "FROM", "HEALTH", "LANG", "ITEMS", "LAST VISIT (UTC)", "NEXT VISIT (UTC)", "LAST ERROR")
	for _, f := range feeds {
		s := f.state
		from := "file"
		if f.added {
			from = "added"
		}
		lang, named := s.Language(f.Language)
		if wantsJSON(cmd) {
			line := feedLine{f.Key(), from, f.Name, f.URL, f.Country, lang, named, f.Tags, f.added, s.Health(), s}
			if err := printJSON(cmd.OutOrStdout(), line); err != nil {
				return err
			}
			continue
		}
		t.add(f.Key(), from, s.Health(), orDash(lang), strconv.Itoa(s.Items), when(s.LastCheck), when(s.NextCheck), orDash(oneLine(s.LastError)))
	}
	if wantsJSON(cmd) {
		return nil
	}
	return t.print(cmd.OutOrStdout())
}

func newFeedsExport() *cobra.Command {
	return &cobra.Command{
		Use:   "export",
		Short: "Print all feeds as OPML, for any reader; the first tag is the folder",
		Long: `export prints the feeds of the configuration and those that were added as OPML.
The first tag of a feed becomes its folder, all tags its categories. Passwords
and headers are not written, nor pages that are read by 'select'.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			feeds, err := exportable(cmd)
			if err != nil {
				return err
			}
			pages := slices.DeleteFunc(slices.Clone(feeds), func(f fetch.Feed) bool { return f.Select == nil })
			feeds = slices.DeleteFunc(slices.Clone(feeds), func(f fetch.Feed) bool { return f.Select != nil })
			for _, f := range pages {
				fmt.Fprintf(cmd.ErrOrStderr(), "note: %s is left out: it is a page that is read by 'select', and no reader finds a feed there\n", oneLine(f.Name))
			}
			return fetch.WriteOPML(cmd.OutOrStdout(), "vedette", feeds)
		},
	}
}

// exportable gives all feeds; without a store there are those of the file.
func exportable(cmd *cobra.Command) ([]fetch.Feed, error) {
	watched, err := watchedFeeds(cmd)
	if errors.Is(err, fs.ErrNotExist) {
		loaded, err := loadConfig(cmd)
		if err != nil {
			return nil, err
		}
		return loaded.Config.Feeds, nil
	}
	var feeds []fetch.Feed
	for _, f := range watched {
		feeds = append(feeds, f.Feed)
	}
	return feeds, err
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
	"vedette/web"
)

func newFeedsShow() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show FEED",
		Short: "Show one feed: addresses, visits, notices, last items, what to do",
		Long: `show tells all there is to know of one feed, as its page does: its addresses, how
it is, when it is visited next and why then, its hub, its last notices and its
last items with the rules that met them, and the commands that there are for
it. A feed that is not watched any more can be shown by its id.`,
		Args: named,

		ValidArgsFunction: feedNames(cobra.ShellCompDirectiveNoFileComp),

		RunE: func(cmd *cobra.Command, args []string) error {
			var r web.FeedReport
			var near string
			err := withArchive(cmd, func(ctx context.Context, loaded *config.Loaded, a archive) (err error) {
				r, err = reportOf(ctx, loaded, a, args[0])
				if errors.Is(err, news.ErrNotFound) {
					feeds, _ := allFeeds(ctx, loaded, a)
					near = meant(feeds, args[0])
				}
				return err
			})
			if errors.Is(err, news.ErrNotFound) {
				return fmt.Errorf("there is no feed %q; `vedette feeds list` names them%s", args[0], near)
			}
			if err != nil {
				return err
			}
			if wantsJSON(cmd) {
				return printJSON(cmd.OutOrStdout(), newShownFeed(r))
			}
			return printReport(cmd.OutOrStdout(), r)
		},
	}
	jsonFlag(cmd)
	return cmd
}

// reportOf gives the report of a feed that is named by its id or name.
func reportOf(ctx context.Context, loaded *config.Loaded, a archive, name string) (web.FeedReport, error) {
	added, err := a.AddedFeeds(ctx)
	if err != nil {
		return web.FeedReport{}, err
	}
	feeds, _ := fetch.Merge(loaded.Config.Feeds, added)
	f, watched, err := feedNamed(feeds, name)
	if err != nil {
		return web.FeedReport{}, err
	}
	shown := web.Feed{ID: name, Name: name}
	if watched {
		all := catalogue(loaded, feeds).Feeds
		shown = all[slices.IndexFunc(all, func(s web.Feed) bool { return s.ID == f.Key() })]
	}
	return web.Report(ctx, a, shown, watched, time.Now())
}

// shownFeed is a feed as feeds show --json prints it.
type shownFeed struct {
	feedLine
	Condition     string              `json:"condition,omitempty"`
	Site          string              `json:"site,omitempty"`
	Schedule      string              `json:"schedule,omitempty"`
	Hold          news.HostHold       `json:"hold,omitzero"`
	Subscriptions []news.Subscription `json:"subscriptions"`
	Notices       []news.Notice       `json:"notices"`
	Items         []web.ReportedItem  `json:"items"`
}

// newShownFeed has lists, not null, where there is nothing.
func newShownFeed(r web.FeedReport) shownFeed {
	f, from := r.Feed, "file"
	switch {
	case !r.Watched:
		from = ""
	case f.Added:
		from = "added"
	}
	lang, named := r.State.Language(f.Language)
	s := shownFeed{
		feedLine:  feedLine{f.ID, from, f.Name, f.URL, f.Country, lang, named, f.Tags, f.Added, r.Health, r.State},
		Condition: r.Condition, Site: f.Site, Schedule: f.Schedule, Hold: r.Hold,
		Subscriptions: append([]news.Subscription{}, r.Subscriptions...),
		Notices:       append([]news.Notice{}, r.Notices...),
		Items:         append([]web.ReportedItem{}, r.Items...),
	}
	for i := range s.Items {
		s.Items[i].Hits = append([]news.Hit{}, s.Items[i].Hits...)
	}
	return s
}

func printReport(w io.Writer, r web.FeedReport) error {
	now := time.Now()
	title := oneLine(r.Feed.Name)
	if r.Feed.Name != r.Feed.ID {
		title += " (" + oneLine(r.Feed.ID) + ")"
	}
	if !r.Watched {
		fmt.Fprintf(w, "%s: not watched any more\n\n", title)
	} else {
		fmt.Fprintf(w, "%s: %s\n", title, r.Health)
		printText(w, "", r.Condition)
		fmt.Fprintln(w)
	}
	width := 0
	for _, f := range r.Facts() {
		width = max(width, len(f.Label))
	}
	for _, f := range r.Facts() {
		printText(w, fmt.Sprintf("%-*s  ", width, f.Label), factLine(f, now))
	}
	if len(r.Notices) > 0 {
		fmt.Fprintln(w)
		if err := printNoticeTexts(w, r.Notices); err != nil {
			return err
		}
	}
	if len(r.Items) > 0 {
		fmt.Fprintln(w)
		if err := reportedItems(r.Items).print(w); err != nil {
			return err
		}
	}
	if steps := r.Steps(); len(steps) > 0 {
		fmt.Fprintln(w)
		for _, s := range steps {
			fmt.Fprintf(w, "vedette feeds %s %s\n", s.Name, shellWord(r.Feed.ID))
		}
	}
	return nil
}

// factLine is a fact as one line.
func factLine(f web.Fact, now time.Time) string {
	parts := []string{}
	if f.Link != "" {
		parts = append(parts, oneLine(f.Link))
	}
	text := oneLine(f.Text)
	if !f.At.IsZero() {
		at := when(f.At) + " UTC (" + distance(f.At, now) + ")"
		if text != "" {
			at += ": "
		}
		text = at + text
	}
	if text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, " – ")
}

// distance says how long ago a time was, or in how long it will be.
func distance(at, now time.Time) string {
	if at.After(now) {
		return "in " + news.Length(at.Sub(now))
	}
	return news.Length(now.Sub(at)) + " ago"
}

// reportedItems lists items with the rules that met them.
func reportedItems(items []web.ReportedItem) *table {
	t := newTable("ITEM SEEN (UTC)", "LANG", "RULES", "TITLE")
	for _, it := range items {
		var rules []string
		for _, h := range it.Hits {
			rules = append(rules, h.Rule)
		}
		met := orDash(strings.Join(rules, ", "))
		if it.Item.Held != "" {
			met = "held"
		} else if it.Item.Past && len(rules) == 0 {
			met = "not judged" // it is from before the feed was watched
		}
		t.add(when(it.Item.FirstSeen), orDash(it.Item.Lang), oneLine(met), oneLine(it.Item.Title))
	}
	return t
}

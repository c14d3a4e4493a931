package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
	"vedette/problem"
	"vedette/web"
)

func newFeedsAdd() *cobra.Command {
	var feed news.AddedFeed
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "Watch one more feed, without editing the configuration",
		Long: `add looks at the address, finds out the feed's name, and keeps the feed in the
store beside those of the configuration. A running vedette visits it within
minutes. The address may be that of a web page which names a feed; if it names
several they are listed, to choose from. With --name the address is taken as it
is, without a look at it.

Passwords, headers and cron times need the configuration file.`,
		Args: exactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			feed.URL = args[0]
			var added news.AddedFeed
			err := withSources(cmd, func(ctx context.Context, _ *config.Loaded, s web.Sources) (err error) {
				added, err = s.Add(ctx, feed)
				return err
			})
			if err != nil {
				return sourceError(err)
			}
			if wantsJSON(cmd) {
				return printJSON(cmd.OutOrStdout(), added)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "watching %s (%s) as feed %s\n", added.Name, added.URL, added.ID)
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&feed.Name, "name", "", "the publication's `NAME`; found out when left out")
	f.StringVar(&feed.ID, "id", "", "a short `ID` that never changes; made from the name when left out")
	f.StringVar(&feed.Language, "language", "", "ISO 639 `CODE`, when the feed's own word is wrong")
	f.StringVar(&feed.Country, "country", "", "ISO 3166 `CODE` of two letters, or INT")
	f.StringSliceVar(&feed.Tags, "tag", nil, "a `WORD` to group feeds by; may be given again")
	f.StringVar(&feed.Every, "every", "", "visit it in this `INTERVAL`, such as 15m; found out when left out")
	f.StringVar(&feed.TimeZone, "time-zone", "", "IANA `ZONE` of dates that name none")
	f.BoolVar(&feed.Fulltext, "fulltext", false, "fetch the page of each new item and match its text too")
	jsonFlag(cmd)
	return cmd
}

// sourceError makes one line of what is wrong with a feed.
func sourceError(err error) error {
	var list problem.List
	if errors.As(err, &list) && len(list) > 0 {
		return list.Err()
	}
	return err
}

func hostname(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Hostname()
}

// newFeedAction makes a command that does one thing to one feed.
func newFeedAction(name, short, long string, do func(context.Context, web.Sources, string) (string, error)) *cobra.Command {
	return &cobra.Command{
		Use: name + " FEED", Short: short, Long: long, Args: exactArgs(1),

		ValidArgsFunction: feedNames(cobra.ShellCompDirectiveNoFileComp),

		RunE: func(cmd *cobra.Command, args []string) error {
			var said string
			id, err := onFeed(cmd, args[0], func(ctx context.Context, s web.Sources, id string) (err error) {
				said, err = do(ctx, s, id)
				return err
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "feed %s %s\n", id, said)
			return err
		},
	}
}

// onFeed does something to the feed of an id or name, and gives its id.
func onFeed(cmd *cobra.Command, name string, do func(context.Context, web.Sources, string) error) (string, error) {
	id := name
	err := withSources(cmd, func(ctx context.Context, loaded *config.Loaded, s web.Sources) error {
		feeds, err := allFeeds(ctx, loaded, s)
		if err != nil {
			return err
		}
		f, ok, err := feedNamed(feeds, name)
		if ok {
			id = f.Key()
		}
		if err != nil {
			return err
		}
		return do(ctx, s, id)
	})
	if errors.Is(err, news.ErrNotFound) {
		return id, fmt.Errorf("there is no feed %q for that; `vedette feeds list` names them", name)
	}
	return id, sourceError(err)
}

func newFeedActions() []*cobra.Command {
	return []*cobra.Command{
		newFeedAction("remove", "Stop watching a feed that was added", `remove takes out a feed that was added by 'vedette feeds add' or on the page.
Its items stay. A feed of the configuration is taken out of the file.`,
			func(ctx context.Context, s web.Sources, id string) (string, error) {
				return "is taken out; its items stay", s.Remove(ctx, id)
			}),
		newFeedAction("release", "Have the held items of a feed judged", `release lets the items of a feed be judged that were held back, because the feed
had changed so that they could be old news under new ids.`,
			func(ctx context.Context, s web.Sources, id string) (string, error) {
				n, err := s.Release(ctx, id)
				if n == 0 {
					return "has no held items: there is nothing to judge", err
				}
				return "has " + news.Count(n, "held item") + " judged", err
			}),
		newFeedAction("revive", "Ask a feed again that was given up as gone", `revive has a feed visited again that vedette had stopped asking, since its
server said twice that it was taken down for good (410).`,
			func(ctx context.Context, s web.Sources, id string) (string, error) {
				return "is visited again", s.Revive(ctx, id)
			}),
	}
}

func newFeedsImport() *cobra.Command {
	var add bool
	cmd := &cobra.Command{
		Use:   "import FILE.opml",
		Short: "Take up an OPML list of feeds, or print it for the configuration",
		Long: `import reads a list of feeds that another reader wrote as OPML; folders become
tags. Feeds that are watched already are left out and counted; what is no web
address is left out and named, and the exit code is 1.

Without --add it prints them as entries for the feeds of config.yaml and changes
nothing: put the lines where you want them and run 'vedette check'. With --add
it keeps them in the store beside those of the configuration; a running vedette
visits them bit by bit.`,
		Args: exactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], cause(err))
			}
			defer f.Close()
			feeds, odd, err := fetch.ReadOPML(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if add {
				return addImport(cmd, feeds, odd)
			}
			return printImport(cmd, feeds, odd)
		},
	}
	cmd.Flags().BoolVar(&add, "add", false, "keep the feeds in the store and watch them")
	return cmd
}

// addImport adds the feeds one by one; those that cannot be added are told and
// do not hinder the others, nor do those that are odd.
func addImport(cmd *cobra.Command, feeds []fetch.Feed, odd []string) error {
	var added, known int
	bar := newProgress(cmd.ErrOrStderr(), int64(len(feeds)), "feeds")
	err := withSources(cmd, func(ctx context.Context, loaded *config.Loaded, s web.Sources) error {
		before, err := s.AddedFeeds(ctx)
		if err != nil {
			return err
		}
		all, _ := fetch.Merge(loaded.Config.Feeds, before)
		have := newTaken(all)
		for _, f := range feeds {
			if bar.add(1); have.urls[f.URL] {
				known++
				continue
			}
			_, err := s.Add(ctx, have.take(importable(f)))
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, news.ErrExists):
				known++
			case err != nil:
				odd = append(odd, fmt.Sprintf("%q (%s)", f.Name, f.URL))
				bar.clear()
				fmt.Fprintf(cmd.ErrOrStderr(), "vedette: %s: %s\n", oneLine(f.URL), oneLine(err.Error()))
			default:
				added++
			}
		}
		return nil
	})
	bar.clear()
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s added, %d already there, %s\n", news.Count(added, "feed"), known, notPossible(odd))
	if len(odd) > 0 {
		return errReported
	}
	return nil
}

// notPossible counts what an import left out, and names it.
func notPossible(odd []string) string {
	said := fmt.Sprintf("%d not possible", len(odd))
	if len(odd) > 0 {
		said += ": " + oneLine(strings.Join(odd, ", "))
	}
	return said
}

// taken are the ids and addresses that feeds have.
type taken struct{ ids, urls map[string]bool }

func newTaken(feeds []fetch.Feed) taken {
	t := taken{map[string]bool{}, map[string]bool{}}
	for _, f := range feeds {
		t.ids[f.Key()], t.urls[f.URL] = true, true
	}
	return t
}

// take gives a feed a name that makes an id of its own: lists have many feeds
// named News.
func (t taken) take(a news.AddedFeed) news.AddedFeed {
	key := func() string { f, _ := fetch.FeedOf(a); return f.Key() }
	if t.ids[key()] {
		a.Name += " (" + hostname(a.URL) + ")"
	}
	for name, n := a.Name, 2; t.ids[key()]; n++ {
		a.Name = fmt.Sprintf("%s %d", name, n)
	}
	t.ids[key()], t.urls[a.URL] = true, true
	return a
}

// importable leaves out what other readers wrote that vedette cannot take: a
// language that is none must not cost the feed.
func importable(f fetch.Feed) news.AddedFeed {
	a := news.AddedFeed{Name: f.Name, URL: f.URL, Site: f.Site, Language: f.Language, Tags: f.Tags}
	if _, wrong := fetch.FeedOf(a); len(wrong) > 0 {
		a.Language = ""
	}
	return a
}

// printImport prints the feeds that the configuration has not, each under a
// name of its own, as feeds are known by their names.
func printImport(cmd *cobra.Command, feeds []fetch.Feed, odd []string) error {
	have := newTaken(nil)
	if loaded, err := config.Load(configPath(cmd)); err == nil {
		have = newTaken(loaded.Config.Feeds)
	}
	var fresh []fetch.Feed
	for _, f := range feeds {
		if !have.urls[f.URL] {
			a := have.take(importable(f))
			f.Name, f.Language = a.Name, a.Language
			fresh = append(fresh, f)
		}
	}
	text, err := config.FeedsYAML(fresh)
	if err != nil {
		return err
	}
	if _, err = cmd.OutOrStdout().Write(text); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s new, %d already there, %s\n", news.Count(len(fresh), "feed"), len(feeds)-len(fresh), notPossible(odd))
	if len(odd) > 0 {
		return errReported
	}
	return nil
}

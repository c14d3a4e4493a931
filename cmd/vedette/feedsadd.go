package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
	"vedette/problem"
	"vedette/schedule"
	"vedette/storage"
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
		Args: named,
		RunE: func(cmd *cobra.Command, args []string) error {
			feed.URL = args[0]
			var added news.AddedFeed
			err := withSources(cmd, storage.Open, func(ctx context.Context, _ *config.Loaded, s web.Sources) (err error) {
				added, err = s.Add(ctx, feed)
				if err == nil {
					noteAlone(cmd.ErrOrStderr(), s)
				}
				return err
			})
			if err != nil {
				return sourceError(err)
			}
			if every, err := schedule.ParseDuration(added.Every); err == nil && every > 0 && every < time.Minute {
				fmt.Fprintf(cmd.ErrOrStderr(), "note: few publishers bear a visit every %s, and some shut out who comes so often: a minute is short, 15m is usual\n", added.Every)
			}
			if wantsJSON(cmd) {
				return printJSON(cmd.OutOrStdout(), added)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "watching %s (%s) as feed %s\n", oneLine(added.Name), oneLine(added.URL), added.ID)
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
	cmd := &cobra.Command{
		Use: name + " FEED", Short: short, Long: long, Args: named,

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
			if wantsJSON(cmd) {
				return printJSON(cmd.OutOrStdout(), struct {
					Feed string `json:"feed"`
					Done string `json:"done"`
				}{id, said})
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "feed %s %s\n", id, said)
			return err
		},
	}
	jsonFlag(cmd)
	return cmd
}

// onFeed does something to the feed of an id or name, and gives its id.
func onFeed(cmd *cobra.Command, name string, do func(context.Context, web.Sources, string) error) (string, error) {
	id := name
	var feeds []fetch.Feed
	err := withSources(cmd, storage.OpenExisting, func(ctx context.Context, loaded *config.Loaded, s web.Sources) (err error) {
		feeds, err = allFeeds(ctx, loaded, s)
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
		return id, fmt.Errorf("there is no feed %q for that; `vedette feeds list` names them%s", name, meant(feeds, name))
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
				if _, alone := s.(sources); alone {
					return "has " + news.Count(n, "held item") + " released; `vedette run` judges them when it starts", err
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

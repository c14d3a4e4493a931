package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
)

func newItems() *cobra.Command {
	var q news.ItemQuery
	var since string
	cmd := &cobra.Command{
		Use:   "items",
		Short: "List the latest items, hit or not",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if q.Since, err = sinceTime(since, time.Now()); err != nil {
				return err
			}
			if cmd.Flags().Changed("feed") && !isName(q.Feed) {
				return usageError{fmt.Errorf("--feed %q names nothing: give the id or the name of a feed", q.Feed)}
			}
			if err := checkLimit(q.Limit); err != nil {
				return err
			}
			var items []news.Item
			err = withArchive(cmd, func(ctx context.Context, loaded *config.Loaded, a archive) (err error) {
				if q.Feed, err = feedFilter(ctx, cmd.ErrOrStderr(), loaded, a, q.Feed); err != nil {
					return err
				}
				items, err = latest(cmd, &q.Limit, func() ([]news.Item, error) { return a.Items(ctx, q) })
				return err
			})
			if err != nil {
				return err
			}
			return printItems(cmd, items)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.Feed, "feed", "", "only items of this `FEED`")
	f.StringVar(&q.Lang, "lang", "", "only items in this `LANGUAGE`, such as az")
	f.StringVar(&q.Country, "country", "", "only items of feeds of this `COUNTRY`, such as AZ")
	f.StringVar(&since, "since", "", "only items that arrived in the last `TIME`, such as 24h or 7d")
	limitFlag(cmd, &q.Limit)
	offer(cmd, map[string]completion{"feed": feedNames(cobra.ShellCompDirectiveNoFileComp)})
	jsonFlag(cmd)
	return cmd
}

// printItems is shared by items and fetch.
func printItems(cmd *cobra.Command, items []news.Item) error {
	out := cmd.OutOrStdout()
	if wantsJSON(cmd) {
		for _, it := range items {
			if err := printJSON(out, it); err != nil {
				return err
			}
		}
		return nil
	}
	if len(items) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "no items")
		return nil
	}
	held := slices.ContainsFunc(items, func(it news.Item) bool { return notJudged(it) != "" })
	columns := []string{"PUBLISHED (UTC)", "LANG", "SOURCE", "TITLE"}
	if held {
		columns = slices.Insert(columns, 1, "NOT JUDGED")
	}
	t := newTable(columns...)
	for _, it := range items {
		row := []string{when(it.Published), it.Lang, oneLine(it.Source), oneLine(it.Title)}
		if held {
			row = slices.Insert(row, 1, notJudged(it))
		}
		t.add(row...)
	}
	return t.print(out)
}

// notJudged says in a word why no rule was asked about an item, "" if all were.
func notJudged(it news.Item) string {
	switch {
	case it.Past:
		return "past"
	case it.Held != "":
		return "held"
	}
	return ""
}

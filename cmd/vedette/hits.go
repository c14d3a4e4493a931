package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
	"vedette/schedule"
)

func newHits() *cobra.Command {
	var q news.HitQuery
	var since string
	cmd := &cobra.Command{
		Use:   "hits",
		Short: "List the latest hits: which rule met which item, and why",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if q.Since, err = sinceTime(since, time.Now()); err != nil {
				return err
			}
			if q.Severity != "" && q.Severity.Rank() < 0 {
				return usageError{fmt.Errorf("--severity %q: use low, medium, high or critical", q.Severity)}
			}
			if err := checkLimit(q.Limit); err != nil {
				return err
			}
			if cmd.Flags().Changed("feed") && !isName(q.Feed) {
				return usageError{fmt.Errorf("--feed %q names nothing: give the id or the name of a feed", q.Feed)}
			}
			var found []news.Finding
			err = withArchive(cmd, func(ctx context.Context, loaded *config.Loaded, a archive) (err error) {
				if loaded.Filter == nil { // the daemon alone knows its rules
				} else if _, err := loaded.Filter.Only(q.Rule); q.Rule != "" && err != nil {
					fmt.Fprintf(cmd.ErrOrStderr(), "note: %v; older hits of it may still be stored\n", err)
				}
				if q.Feed, err = feedFilter(ctx, cmd.ErrOrStderr(), loaded, a, q.Feed); err != nil {
					return err
				}
				found, err = latest(cmd, &q.Limit, func() ([]news.Finding, error) { return a.Hits(ctx, q) })
				return err
			})
			if err != nil {
				return err
			}
			return printHits(cmd, found)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.Rule, "rule", "", "only hits of this `RULE`")
	f.StringVar(&q.Feed, "feed", "", "only items of this `FEED`")
	f.StringVar(&q.Lang, "lang", "", "only items in this `LANGUAGE`, such as az")
	f.StringVar(&q.Country, "country", "", "only items of feeds of this `COUNTRY`, such as AZ")
	f.StringVar((*string)(&q.Severity), "severity", "", "only hits of this `SEVERITY` or above")
	f.StringToStringVar(&q.Labels, "label", nil, "only hits with this label, as `NAME=VALUE`; may be repeated")
	f.Lookup("label").DefValue = "" // not "[]"
	f.StringVar(&since, "since", "", "only hits of the last `TIME`, such as 24h or 7d")
	limitFlag(cmd, &q.Limit)
	offer(cmd, map[string]completion{
		"rule": configured(ruleNames, cobra.ShellCompDirectiveNoFileComp), "feed": feedNames(cobra.ShellCompDirectiveNoFileComp), "severity": severities(),
	})
	jsonFlag(cmd)
	return cmd
}

// latest gives as many rows as the limit says. Who did not set it is told when
// there are more: a list that is saved must not pass for the whole.
func latest[T any](cmd *cobra.Command, limit *int, ask func() ([]T, error)) ([]T, error) {
	most := *limit
	if !cmd.Flags().Changed("limit") {
		*limit++
	}
	rows, err := ask()
	if err != nil || len(rows) <= most {
		return rows, err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "note: the latest %d; there are more, and '-n 1000' lists as many\n", most)
	return rows[:most], nil
}

// limitFlag is how many rows a listing prints at most.
func limitFlag(cmd *cobra.Command, limit *int) {
	cmd.Flags().IntVarP(limit, "limit", "n", 20, "list this `NUMBER` at most")
}

func checkLimit(limit int) error {
	if limit < 1 {
		return usageError{fmt.Errorf("--limit %d: write 1 or more", limit)}
	}
	return nil
}

// sinceTime reads how far back a listing goes; "" is all the way.
func sinceTime(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	d, err := schedule.ParseDuration(text)
	if err != nil {
		return time.Time{}, usageError{fmt.Errorf("--since: %w", err)}
	}
	return now.Add(-d), nil
}

func printHits(cmd *cobra.Command, found []news.Finding) error {
	out := cmd.OutOrStdout()
	if wantsJSON(cmd) {
		for _, f := range found {
			if err := printJSON(out, f); err != nil {
				return err
			}
		}
		return nil
	}
	if len(found) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "no hits")
		return nil
	}
	t := newTable("AT (UTC)", "SEVERITY", "RULE", "LANG", "SOURCE", "WORDS", "TITLE")
	for _, f := range found {
		t.add(when(f.Hit.At), string(f.Hit.Severity), f.Hit.Rule, f.Item.Lang, oneLine(f.Item.Source),
			cut(words(f.Hit.Spans), 40), oneLine(f.Item.Title))
	}
	return t.print(out)
}

// words lists the different words that fired, as they stand in the text.
func words(spans []news.Span) string {
	var list []string
	seen := map[string]bool{}
	for _, s := range spans {
		if key := strings.ToLower(s.Text); !seen[key] {
			seen[key] = true
			list = append(list, oneLine(s.Text))
		}
	}
	return strings.Join(list, ", ")
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
)

func newNotices() *cobra.Command {
	var q news.NoticeQuery
	cmd := &cobra.Command{
		Use:   "notices",
		Short: "List what happened to the sources: failing, recovered, silent, moved, gone",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if q.Kind != "" && !slices.Contains(news.NoticeKinds(), q.Kind) {
				return usageError{fmt.Errorf("--kind %q: use one of %s", q.Kind, strings.Join(noticeKinds(), ", "))}
			}
			if err := checkLimit(q.Limit); err != nil {
				return err
			}
			var found []news.Notice
			err := withArchive(cmd, func(ctx context.Context, loaded *config.Loaded, a archive) (err error) {
				if q.Feed, err = feedFilter(ctx, cmd.ErrOrStderr(), loaded, a, q.Feed); err != nil {
					return err
				}
				found, err = a.Notices(ctx, q)
				return err
			})
			if err != nil {
				return err
			}
			return printNotices(cmd, found)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.Feed, "feed", "", "only notices of this `FEED`")
	f.StringVar((*string)(&q.Kind), "kind", "", "only notices of this `KIND`, such as broken")
	limitFlag(cmd, &q.Limit)
	offer(cmd, map[string]completion{
		"feed": feedNames(cobra.ShellCompDirectiveNoFileComp),
		"kind": fixed(noticeKinds()...),
	})
	jsonFlag(cmd)
	return cmd
}

func noticeKinds() []string {
	var words []string
	for _, k := range news.NoticeKinds() {
		words = append(words, string(k))
	}
	return words
}

func printNotices(cmd *cobra.Command, found []news.Notice) error {
	out := cmd.OutOrStdout()
	if wantsJSON(cmd) {
		for _, n := range found {
			if err := printJSON(out, n); err != nil {
				return err
			}
		}
		return nil
	}
	if len(found) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "no notices")
		return nil
	}
	return noticeTable(found).print(out)
}

func noticeTable(found []news.Notice) *table {
	t := newTable("AT (UTC)", "SEVERITY", "NOTICE", "FEED", "TITLE")
	for _, n := range found {
		t.add(when(n.At), string(n.Severity), string(n.Kind), cmp.Or(oneLine(n.Feed), "-"), oneLine(n.Title))
	}
	return t
}

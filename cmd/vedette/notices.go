package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
)

func newNotices() *cobra.Command {
	var q news.NoticeQuery
	var text bool
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
			if cmd.Flags().Changed("feed") && !isName(q.Feed) {
				return usageError{fmt.Errorf("--feed %q names nothing: give the id or the name of a feed", q.Feed)}
			}
			var found []news.Notice
			err := withArchive(cmd, func(ctx context.Context, loaded *config.Loaded, a archive) (err error) {
				if q.Feed, err = feedFilter(ctx, cmd.ErrOrStderr(), loaded, a, q.Feed); err != nil {
					return err
				}
				found, err = latest(cmd, &q.Limit, func() ([]news.Notice, error) { return a.Notices(ctx, q) })
				if err != nil {
					return err
				}
				return bringUpToDate(ctx, a, found)
			})
			if err != nil {
				return err
			}
			return printNotices(cmd, found, text)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.Feed, "feed", "", "only notices of this `FEED`")
	f.StringVar((*string)(&q.Kind), "kind", "", "only notices of this `KIND`, such as broken")
	f.BoolVar(&text, "text", false, "print with each notice what it says, and what to do")
	limitFlag(cmd, &q.Limit)
	offer(cmd, map[string]completion{
		"feed": feedNames(cobra.ShellCompDirectiveNoFileComp),
		"kind": fixed(noticeKinds()...),
	})
	jsonFlag(cmd)
	return cmd
}

// bringUpToDate has notices of held items say what became of them.
func bringUpToDate(ctx context.Context, a archive, found []news.Notice) error {
	held := map[string]int{}
	for i, n := range found {
		if n.Kind != news.Renamed {
			continue
		}
		if _, known := held[n.Feed]; !known {
			state, err := a.FeedState(ctx, n.Feed)
			if err != nil {
				return err
			}
			held[n.Feed] = state.Held
		}
		found[i] = n.Since(held[n.Feed])
	}
	return nil
}

func noticeKinds() []string {
	var words []string
	for _, k := range news.NoticeKinds() {
		words = append(words, string(k))
	}
	return words
}

func printNotices(cmd *cobra.Command, found []news.Notice, text bool) error {
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
	if text {
		return printNoticeTexts(out, found)
	}
	if err := noticeTable(found).print(out); err != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), "--text prints what each says, and what to do")
	return nil
}

// printNoticeTexts writes notices whole.
func printNoticeTexts(w io.Writer, found []news.Notice) error {
	for i, n := range found {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if _, err := fmt.Fprintf(w, "%s UTC, %s, %s: %s\n", when(n.At), n.Severity, n.Kind, oneLine(n.Title)); err != nil {
			return err
		}
		printText(w, "    ", n.Text)
	}
	return nil
}

func noticeTable(found []news.Notice) *table {
	t := newTable("AT (UTC)", "SEVERITY", "NOTICE", "FEED", "TITLE")
	for _, n := range found {
		t.add(when(n.At), string(n.Severity), string(n.Kind), cmp.Or(oneLine(n.Feed), "-"), oneLine(n.Title))
	}
	return t
}

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vedette/news"
	"vedette/web"
)

func newFeedsCheck() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check FEED",
		Short: "Visit a feed now, and say how it went",
		Long: `check has the running vedette visit a feed now, waits for the end of the visit,
and says how it went: unchanged, or how many items it brought, or why it failed;
and when the next visit is. A visit that is under way already is the one that
is told of. The visit is conditional, and a host that asked to be left alone is
left alone.

It waits for three quarters of a minute. A visit that is not over by then goes
on; 'vedette feeds show FEED' tells later how it went. The exit code is 1 when
the visit failed or was not over.`,
		Args: named,

		ValidArgsFunction: feedNames(cobra.ShellCompDirectiveNoFileComp),

		RunE: func(cmd *cobra.Command, args []string) error {
			var checked news.Checked
			id, err := onFeed(cmd, args[0], func(ctx context.Context, s web.Sources, id string) (err error) {
				checked, err = s.Check(ctx, id)
				return err
			})
			if err != nil {
				return err
			}
			if err := printChecked(cmd, id, checked); err != nil {
				return err
			}
			if checked.Result == news.CheckFailed || checked.Result == news.CheckWaiting {
				return errReported
			}
			return nil
		},
	}
	jsonFlag(cmd)
	return cmd
}

// printChecked tells how a visit went and when the next one is, or how to see it
// later.
func printChecked(cmd *cobra.Command, id string, c news.Checked) error {
	out := cmd.OutOrStdout()
	if wantsJSON(cmd) {
		return printJSON(out, c)
	}
	if _, err := fmt.Fprintf(out, "feed %s: %s\n", id, oneLine(c.Line())); err != nil {
		return err
	}
	next := c.NextLine(time.Now())
	if c.Result == news.CheckWaiting {
		next = "see later how it went: vedette feeds show " + id
	}
	_, err := fmt.Fprintln(out, next)
	return err
}

package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
)

// shownAlert is one alert with all that is known of it, as alerts show --json
// prints it.
type shownAlert struct {
	Alert   news.Alert     `json:"alert"`
	Hits    []news.Finding `json:"hits"`
	Notices []news.Notice  `json:"notices"`
	Tries   []news.Attempt `json:"tries"`
}

func newAlertsShow() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one alert: what it tells, and each try to deliver it",
		Args:  exactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var shown shownAlert
			err := withArchive(cmd, func(ctx context.Context, _ *config.Loaded, a archive) (err error) {
				shown, err = gatherAlert(ctx, a, args[0])
				return err
			})
			if err != nil {
				return err
			}
			if wantsJSON(cmd) {
				return printJSON(cmd.OutOrStdout(), shown)
			}
			return printAlert(cmd.OutOrStdout(), shown)
		},
	}
	jsonFlag(cmd)
	return cmd
}

func gatherAlert(ctx context.Context, a archive, id string) (shownAlert, error) {
	found, err := a.Alerts(ctx, news.AlertQuery{ID: id, Limit: 1})
	if err != nil {
		return shownAlert{}, err
	}
	if len(found) == 0 {
		return shownAlert{}, fmt.Errorf("alert %s: %w: see 'vedette alerts list'", id, news.ErrNotFound)
	}
	shown := shownAlert{Alert: found[0]}
	if shown.Hits, err = a.Contents(ctx, shown.Alert); err != nil {
		return shown, err
	}
	if shown.Notices, err = a.AlertNotices(ctx, shown.Alert); err != nil {
		return shown, err
	}
	shown.Tries, err = a.Attempts(ctx, id)
	// A reader of the JSON finds lists, not null, where there is nothing.
	shown.Hits = append([]news.Finding{}, shown.Hits...)
	shown.Notices = append([]news.Notice{}, shown.Notices...)
	shown.Tries = append([]news.Attempt{}, shown.Tries...)
	return shown, err
}

func printAlert(w io.Writer, s shownAlert) error {
	a := s.Alert
	fmt.Fprintf(w, "%s, %s, to %s, made %s UTC\n\n", a.ID, a.State, a.Receiver, when(a.Created))
	if err := printTold(w, s); err != nil {
		return err
	}
	tries := newTable("TRY", "STARTED (UTC)", "RESULT", "WHAT WAS ANSWERED")
	for i, at := range s.Tries {
		result := string(at.Result)
		if result == "" {
			result = "cut off" // by a crash, or under way
		}
		tries.add(fmt.Sprint(i+1), at.Started.UTC().Format(time.DateTime), result, oneLine(at.Detail))
	}
	return tries.print(w)
}

// printTold writes what an alert tells of: hits, notices, or both.
func printTold(w io.Writer, s shownAlert) error {
	if len(s.Hits) > 0 || len(s.Notices) == 0 {
		hits := newTable("SEVERITY", "RULE", "LANG", "SOURCE", "TITLE")
		for _, f := range s.Hits {
			hits.add(string(f.Hit.Severity), f.Hit.Rule, f.Item.Lang, oneLine(f.Item.Source), oneLine(f.Item.Title))
		}
		if err := hits.print(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	if len(s.Notices) == 0 {
		return nil
	}
	if err := noticeTable(s.Notices).print(w); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vedette/alert"
	"vedette/config"
	"vedette/news"
)

func newAlerts() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "alerts",
		Short: "See and mend what goes out: list, show, retry, test",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAlertsList(), newAlertsShow(), newAlertsRetry(), newAlertsTest())
	return cmd
}

func newAlertsList() *cobra.Command {
	var q news.AlertQuery
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the outbox and the ledger: waiting, delivered and dead alerts",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if q.State != "" && !slices.Contains([]news.AlertState{news.Pending, news.Delivered, news.Dead}, q.State) {
				return usageError{fmt.Errorf("--state %q: use pending, delivered or dead", q.State)}
			}
			if err := checkLimit(q.Limit); err != nil {
				return err
			}
			var alerts []news.Alert
			err := withArchive(cmd, func(ctx context.Context, _ *config.Loaded, a archive) (err error) {
				alerts, err = latest(cmd, &q.Limit, func() ([]news.Alert, error) { return a.Alerts(ctx, q) })
				return err
			})
			if err != nil {
				return err
			}
			return printAlerts(cmd, alerts)
		},
	}
	f := cmd.Flags()
	f.StringVar((*string)(&q.State), "state", "", "only alerts in this `STATE`: pending, delivered or dead")
	f.StringVar(&q.Receiver, "receiver", "", "only alerts to this `RECEIVER`")
	limitFlag(cmd, &q.Limit)
	offer(cmd, map[string]completion{
		"state":    fixed(string(news.Pending), string(news.Delivered), string(news.Dead)),
		"receiver": configured(receiverNames, cobra.ShellCompDirectiveNoFileComp),
	})
	jsonFlag(cmd)
	return cmd
}

func printAlerts(cmd *cobra.Command, alerts []news.Alert) error {
	out := cmd.OutOrStdout()
	if wantsJSON(cmd) {
		for _, a := range alerts {
			if err := printJSON(out, a); err != nil {
				return err
			}
		}
		return nil
	}
	if len(alerts) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "no alerts")
		return nil
	}
	t := newTable("ID", "STATE", "RECEIVER", "HITS", "NOTICES", "TRIES", "CREATED (UTC)", "DUE OR DONE (UTC)", "LAST ERROR")
	for _, a := range alerts {
		t.add(a.ID, string(a.State), a.Receiver, strconv.Itoa(len(a.Hits)), strconv.Itoa(len(a.Notices)), strconv.Itoa(a.Attempts),
			when(a.Created), when(dueOrDone(a)), oneLine(a.LastError))
	}
	return t.print(out)
}

// dueOrDone is when a waiting alert is tried next, or when one was retired.
func dueOrDone(a news.Alert) time.Time {
	if a.State == news.Pending {
		return a.Due
	}
	return a.Finished
}

func newAlertsRetry() *cobra.Command {
	var allDead bool
	cmd := &cobra.Command{
		Use:   "retry ID... | --dead",
		Short: "Make dead or waiting alerts due now",
		RunE: func(cmd *cobra.Command, ids []string) error {
			if allDead == (len(ids) > 0) {
				return usageError{errors.New("name the alerts to retry, or give --dead for all dead ones")}
			}
			return withArchive(cmd, func(ctx context.Context, _ *config.Loaded, a archive) error {
				if allDead {
					var err error
					if ids, err = deadAlerts(ctx, a); err != nil {
						return err
					}
				}
				return retryAll(cmd, a, ids)
			})
		},
	}
	cmd.Flags().BoolVar(&allDead, "dead", false, "retry every dead alert")
	return cmd
}

// deadAlerts gives the ids of all dead alerts, page by page.
func deadAlerts(ctx context.Context, a archive) ([]string, error) {
	var ids []string
	q := news.AlertQuery{State: news.Dead}
	for {
		page, err := a.Alerts(ctx, q)
		if err != nil || len(page) == 0 {
			return ids, err
		}
		for _, dead := range page {
			ids = append(ids, dead.ID)
		}
		q.Before = page[len(page)-1].Seq
	}
}

// retryAll retries each alert; one that cannot be retried does not keep the
// others from it.
func retryAll(cmd *cobra.Command, a archive, ids []string) error {
	failed := 0
	for _, id := range ids {
		if err := a.Retry(cmd.Context(), id, time.Now().UTC()); err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "vedette: %s: %v\n", id, err)
			failed++
		}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s due now\n", news.Count(len(ids)-failed, "alert"))
	if failed > 0 {
		return errReported
	}
	return nil
}

func newAlertsTest() *cobra.Command {
	return &cobra.Command{
		Use:   "test RECEIVER",
		Short: "Send a sample alert to one receiver now and say what it answered",
		Args:  exactArgs(1),

		ValidArgsFunction: configured(receiverNames, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			loaded, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			receivers := loaded.Config.Receivers
			i := slices.IndexFunc(receivers, func(r alert.Receiver) bool { return r.Name == args[0] })
			if i < 0 {
				return unknownReceiver(args[0], receivers)
			}
			answer, err := alert.Test(cmd.Context(), receivers[i], loaded.Guard)
			if err != nil {
				return fmt.Errorf("receiver %s: %w", args[0], err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "receiver %s took the sample alert: %s\n", args[0], oneLine(answer))
			return err
		},
	}
}

func unknownReceiver(name string, receivers []alert.Receiver) error {
	if len(receivers) == 0 {
		return fmt.Errorf("no receiver %q: the configuration has no receivers yet", name)
	}
	var names []string
	for _, r := range receivers {
		names = append(names, r.Name)
	}
	return fmt.Errorf("no receiver %q: the configuration has %q", name, names)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
	"vedette/problem"
	"vedette/storage"
	"vedette/web"
)

// archive is what the listing commands read: the store itself, or the daemon
// that holds it.
type archive interface {
	Hits(context.Context, news.HitQuery) ([]news.Finding, error)
	Items(context.Context, news.ItemQuery) ([]news.Item, error)
	Item(ctx context.Context, id string) (news.Item, []news.Hit, error)
	FeedStates(context.Context) ([]news.FeedState, error)
	FeedState(ctx context.Context, feed string) (news.FeedState, error)
	Holds(ctx context.Context, now time.Time) ([]news.HostHold, error)
	Revisions(ctx context.Context, id string) ([]news.Item, error)
	Subscriptions(context.Context) ([]news.Subscription, error)
	Unread(ctx context.Context, feed string) (news.Unread, error)
	Notices(context.Context, news.NoticeQuery) ([]news.Notice, error)
	AddedFeeds(context.Context) ([]news.AddedFeed, error)
	Alerts(context.Context, news.AlertQuery) ([]news.Alert, error)
	Contents(context.Context, news.Alert) ([]news.Finding, error)
	AlertNotices(context.Context, news.Alert) ([]news.Notice, error)
	Attempts(ctx context.Context, alertID string) ([]news.Attempt, error)
	Retry(ctx context.Context, alertID string, now time.Time) error
}

// withArchive opens the store that the configuration names, or asks the daemon
// that holds it, and calls use. The store is closed afterwards: whoever prints
// to a reader that takes its time, a pager say, does so after that, since a
// daemon could not start meanwhile.
func withArchive(cmd *cobra.Command, use func(context.Context, *config.Loaded, archive) error) error {
	loaded, err := loadForStore(cmd)
	if err != nil {
		return err
	}
	return withArchiveOf(cmd, loaded, use)
}

// withArchiveOf is withArchive for a configuration that is loaded already.
func withArchiveOf(cmd *cobra.Command, loaded *config.Loaded, use func(context.Context, *config.Loaded, archive) error) error {
	store, err := storage.OpenExisting(loaded.Config.Storage.Path)
	switch {
	case errors.Is(err, storage.ErrLocked):
		return viaDaemon(cmd, loaded, use)
	case err != nil:
		return err
	}
	defer store.Close()
	return use(cmd.Context(), loaded, store)
}

// viaDaemon asks the daemon at the configured web address. What it refuses it
// says itself; anything else is told with who was asked.
func viaDaemon(cmd *cobra.Command, loaded *config.Loaded, use func(context.Context, *config.Loaded, archive) error) error {
	client := web.NewClient(loaded.Config.Web.LocalURL())
	err := use(cmd.Context(), loaded, client)
	var refused *web.RefusedError
	if err == nil || errors.As(err, &refused) || errors.Is(err, news.ErrNotFound) {
		return err
	}
	return heldElsewhere(loaded, err)
}

// heldElsewhere says that the store is held, and that nobody answers for it.
func heldElsewhere(loaded *config.Loaded, err error) error {
	line := fmt.Errorf("the store %s is held by a running vedette: %w", loaded.Config.Storage.Path, err)
	if errors.Is(err, web.ErrNoAnswer) {
		return fmt.Errorf("%w; if that one runs with another web.address, give this command its configuration file, or the same web.address", line)
	}
	return line
}

// loadForStore is loadConfig for commands that a running vedette can answer. When
// the file has mistakes by now that one goes on with the configuration it had,
// and answers; the mistakes are only counted then.
func loadForStore(cmd *cobra.Command) (*config.Loaded, error) {
	loaded, err := config.Load(configPath(cmd))
	var wrong problem.List
	if errors.As(err, &wrong) {
		if rough := config.Rough(configPath(cmd)); rough != nil && answers(cmd.Context(), rough) {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: %s in the configuration, which `vedette check` names; the running vedette goes on with the one it had, and answers\n",
				news.Count(len(wrong), "problem"))
			return rough, nil
		}
	}
	if err != nil {
		return nil, reportProblems(cmd, err)
	}
	return loaded, nil
}

// answers tells whether a daemon holds the store of a configuration and answers
// at its address.
func answers(ctx context.Context, loaded *config.Loaded) bool {
	store, err := storage.OpenExisting(loaded.Config.Storage.Path)
	if err == nil {
		store.Close()
	}
	if !errors.Is(err, storage.ErrLocked) {
		return false
	}
	_, err = web.NewClient(loaded.Config.Web.LocalURL()).Holds(ctx, time.Now())
	return err == nil
}

// loadConfig reads the configuration and tells all that is wrong with it.
func loadConfig(cmd *cobra.Command) (*config.Loaded, error) {
	loaded, err := config.Load(configPath(cmd))
	if err != nil {
		return nil, reportProblems(cmd, err)
	}
	return loaded, nil
}

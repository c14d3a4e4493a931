package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
	"vedette/problem"
	"vedette/storage"
	"vedette/web"
)

// sources changes the feeds that are watched, in a store that this process
// holds: the daemon's, for its pages and API, or that of a command while no
// daemon runs.
type sources struct {
	store *storage.Store
	// client looks at addresses; configured gives the configuration's feeds.
	client     func() *fetch.Client
	configured func() []fetch.Feed
	// changed has the daemon take up the feeds anew, check has it visit one
	// now. Without a daemon they are nil: the next start does both.
	changed func(context.Context) error
	check   func(id string) error
	// released has the daemon judge what was released, if there is one.
	released func()
}

var _ web.Sources = sources{}

// Discover is web.Sources's; see there.
func (s sources) Discover(ctx context.Context, address string) ([]web.Candidate, error) {
	found, err := s.client().Discover(ctx, address)
	if err != nil {
		return nil, err
	}
	var out []web.Candidate
	for _, c := range found {
		if c.Trouble != "" {
			err = fmt.Errorf("the feed %s cannot be read: %s", c.URL, c.Trouble)
			continue
		}
		out = append(out, web.Candidate{URL: c.URL, Title: c.Title, Format: c.Format, Language: c.Language,
			Items: c.Items, Newest: c.Newest, Found: c.Found, Hub: len(c.Hubs) > 0})
	}
	if len(out) == 0 {
		return nil, err
	}
	return out, nil
}

// Add is web.Sources's; see there.
func (s sources) Add(ctx context.Context, a news.AddedFeed) (news.AddedFeed, error) {
	if a.Name == "" && a.URL != "" {
		if err := s.fill(ctx, &a); err != nil {
			return a, err
		}
	}
	f, wrong := fetch.FeedOf(a)
	if len(wrong) > 0 {
		return a, wrong
	}
	for _, have := range s.configured() {
		if have.Key() == f.Key() || have.URL == f.URL {
			return a, fmt.Errorf("the configuration has feed %s at %s: %w", have.Key(), have.URL, news.ErrExists)
		}
	}
	added := f.Added(time.Now())
	if err := s.store.AddFeed(ctx, added); err != nil {
		return a, err
	}
	if err := s.resume(ctx, added.ID); err != nil {
		return a, err
	}
	return added, s.replan(ctx)
}

// resume has a feed visited that had been watched and given up before.
func (s sources) resume(ctx context.Context, id string) error {
	ctx = context.WithoutCancel(ctx) // it is added already
	state, err := s.store.FeedState(ctx, id)
	if err != nil || state.Stopped == "" {
		return err
	}
	return s.store.Revive(ctx, id, time.Now().UTC())
}

// fill finds out what a feed is called. An address with several feeds is for
// the user to choose from.
func (s sources) fill(ctx context.Context, a *news.AddedFeed) error {
	found, err := s.Discover(ctx, a.URL)
	if err != nil {
		return err
	}
	if len(found) > 1 && found[0].URL != a.URL {
		urls := make([]string, len(found))
		for i, c := range found {
			urls[i] = c.URL
		}
		return fmt.Errorf("there are %d feeds at this address, choose one: %s", len(found), strings.Join(urls, " "))
	}
	c := found[0]
	a.URL, a.Name = c.URL, c.Title
	if a.Name == "" {
		a.Name = hostname(c.URL)
	}
	return nil
}

// replan has the daemon take up what is stored by now, even if whoever asked for
// it does not wait for the end.
func (s sources) replan(ctx context.Context) error {
	if s.changed == nil {
		return nil
	}
	return s.changed(context.WithoutCancel(ctx))
}

// Remove is web.Sources's; see there.
func (s sources) Remove(ctx context.Context, id string) error {
	err := s.store.RemoveFeed(ctx, id)
	if errors.Is(err, news.ErrNotFound) && s.isConfigured(id) {
		return problem.List{{Message: "feed " + id + " stands in the configuration", Hint: "take it out of the file there"}}
	}
	if err != nil {
		return err
	}
	return s.replan(ctx)
}

func (s sources) isConfigured(id string) bool {
	for _, f := range s.configured() {
		if f.Key() == id {
			return true
		}
	}
	return false
}

// AddedFeeds is web.Sources's; see there.
func (s sources) AddedFeeds(ctx context.Context) ([]news.AddedFeed, error) {
	return s.store.AddedFeeds(ctx)
}

// errNoDaemon says what a command cannot do by itself.
var errNoDaemon = errors.New("no vedette is running here: start `vedette run` first, or look by `vedette fetch`")

// Check is web.Sources's; see there.
func (s sources) Check(_ context.Context, id string) error {
	if s.check == nil {
		return errNoDaemon
	}
	return s.check(id)
}

// Release is web.Sources's; see there.
func (s sources) Release(ctx context.Context, id string) (int, error) {
	n, err := s.store.ReleaseItems(ctx, id)
	if n > 0 && s.released != nil {
		s.released()
	}
	return n, err
}

// Revive is web.Sources's; see there.
func (s sources) Revive(ctx context.Context, id string) error {
	if err := s.store.Revive(ctx, id, time.Now().UTC()); err != nil {
		return err
	}
	return s.replan(ctx)
}

// withSources opens the store that the configuration names, made if need be, or
// asks the daemon that holds it, and calls use.
func withSources(cmd *cobra.Command, use func(context.Context, *config.Loaded, web.Sources) error) error {
	loaded, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	store, err := storage.Open(loaded.Config.Storage.Path)
	if errors.Is(err, storage.ErrLocked) {
		return viaDaemon(cmd, loaded, func(ctx context.Context, loaded *config.Loaded, a archive) error {
			return use(ctx, loaded, a.(*web.Client))
		})
	}
	if err != nil {
		return err
	}
	defer store.Close()
	return use(cmd.Context(), loaded, sources{
		store:      store,
		client:     func() *fetch.Client { return fetch.NewClient(loaded.Config.Fetch, loaded.Guard) },
		configured: func() []fetch.Feed { return loaded.Config.Feeds },
	})
}

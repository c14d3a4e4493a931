package main

import (
	"context"
	"log/slog"
	"net/http"

	"vedette/config"
	"vedette/fetch"
	"vedette/storage"
	"vedette/websub"
)

// newHubs makes the subscriber to WebSub hubs. It asks hubs through the guard:
// their addresses come from feeds.
func newHubs(store *storage.Store, loaded *config.Loaded, pushed func(), log *slog.Logger) (*websub.Subscriber, error) {
	return websub.New(context.Background(), store, loaded.Config.WebSub, websub.Options{
		Transport: &http.Transport{Proxy: loaded.Guard.Proxy, DialContext: loaded.Guard.DialContext},
		UserAgent: loaded.Config.Fetch.UserAgent,
		Pushed:    pushed,
		Log:       log,
	})
}

// keepHubs ends the subscriptions of feeds that are watched no more, or that
// are not to be pushed.
func (p *program) keepHubs(ctx context.Context, feeds []fetch.Feed) error {
	wanted := make(map[string]bool, len(feeds))
	for _, f := range feeds {
		wanted[f.Key()] = f.WebSub == nil || *f.WebSub
	}
	return p.hubs.Keep(ctx, func(id string) bool { return wanted[id] })
}

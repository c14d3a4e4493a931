package web

import (
	"context"
	"time"

	"vedette/news"
)

// Store is what the pages and the API need of the store. Client offers the
// same over HTTP, so that a command can read either. All methods are safe for
// concurrent use; lists come newest first unless a method says otherwise.
type Store interface {
	Archive
	Outbox
	// Totals counts what the store holds.
	Totals(ctx context.Context) (news.Totals, error)
}

// Archive is the reading of items, hits, feeds and notices.
type Archive interface {
	// Hits gives hits with the version of the item that was judged, or the
	// current one when that is not kept any more.
	Hits(ctx context.Context, q news.HitQuery) ([]news.Finding, error)
	Items(ctx context.Context, q news.ItemQuery) ([]news.Item, error)
	// Item gives the current version of an item and its hits, on whatever
	// version; news.ErrNotFound when there is none.
	Item(ctx context.Context, id string) (news.Item, []news.Hit, error)
	// Revisions gives the earlier versions of an item that are kept, oldest
	// first.
	Revisions(ctx context.Context, id string) ([]news.Item, error)
	// FeedStates gives the state of every feed that was ever visited.
	FeedStates(ctx context.Context) ([]news.FeedState, error)
	// FeedState gives the state of one feed; of one that was never visited, an
	// empty one with its id.
	FeedState(ctx context.Context, feed string) (news.FeedState, error)
	// Holds gives the hosts that are to be left alone after now.
	Holds(ctx context.Context, now time.Time) ([]news.HostHold, error)
	// Subscriptions gives the subscriptions at hubs; see the stores for what of
	// them is secret.
	Subscriptions(ctx context.Context) ([]news.Subscription, error)
	// Unread gives a feed's last body that could not be read, news.ErrNotFound
	// when none is kept.
	Unread(ctx context.Context, feed string) (news.Unread, error)
	// Notices gives what there was to tell of sources.
	Notices(ctx context.Context, q news.NoticeQuery) ([]news.Notice, error)
}

// Outbox is the reading of alerts and of their ledger.
type Outbox interface {
	Alerts(ctx context.Context, q news.AlertQuery) ([]news.Alert, error)
	// Contents gives the alert's hits in order of judging, with versions of
	// items as Hits does.
	Contents(ctx context.Context, a news.Alert) ([]news.Finding, error)
	// AlertNotices gives the alert's notices in order of making.
	AlertNotices(ctx context.Context, a news.Alert) ([]news.Notice, error)
	// Attempts gives the tries to deliver the alert, oldest first.
	Attempts(ctx context.Context, alertID string) ([]news.Attempt, error)
	// Retry makes a dead or waiting alert due now: news.ErrNotFound when
	// there is none with that id, another error when it was delivered.
	Retry(ctx context.Context, alertID string, now time.Time) error
}

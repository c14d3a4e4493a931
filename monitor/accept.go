package monitor

import (
	"context"
	"time"

	"vedette/news"
)

// The waits of a visit whose items the store refuses (a full disk): it keeps
// them, and its place among the visits at once, until the store takes them.
// So no publisher is asked again for what is here already, and no more feeds
// are asked than can be kept in memory.
const (
	firstStoreWait = time.Second
	maxStoreWait   = 30 * time.Second
)

// accept gives a visit to the store, again and again until the store takes it
// or ctx ends, which is the only error.
func (m *Monitor) accept(ctx context.Context, v news.Visit) (accepted news.Accepted, err error) {
	err = m.insist(ctx, v.State.Feed, "its items are not stored", func() (err error) {
		accepted, err = m.store.Accept(ctx, v)
		return err
	})
	return accepted, err
}

// insist does something with the store for a feed until it succeeds or ctx
// ends, which is the only error. Ready tells of what is refused meanwhile.
func (m *Monitor) insist(ctx context.Context, feed, trouble string, do func() error) error {
	for wait := firstStoreWait; ; wait = min(2*wait, maxStoreWait) {
		err := do()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			if wait > firstStoreWait {
				m.refused.Delete(feed)
			}
			return nil
		}
		m.refused.Store(feed, err)
		m.stats.StoreErrors.Add(1)
		m.log.Error(trouble+"; trying again", "feed", feed, "wait", wait, "error", err)
		select {
		case <-ctx.Done():
			m.refused.Delete(feed)
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

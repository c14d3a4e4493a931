package monitor

import (
	"context"
	"errors"
	"sync"
	"time"

	"vedette/news"
)

// The waits of a visit whose items the store refuses (a full disk): it keeps
// them, and its place among the visits that are not stored yet, until the store
// takes them. So no publisher is asked again for what is here already, and no
// more feeds are asked than can be kept in memory.
const (
	firstStoreWait = time.Second
	maxStoreWait   = 30 * time.Second
)

// give puts the visit in line to be stored, again and again until the store
// takes it or ctx ends; then the checks have it back.
func (v *visit) give(ctx context.Context, wait time.Duration) {
	v.m.store.AcceptLater(ctx, &v.brought, func(accepted news.Accepted, err error) {
		switch {
		case err == nil:
			v.stored(accepted)
		case errors.Is(err, news.ErrDamaged): // no wait mends that: the feed will show its items again
			v.postpone(ctx, "its items are not stored", panicWait, err)
			v.m.stored.add(v.end)
			return
		case ctx.Err() == nil:
			v.m.refuse(v.key, "its items are not stored", wait, err)
			go func() {
				pause(ctx, wait)
				v.give(ctx, min(2*wait, maxStoreWait))
			}()
			return
		}
		if wait > firstStoreWait {
			v.m.refused.Delete(v.key)
		}
		v.m.stored.add(v.end)
	})
}

// refuse takes note that the store refused something for a feed, which is tried
// again after a wait. Ready tells of it until then.
func (m *Monitor) refuse(feed, trouble string, wait time.Duration, err error) {
	m.refused.Store(feed, err)
	m.stats.StoreErrors.Add(1)
	m.log.Error(trouble+"; trying again", "feed", feed, "wait", wait, "error", err)
}

// handedBack are the visits whose way into the store has ended, until the checks
// take them. It is safe for concurrent use.
type handedBack struct {
	mu   sync.Mutex
	list []ended
	some chan struct{} // there are some
}

func (h *handedBack) add(e ended) {
	h.mu.Lock()
	h.list = append(h.list, e)
	h.mu.Unlock()
	kick(h.some)
}

// take gives all of them, in the memory of an earlier list.
func (h *handedBack) take(into []ended) []ended {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := h.list
	clear(into)
	h.list = into[:0]
	return taken
}

// accept gives a visit to the store, again and again until the store takes it.
// It ends with an error as insist does.
func (m *Monitor) accept(ctx context.Context, v news.Visit) (accepted news.Accepted, err error) {
	err = m.insist(ctx, v.State.Feed, "its items are not stored", func() (err error) {
		accepted, err = m.store.Accept(ctx, v)
		return err
	})
	return accepted, err
}

// insist does something with the store for a feed until it succeeds. The only
// errors are that ctx ended, and news.ErrDamaged, which no wait mends. Ready tells
// of what is refused meanwhile.
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
		if errors.Is(err, news.ErrDamaged) {
			return err
		}
		m.refuse(feed, trouble, wait, err)
		select {
		case <-ctx.Done():
			m.refused.Delete(feed)
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

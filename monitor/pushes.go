package monitor

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"vedette/coverage"
	"vedette/fetch"
	"vedette/news"
	"vedette/pace"
)

const (
	// pushBatch is how many pushed documents are read from the store at once:
	// each may have megabytes.
	pushBatch = 8
	// pushLook is how often pushes are looked for without a wake-up, and the
	// wait after the store refused.
	pushLook = time.Minute
	// pingGap is the least time between a visit and one that a push without items
	// asks for: a hub that stutters must not become a burst.
	pingGap = time.Minute
)

// Pushed says that the store has a pushed document that is to be read.
func (m *Monitor) Pushed() { kick(m.pushed) }

// runPushes reads pushed documents, the oldest first, until ctx is done.
func (m *Monitor) runPushes(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	told := map[string]bool{} // of what is damaged
	for {
		n, err := m.readPushes(ctx, told)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			m.stats.StoreErrors.Add(1)
			m.log.Error("pushed documents are not read; trying again", "error", err)
		case n > 0:
			continue
		}
		timer.Reset(pushLook)
		select {
		case <-ctx.Done():
			return nil
		case <-m.pushed:
		case <-timer.C:
		}
	}
}

// readPushes deals with one batch and tells how many it had. What the store
// cannot read any more stays there and is told once: its feed is visited all the
// same. A push is dropped that meets something else that is damaged, like what
// its feed has shown: it would stand before all others for ever. It has its feed
// visited soon, for the visit may mend what a push cannot.
func (m *Monitor) readPushes(ctx context.Context, told map[string]bool) (int, error) {
	pushes, damaged, err := m.store.Pushes(ctx, pushBatch)
	m.tellDamaged(damaged, told, "a pushed document cannot be read any more and is passed over")
	for i := 0; i < len(pushes) && err == nil; i++ {
		m.pushing <- struct{}{}
		err = m.readPush(ctx, pushes[i])
		<-m.pushing
		if errors.Is(err, news.ErrDamaged) {
			m.stats.StoreErrors.Add(1)
			m.log.Error("the store is damaged", "feed", pushes[i].Feed, "error", err)
			m.ask(ctx, func(c *checks) {
				if e := c.feeds[pushes[i].Feed]; e != nil && !e.out {
					c.queue.hurry(e, time.Now().Add(pingGap))
				}
			})
			err = m.dropPush(ctx, pushes[i], "what the store has of its feed cannot be read")
		}
	}
	return len(pushes), err
}

// tellDamaged logs what the store has passed over, each once as long as told is
// kept.
func (m *Monitor) tellDamaged(damaged []error, told map[string]bool, trouble string) {
	for _, d := range damaged {
		if why := d.Error(); !told[why] {
			told[why] = true
			m.log.Error(trouble, "error", why)
		}
	}
}

// readPush stores a pushed document's items. One without items only says that
// there is news, and makes the feed due. A document that cannot be read is
// dropped: the feed is visited all the same.
func (m *Monitor) readPush(ctx context.Context, p news.Push) error {
	var feed *fetch.Feed
	if !m.ask(ctx, func(c *checks) {
		if e := c.feeds[p.Feed]; e != nil && !e.out {
			feed = e.feed
		}
	}) {
		return ctx.Err()
	}
	if feed == nil {
		return m.dropPush(ctx, p, "its feed was taken out")
	}
	if len(p.Body) == 0 {
		return m.ping(ctx, p)
	}
	state, err := m.store.FeedState(ctx, p.Feed)
	if err != nil {
		return err
	}
	if state.Stopped == fetch.StoppedTwin && state.Address == feed.URL {
		return m.dropPush(ctx, p, "feed "+state.Twin+" has its news")
	}
	// Its relative links, and the ids made of them, are to be as a visit's.
	base := feed.URL
	if state.Address == feed.URL && state.URL != "" {
		base = state.URL
	}
	now := time.Now().UTC()
	reading, err := fetch.Parse(p.Body, http.Header{"Content-Type": {p.ContentType}}, base, *feed, now)
	items := reading.Items
	switch {
	case err != nil && len(items) == 0:
		return m.dropPush(ctx, p, err.Error())
	case len(items) == 0:
		return m.ping(ctx, p)
	}
	if state.Seen, state.SeenNames, err = m.store.Shown(ctx, p.Feed); err != nil {
		return err
	}
	items, shown := coverage.Pushed(state, items, now)
	slices.Reverse(items)
	learnt := pace.LearnPushed(state, unseen(state.Seen, items), now)
	accepted, err := m.accept(ctx, news.Visit{State: news.FeedState{Feed: p.Feed, LastCheck: now, Pace: learnt}, Items: items,
		Shown: shown, Push: p.Seq, Articles: feed.Fulltext})
	if err != nil {
		return err
	}
	m.stats.Pushes.Add(1)
	m.countItems(p.Feed, accepted, feed.Fulltext)
	return nil
}

// unseen counts the items that a feed has not shown. A visit that is under way may
// bring them too and be stored later, with its own word on the feed's pace: then one
// of the two is not counted, which an average outlives.
func unseen(seen news.Seen, items []news.Item) int {
	ids := map[string]bool{}
	for i := range items {
		if !seen.Has(items[i].ID) {
			ids[items[i].ID] = true
		}
	}
	return len(ids)
}

// ping deals with a push that only says that there is news.
func (m *Monitor) ping(ctx context.Context, p news.Push) error {
	state, err := m.store.FeedState(ctx, p.Feed)
	if err != nil {
		return err
	}
	at := time.Now()
	if least := state.LastCheck.Add(pingGap); least.After(at) && !state.LastCheck.After(at) {
		at = least
	}
	m.stats.Pushes.Add(1)
	if !m.ask(ctx, func(c *checks) {
		if e := c.feeds[p.Feed]; e != nil {
			if e.where == away { // it may have been read before there was news
				at = time.Now().Add(pingGap)
			}
			c.queue.hurry(e, at)
		}
	}) {
		return ctx.Err()
	}
	return m.store.DropPush(ctx, p.Seq)
}

func (m *Monitor) dropPush(ctx context.Context, p news.Push, why string) error {
	m.stats.PushesDropped.Add(1)
	m.log.Warn("a pushed document is dropped", "feed", p.Feed, "bytes", len(p.Body), "why", why)
	return m.store.DropPush(ctx, p.Seq)
}

package monitor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vedette/fetch"
	"vedette/news"
)

// checkPatience is how long CheckNow waits for the queue, which answers at once
// unless it is taking up a plan.
const checkPatience = 10 * time.Second

var errNotYet = errors.New("vedette is starting or stopping: try again in a moment")

// CheckNow makes a feed due at once, before its time. The visit is conditional
// like any other, waits for its host's slot, and is made only if the host does
// not ask to be left alone. It returns when the feed is in its place in the
// queue, not when it was visited. The error says why there will be no visit:
// news.ErrNotFound when no feed has that id, else the host's wish, or that the
// feed was stopped.
func (m *Monitor) CheckNow(feed string) error {
	ctx, cancel := context.WithTimeout(context.Background(), checkPatience)
	defer cancel()
	state, err := m.store.FeedState(ctx, feed)
	if err != nil {
		return err
	}
	if !m.ask(ctx, func(c *checks) { err = c.checkNow(feed, state) }) {
		return errNotYet
	}
	return err
}

func (c *checks) checkNow(feed string, state news.FeedState) error {
	e, now := c.feeds[feed], time.Now()
	switch {
	case e == nil:
		return fmt.Errorf("feed %s: %w", feed, news.ErrNotFound)
	case state.Stopped != "" && state.Address == e.feed.URL:
		if state.Stopped == fetch.StoppedTwin {
			return fmt.Errorf("feed %s is not visited any more, as feed %s is asked at its new address: take one of the two out", feed, state.Twin)
		}
		return fmt.Errorf("feed %s is not visited any more (%s): revive it first", feed, state.Stopped)
	}
	if until := c.queue.heldUntil(e.host, now); !until.IsZero() {
		return fmt.Errorf("%s asks to be left alone until %s", e.host, until.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	c.queue.hurry(e, now)
	return nil
}

// ask has the goroutine that owns the queue do something, and waits until it is
// done. It gives false when ctx ends first; then it may not have been done.
func (m *Monitor) ask(ctx context.Context, do func(*checks)) bool {
	done := make(chan struct{})
	select {
	case <-ctx.Done():
		return false
	case m.asks <- func(c *checks) { do(c); close(done) }:
		<-done // it was taken, and will be done at once
		return true
	}
}

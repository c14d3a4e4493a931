package monitor

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"vedette/fetch"
	"vedette/news"
	"vedette/pace"
)

// load takes up the monitor's plan: it puts the plan's feeds in the queue as the
// durable queue says, and closes the hosts that are to be left alone. If it
// fails, all stays as it was.
func (c *checks) load(ctx context.Context) error {
	now := time.Now()
	plan := c.m.plan.Load()
	due, err := c.dueTimes(ctx)
	if err != nil {
		return fmt.Errorf("read when the feeds are due: %w", err)
	}
	holds, err := c.m.store.Holds(ctx, now)
	if err != nil {
		return fmt.Errorf("read which hosts are to be left alone: %w", err)
	}
	timing := newTiming(plan, c.timing)
	old := c.feeds
	next := make(map[string]*entry, len(plan.Feeds))
	times := make([]time.Time, len(plan.Feeds)) // zero: not to be queued
	for i := range plan.Feeds {
		f := &plan.Feeds[i]
		key := f.Key()
		if next[key] = old[key]; next[key] == nil {
			next[key] = &entry{key: key}
		}
		d, known := due[key]
		if times[i], err = c.firstTime(ctx, timing, f, d, known, now); err != nil {
			return fmt.Errorf("read the state of feed %s: %w", key, err)
		}
	}
	c.plan, c.timing, c.feeds = plan, timing, next
	if plan != c.withdrawnOf {
		c.withdrawn, c.withdrawnOf = nil, nil
	}
	c.queue.clear()
	c.queue.gap = plan.HostGap
	for _, h := range holds {
		if h.Until.Sub(now) > pace.Longest+leap {
			continue // no server can ask for that: it was computed under a wrong clock
		}
		c.queue.hold(h.Host, h.Until, now)
	}
	c.setBack = false
	c.m.network.begin(countHosts(plan.Feeds))
	for key := range old {
		if next[key] == nil {
			timing.budget.Drop(key)
			c.m.refused.Delete(key)
		}
	}
	c.fill(times, now)
	return nil
}

// dueTimes gives when each feed is due, as stored.
func (c *checks) dueTimes(ctx context.Context) (map[string]news.Due, error) {
	list, damaged, err := c.m.store.Schedule(ctx)
	if err != nil {
		return nil, err
	}
	c.m.tellDamaged(damaged, c.told, "an entry of the schedule cannot be read any more and is passed over; its feed is visited now")
	due := make(map[string]news.Due, len(list))
	for _, d := range list { // the earliest first
		if _, twice := due[d.Feed]; !twice {
			due[d.Feed] = d
		}
	}
	return due, nil
}

// take gives the entry its feed under the new plan.
func (e *entry) take(f *fetch.Feed) {
	if e.feed == nil || e.feed.URL != f.URL {
		e.host = news.HostOf(f.URL)
	}
	e.feed = f
}

// firstTime gives when a feed is due after a start or reload: as stored, unless
// the plan is another by now or the clock was wrong, or is set back. It is never
// zero but for a feed that is stopped; what was due before now is due now.
func (c *checks) firstTime(ctx context.Context, t *timing, f *fetch.Feed, d news.Due, known bool, now time.Time) (time.Time, error) {
	at := d.At
	if known && (c.setBack || t.stale(f, d, now)) {
		state, err := c.m.store.FeedState(ctx, d.Feed)
		if ctx.Err() != nil {
			return time.Time{}, err
		}
		if err != nil { // its visit will find the same, and others can be made
			c.m.log.Error("a feed's state is not read", "feed", d.Feed, "error", err)
			return now, nil
		}
		p := t.replan(f, state, now)
		if p.Never && state.Stopped != fetch.StoppedTwin { // the plan may have no twin any more: its visit looks
			return time.Time{}, nil
		}
		at = p.At
	}
	if at.Before(now) {
		at = now
	}
	return at, nil
}

// fill puts the plan's feeds in the queue. Those that are due at once are
// spread, as they are many after a first start, a long stop or an import.
func (c *checks) fill(times []time.Time, now time.Time) {
	atOnce := 0
	for _, t := range times {
		if !t.IsZero() && !t.After(now) {
			atOnce++
		}
	}
	for i, t := range times {
		f := &c.plan.Feeds[i]
		e := c.feeds[f.Key()]
		e.take(f)
		e.out = c.withdrawn[e.key]
		if t.IsZero() || e.out || e.where != nowhere { // stopped; or away, and comes back by itself
			continue
		}
		if !t.After(now) {
			t = t.Add(pace.Spread(atOnce, interval(c.timing.of(f, 0), now), rand.Float64))
		}
		e.setDue(t)
		c.queue.add(e)
	}
}

// countHosts tells how many hosts feeds have.
func countHosts(feeds []fetch.Feed) int {
	names := make(map[string]bool)
	for i := range feeds {
		if names[news.HostOf(feeds[i].URL)] = true; len(names) >= outageHosts {
			break // more make no difference
		}
	}
	return len(names)
}

package monitor

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vedette/fetch"
	"vedette/news"
	"vedette/schedule"
)

// idle is how long the checks sleep when no feed is due at any time; a reload
// wakes them sooner.
const idle = time.Hour

// The waits of a visit whose items the store refuses (a full disk): it keeps
// them, and its place among the visits at once, until the store takes them.
// So no publisher is asked again for what is here already, and no more feeds
// are asked than can be kept in memory.
const (
	firstStoreWait = time.Second
	maxStoreWait   = 30 * time.Second
)

// checks owns the visits: one goroutine alone touches its fields, starts
// visits and takes their results.
type checks struct {
	m     *Monitor
	queue *queue
	feeds map[string]watched // by the feed's key, as the plan has them
	away  map[string]bool    // feeds being visited
	done  chan *entry
}

// watched is a feed of the plan with its schedule.
type watched struct {
	feed     fetch.Feed
	schedule schedule.Schedule
}

// runChecks visits feeds when they are due until ctx is done, and then waits
// for the visits under way, which ctx ends as well.
func (m *Monitor) runChecks(ctx context.Context) error {
	c := &checks{m: m, away: map[string]bool{}, done: make(chan *entry)}
	if err := c.load(ctx, newQueue()); err != nil {
		return err
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		c.start(ctx)
		timer.Reset(c.pause())
		select {
		case <-ctx.Done():
		case <-timer.C:
		case e := <-c.done:
			c.finish(e)
		case <-m.replan:
			if err := c.load(ctx, c.queue.emptied()); err != nil {
				m.log.Error("the new feeds are not taken up yet", "error", err)
				time.AfterFunc(maxStoreWait, func() { kick(m.replan) })
			}
		}
	}
	for range c.away {
		<-c.done
	}
	return nil
}

// pause is how long nothing needs to be done unless a visit ends: with all
// places taken, not even a feed that is due.
func (c *checks) pause() time.Duration {
	if len(c.away) >= c.m.plan.Load().Concurrency {
		return idle
	}
	return c.queue.wait(time.Now(), idle)
}

// load takes the plan's feeds and puts those that are not being visited in the
// queue, as their stored states say. If it fails, all stays as it was.
func (c *checks) load(ctx context.Context, q *queue) error {
	states, err := c.m.store.FeedStates(ctx)
	if ctx.Err() != nil {
		c.queue = q
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the feeds' states: %w", err)
	}
	known := make(map[string]news.FeedState, len(states))
	for _, s := range states {
		known[s.Feed] = s
	}
	plan := c.m.plan.Load()
	feeds := make(map[string]watched, len(plan.Feeds))
	for _, f := range plan.Feeds {
		s, err := f.Schedule(plan.Every)
		if err != nil {
			return fmt.Errorf("feed %s: %w", f.Key(), err)
		}
		if s.IsZero() {
			s = schedule.Every(time.Duration(fetch.DefaultMinEvery)) // until package pace is asked here
		}
		w := watched{feed: f, schedule: s}
		feeds[f.Key()] = w
		if !c.away[f.Key()] {
			state := known[f.Key()]
			state.Feed = f.Key()
			q.add(w.entry(state))
		}
	}
	c.feeds, c.queue = feeds, q
	return nil
}

// entry puts the feed's state and due time to it.
func (w watched) entry(state news.FeedState) *entry {
	asked := w.feed.URL
	if state.Address == asked && state.URL != "" {
		asked = state.URL // where its redirects lead: that server is spared
	}
	return &entry{feed: w.feed, host: hostOf(asked), schedule: w.schedule, state: state,
		due: firstCheck(w.feed, w.schedule, state, time.Now())}
}

// start begins the visits that are due, as many as the plan allows at once.
func (c *checks) start(ctx context.Context) {
	for len(c.away) < c.m.plan.Load().Concurrency {
		e := c.queue.next(time.Now())
		if e == nil {
			return
		}
		c.away[e.feed.Key()] = true
		go func() {
			c.m.check(ctx, e)
			c.done <- e
		}()
	}
}

// finish takes a feed back from a visit. While it was away a reload may have
// changed it, or taken it from the plan.
func (c *checks) finish(e *entry) {
	delete(c.away, e.feed.Key())
	c.queue.release(e.host)
	w, ok := c.feeds[e.feed.Key()]
	if !ok {
		return
	}
	next := w.entry(e.state)
	if next.due.Before(e.due) && w.feed.URL == e.feed.URL {
		next.due = e.due
	}
	c.queue.add(next)
}

// check makes one visit and stores what it brought together with the state
// that the visit left. A program that is stopped before the store took them
// has lost nothing: the old state stands, and the feed will be asked with the
// old validators and show the items again.
func (m *Monitor) check(ctx context.Context, e *entry) {
	m.stats.InFlight.Add(1)
	defer m.stats.InFlight.Add(-1)
	r := m.plan.Load().Fetcher.Fetch(ctx, e.feed, e.state)
	if ctx.Err() != nil {
		return // we were stopped; the feed did nothing wrong
	}
	slices.Reverse(r.Items) // feeds put the newest first; what is older arrives first
	r.State.Address, r.State.NextCheck = e.feed.URL, nextCheck(e.schedule, r, time.Now())
	accepted, err := m.accept(ctx, news.Visit{State: r.State, Items: r.Items})
	if err != nil {
		return
	}
	e.state, e.due = r.State, r.State.NextCheck
	m.count(e, r, accepted)
}

// accept gives a visit to the store, again and again until the store takes it
// or ctx ends, which is the only error.
func (m *Monitor) accept(ctx context.Context, v news.Visit) (news.Accepted, error) {
	defer m.refused.Delete(v.State.Feed)
	for wait := firstStoreWait; ; wait = min(2*wait, maxStoreWait) {
		accepted, err := m.store.Accept(ctx, v)
		if ctx.Err() != nil {
			return news.Accepted{}, ctx.Err()
		}
		if err == nil {
			return accepted, nil
		}
		m.refused.Store(v.State.Feed, err)
		m.stats.StoreErrors.Add(1)
		m.log.Error("items not stored; trying again", "feed", v.State.Feed, "wait", wait, "error", err)
		select {
		case <-ctx.Done():
			return news.Accepted{}, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// count keeps the statistics and the log of a visit, and wakes the judge.
func (m *Monitor) count(e *entry, r fetch.Result, a news.Accepted) {
	m.stats.Checks.Add(1)
	m.stats.New.Add(int64(a.New))
	m.stats.Revised.Add(int64(a.Revised))
	m.stats.Known.Add(int64(a.Known))
	if r.NotModified {
		m.stats.NotModified.Add(1)
	}
	if r.Err != nil {
		m.stats.Failed.Add(1)
		m.log.Warn("feed failed", "feed", e.feed.Key(), "failures", e.state.Failures,
			"next", e.due.UTC().Format(time.RFC3339), "error", r.Err)
	}
	if a.New+a.Revised > 0 {
		m.log.Info("feed brought news", "feed", e.feed.Key(), "new", a.New, "revised", a.Revised)
		kick(m.arrived)
	}
}

package monitor

import (
	"context"
	"time"

	"vedette/news"
)

const (
	// look is the longest sleep of the checks: so soon they notice that the
	// clock was set or the machine slept.
	look = time.Minute
	// leap is how far the clock may run away from the time that passed before
	// it is taken as set: servers of time correct by less.
	leap = time.Minute
	// replanRetry is the wait before a plan that could not be taken up is tried
	// again.
	replanRetry = 30 * time.Second
)

// checks owns the queue: one goroutine alone touches its fields, starts visits
// and takes their results.
type checks struct {
	m      *Monitor
	plan   *Plan
	timing *timing
	queue  *queue
	feeds  map[string]*entry // by key, as the plan has them
	jobs   map[string]bool   // articles in the queue, by item
	asked  waiters           // who wants to know how a visit went, by feed
	away   int
	// Visits are made by workers that stay, idle of them without one: a visit
	// needs a deep stack, which a new goroutine would have to grow.
	work chan ticket
	idle int
	done chan ended
	// clock is when the loop last looked, probe when a visit may be made while
	// the network is away.
	clock, probe time.Time
	// setBack says that the clock was set back and no plan taken up since: times
	// of the other clock may look like those of this one.
	setBack bool
}

func newChecks(m *Monitor) *checks {
	return &checks{m: m, queue: newQueue(), feeds: map[string]*entry{}, jobs: map[string]bool{}, asked: waiters{},
		work: make(chan ticket), done: make(chan ended), clock: time.Now()}
}

// runChecks visits feeds when they are due until ctx is done, and then waits
// for the visits under way, which ctx ends as well.
func (m *Monitor) runChecks(ctx context.Context) error {
	c := newChecks(m)
	defer c.dismiss()
	if err := c.load(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		c.watchClock()
		c.start(ctx)
		timer.Reset(c.pause(time.Now()))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case e := <-c.done:
			c.finish(e)
		case ask := <-m.asks:
			ask(c)
		case <-m.replan:
			c.reload(ctx)
		}
	}
	for ; c.away > 0; c.away-- {
		<-c.done
	}
	return nil
}

// reload takes up a new plan, or goes on with the old one and tries again.
func (c *checks) reload(ctx context.Context) {
	if err := c.load(ctx); err != nil && ctx.Err() == nil {
		c.m.log.Error("the new feeds are not taken up yet", "error", err)
		time.AfterFunc(replanRetry, func() { kick(c.m.replan) })
		return
	}
	c.hurryAwaited()
}

// watchClock plans anew when the clock was set, or the machine slept: times that
// were computed under a wrong clock do not hold, and what became due in a sleep
// is spread.
func (c *checks) watchClock() {
	now := time.Now()
	passed := now.Sub(c.clock)                     // by the clock that only runs
	shown := now.Round(0).Sub(c.clock.Round(0))    // by the one on the wall
	if jump := shown - passed; jump.Abs() > leap { // on Linux the first one stands still in a sleep
		c.m.log.Warn("the clock was set, or the machine slept: visits are planned anew", "by", jump.Round(time.Second))
		c.setBack = c.setBack || jump < 0
		kick(c.m.replan)
	}
	c.clock = now
}

// pause is how long nothing needs to be done unless a visit ends: with all
// places taken, not even a feed that is due.
func (c *checks) pause(now time.Time) time.Duration {
	if c.away >= c.places(now) {
		if c.away == 0 { // the network is away
			return max(0, c.probe.Sub(now))
		}
		return look
	}
	return c.queue.wait(now, look)
}

// places is how many visits may be made at once.
func (c *checks) places(now time.Time) int {
	if !c.m.network.away() {
		return c.plan.Concurrency
	}
	if c.away > 0 || now.Before(c.probe) {
		return 0
	}
	return 1
}

// start begins the requests that are due, as many as there are places.
func (c *checks) start(ctx context.Context) {
	for now := time.Now(); c.away < c.places(now); now = time.Now() {
		e := c.queue.next(now)
		if e == nil {
			return
		}
		c.away++
		c.probe = now.Add(probeEvery)
		if c.idle > 0 {
			c.idle--
		} else {
			go c.visits(ctx)
		}
		select {
		case c.work <- ticket{m: c.m, plan: c.plan, timing: c.timing, entry: e, key: e.key, host: e.host, feed: e.feed, job: e.job}:
		case <-ctx.Done(): // the workers may have gone already
			c.away--
			return
		}
	}
}

// visits is a worker: it makes visits, one after the other, until ctx is done.
func (c *checks) visits(ctx context.Context) {
	for {
		select {
		case t := <-c.work:
			c.done <- t.runSafely(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// ended is what a request, or the look before it, has come to.
type ended struct {
	ticket
	asked bool // a request was made
	// state is the one after the visit, without what was seen; redirected the
	// host where the visit belongs when it was not made for that reason.
	state      news.FeedState
	redirected string
	hold       news.HostHold
	outcome    visited
}

// finish takes an entry back. While it was away a reload may have changed its
// feed, or taken it from the plan.
func (c *checks) finish(end ended) {
	e, now := end.entry, time.Now()
	c.tell(end)
	c.away--
	c.idle++
	e.where = nowhere
	c.m.network.waiting(c.queue.lined)
	if end.hold.Host != "" {
		c.queue.hold(end.hold.Host, end.hold.Until, now)
	}
	c.queue.release(end.host, end.asked, now)
	if e.job != nil {
		delete(c.jobs, e.job.Item)
		kick(c.m.wished)
		return
	}
	if planned := c.feeds[e.key]; planned != e {
		if planned == nil {
			c.timing.budget.Drop(e.key) // the visit has counted it once more
		}
		return
	}
	if end.redirected != "" {
		e.host = end.redirected
		c.queue.line(e, now)
		return
	}
	e.host = slotOf(e.feed, end.state)
	c.plant(e, end.state, now, end.timing == c.timing && end.feed == e.feed)
}

// plant puts a feed in the queue, as its state says. Planned says that the state
// is of the present plan.
func (c *checks) plant(e *entry, s news.FeedState, now time.Time, planned bool) {
	at, never := s.NextCheck, s.Stopped != "" && s.Address == e.feed.URL
	if !planned && c.timing.stale(e.feed, news.Due{Feed: e.key, At: at, Plan: s.Plan}, now) {
		t := c.timing.replan(e.feed, s, now)
		at, never = t.At, t.Never
	}
	if never {
		return
	}
	e.setDue(at)
	c.queue.add(e)
}

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
	jobs   map[string]string // the hosts of the articles in the queue, by item
	asked  waiters           // who wants to know how a visit went, by feed
	told   map[string]bool   // what was told of what is damaged in the schedule
	// withdrawn are the feeds that were, as long as no plan comes after withdrawnOf.
	withdrawn   map[string]bool
	withdrawnOf *Plan
	// asking is how many requests are under way, as far as is known here; away is
	// how many entries are out of the queue: to be asked, or to be stored.
	asking, away int
	// Requests are made by workers that stay: a visit needs a deep stack, which
	// a new goroutine would have to grow.
	work    chan ticket
	workers int
	over    chan ended
	stored  []ended // memory for those whose way into the store has ended
	// spare is memory of visits that have ended: with new memory for each, a
	// third of the processor's time for garbage would be theirs.
	spare []*visit
	// clock is when the loop last looked, probe when a visit may be made while
	// the network is away.
	clock, probe time.Time
	// setBack says that the clock was set back and no plan taken up since: times
	// of the other clock may look like those of this one.
	setBack bool
}

func newChecks(m *Monitor) *checks {
	return &checks{m: m, queue: newQueue(), feeds: map[string]*entry{}, jobs: map[string]string{}, asked: waiters{}, told: map[string]bool{},
		work: make(chan ticket), over: make(chan ended), clock: time.Now()}
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
		case e := <-c.over:
			c.takeOver(e)
		case <-m.stored.some:
			c.takeStored()
		case ask := <-m.asks:
			ask(c)
		case <-m.replan:
			c.reload(ctx)
		}
	}
	for c.away > 0 || c.asking > 0 { // a visit may be stored before its worker has said that it is over
		select {
		case e := <-c.over:
			c.requested(e)
		case <-m.stored.some:
			c.takeStored()
		}
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
	if !c.mayStart(now) {
		if wait := c.probe.Sub(now); wait > 0 && c.m.network.away() {
			return wait
		}
		return look
	}
	return c.queue.wait(now, look)
}

// perRequest is how many visits may be under way for each request at once: what
// was asked is being stored while others are asked. It bounds the memory that a
// store takes which is slow, or refuses.
const perRequest = 4

// mayStart tells whether a place is free for a request. While the network is away
// there is one request now and then, whatever else waits for the store.
func (c *checks) mayStart(now time.Time) bool {
	if c.m.network.away() && now.Before(c.probe) {
		return false
	}
	return c.asking < c.plan.Concurrency && c.away < perRequest*c.plan.Concurrency
}

// start begins the requests that are due, as many as there are places.
func (c *checks) start(ctx context.Context) {
	for now := time.Now(); c.mayStart(now); now = time.Now() {
		e := c.queue.next(now)
		if e == nil {
			return
		}
		if e.out {
			e.where = nowhere
			c.queue.release(e.host, false, now)
			continue
		}
		c.asking++
		c.away++
		c.probe = now.Add(probeEvery)
		if c.asking > c.workers {
			c.workers++
			go c.visits(ctx)
		}
		select {
		case c.work <- ticket{m: c.m, plan: c.plan, timing: c.timing, entry: e, key: e.key, host: e.host, feed: e.feed, job: e.job, early: e.early, memory: c.memory()}:
		case <-ctx.Done(): // the workers may have gone already
			c.asking--
			c.away--
			return
		}
	}
}

// memory gives a visit something to work in.
func (c *checks) memory() *visit {
	n := len(c.spare)
	if n == 0 {
		return new(visit)
	}
	v := c.spare[n-1]
	c.spare = c.spare[:n-1]
	return v
}

// visits is a worker: it makes requests, one after the other, until ctx is done.
func (c *checks) visits(ctx context.Context) {
	for {
		select {
		case t := <-c.work:
			c.over <- t.runSafely(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// ended is what a request, or the look before it, has come to.
type ended struct {
	ticket
	asked bool // a request was made
	// storing says that the store has the visit now, and tells when it ends.
	storing bool
	// state is the one after the visit, redirected the host where the visit
	// belongs when it was not made for that reason; again is the wait after
	// which it is made again when it has no state.
	state      *news.FeedState
	redirected string
	again      time.Duration
	hold       news.HostHold
	outcome    visited
}

// requested takes note that a request is over: its place and its host are free.
func (c *checks) requested(end ended) {
	now := time.Now()
	c.asking--
	c.m.network.waiting(c.queue.lined)
	if end.hold.Host != "" {
		c.queue.hold(end.hold.Host, end.hold.Until, now)
	}
	c.queue.release(end.host, end.asked, now)
	if !end.storing {
		c.finish(end, now)
	}
}

// takeOver takes note of a request that is over, and of others that wait to say
// so: what the loop does around them is done once for all.
func (c *checks) takeOver(end ended) {
	for more := true; more; {
		c.requested(end)
		select {
		case end = <-c.over:
		default:
			more = false
		}
	}
}

// takeStored finishes the visits that the store has taken.
func (c *checks) takeStored() {
	now := time.Now()
	c.stored = c.m.stored.take(c.stored)
	for i := range c.stored {
		c.finish(c.stored[i], now)
	}
}

// finish takes an entry back. While it was away a reload may have changed its
// feed, or taken it from the plan. It may come before the request is known to be
// over: then the entry waits for its host.
func (c *checks) finish(end ended, now time.Time) {
	defer c.keep(end.memory)
	e := end.entry
	c.tell(end)
	c.away--
	e.where = nowhere
	if e.job != nil {
		delete(c.jobs, e.job.Item)
		kick(c.m.wished)
		return
	}
	if planned := c.feeds[e.key]; planned != e || e.out {
		if planned == nil {
			c.timing.budget.Drop(e.key) // the visit has counted it once more
			c.m.refused.Delete(e.key)
		}
		return
	}
	switch {
	case end.again > 0:
		e.setDue(now.Add(end.again))
		c.queue.add(e)
	case end.redirected != "":
		e.host = end.redirected
		c.queue.line(e, now)
	default:
		e.host, e.early = slotOf(e.feed, end.state), false
		c.plant(e, end.state, now, end.timing == c.timing && end.feed == e.feed)
	}
}

// keep takes back the memory of a visit. What it brought is not kept with it.
func (c *checks) keep(v *visit) {
	if v != nil {
		*v = visit{}
		c.spare = append(c.spare, v)
	}
}

// plant puts a feed in the queue, as its state says. Planned says that the state
// is of the present plan.
func (c *checks) plant(e *entry, s *news.FeedState, now time.Time, planned bool) {
	at, never := s.NextCheck, s.Stopped != "" && s.Address == e.feed.URL
	if !planned && c.timing.stale(e.feed, news.Due{Feed: e.key, At: at, Plan: s.Plan}, now) {
		t := c.timing.replan(e.feed, *s, now)
		at, never = t.At, t.Never
	}
	if never {
		return
	}
	e.setDue(at)
	c.queue.add(e)
}

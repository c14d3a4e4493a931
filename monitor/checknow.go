package monitor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vedette/fetch"
	"vedette/news"
)

const (
	// checkPatience is how long CheckNow waits for the queue, which answers at
	// once unless it is taking up a plan.
	checkPatience = 10 * time.Second
	// lookPatience is how long it waits for the queue to say where a visit is
	// that did not end in time.
	lookPatience = time.Second
)

var errNotYet error = news.Refusal{Why: errors.New("vedette is starting or stopping: try again in a moment")}

// CheckNow makes a feed due at once, before its time, and tells how the visit
// went. The visit is conditional like any other, waits for its host's slot, and
// is made only if the host does not ask to be left alone. If one is under way
// already, that one is told of.
//
// It waits as long as ctx lasts. A visit that is not over then is
// news.CheckWaiting, which is no error, and is made all the same. The error says
// why there will be no visit: news.ErrNotFound when no feed has that id; a
// news.Refusal for the host's wish, or that the feed was stopped; else the store's.
func (m *Monitor) CheckNow(ctx context.Context, feed string) (news.Checked, error) {
	short, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	state, err := m.store.FeedState(short, feed)
	if err != nil {
		return news.Checked{}, err
	}
	told := make(chan news.Checked, 1)
	if !m.ask(short, func(c *checks) { err = c.checkNow(feed, state, told) }) {
		return news.Checked{}, errNotYet
	}
	if err != nil {
		return news.Checked{}, err
	}
	select {
	case checked, ok := <-told:
		if !ok {
			return checked, errNotYet
		}
		return checked, nil
	case <-ctx.Done():
		return m.unfinished(ctx, feed, told), nil
	}
}

// unfinished says what a visit waits for that did not end in time, and that
// nobody waits for it any more.
func (m *Monitor) unfinished(ctx context.Context, feed string, told chan news.Checked) news.Checked {
	short, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookPatience)
	defer cancel()
	checked := news.Checked{Feed: feed, Result: news.CheckWaiting, Waits: "vedette is busy"}
	m.ask(short, func(c *checks) {
		checked.Waits = c.waitsFor(feed, time.Now())
		c.asked.drop(feed, told)
	})
	select {
	case over, ok := <-told: // just now
		if ok {
			return over
		}
	default:
	}
	return checked
}

func (c *checks) checkNow(feed string, state news.FeedState, told chan news.Checked) error {
	e, now := c.feeds[feed], time.Now()
	switch {
	case e == nil:
		return fmt.Errorf("feed %s: %w", feed, news.ErrNotFound)
	case state.Stopped != "" && state.Address == e.feed.URL:
		if state.Stopped == fetch.StoppedTwin {
			return refusal("feed %s is not visited any more, as feed %s is asked at its new address: take one of the two out", feed, state.Twin)
		}
		return refusal("feed %s is not visited any more (%s): revive it first", feed, state.Stopped)
	}
	if until := c.queue.heldUntil(e.host, now); !until.IsZero() && e.where != away {
		return refusal("%s", heldLine(e.host, until))
	}
	c.asked[feed] = append(c.asked[feed], told)
	if e.where == waiting { // in line it was asked for early, or not, before
		e.early = e.early || e.due > now.UnixNano()
	}
	if e.where != away { // that one is told of when it comes back
		c.queue.hurry(e, now)
	}
	return nil
}

func refusal(format string, args ...any) error { return news.Refusal{Why: fmt.Errorf(format, args...)} }

func heldLine(host string, until time.Time) string {
	return news.HostHold{Host: host, Until: until}.Line()
}

// waitsFor says what a feed's visit waits for that was asked for.
func (c *checks) waitsFor(feed string, now time.Time) string {
	e := c.feeds[feed]
	if e == nil {
		return "the feed was taken out"
	}
	if refusal, ok := c.m.refused.Load(feed); ok {
		return fmt.Sprintf("the store does not take what the visit brought: %v", refusal)
	}
	until := c.queue.heldUntil(e.host, now)
	switch {
	case e.where == away:
		return "the visit is under way"
	case !until.IsZero():
		return heldLine(e.host, until)
	case c.m.network.away():
		return "no server can be reached just now, so it is vedette's own network"
	case e.where == inLine:
		return "the visit waits for its turn at " + e.host
	}
	return "the visit waits for its turn among all others"
}

// waiters are those who wait for a feed's next visit to end. Each has a channel
// of size one; one that is closed says that there will be no visit.
type waiters map[string][]chan news.Checked

func (w waiters) drop(feed string, told chan news.Checked) {
	if w[feed] = slices.DeleteFunc(w[feed], func(c chan news.Checked) bool { return c == told }); len(w[feed]) == 0 {
		delete(w, feed)
	}
}

// visited is what became of a visit beside the state that it left.
type visited struct {
	stored    bool
	unchanged bool
	items     int // of the document, and of older ones that were read with it
	accepted  news.Accepted
	failed    int // visits in a row before
	err       error
}

func (v *visit) outcome(a news.Accepted) visited {
	return visited{true, v.result.NotModified, len(v.verdict.Items) + len(v.verdict.Shown), a, v.before.Failures, v.result.Err}
}

// tell lets those know who wait for a visit that it is over. One that was not
// made, as it belongs in another host's line, still comes, unless its feed was
// withdrawn.
func (c *checks) tell(end ended) {
	all := c.asked[end.key]
	if len(all) == 0 || end.job != nil || end.redirected != "" && !end.entry.out {
		return
	}
	delete(c.asked, end.key)
	for _, told := range all {
		told <- end.checked()
	}
}

// checked says how the visit went.
func (end ended) checked() news.Checked {
	o, s := end.outcome, end.state
	if s == nil {
		s = &news.FeedState{}
	}
	checked := news.Checked{Feed: end.key, Result: news.CheckRead, At: s.LastCheck, Items: o.items, New: o.accepted.New, Revised: o.accepted.Revised,
		Held: o.accepted.Held, Status: s.Status, Failures: s.Failures, Next: s.NextCheck, Why: s.NextWhy}
	switch {
	case !o.stored && s.Stopped != "":
		checked.Result, checked.Error = news.CheckFailed, "the feed is not visited any more ("+s.Stopped+")"
	case !o.stored:
		checked.Result, checked.Error = news.CheckFailed, "the visit was broken off: see vedette's log"
	case o.err != nil:
		checked.Result, checked.Error = news.CheckFailed, o.err.Error()
	case o.unchanged:
		checked.Result = news.CheckUnchanged
	}
	if checked.Result != news.CheckFailed && s.Failures == 0 {
		checked.Recovered, checked.Twin = o.failed, s.Twin
	}
	return checked
}

// hurryAwaited makes due again, under a new plan, what somebody waits for.
func (c *checks) hurryAwaited() {
	now := time.Now()
	for feed, all := range c.asked {
		if e := c.feeds[feed]; e != nil {
			if e.where != away {
				c.queue.hurry(e, now)
			}
			continue
		}
		delete(c.asked, feed)
		for _, told := range all {
			told <- news.Checked{Feed: feed, Result: news.CheckFailed, Error: "the feed was taken out"}
		}
	}
}

// dismiss ends the waiting of all, as there will be no visits any more.
func (c *checks) dismiss() {
	for _, all := range c.asked {
		for _, told := range all {
			close(told)
		}
	}
	clear(c.asked)
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

package monitor

import (
	"context"
	"runtime/debug"
	"slices"
	"time"

	"vedette/coverage"
	"vedette/fetch"
	"vedette/news"
)

// ticket is what a request takes with it from the queue.
type ticket struct {
	m      *Monitor
	plan   *Plan
	timing *timing
	entry  *entry // to be given back; its fields are the queue's
	key    string
	host   string
	feed   *fetch.Feed
	job    *news.ArticleJob
}

// panicWait is when a feed is visited again whose visit ended in a panic.
const panicWait = time.Hour

// runSafely is run for a worker. A panic must not end the daemon, which would
// make the same visit at every start: it is told in the log and counted,
// nothing of the visit is stored, and the feed is asked again later.
func (t ticket) runSafely(ctx context.Context) (end ended) {
	defer func() {
		if p := recover(); p != nil {
			t.m.stats.Panics.Add(1)
			t.m.log.Error("a visit could not be made: please report it", "feed", t.key, "panic", p, "stack", string(debug.Stack()))
			end = ended{ticket: t, asked: true, state: news.FeedState{Feed: t.key, Address: t.feed.URL, NextCheck: time.Now().Add(panicWait)}}
		}
	}()
	return t.run(ctx)
}

// run makes the request.
func (t ticket) run(ctx context.Context) ended {
	if t.job != nil {
		return t.readArticle(ctx)
	}
	v := visit{ticket: t}
	return v.run(ctx)
}

// visit is one visit to a feed: what it began with, and what it comes to.
type visit struct {
	ticket
	began  time.Time
	before news.FeedState
	result fetch.Result
	// ours says that it failed because our own network is away.
	ours    bool
	verdict coverage.Verdict
	older   older
	notices []news.Notice
	// shown are the names of items that a twin has shown in the feed's place.
	shown news.Seen
}

// run makes the visit and stores what it brought together with the state that
// it left. A program that is stopped before the store took them has lost
// nothing: the old state stands, and the feed will be asked with the old
// validators and show the items again.
func (v *visit) run(ctx context.Context) ended {
	end := ended{ticket: v.ticket}
	if err := v.m.insist(ctx, v.key, "its state is not read", func() (err error) {
		v.before, err = v.m.store.FeedState(ctx, v.key)
		return err
	}); err != nil {
		return end
	}
	if end.state = v.before; v.isStopped(ctx) {
		return end
	}
	if host := slotOf(v.feed, v.before); host != v.host {
		end.redirected = host
		return end
	}
	v.m.stats.InFlight.Add(1)
	defer v.m.stats.InFlight.Add(-1)
	end.asked = true
	v.began = time.Now()
	v.result = v.plan.Fetcher.Fetch(ctx, *v.feed, v.before)
	if ctx.Err() != nil {
		return end // we were stopped; the feed did nothing wrong
	}
	v.result.State.Address = v.feed.URL
	v.meetTwin(ctx)
	v.weigh()
	v.look(ctx)
	v.spare()
	v.plant()
	if accepted, err := v.store(ctx); err == nil {
		v.count(accepted)
		v.offer(ctx)
	}
	end.state, end.hold = v.result.State, v.result.Hold
	end.state.Seen, end.state.SeenNames = nil, nil
	return end
}

// store gives all of the visit to the store, with the alerts that the notices
// want. Feeds put the newest item first; what is older arrives first.
func (v *visit) store(ctx context.Context) (news.Accepted, error) {
	slices.Reverse(v.verdict.Items)
	visit := news.Visit{State: v.result.State, Items: v.verdict.Items, Shown: v.verdict.Shown, Notices: v.notices,
		Part: !v.whole(), Articles: v.feed.Fulltext, Hold: v.result.Hold, Walk: v.older.walk, Unread: v.result.Unread}
	for _, n := range v.notices {
		visit.Alerts = append(visit.Alerts, v.plan.Routes.RouteNotice(n, time.Now().UTC())...)
	}
	return v.m.accept(ctx, visit)
}

// count keeps the statistics and the log of a visit, and wakes those whom it
// gives work.
func (v *visit) count(a news.Accepted) {
	m, r := v.m, v.result
	m.stats.Checks.Add(1)
	if r.NotModified {
		m.stats.NotModified.Add(1)
	}
	if r.Err != nil {
		m.stats.Failed.Add(1)
		m.log.Warn("feed failed", "feed", v.key, "failures", r.State.Failures,
			"next", r.State.NextCheck.Format(time.RFC3339), "error", r.Err)
	}
	if r.Hold.Host != "" {
		m.countHold(r.Hold)
	}
	for _, n := range v.notices {
		m.stats.Notices.Add(1)
		m.log.Warn(n.Title, "notice", n.Kind, "feed", n.Feed)
	}
	if len(v.notices) > 0 {
		m.sender.Kick()
	}
	m.countItems(v.key, a, v.feed.Fulltext)
}

// countHold counts and logs that a host is left alone from now on.
func (m *Monitor) countHold(h news.HostHold) {
	m.stats.Holds.Add(1)
	m.log.Warn("a host asks to be left alone", "host", h.Host, "until", h.Until.UTC().Format(time.RFC3339), "why", h.Why)
}

// countItems counts what a visit or a push brought, and wakes the judge.
func (m *Monitor) countItems(feed string, a news.Accepted, fulltext bool) {
	m.stats.New.Add(int64(a.New))
	m.stats.Revised.Add(int64(a.Revised))
	m.stats.Known.Add(int64(a.Known))
	m.stats.Held.Add(int64(a.Held))
	if a.New+a.Revised == 0 {
		return
	}
	m.log.Info("feed brought news", "feed", feed, "new", a.New, "revised", a.Revised, "held", a.Held, "past", a.Past)
	kick(m.arrived)
	if fulltext {
		kick(m.wished)
	}
}

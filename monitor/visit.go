package monitor

import (
	"context"
	"errors"
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
	early  bool   // somebody asked for it before its time
	memory *visit // for the visit, from an earlier one
}

const (
	// panicWait is when a feed is visited again whose visit ended in a panic, or
	// of which the store does not say what it has shown.
	panicWait = time.Hour
	// unreadWait is when a feed is visited again whose state could not be read.
	unreadWait = 30 * time.Second
)

// runSafely is run for a worker. A panic must not end the daemon, which would
// make the same visit at every start: it is told in the log and counted,
// nothing of the visit is stored, and the feed is asked again later.
func (t ticket) runSafely(ctx context.Context) (end ended) {
	defer func() {
		if p := recover(); p != nil {
			t.m.stats.Panics.Add(1)
			t.m.log.Error("a visit could not be made: please report it", "feed", t.key, "panic", p, "stack", string(debug.Stack()))
			end = ended{ticket: t, asked: true, again: panicWait}
			end.memory = nil // who knows who uses it
		}
	}()
	return t.run(ctx)
}

// run makes the request.
func (t ticket) run(ctx context.Context) ended {
	if t.job != nil {
		return t.readArticle(ctx)
	}
	v := t.memory
	*v = visit{ticket: t}
	v.run(ctx)
	if v.end.storing && (v.adopts() || v.result.State.Stopped != "") {
		// The host's slot is kept until the store says so: the next feed that is led
		// to the address must see whether this one is asked there.
		v.end.storing = false
		if accepted, err := v.m.accept(ctx, v.brought); err == nil {
			v.stored(accepted)
		} else {
			v.postpone(ctx, "its items are not stored", panicWait, err)
		}
	}
	end := v.end
	if end.storing {
		v.give(ctx, firstStoreWait) // and its memory is another's as soon as it is stored
	}
	return end
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
	// lost says that what was stored of the feed could not be read.
	lost bool
	// woken says that it was stopped for a twin, and is no more.
	woken bool
	// brought is what the store gets, end what the checks get back.
	brought news.Visit
	end     ended
}

// run makes the visit. What it brought is to be stored together with the state
// that it left: a program that is stopped before the store took them has lost
// nothing: the old state stands, and the feed will be asked with the old
// validators and show the items again.
func (v *visit) run(ctx context.Context) {
	v.end = ended{ticket: v.ticket, state: &v.before}
	if err := v.m.store.PlainState(ctx, v.key, &v.before); err != nil {
		v.postpone(ctx, "its state is not read", unreadWait, err)
		return
	}
	if v.isStopped(ctx) {
		v.m.refused.Delete(v.key)
		return
	}
	if host := slotOf(v.feed, &v.before); host != v.host {
		v.end.redirected = host
		return
	}
	if v.before.Damaged != "" {
		v.m.stats.StoreErrors.Add(1)
		v.m.log.Error("a feed begins anew, as its state is damaged", "feed", v.key, "error", v.before.Damaged)
	}
	v.m.stats.InFlight.Add(1)
	defer v.m.stats.InFlight.Add(-1)
	v.end.asked = true
	v.began = time.Now()
	v.result = v.plan.Fetcher.Fetch(ctx, *v.feed, v.before)
	if ctx.Err() != nil {
		return // we were stopped; the feed did nothing wrong
	}
	v.end.hold = v.result.Hold
	v.weigh()
	if len(v.result.Items) > 0 || v.before.Gaps > 0 {
		if err := v.readShown(ctx); err != nil {
			v.postpone(ctx, "what it has shown is not read", unreadWait, err)
			return
		}
	}
	v.m.refused.Delete(v.key)
	v.result.State.Address = v.feed.URL
	v.meetTwin(ctx)
	v.look(ctx)
	v.spare()
	v.plant()
	v.offer(ctx)
	v.bring()
	v.end.state, v.end.hold, v.end.storing = &v.brought.State, v.result.Hold, true // looking back may have met a hold
}

// readShown reads what the feed has shown, which only a visit with items needs. If
// that is damaged, the visit goes on with what the store knows of items.
func (v *visit) readShown(ctx context.Context) error {
	ids, names, err := v.m.store.Shown(ctx, v.key)
	if errors.Is(err, news.ErrDamaged) {
		v.m.stats.StoreErrors.Add(1)
		v.m.log.Error("what a feed has shown is damaged", "feed", v.key, "error", err)
		v.notices = append(v.notices, coverage.ShownDamaged(v.source(), v.began.UTC(), err))
		v.lost, ids, names, err = true, news.Seen{}, nil, nil
	}
	if err != nil {
		return err
	}
	v.before.Seen, v.before.SeenNames = ids, names
	if len(v.shown) > 0 {
		v.before.SeenNames = names.AddNames(v.shown)
	}
	v.result.State.Seen = ids
	return nil
}

// postpone ends a visit for which the store does not say what it needs to know, or
// which it does not take: it met something that is damaged, say, which is found at
// every visit until it is mended. Nothing of it is stored, and the feed is asked
// again after the wait.
func (v *visit) postpone(ctx context.Context, trouble string, wait time.Duration, err error) {
	if ctx.Err() == nil {
		v.m.refuse(v.key, trouble, wait, err)
		v.end.again = wait
	}
}

// unknown tells of what the store should say and does not, a damaged record, say.
// The visit goes on without: its news counts more.
func (v *visit) unknown(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		v.m.stats.StoreErrors.Add(1)
		v.m.log.Error("the store does not say "+what, "feed", v.key, "error", err)
	}
}

// bring gathers all of the visit that is to be stored, with the alerts that the
// notices want. Feeds put the newest item first; what is older arrives first.
func (v *visit) bring() {
	slices.Reverse(v.verdict.Items)
	if v.before.Damaged != "" {
		v.notices = append(v.notices, coverage.Damaged(v.source(), v.began.UTC(), v.before.Damaged))
		v.result.State.Damaged = ""
		v.lost = true
	}
	v.brought = news.Visit{State: v.result.State, Anew: v.lost, Items: v.verdict.Items, Shown: v.verdict.Shown, Notices: v.notices,
		Part: !v.whole(), Articles: v.feed.Fulltext, Hold: v.result.Hold, Walk: v.older.walk, Unread: v.result.Unread}
	for _, n := range v.notices {
		v.brought.Alerts = append(v.brought.Alerts, v.plan.Routes.RouteNotice(n, time.Now().UTC())...)
	}
}

// stored takes note that the store has the visit.
func (v *visit) stored(accepted news.Accepted) {
	v.count(accepted)
	v.end.outcome = v.outcome(accepted)
}

// count keeps the statistics and the log of a visit, and wakes those whom it
// gives work.
func (v *visit) count(a news.Accepted) {
	m, r := v.m, &v.result
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
	if a.Damaged > 0 {
		m.stats.StoreErrors.Add(1)
		m.log.Error("stored items cannot be read any more and stay as they are; vedette check --store names them", "feed", feed, "items", a.Damaged)
	}
	if a.New+a.Revised == 0 {
		return
	}
	m.log.Info("feed brought news", "feed", feed, "new", a.New, "revised", a.Revised, "held", a.Held, "past", a.Past)
	kick(m.arrived)
	if fulltext {
		kick(m.wished)
	}
}

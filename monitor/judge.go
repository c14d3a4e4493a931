package monitor

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"time"

	"vedette/news"
)

// judgeCursor names the judge's place in the order of arrival.
const judgeCursor = "judge"

const (
	// judgeBatch is how many items are judged in one transaction: enough that
	// the cost of making it durable is shared, few enough that the first hit
	// of a big batch does not wait.
	judgeBatch = 256
	// judgeRetry is the wait after the store refused a judgement.
	judgeRetry = 2 * time.Second
	// judgeLook is how often the judge looks without having been woken, for
	// items that another process put into a shared store.
	judgeLook = time.Minute
)

// runJudge reads what has arrived after its cursor, as often as it is woken.
func (m *Monitor) runJudge(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	told := map[string]bool{} // of what is damaged
	for {
		n, err := m.judge(ctx, told)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, news.ErrFenced):
			continue // another judge was there first: read its cursor
		case err != nil:
			m.judging.note(err)
			m.stats.StoreErrors.Add(1)
			m.log.Error("items not judged; trying again", "error", err)
			timer.Reset(judgeRetry)
		case n > 0:
			continue
		default:
			m.judging.note(nil)
			timer.Reset(judgeLook)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-m.arrived:
		case <-timer.C:
		}
	}
}

// judge judges one batch and tells how many items it held. One that the store cannot
// read any more is passed over, so that it is in no other's way, and told once.
func (m *Monitor) judge(ctx context.Context, told map[string]bool) (int, error) {
	from, err := m.store.Cursor(ctx, judgeCursor)
	if err != nil {
		return 0, err
	}
	items, damaged, err := m.store.ItemsAfter(ctx, from, judgeBatch)
	m.tellDamaged(damaged, told, "an item cannot be read any more and is not judged")
	if err != nil || len(items) == 0 {
		return 0, err
	}
	plan := m.plan.Load()
	committed, err := m.store.Commit(ctx, m.judgement(plan, from, items, time.Now().UTC()))
	if err != nil {
		return 0, err
	}
	m.stats.Judged.Add(int64(len(items)))
	m.stats.Hits.Add(int64(len(committed.Hits)))
	m.stats.AlertsOpened.Add(int64(committed.Opened))
	m.stats.AlertsJoined.Add(int64(committed.Joined))
	if len(committed.Hits) > 0 || slices.ContainsFunc(items, revised) {
		plan.Publisher.Changed()
		kick(m.judged)
	}
	m.announce(committed)
	return len(items), nil
}

// judgement gives the rules' hits on the items and the alerts that the routes
// want for them.
func (m *Monitor) judgement(plan *Plan, from uint64, items []news.Item, now time.Time) news.Judgement {
	j := news.Judgement{Cursor: judgeCursor, From: from, Through: items[len(items)-1].Seq}
	for i := range items {
		if items[i].Held != "" || items[i].Past {
			continue // the one arrives again when it is released, the other is old
		}
		for _, hit := range m.match(plan, &items[i]) {
			hit.At = now
			j.Hits = append(j.Hits, hit)
			j.Alerts = append(j.Alerts, plan.Routes.Route(news.Finding{Hit: hit, Item: items[i]}, now)...)
		}
	}
	return j
}

// match judges one item. A panic of the matcher must not end the daemon, which
// would meet the same item at every start: the item is passed over, told in the
// log and counted, and stays in the store.
func (m *Monitor) match(plan *Plan, it *news.Item) (hits []news.Hit) {
	defer func() {
		if p := recover(); p != nil {
			hits = nil
			m.stats.Unjudged.Add(1)
			m.log.Error("an item could not be judged and is passed over: please report it", "item", it.ID,
				"feed", it.Feed, "link", it.Link, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	return plan.Rules.Match(it)
}

// revised items change what channels say of hits that are known already.
func revised(it news.Item) bool { return it.Revision > 0 }

// announce logs the new hits and wakes the sender.
func (m *Monitor) announce(c news.Committed) {
	if len(c.Hits) == 0 {
		return
	}
	for _, h := range c.Hits {
		m.log.Info("hit", "rule", h.Rule, "severity", h.Severity, "item", h.ItemID, "clause", h.Clause)
	}
	m.sender.Kick()
}

// publishPause gathers the hits of a burst into one writing of the files.
const publishPause = time.Second

// publishRetry is the wait after a file that could not be written.
const publishRetry = time.Minute

// runPublish writes the channels' files at the start and after new hits. The
// first hit of a burst starts the pause; those that follow do not prolong it.
func (m *Monitor) runPublish(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	waiting := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-m.judged:
			if !waiting {
				waiting = true
				timer.Reset(publishPause)
			}
		case <-timer.C:
			waiting = false
			if err := m.plan.Load().Publisher.WriteFiles(ctx); err != nil && ctx.Err() == nil {
				m.log.Error("channel files not written; trying again", "error", err)
				timer.Reset(publishRetry)
			}
		}
	}
}

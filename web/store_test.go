package web

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"vedette/news"
)

// memory is a small store for these tests; package storage has the real one.
type memory struct {
	mu        sync.Mutex
	items     []news.Item // in order of arrival
	hits      []news.Hit  // in order of judging
	revisions map[string][]news.Item
	states    []news.FeedState
	alerts    []news.Alert
	attempts  []news.Attempt
	notices   []news.Notice // in order of making
	holds     []news.HostHold
	// subscriptions are those at hubs.
	subscriptions []news.Subscription
	// broken, if set, is what every method answers.
	broken error
}

var _ Store = (*memory)(nil)

// latest gives those that are wanted, newest first, below before.
func latest[T any](all []T, before uint64, limit int, seq func(T) uint64, wants func(T) bool) []T {
	if limit <= 0 {
		limit = news.DefaultLimit
	}
	var out []T
	for _, x := range slices.Backward(all) {
		if len(out) < limit && (before == 0 || seq(x) < before) && wants(x) {
			out = append(out, x)
		}
	}
	return out
}

func (m *memory) item(id string) (news.Item, bool) {
	for _, it := range m.items {
		if it.ID == id {
			return it, true
		}
	}
	return news.Item{}, false
}

func (m *memory) findings() []news.Finding {
	var all []news.Finding
	for _, h := range m.hits {
		it, _ := m.item(h.ItemID)
		for _, old := range m.revisions[h.ItemID] {
			if old.Revision == h.Revision {
				it = old
			}
		}
		all = append(all, news.Finding{Hit: h, Item: it})
	}
	return all
}

func (m *memory) Hits(_ context.Context, q news.HitQuery) ([]news.Finding, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return latest(m.findings(), q.Before, q.Limit, func(f news.Finding) uint64 { return f.Hit.Seq }, q.Wants), m.broken
}

func (m *memory) Items(_ context.Context, q news.ItemQuery) ([]news.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return latest(m.items, q.Before, q.Limit, func(it news.Item) uint64 { return it.Seq }, q.Wants), m.broken
}

func (m *memory) Item(_ context.Context, id string) (news.Item, []news.Hit, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	it, ok := m.item(id)
	if m.broken != nil || !ok {
		return news.Item{}, nil, errors.Join(m.broken, news.ErrNotFound)
	}
	var hits []news.Hit
	for _, h := range m.hits {
		if h.ItemID == id {
			hits = append(hits, h)
		}
	}
	return it, hits, nil
}

func (m *memory) Revisions(_ context.Context, id string) ([]news.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.revisions[id], m.broken
}

func (m *memory) FeedStates(context.Context) ([]news.FeedState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.states), m.broken
}

func (m *memory) FeedState(_ context.Context, id string) (news.FeedState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.states {
		if s.Feed == id {
			return s, m.broken
		}
	}
	return news.FeedState{Feed: id}, m.broken
}

func (m *memory) Holds(_ context.Context, now time.Time) ([]news.HostHold, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.holds), func(h news.HostHold) bool { return !h.Until.After(now) }), m.broken
}

func (m *memory) Subscriptions(context.Context) ([]news.Subscription, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.subscriptions), m.broken
}

func (m *memory) Unread(_ context.Context, feed string) (news.Unread, error) {
	for _, s := range m.states {
		if s.Feed == feed && s.Unread != "" {
			u := news.Unread{Feed: feed, Why: "a page"}
			u.Pack([]byte("<html>"))
			return u, m.broken
		}
	}
	return news.Unread{}, cmp.Or(m.broken, news.ErrNotFound)
}

func (m *memory) Notices(_ context.Context, q news.NoticeQuery) ([]news.Notice, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return latest(m.notices, q.Before, q.Limit, func(n news.Notice) uint64 { return n.Seq }, q.Wants), m.broken
}

func (m *memory) AlertNotices(_ context.Context, a news.Alert) ([]news.Notice, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []news.Notice
	for _, n := range m.notices {
		if slices.Contains(a.Notices, n.ID) {
			out = append(out, n)
		}
	}
	return out, m.broken
}

func (m *memory) Alerts(_ context.Context, q news.AlertQuery) ([]news.Alert, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return latest(m.alerts, q.Before, q.Limit, func(a news.Alert) uint64 { return a.Seq }, q.Wants), m.broken
}

func (m *memory) Contents(_ context.Context, a news.Alert) ([]news.Finding, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []news.Finding
	for _, f := range m.findings() {
		if slices.Contains(a.Hits, f.Hit.ID) {
			out = append(out, f)
		}
	}
	return out, m.broken
}

func (m *memory) Attempts(_ context.Context, id string) ([]news.Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []news.Attempt
	for _, a := range m.attempts {
		if a.Alert == id {
			out = append(out, a)
		}
	}
	return out, m.broken
}

func (m *memory) Retry(_ context.Context, id string, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.alerts {
		a := &m.alerts[i]
		if a.ID != id {
			continue
		}
		if a.State == news.Delivered {
			return errors.New("delivered already")
		}
		a.State, a.Due, a.Attempts = news.Pending, now, 0
		return m.broken
	}
	return news.ErrNotFound
}

func (m *memory) Totals(context.Context) (news.Totals, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := news.Totals{Items: len(m.items), Hits: len(m.hits), Notices: len(m.notices)}
	for _, a := range m.alerts {
		switch a.State {
		case news.Pending:
			t.Pending++
		case news.Delivered:
			t.Delivered++
		case news.Dead:
			t.Dead++
		}
	}
	return t, m.broken
}

package storagetest

import (
	"slices"
	"time"

	"vedette/news"
)

// model is the plainest store that keeps the promises: lists in memory, looked
// through from end to end. It is written for itself, not after an engine.
type model struct {
	arrivals []news.Item // every version, in order of arrival; Seq is left 0
	hits     []news.Hit  // in order of judging
	alerts   []*news.Alert
	ledger   map[string][]news.Attempt
	cursor   uint64
}

func newModel() *model {
	return &model{ledger: map[string][]news.Attempt{}}
}

// versions gives all versions of an item, the first one first.
func (m *model) versions(id string) []news.Item {
	var list []news.Item
	for _, it := range m.arrivals {
		if it.ID == id {
			list = append(list, it)
		}
	}
	return list
}

// items gives the current version of each item, in order of its arrival.
func (m *model) items() []news.Item {
	var list []news.Item
	for _, it := range m.arrivals {
		if it.Revision == len(m.versions(it.ID))-1 {
			list = append(list, it)
		}
	}
	return list
}

func (m *model) accept(v news.Visit) news.Accepted {
	var got news.Accepted
	var done []string
	for _, it := range v.Items {
		if slices.Contains(done, it.ID) {
			continue
		}
		done = append(done, it.ID)
		old := m.versions(it.ID)
		recent := old[max(0, len(old)-news.RecentVersions):]
		switch {
		case slices.ContainsFunc(recent, func(x news.Item) bool { return x.Title == it.Title }):
			got.Known++
			continue
		case len(old) == 0:
			got.New++
			it.FirstSeen = v.State.LastCheck
		default:
			got.Revised++
			it.FirstSeen, it.Published, it.Revision = old[0].FirstSeen, old[0].Published, len(old)
		}
		m.arrivals = append(m.arrivals, it)
	}
	return got
}

func (m *model) has(hitID string) bool {
	return slices.ContainsFunc(m.hits, func(h news.Hit) bool { return h.ID == hitID })
}

// commit gives how many hits were new, and what Committed counts.
func (m *model) commit(j news.Judgement) (hits, opened, joined int, err error) {
	if j.From != m.cursor {
		return 0, 0, 0, news.ErrFenced
	}
	m.cursor = j.Through
	before := len(m.hits)
	for _, h := range j.Hits {
		if !m.has(h.ID) {
			m.hits = append(m.hits, h)
		}
	}
	fresh := m.hits[before:]
	for _, p := range j.Alerts {
		var ids []string
		for _, id := range p.Hits {
			if !slices.Contains(ids, id) && slices.ContainsFunc(fresh, func(h news.Hit) bool { return h.ID == id }) {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue
		}
		if a := m.open(p.Key); a != nil {
			joined += m.join(a, ids, p.Due)
			continue
		}
		opened++
		p.ID, p.Hits = news.AlertID(p.Key, ids[0]), ids
		m.alerts = append(m.alerts, &p)
	}
	return len(fresh), opened, joined, nil
}

// open finds the alert with a key that was never tried.
func (m *model) open(key string) *news.Alert {
	for _, a := range m.alerts {
		if a.Key == key && a.State == news.Pending && len(m.ledger[a.ID]) == 0 {
			return a
		}
	}
	return nil
}

func (m *model) join(a *news.Alert, ids []string, due time.Time) int {
	n := 0
	for _, id := range ids {
		if !slices.Contains(a.Hits, id) {
			a.Hits = append(a.Hits, id)
			n++
		}
	}
	if due.Before(a.Due) {
		a.Due = due
	}
	return n
}

// pending gives the pending alerts, the earliest due first.
func (m *model) pending() []*news.Alert {
	var list []*news.Alert
	for _, a := range m.alerts {
		if a.State == news.Pending {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b *news.Alert) int { return a.Due.Compare(b.Due) })
	return list
}

func (m *model) claim(owner string, now time.Time, lease time.Duration, limit int) []news.Alert {
	var got []news.Alert
	for _, a := range m.pending() {
		if a.Due.After(now) || len(got) == limit {
			break
		}
		if m.leasedUntil(a.Receiver).After(now) {
			continue
		}
		a.Owner, a.Due = owner, now.Add(lease)
		a.Epoch++
		a.Attempts++
		m.ledger[a.ID] = append(m.ledger[a.ID], news.Attempt{Alert: a.ID, Epoch: a.Epoch, Receiver: a.Receiver, Started: now})
		got = append(got, *a)
	}
	return got
}

// leasedUntil gives when the last lease of a receiver's claims ends.
func (m *model) leasedUntil(receiver string) time.Time {
	var last time.Time
	for _, a := range m.pending() {
		if a.Receiver == receiver && a.Owner != "" && a.Due.After(last) {
			last = a.Due
		}
	}
	return last
}

func (m *model) find(id string) *news.Alert {
	for _, a := range m.alerts {
		if a.ID == id {
			return a
		}
	}
	return nil
}

func (m *model) finish(at news.Attempt) error {
	a := m.find(at.Alert)
	if a.State != news.Pending || a.Owner == "" || a.Epoch != at.Epoch {
		return news.ErrFenced
	}
	last := &m.ledger[a.ID][len(m.ledger[a.ID])-1]
	last.Ended, last.Result, last.Detail, last.Next = at.Ended, at.Result, at.Detail, at.Next
	a.Owner, a.LastError = "", at.Detail
	if at.Result == news.ResultRetry {
		a.Due = at.Next
		return nil
	}
	a.Due, a.Finished, a.State = time.Time{}, at.Ended, news.Dead
	if at.Result == news.ResultDelivered {
		a.State, a.LastError = news.Delivered, ""
	}
	return nil
}

func (m *model) release(owner string) int {
	n := 0
	for _, a := range m.pending() {
		if a.Owner == owner {
			tries := m.ledger[a.ID]
			a.Owner, a.Due = "", tries[len(tries)-1].Started
			a.Attempts--
			n++
		}
	}
	return n
}

// retry tells whether the alert could be retried.
func (m *model) retry(id string, now time.Time) bool {
	a := m.find(id)
	if a.State == news.Delivered || a.Owner != "" && a.Due.After(now) {
		return false
	}
	a.State, a.Owner, a.Due, a.Attempts, a.Finished = news.Pending, "", now, 0, time.Time{}
	return true
}

func (m *model) totals() news.Totals {
	t := news.Totals{Items: len(m.items()), Hits: len(m.hits)}
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
	return t
}

// newestAlerts gives the alerts as Alerts does.
func (m *model) newestAlerts() []news.Alert {
	var list []news.Alert
	for _, a := range slices.Backward(m.alerts) {
		list = append(list, *a)
	}
	return list
}

// earliestDue gives what NextDue does.
func (m *model) earliestDue() (time.Time, bool) {
	var earliest time.Time
	list := m.pending()
	for i, a := range list {
		due := a.Due
		if end := m.leasedUntil(a.Receiver); end.After(due) {
			due = end
		}
		if i == 0 || due.Before(earliest) {
			earliest = due
		}
	}
	return earliest, len(list) > 0
}

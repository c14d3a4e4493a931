package news

import "time"

// HitQuery selects findings, newest first. Zero fields select everything.
type HitQuery struct {
	Rule, Feed, Lang, Country string
	// Severity is the least severity wanted.
	Severity Severity
	// Labels must all be met by the finding's RouteLabels.
	Labels map[string]string
	// Since and Until bound the time of judging: Since <= At < Until.
	Since, Until time.Time
	// Before, if not 0, goes on below that Seq: the next page.
	Before uint64
	Limit  int
}

// Wants tells whether the finding is among those selected, Before and Limit
// aside.
func (q HitQuery) Wants(f Finding) bool {
	switch {
	case q.Rule != "" && q.Rule != f.Hit.Rule,
		q.Feed != "" && q.Feed != f.Item.Feed,
		q.Lang != "" && q.Lang != f.Item.Lang,
		q.Country != "" && q.Country != f.Item.Country,
		q.Severity != "" && f.Hit.Severity.Rank() < q.Severity.Rank(),
		!within(f.Hit.At, q.Since, q.Until):
		return false
	}
	if len(q.Labels) > 0 {
		have := f.RouteLabels()
		for k, v := range q.Labels {
			if have[k] != v {
				return false
			}
		}
	}
	return true
}

// ItemQuery selects items, latest arrival first. Zero fields select
// everything.
type ItemQuery struct {
	Feed, Lang, Country string
	// Since and Until bound the time the item was first seen.
	Since, Until time.Time
	Before       uint64
	Limit        int
}

// Wants tells whether the item is among those selected, Before and Limit
// aside.
func (q ItemQuery) Wants(it Item) bool {
	return (q.Feed == "" || q.Feed == it.Feed) &&
		(q.Lang == "" || q.Lang == it.Lang) &&
		(q.Country == "" || q.Country == it.Country) &&
		within(it.FirstSeen, q.Since, q.Until)
}

// AlertQuery selects alerts, newest first. Zero fields select everything.
type AlertQuery struct {
	// ID, if set, is the one alert wanted.
	ID       string
	State    AlertState
	Receiver string
	Before   uint64
	Limit    int
}

// Wants tells whether the alert is among those selected, Before and Limit
// aside.
func (q AlertQuery) Wants(a Alert) bool {
	return (q.ID == "" || q.ID == a.ID) &&
		(q.State == "" || q.State == a.State) &&
		(q.Receiver == "" || q.Receiver == a.Receiver)
}

// NoticeQuery selects notices, newest first. Zero fields select everything.
type NoticeQuery struct {
	Feed string
	Kind NoticeKind
	// Before, if not 0, goes on below that Seq: the next page.
	Before uint64
	Limit  int
}

// Wants tells whether the notice is among those selected, Before and Limit
// aside.
func (q NoticeQuery) Wants(n Notice) bool {
	return (q.Feed == "" || q.Feed == n.Feed) && (q.Kind == "" || q.Kind == n.Kind)
}

func within(t, since, until time.Time) bool {
	return (since.IsZero() || !t.Before(since)) && (until.IsZero() || t.Before(until))
}

// DefaultLimit is what a query with Limit 0 gives at most.
const DefaultLimit = 100

// Totals counts what a store holds.
type Totals struct {
	Items     int `json:"items"`
	Hits      int `json:"hits"`
	Notices   int `json:"notices"`
	Pending   int `json:"pending"`
	Delivered int `json:"delivered"`
	Dead      int `json:"dead"`
}

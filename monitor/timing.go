package monitor

import (
	"math/rand/v2"
	"time"

	"vedette/fetch"
	"vedette/news"
	"vedette/pace"
	"vedette/schedule"
)

// timing says how often the feeds of a plan are to be visited. It is safe for
// concurrent use.
type timing struct {
	every  schedule.Schedule
	own    map[*fetch.Feed]schedule.Schedule // of feeds that name one: read once, not at every visit
	policy pace.Policy
	budget *pace.Budget
}

// newTiming takes over what an earlier timing knows of the feeds' rates, if it
// had the same policy. The rates are learnt from the visits: until all feeds
// were visited since the start, those that were stand for all.
func newTiming(p *Plan, old *timing) *timing {
	t := &timing{own: map[*fetch.Feed]schedule.Schedule{}, policy: p.Pace}
	if p.Every > 0 {
		t.every = schedule.Every(p.Every)
	}
	for i := range p.Feeds {
		f := &p.Feeds[i]
		if own, err := f.Schedule(0); err == nil && !own.IsZero() { // a mistake was reported with the configuration
			t.own[f] = own
		}
	}
	if t.policy.MinEvery <= 0 || t.policy.MaxEvery < t.policy.MinEvery || t.policy.VisitsPerDay <= 0 {
		t.policy = pace.Policy{MinEvery: time.Duration(fetch.DefaultMinEvery), MaxEvery: time.Duration(fetch.DefaultMaxEvery),
			VisitsPerDay: fetch.DefaultVisitsPerDay}
	}
	if old != nil && old.policy == t.policy {
		t.budget = old.budget
	} else {
		t.budget = pace.NewBudget(t.policy)
	}
	return t
}

// of gives the plan of a feed of the monitor's plan, for a rate of items a day.
func (t *timing) of(f *fetch.Feed, rate float64) pace.Plan {
	own, named := t.own[f]
	if !named {
		own = t.every
	}
	if own.IsZero() {
		return pace.Plan{Interval: t.budget.Interval(rate), MinEvery: t.policy.MinEvery, MaxEvery: t.policy.MaxEvery}
	}
	return pace.Plan{Own: own}
}

// interval is the usual time between two visits from now on.
func interval(p pace.Plan, now time.Time) time.Duration {
	if p.Own.IsZero() {
		return p.Interval
	}
	return p.Own.Next(now).Sub(now)
}

// next gives the time of a feed's next visit, and the name of its plan. The
// change is what the visit makes of an interval that we found.
func (t *timing) next(f *fetch.Feed, s news.FeedState, o pace.Outcome, change func(pace.Plan) pace.Plan, now time.Time) (pace.Time, string) {
	p := t.of(f, s.Pace.Rate)
	if p.Own.IsZero() {
		t.budget.Set(s.Feed, s.Pace.Rate)
		p = change(p)
	}
	return pace.Next(s, p, o, now, rand.Float64), pace.Hash(f.URL, p, t.policy)
}

// hash names the feed's plan.
func (t *timing) hash(f *fetch.Feed) string { return pace.Hash(f.URL, t.of(f, 0), t.policy) }

// stale tells whether a stored time is not the one that the plan would give.
func (t *timing) stale(f *fetch.Feed, due news.Due, now time.Time) bool {
	p := t.of(f, 0)
	return pace.Stale(due, pace.Hash(f.URL, p, t.policy), p, now)
}

// replan gives the next visit of a feed under the present plan.
func (t *timing) replan(f *fetch.Feed, s news.FeedState, now time.Time) pace.Time {
	return pace.Replan(s, f.URL, t.of(f, s.Pace.Rate), now, rand.Float64)
}

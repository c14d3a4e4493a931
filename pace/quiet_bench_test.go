package pace

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"vedette/news"
	"vedette/schedule"
)

// What the visits that bring nothing cost the plan, among 1,000 feeds: all
// that a monitor asks of this package then.
func BenchmarkQuiet(b *testing.B) {
	const address = "https://www.newspaper.example/en/rss/politics/latest.xml?format=full"
	for _, c := range []struct {
		name string
		own  schedule.Schedule
	}{{"adaptive", schedule.Schedule{}}, {"every", schedule.Every(time.Hour)}} {
		b.Run(c.name, func(b *testing.B) {
			policy := Policy{MinEvery: 10 * time.Minute, MaxEvery: 3 * time.Hour, VisitsPerDay: 48}
			budget := NewBudget(policy)
			states := make([]news.FeedState, 1_000)
			for i := range states {
				s := visited()
				s.Feed, s.Status, s.LastNew = fmt.Sprint("feed-", i), 304, noon.Add(-2*time.Hour)
				s.Pace = Learn(news.FeedState{}, office(1+i%40), noon)
				s.Pace.Rate = 100 / float64(1+i%500)
				s.Hints = news.Hints{FreshUntil: noon.Add(5 * time.Minute), MaxAge: 300, TTL: 15}
				states[i] = s
				budget.Set(s.Feed, s.Pace.Rate)
			}
			b.ReportAllocs()
			began := processorTime(b)
			for i := 0; b.Loop(); i++ {
				s := &states[i%len(states)]
				now := s.Pace.At.Add(30 * time.Minute)
				before := *s
				s.Pace = Learn(before, nil, now)
				plan := Plan{Own: c.own}
				if c.own.IsZero() {
					budget.Set(s.Feed, s.Pace.Rate)
					plan = Plan{Interval: budget.Interval(s.Pace.Rate), MinEvery: policy.MinEvery, MaxEvery: policy.MaxEvery}
				}
				s.LastCheck, s.LastSuccess = now, now
				next := Next(*s, plan, Outcome{}, now, rand.Float64)
				s.NextCheck, s.Plan = next.At, Hash(address, plan, policy)
				if Stale(news.Due{At: s.NextCheck, Plan: s.Plan}, s.Plan, plan, now) {
					b.Fatal("the plan is stale at once")
				}
			}
			b.ReportMetric(float64(processorTime(b)-began)/float64(b.N), "cpu-ns/op")
		})
	}
}

// processorTime is what the process has used of it: on a shared machine the
// clock says little.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

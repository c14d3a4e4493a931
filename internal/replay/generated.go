package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

const (
	generatedFeeds = 300
	// busiest is the rate of the first feed, in items a day; the n-th has
	// busiest / n^zipf, down to one item in some weeks.
	busiest, zipf = 150, 1.3
	generatedTime = 35 * day
)

// generated makes timetables with what real ones have: a few busy feeds and
// many that hardly speak, quiet nights and weekends, and bursts. The same seed
// gives the same times everywhere.
func generated(seed uint64) []timetable {
	var feeds []timetable
	for n := 1; n <= generatedFeeds; n++ {
		r := rand.New(rand.NewPCG(seed, uint64(n)))
		rate := busiest / math.Pow(float64(n), zipf)
		noon := r.Float64() * 24 // the hour (GMT) at which this desk is busiest
		if t, ok := newTimetable(fmt.Sprintf("generated %d", n), publish(r, rate, noon), usualItems); ok {
			feeds = append(feeds, t)
		}
	}
	return feeds
}

// publish draws times by thinning: candidates come at the highest rate, and
// each is kept with the share that its hour deserves. A kept one brings a
// burst now and then.
func publish(r *rand.Rand, rate, noon float64) []time.Time {
	const (
		burst, burstItems = 0.04, 4 // how often, and of how many items on average
		top               = 2.2     // the highest rhythm
	)
	begin := epoch.Add(-generatedTime)
	perDay := rate / (1 + burst*burstItems)
	var times []time.Time
	for at := begin; ; {
		at = at.Add(time.Duration(r.ExpFloat64() / (perDay * top) * float64(day)))
		if at.Sub(begin) > generatedTime {
			return times
		}
		if r.Float64()*top > rhythm(at, noon) {
			continue
		}
		times = append(times, at)
		if r.Float64() < burst {
			next := at
			for range r.IntN(2*burstItems) + 1 {
				next = next.Add(time.Duration(r.ExpFloat64() * float64(10*time.Minute)))
				times = append(times, next)
			}
		}
	}
}

// rhythm is the share of the mean rate at a time: hardly anything at night,
// half at weekends.
func rhythm(at time.Time, noon float64) float64 {
	hour := float64(at.Hour()) + float64(at.Minute())/60
	share := max(0.05, 1+1.2*math.Cos((hour-noon)/24*2*math.Pi))
	if d := at.Weekday(); d == time.Saturday || d == time.Sunday {
		share /= 2
	}
	return share
}

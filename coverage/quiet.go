package coverage

import (
	"fmt"
	"math"
	"time"

	"vedette/news"
)

const (
	// quietGaps is how often its longest usual silence a feed may be silent, and
	// quietItems how many items may be missing at its usual rate: by chance
	// alone six are missing once in four hundred times.
	quietGaps  = 3
	quietItems = 6
	// maxQuietItems bounds the wait for these six: of a weekly feed a month of
	// silence is told.
	maxQuietItems = 30 * day
	// quietLeast is the shortest silence that is told: every source sleeps.
	quietLeast = day
	// weekendLeast is the shortest silence that is told when it touches a
	// weekend, from Thursday evening to Monday morning in one country or
	// another, unless busyItems were to be expected: such a feed knows no
	// weekend.
	weekendLeast = 3 * day
	busyItems    = 24
	// youngLeast is the shortest silence that is told of a feed that was
	// visited for less than grownAfter: its history has not seen two weekends.
	youngLeast = 7 * day
	grownAfter = 14 * day

	day = 24 * time.Hour
)

// quiet tells of a feed that works and brings nothing.
func (w *verdict) quiet() {
	v := w.visit
	if !v.good() {
		return
	}
	if w.fresh() {
		w.pass(news.Quiet, "it has news again, after "+span(v.Now.Sub(v.Before.LastNew)))
		return
	}
	if v.pushed() {
		w.pass(news.Quiet, "it has had news again since the visit before, which its hub has pushed")
	}
	last := v.Before.LastNew
	if last.IsZero() || v.Now.Sub(last) <= v.longest() {
		return
	}
	w.begin(news.Quiet, news.Medium, "has been silent for "+span(v.Now.Sub(last)), fmt.Sprintf(
		"The feed can be read, but has shown nothing new since %s; %s. vedette goes on asking and tells when there is news "+
			"again. Look whether the publisher's site has newer articles: if it has, the feed is stuck or has moved.",
		clock(last), v.usual()))
}

// pushed tells whether the feed has brought something new since it was visited: its
// hub did, and the visit finds it known.
func (v Visit) pushed() bool {
	return !v.Before.LastSuccess.IsZero() && v.Before.LastNew.After(v.Before.LastCheck)
}

// fresh tells whether the visit brought an item that the feed has not shown, and
// that is not doubted.
func (w *verdict) fresh() bool {
	for i := range w.Items {
		if w.Items[i].Held == "" && !w.visit.Before.Seen.Has(w.Items[i].ID) {
			return true
		}
	}
	return false
}

// longest is the longest silence that needs no explanation.
func (v Visit) longest() time.Duration {
	if v.Source.QuietAfter > 0 {
		return v.Source.QuietAfter
	}
	p := v.After.Pace
	gap := time.Duration(min(p.Gap, math.MaxInt64/int64(quietGaps*time.Second))) * time.Second
	limit := max(quietLeast, quietGaps*gap, min(maxQuietItems, perItem(p.Rate, quietItems)))
	if v.young() {
		limit = max(limit, youngLeast)
	}
	if limit < weekendLeast && touchesWeekend(v.Before.LastNew, v.Now) && perItem(p.Rate, busyItems) > limit {
		limit = weekendLeast
	}
	return limit
}

// young tells whether the feed's history is too short to know its weeks. How
// long it is follows from the number of visits.
func (v Visit) young() bool {
	return v.After.Pace.Rate <= 0 || time.Duration(v.After.Checks) < grownAfter/max(v.Source.Interval, time.Minute)
}

// perItem is the time in which n items come at a rate a day.
func perItem(rate float64, n float64) time.Duration {
	if days := n / rate; rate > 0 && days < float64(maxQuietItems/day) {
		return time.Duration(days * float64(day))
	}
	return maxQuietItems
}

// touchesWeekend tells whether a time from Friday to Sunday (UTC) lies between
// two times: weekends are on Friday and Saturday in some countries.
func touchesWeekend(from, to time.Time) bool {
	for t := from.UTC(); t.Before(to); t = t.Add(12 * time.Hour) {
		switch t.Weekday() {
		case time.Friday, time.Saturday, time.Sunday:
			return true
		}
	}
	switch to.UTC().Weekday() {
	case time.Friday, time.Saturday, time.Sunday:
		return true
	}
	return false
}

// usual says what the feed was like.
func (v Visit) usual() string {
	if v.Source.QuietAfter > 0 {
		return "the configuration wants to know after " + span(v.Source.QuietAfter)
	}
	p := v.After.Pace
	if p.Rate <= 0 {
		return "how often it brings news is not known yet"
	}
	if p.Gap > 0 {
		return "it used to bring " + news.PerDay(p.Rate) + " and to be silent for " + span(time.Duration(p.Gap)*time.Second) + " at most"
	}
	return "it used to bring " + news.PerDay(p.Rate)
}

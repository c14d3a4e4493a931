package pace

import (
	"math"
	"time"

	"vedette/news"
)

const (
	parts = len(news.Pace{}.Hours)
	part  = day / time.Duration(parts)
	// fewItems is how many items a feed must have brought until its own hours
	// count for more than the even day that is taken for granted.
	fewItems = 6
	// hoursTime is the same in days for a feed with more items than that: the
	// hours of one day, or of half of one in a first document, are no habit.
	hoursTime = 7
	// mostItems bounds both, as smaller changes than this get lost in whole
	// numbers. A feed with so many is asked as often as may be at all hours.
	mostItems = 2048
	// stretch is the most by which an interval grows at a quiet hour: habits
	// change, and a publisher is awake when there is news.
	stretch = 3
)

// hours gives the hours of a feed's items after a document. An item counts for
// the time at which it came: that is its date, but not before the last visit,
// which did not see it. So a feed whose dates name a day only, or another zone
// than they say, is known by when its items are found. A first document has
// nothing but dates, of which those on the half hour are left out: they may
// be the midnight of a day.
func (d document) hours(p news.Pace, visited time.Time) [parts]uint16 {
	var came [parts]float64
	n := 0.0
	for i, when := range d.dates {
		switch {
		case !d.isFresh[i]:
			continue
		case visited.IsZero() && (i == 0 || when.Truncate(30*time.Minute).Equal(when)):
			continue
		case when.Before(visited):
			when = visited
		}
		came[partOf(when)]++
		n++
	}
	return mixed(p, came, n)
}

// mixed gives the hours of a feed's items after n more, of which so many came in
// each part of the day.
func mixed(p news.Pace, came [parts]float64, n float64) [parts]uint16 {
	if n == 0 {
		return p.Hours
	}
	h := p.Hours
	if h == [parts]uint16{} {
		for i := range h {
			h[i] = math.MaxUint16 / uint16(parts)
		}
	}
	keep := math.Pow(1-1/min(fewItems+hoursTime*p.Rate, mostItems), n)
	for i := range h {
		h[i] = uint16(math.Round(float64(h[i])*keep + came[i]/n*(1-keep)*math.MaxUint16))
	}
	return h
}

// partOf is the part of the day that a time falls into.
func partOf(t time.Time) int { return t.UTC().Hour() * parts / 24 }

// habit gives by how much more than on the day's average a feed is to be
// visited in each part of the day: in proportion to the square root of its rate
// then, as Budget does it among feeds. The visits of a day stay the same. It is
// false while nothing is known.
func habit(p news.Pace) (weights [parts]float64, known bool) {
	items := 0
	for _, n := range p.Hours {
		items += int(n)
	}
	if items == 0 {
		return weights, false
	}
	sum := 0.0
	for i, n := range p.Hours {
		weights[i] = weight(p.Rate * float64(n) / float64(items) * float64(parts))
		sum += weights[i]
	}
	for i := range weights {
		weights[i] *= float64(parts) / sum
	}
	return weights, true
}

// byHour is the interval from now on, shorter at the hours at which the feed
// brings most and longer at the others: what passes of it in an hour is in
// proportion to the hour's weight. It is not above MaxEvery. A feed that is
// visited once a day has no hours.
func (p Plan) byHour(known news.Pace, now time.Time) time.Duration {
	weights, ok := habit(known)
	if !ok || p.Interval >= day {
		return p.Interval
	}
	longest := min(p.Interval*stretch, day)
	if p.MaxEvery > 0 {
		longest = min(longest, max(p.MaxEvery, p.Interval))
	}
	left := float64(p.Interval)
	at := now.UTC().Sub(now.UTC().Truncate(day))
	for passed := time.Duration(0); passed < longest; {
		w := weights[at%day/part]
		here := part - at%part
		if w*float64(here) >= left {
			return min(passed+time.Duration(left/w), longest)
		}
		left -= w * float64(here)
		passed, at = passed+here, at+here
	}
	return longest
}

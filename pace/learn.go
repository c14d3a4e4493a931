package pace

import (
	"math"
	"slices"
	"time"

	"vedette/news"
)

const (
	// rateHalf is the time after which what a feed brought counts half.
	rateHalf = 14 * day
	// gapHalf is the same for its longest silence: a month holds the holidays.
	gapHalf = 30 * day
	// night is the longest silence that is taken for usual in a feed whose
	// first document does not span a week: nights and weekends were not seen.
	night = 12 * time.Hour
	week  = 7 * day
	// undatedRate is what a first document without dates is taken for, in items
	// a day. It counts as much as what is seen in undatedTime: hardly, after a
	// day. (With an hour, the delay of items in the replays grows by 3 %.)
	undatedRate = 1
	undatedTime = 3 * time.Hour
	// stamped is the span under which the dates of many items are taken for the
	// time at which the document was made, which takes seconds. A feed at its
	// busiest may have twelve items in four minutes.
	stamped, stampedItems = 2 * time.Minute, 5
	// outliers is the share of a document's oldest items whose dates do not
	// count: one item pinned to the end would make the window of the others
	// look long and their rate small.
	outliers = 0.1
	// windowGrowth is how fast a window is believed to have become longer; it is
	// believed at once to have become shorter.
	windowGrowth = 0.2
)

// Learn gives what is known of a feed's pace after a good visit at a time, from
// the state before it (Pace, Seen, LastNew) and the items of the document, in any
// order; none when nothing had changed. Items without a date are expected
// to have the visit's time. After a failed visit it is not to be called.
//
// The first document's own dates give a rate at once; from then on the rate is
// an exponential average, with a half-life of two weeks, of the items not seen
// before. While less than that is known it is the average of what is known
// (the average is divided by the weight that it has by then), so that a feed
// of which some minutes were seen is not taken for what it was then.
func Learn(before news.FeedState, items []news.Item, at time.Time) news.Pace {
	d := document{at: at}
	if len(items) > 0 {
		d = read(before.Seen, items, at)
	}
	p := before.Pace
	switch {
	case p.At.IsZero() && len(items) == 0:
		return p
	case p.At.IsZero():
		return d.first()
	case p.At.After(at): // the clock was set back
		if !p.Since.IsZero() {
			p.Since = p.Since.Add(at.Sub(p.At))
		}
		p.At = at
		return p
	}
	elapsed := at.Sub(p.At)
	p.Rate = averaged(p, d.fresh, elapsed)
	p.Gap = d.gap(p.Gap, before.LastNew)
	p.Window = d.window(p, elapsed)
	p.Hours = d.hours(p, before.Pace.At)
	p.At = at
	return p
}

// LearnPushed gives what is known of a feed's pace after a hub has pushed, at a
// time, so many items that the feed had not shown before: they came then. Before is
// the state before the push (Pace, LastNew). The next visit learns on from there,
// and does not count them again, as they are known. A push says nothing of how much
// time the feed's own document spans. A feed that was never visited has no pace yet:
// its first document will tell more.
func LearnPushed(before news.FeedState, fresh int, at time.Time) news.Pace {
	p := before.Pace
	if fresh == 0 || p.At.IsZero() || !p.At.Before(at) {
		return p
	}
	p.Rate = averaged(p, fresh, at.Sub(p.At))
	p.Gap = document{at: at, fresh: fresh}.gap(p.Gap, before.LastNew)
	var came [parts]float64
	came[partOf(at)] = float64(fresh)
	p.Hours = mixed(p, came, float64(fresh))
	p.At = at
	return p
}

// document is what of a document matters here.
type document struct {
	at           time.Time
	items, fresh int         // how many there are, and how many not seen before
	dates        []time.Time // oldest first, each once; none when they tell nothing
	isFresh      []bool      // whether the item of a date was not seen before
	perDate      float64     // how many items share a date
}

func read(seen news.Seen, items []news.Item, at time.Time) document {
	d := document{at: at, items: len(items)}
	known := make(map[time.Time]bool, len(items))
	for _, item := range items {
		old := seen.Has(item.ID)
		if !old {
			d.fresh++
		}
		if when := item.Published.UTC(); !item.Published.IsZero() && !when.After(at) {
			known[when] = known[when] || old
		}
	}
	for when := range known {
		d.dates = append(d.dates, when)
	}
	slices.SortFunc(d.dates, time.Time.Compare)
	d.perDate = float64(d.items) / float64(max(len(d.dates), 1))
	if n := len(d.dates); n > 3 {
		d.dates = d.dates[int(math.Ceil(float64(n)*outliers)):]
	}
	for _, when := range d.dates {
		d.isFresh = append(d.isFresh, !known[when])
	}
	if d.undated() {
		d.dates, d.isFresh = nil, nil
	}
	return d
}

// undated tells whether the dates tell nothing: most items share one, or all
// were stamped when the document was made.
func (d document) undated() bool {
	n := len(d.dates)
	return n < 2 || n*4 < d.items ||
		d.items >= stampedItems && d.dates[n-1].Sub(d.dates[0]) < stamped
}

// first starts a pace from one document.
func (d document) first() news.Pace {
	p := news.Pace{At: d.at, Since: d.at.Add(-undatedTime), Rate: undatedRate, Gap: int64(night / time.Second)}
	if len(d.dates) == 0 {
		return p
	}
	p.Rate, p.Since = d.rate(), d.dates[0]
	p.Window = int64(d.span() / time.Second)
	p.Hours = d.hours(p, time.Time{})
	longest := time.Duration(0)
	for i := 1; i < len(d.dates); i++ {
		longest = max(longest, d.dates[i].Sub(d.dates[i-1]))
	}
	if d.at.Sub(d.dates[0]) < week {
		longest = max(longest, night)
	}
	p.Gap = int64(longest / time.Second)
	return p
}

// rate is the average that would stand if the feed had been visited since its
// oldest item, which itself only marks the beginning.
func (d document) rate() float64 {
	sum := 0.0
	for _, when := range d.dates[1:] {
		sum += math.Exp2(-float64(d.at.Sub(when)) / float64(rateHalf))
	}
	since := max(d.at.Sub(d.dates[0]), time.Minute)
	return sum * d.perDate * math.Ln2 / rateHalf.Hours() * 24 / (1 - math.Exp2(-float64(since)/float64(rateHalf)))
}

// averaged brings a rate up to date with what came in a time.
func averaged(p news.Pace, fresh int, elapsed time.Duration) float64 {
	if elapsed <= 0 {
		return p.Rate
	}
	keep := math.Exp2(-float64(elapsed) / float64(rateHalf))
	old := keep * known(p)
	return (p.Rate*old + float64(fresh)/(elapsed.Hours()/24)*(1-keep)) / (old + 1 - keep)
}

// known is how much of a full average is behind a rate, from 0 to 1.
func known(p news.Pace) float64 {
	if p.Since.IsZero() {
		return 1
	}
	return 1 - math.Exp2(-float64(max(0, p.At.Sub(p.Since)))/float64(rateHalf))
}

// span is the time that the document covers.
func (d document) span() time.Duration { return d.dates[len(d.dates)-1].Sub(d.dates[0]) }

// window gives the time that the document spans in seconds: by its dates, or,
// where they tell nothing, by how long the rate takes to replace all its items.
// When all were replaced since the last visit it is that time at the most.
func (d document) window(p news.Pace, elapsed time.Duration) int64 {
	if d.items == 0 {
		return p.Window
	}
	var w float64
	if len(d.dates) > 0 {
		w = d.span().Seconds()
	} else {
		w = float64(d.items) / (p.Rate + prior) * day.Seconds()
	}
	if d.items > 1 && d.fresh == d.items {
		w = min(w, elapsed.Seconds())
	}
	if old := float64(p.Window); old > 0 && w > old {
		w = old + (w-old)*windowGrowth
	}
	return int64(max(w, 1))
}

// gap gives the longest usual silence in seconds after a document: the longest
// that ended with it, or what is left of an earlier one.
func (d document) gap(old int64, lastNew time.Time) int64 {
	if d.fresh == 0 {
		return old // the silence goes on
	}
	longest := time.Duration(0)
	silence := time.Duration(0)
	if !lastNew.IsZero() {
		silence = max(0, d.at.Sub(lastNew))
	}
	for i, fresh := range d.isFresh {
		if fresh && i > 0 {
			longest = max(longest, d.dates[i].Sub(d.dates[i-1]))
		}
	}
	if len(d.dates) == 0 || d.isFresh[0] {
		longest = max(longest, silence)
	}
	left := float64(old) * math.Exp2(-float64(silence)/float64(gapHalf))
	return int64(max(longest.Seconds(), left))
}

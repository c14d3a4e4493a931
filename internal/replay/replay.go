package main

import (
	"cmp"
	"container/heap"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"vedette/news"
	"vedette/pace"
)

// outcome is what visiting the feeds brought within the test.
type outcome struct {
	requests float64 // in a day, of all feeds
	visits   float64 // in the test, which is longer for some feeds than for others
	delays   []delay // of one round in no order, of all shortest first
	lost     int     // items that had left the document before a visit
}

// delay is the time from an item's publication to the visit that found it. It
// weighs as much as the test of its feed is short: a feed that was watched for
// a quarter of the week would have brought four times as many items in it.
type delay struct {
	time.Duration
	weight float64
}

// watch is one feed under visit.
type watch struct {
	timetable
	due   time.Time
	state news.FeedState
	ids   []string
	read  int // how many of times have been published at the last visit
}

// visit reads the document of a time into the outcome, and gives its items, or
// none when it is the same as at the last visit.
func (w *watch) visit(at time.Time, o *outcome) []news.Item {
	inTest := !at.Before(epoch)
	if inTest && !at.After(w.end) {
		o.requests += 1 / w.days()
		o.visits++
	}
	now := w.read
	for now < len(w.times) && !w.times[now].After(at) {
		now++
	}
	oldest := max(0, now-w.items)
	for i := w.read; i < now; i++ {
		if w.times[i].Before(epoch) || w.times[i].After(w.end) {
			continue
		}
		if i < oldest {
			o.lost++
			continue
		}
		o.delays = append(o.delays, delay{at.Sub(w.times[i]), 1 / w.days()})
	}
	if now == w.read {
		return nil
	}
	w.read = now
	items := make([]news.Item, 0, now-oldest)
	for i := now - 1; i >= oldest; i-- {
		items = append(items, news.Item{ID: w.ids[i], Published: w.times[i]})
	}
	return items
}

// over tells whether nothing is left to be found.
func (w *watch) over() bool {
	return w.due.After(w.end) && (w.read == len(w.times) || w.times[w.read].After(w.end))
}

// paced visits the feeds when package pace says so, each on its own clock but
// out of one budget. It learns as it goes: no visit knows what comes after it.
func paced(feeds []timetable, policy pace.Policy, seed uint64) outcome {
	random := rand.New(rand.NewPCG(seed, 2)).Float64
	budget := pace.NewBudget(policy)
	var o outcome
	var q line
	for _, t := range feeds {
		w := &watch{timetable: t, due: t.start()}
		for i := range t.times {
			w.ids = append(w.ids, news.ItemID(t.name, strconv.Itoa(i), "", "", ""))
		}
		w.state = news.FeedState{Feed: t.name, ETag: `"e"`}
		heap.Push(&q, w)
	}
	for len(q) > 0 {
		w := q[0]
		at := w.due
		learn(&w.state, w.visit(at, &o), at)
		budget.Set(w.name, w.state.Pace.Rate)
		plan := pace.Plan{Interval: budget.Interval(w.state.Pace.Rate), MinEvery: policy.MinEvery, MaxEvery: policy.MaxEvery}
		w.due = pace.Next(w.state, plan, pace.Outcome{}, at, random).At
		if w.over() {
			heap.Pop(&q)
		} else {
			heap.Fix(&q, 0)
		}
	}
	return o
}

// learn brings the state up to date as a visit does.
func learn(s *news.FeedState, items []news.Item, at time.Time) {
	s.Pace = pace.Learn(*s, items, at)
	s.LastCheck, s.LastSuccess = at, at
	if items == nil {
		return
	}
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.ID
		if !s.Seen.Has(item.ID) {
			s.LastNew = at
		}
	}
	s.Seen = s.Seen.Next(ids)
}

// uniform visits every feed at the same interval, which makes as many requests
// a day as there are to be made.
func uniform(feeds []timetable, requests float64, seed uint64) outcome {
	interval := time.Duration(float64(len(feeds)) / max(requests, 1) * float64(day))
	random := rand.New(rand.NewPCG(seed, 4))
	var o outcome
	for _, t := range feeds {
		w := &watch{timetable: t, ids: make([]string, len(t.times))}
		w.due = epoch.Add(time.Duration(random.Float64()*float64(interval)) - interval)
		for !w.over() {
			w.visit(w.due, &o)
			w.due = w.due.Add(interval)
		}
	}
	return o
}

// joined makes one outcome of several: their mean requests, and all delays.
func joined(parts []outcome) (all outcome) {
	for _, o := range parts {
		all.requests += o.requests / float64(len(parts))
		all.visits += o.visits / float64(len(parts))
		all.delays = append(all.delays, o.delays...)
		all.lost += o.lost
	}
	slices.SortFunc(all.delays, func(a, b delay) int { return cmp.Compare(a.Duration, b.Duration) })
	return all
}

// mean of the delays, and the delay that a share of the items does not exceed.
func (o outcome) mean() time.Duration {
	sum := 0.0
	for _, d := range o.delays {
		sum += float64(d.Duration) * d.weight
	}
	return time.Duration(sum / max(o.weight(), 1e-9))
}

// plainMean is the mean in which all delays weigh the same.
func (o outcome) plainMean() time.Duration {
	sum := 0.0
	for _, d := range o.delays {
		sum += float64(d.Duration)
	}
	return time.Duration(sum / float64(max(len(o.delays), 1)))
}

func (o outcome) quantile(q float64) time.Duration {
	left := q * o.weight()
	for _, d := range o.delays {
		if left -= d.weight; left <= 0 {
			return d.Duration
		}
	}
	return 0
}

func (o outcome) weight() float64 {
	sum := 0.0
	for _, d := range o.delays {
		sum += d.weight
	}
	return sum
}

// line is the feeds by their due time; see container/heap.
type line []*watch

func (l line) Len() int           { return len(l) }
func (l line) Less(i, j int) bool { return l[i].due.Before(l[j].due) }
func (l line) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *line) Push(x any)        { *l = append(*l, x.(*watch)) }
func (l *line) Pop() any {
	old := *l
	w := old[len(old)-1]
	*l = old[:len(old)-1]
	return w
}

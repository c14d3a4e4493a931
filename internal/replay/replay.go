package main

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"vedette/news"
	"vedette/pace"
)

// outcome is what visiting the feeds brought within the test.
type outcome struct {
	requests int
	delays   []time.Duration // from publication to visit, shortest first
	lost     int             // items that had left the document before a visit
}

// watch is one feed under visit.
type watch struct {
	timetable
	due   time.Time
	state news.FeedState
	ids   []string
	read  int // how many of times have been published at the last visit
}

// visit reads the document of a time into the outcome, and gives its items.
func (w *watch) visit(at time.Time, o *outcome) []news.Item {
	inTest := !at.Before(epoch)
	if inTest && !at.After(w.end) {
		o.requests++
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
		o.delays = append(o.delays, at.Sub(w.times[i]))
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
func paced(feeds []timetable, policy pace.Policy) outcome {
	random := rand.New(rand.NewPCG(1, 2)).Float64
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
		plan := pace.Plan{Interval: budget.Interval(w.state.Pace.Rate), MinEvery: policy.MinEvery}
		w.due = pace.Next(w.state, plan, pace.Outcome{}, at, random).At
		if w.over() {
			heap.Pop(&q)
		} else {
			heap.Fix(&q, 0)
		}
	}
	slices.Sort(o.delays)
	return o
}

// learn brings the state up to date as a visit does.
func learn(s *news.FeedState, items []news.Item, at time.Time) {
	s.Pace = pace.Learn(*s, items, at)
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.ID
		if !s.Seen.Has(item.ID) {
			s.LastNew = at
		}
	}
	s.Seen = s.Seen.Next(ids)
	s.LastCheck, s.LastSuccess = at, at
}

// uniform visits every feed at the same interval, which makes as many requests
// as there are to be made.
func uniform(feeds []timetable, requests int) outcome {
	total := time.Duration(0)
	for _, t := range feeds {
		total += t.end.Sub(epoch)
	}
	interval := total / time.Duration(max(requests, 1))
	random := rand.New(rand.NewPCG(3, 4))
	var o outcome
	for _, t := range feeds {
		w := &watch{timetable: t, ids: make([]string, len(t.times))}
		w.due = epoch.Add(time.Duration(random.Float64()*float64(interval)) - interval)
		for !w.over() {
			w.visit(w.due, &o)
			w.due = w.due.Add(interval)
		}
	}
	slices.Sort(o.delays)
	return o
}

// mean of the delays, and the delay that a share of the items does not exceed.
func (o outcome) mean() time.Duration {
	sum := 0.0
	for _, d := range o.delays {
		sum += float64(d)
	}
	return time.Duration(sum / math.Max(1, float64(len(o.delays))))
}

func (o outcome) quantile(q float64) time.Duration {
	if len(o.delays) == 0 {
		return 0
	}
	return o.delays[int(q*float64(len(o.delays)-1))]
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

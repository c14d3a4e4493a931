package monitor

import (
	"container/heap"
	"net/url"
	"strings"
	"time"

	"vedette/fetch"
	"vedette/news"
	"vedette/schedule"
)

// entry is one feed in the queue of visits.
type entry struct {
	feed     fetch.Feed
	host     string
	schedule schedule.Schedule
	state    news.FeedState
	due      time.Time
}

// queue says which feed to visit next. A host is visited by one request at a
// time; a feed that is due while its host is busy waits in the host's line, so
// that it does not hold up the feeds of other hosts.
type queue struct {
	waiting entries             // not yet due, earliest first
	ready   []*entry            // due, host free
	behind  map[string][]*entry // due, host busy
	busy    map[string]bool
}

func newQueue() *queue {
	return &queue{behind: map[string][]*entry{}, busy: map[string]bool{}}
}

// add puts a feed in the queue under its due time.
func (q *queue) add(e *entry) { heap.Push(&q.waiting, e) }

// next gives a feed that is due and whose host is free, and marks that host
// busy; nil if there is none.
func (q *queue) next(now time.Time) *entry {
	for len(q.waiting) > 0 && !q.waiting[0].due.After(now) {
		q.line(heap.Pop(&q.waiting).(*entry))
	}
	if len(q.ready) == 0 {
		return nil
	}
	e := q.ready[0]
	q.ready = q.ready[1:]
	return e
}

// line puts a due feed in its host's line, or makes it ready if it is first.
func (q *queue) line(e *entry) {
	if q.busy[e.host] {
		q.behind[e.host] = append(q.behind[e.host], e)
		return
	}
	q.busy[e.host] = true
	q.ready = append(q.ready, e)
}

// release frees a host after a visit; the first feed in its line is ready.
func (q *queue) release(host string) {
	line := q.behind[host]
	if len(line) == 0 {
		delete(q.behind, host)
		delete(q.busy, host)
		return
	}
	q.ready = append(q.ready, line[0])
	q.behind[host] = line[1:]
}

// wait tells how long until the next feed is due, at most limit.
func (q *queue) wait(now time.Time, limit time.Duration) time.Duration {
	if len(q.waiting) == 0 {
		return limit
	}
	return min(limit, max(0, q.waiting[0].due.Sub(now)))
}

// emptied gives a queue without feeds for a new plan. Hosts that are being
// visited stay busy; those that only had a feed ready do not.
func (q *queue) emptied() *queue {
	next := newQueue()
	for host := range q.busy {
		next.busy[host] = true
	}
	for _, e := range q.ready {
		delete(next.busy, e.host)
	}
	return next
}

// hostOf names the host slot of a feed: the host without port and "www.", as
// those are the same machine.
func hostOf(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return rawURL
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// entries is a heap ordered by due time.
type entries []*entry

func (h entries) Len() int           { return len(h) }
func (h entries) Less(i, j int) bool { return h[i].due.Before(h[j].due) }
func (h entries) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *entries) Push(x any)        { *h = append(*h, x.(*entry)) }
func (h *entries) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return last
}

package monitor

import (
	"container/heap"
	"time"

	"vedette/fetch"
	"vedette/news"
)

// entry is one feed in the queue of visits, or one article that is to be read.
// There is one for every feed of the plan, so it holds only what starting a
// visit takes; the feed's state is read from the store then.
type entry struct {
	key  string // the feed's
	host string // whose slot the request takes
	due  int64  // when, in nanoseconds of Unix time
	feed *fetch.Feed
	job  *news.ArticleJob // nil for a visit
	// at is the place in the heap of those waiting, where it says so.
	at    int32
	where where
	early bool // somebody wants to know how it is before its time
	out   bool // withdrawn: it is not visited before a plan is taken up
	// soon is when it is to be asked again at the latest, as was said while it was
	// away; 0 if nobody did.
	soon int64
}

// where an entry is.
type where uint8

const (
	nowhere where = iota // stopped, or not yet planned
	waiting              // until it is due
	inLine               // due, until its host is free
	away                 // being asked, or stored
)

func (e *entry) setDue(t time.Time) { e.due = t.UnixNano() }

// queue says which entry is to be asked next: earliest due first, each host by
// one request at a time, with a gap between two, and no host that asked to be
// left alone. An entry that is due while its host is not free waits in the
// host's line, so that it holds up no other host.
//
// A host is known here only as long as it is not free.
type queue struct {
	gap     time.Duration
	waiting entries
	hosts   map[string]*host
	closed  hosts   // by when they open
	ready   []*host // open, with a line, in the order in which they became so
	lined   int     // entries in lines
}

func newQueue() *queue { return &queue{hosts: map[string]*host{}} }

// add puts an entry in the queue under its due time.
func (q *queue) add(e *entry) {
	e.where = waiting
	if e.soon != 0 {
		e.due, e.soon = min(e.due, e.soon), 0
	}
	heap.Push(&q.waiting, e)
}

// hurry makes an entry due at a time, wherever it is, if it is not due before.
func (q *queue) hurry(e *entry, at time.Time) {
	switch e.where {
	case nowhere:
		e.setDue(at)
		q.add(e)
	case waiting:
		e.due = min(e.due, at.UnixNano())
		heap.Fix(&q.waiting, int(e.at))
	case away:
		e.soon = at.UnixNano()
	}
}

// next gives an entry that is due and whose host is free, and takes the host's
// slot for it; nil if there is none.
func (q *queue) next(now time.Time) *entry {
	for len(q.waiting) > 0 && q.waiting[0].due <= now.UnixNano() {
		q.line(heap.Pop(&q.waiting).(*entry), now)
	}
	for len(q.closed) > 0 && !q.closed[0].opens.After(now) {
		q.settle(heap.Pop(&q.closed).(*host), now)
	}
	for len(q.ready) > 0 {
		h := q.ready[0]
		q.ready = q.ready[1:]
		if h.opens.After(now) || len(h.line) == 0 { // held since, or the plan has changed
			q.settle(h, now)
			continue
		}
		e := h.line[0]
		h.line[0], h.line = nil, h.line[1:]
		q.lined--
		h.is = busy
		e.where = away
		return e
	}
	return nil
}

// line puts a due entry in its host's line.
func (q *queue) line(e *entry, now time.Time) {
	h := q.host(e.host)
	h.line = append(h.line, e)
	e.where = inLine
	q.lined++
	if h.is == free {
		q.settle(h, now)
	}
}

// wait tells how long nothing needs to be done, at most limit.
func (q *queue) wait(now time.Time, limit time.Duration) time.Duration {
	if len(q.ready) > 0 {
		return 0
	}
	if len(q.waiting) > 0 {
		limit = min(limit, time.Duration(q.waiting[0].due-now.UnixNano()))
	}
	if len(q.closed) > 0 {
		limit = min(limit, q.closed[0].opens.Sub(now))
	}
	return max(0, limit)
}

// clear takes all feeds out for a new plan. Articles, and what is known of the
// hosts, stay.
func (q *queue) clear() {
	var kept entries
	for _, e := range q.waiting {
		if e.job == nil {
			e.where = nowhere
			continue
		}
		e.at = int32(len(kept))
		kept = append(kept, e)
	}
	q.waiting = kept
	heap.Init(&q.waiting)
	q.lined = 0
	for _, h := range q.hosts {
		var line []*entry
		for _, e := range h.line {
			if e.job == nil {
				e.where = nowhere
				continue
			}
			line = append(line, e)
		}
		h.line = line
		q.lined += len(line)
	}
}

// entries is a heap ordered by due time.
type entries []*entry

func (h entries) Len() int           { return len(h) }
func (h entries) Less(i, j int) bool { return h[i].due < h[j].due }
func (h entries) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = int32(i), int32(j)
}

func (h *entries) Push(x any) {
	e := x.(*entry)
	e.at = int32(len(*h))
	*h = append(*h, e)
}

func (h *entries) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return last
}

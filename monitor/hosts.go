package monitor

import (
	"container/heap"
	"time"

	"vedette/fetch"
	"vedette/news"
)

// host is a slot: one request at a time is made to a host, the next one not
// before it opens.
type host struct {
	name string
	line []*entry
	// opens is when the gap after the last request or the host's own wish to be
	// left alone ends; held is the latter alone.
	opens, held time.Time
	is          slot
	at          int // place in the heap, when closed
}

// slot is what a host is doing.
type slot uint8

const (
	free   slot = iota // nothing, and nothing is wanted of it
	busy               // a request is under way
	closed             // not open yet
	ready              // open, and somebody is waiting
)

// host gives the host of a name; it is new when nothing was known of it.
func (q *queue) host(name string) *host {
	h, ok := q.hosts[name]
	if !ok {
		h = &host{name: name}
		q.hosts[name] = h
	}
	return h
}

// settle puts a host that is doing nothing where it belongs.
func (q *queue) settle(h *host, now time.Time) {
	switch {
	case h.opens.After(now):
		h.is = closed
		heap.Push(&q.closed, h)
	case len(h.line) > 0:
		h.is = ready
		q.ready = append(q.ready, h)
	default:
		delete(q.hosts, h.name)
	}
}

// release frees a host's slot. If a request was made, the next one has to wait
// for the gap.
func (q *queue) release(name string, asked bool, now time.Time) {
	h := q.host(name)
	if asked {
		h.open(now.Add(q.gap))
	}
	q.settle(h, now)
}

// hold keeps a host closed until a time. What is waiting for it goes on waiting.
func (q *queue) hold(name string, until, now time.Time) {
	if !until.After(now) {
		return
	}
	h := q.host(name)
	if until.After(h.held) {
		h.held = until
	}
	h.open(until)
	switch h.is {
	case closed:
		heap.Fix(&q.closed, h.at)
	case free:
		q.settle(h, now)
	} // a host that is busy or ready is looked at when that ends
}

// heldUntil tells until when a host is to be left alone, zero if it is not.
func (q *queue) heldUntil(name string, now time.Time) time.Time {
	if h, ok := q.hosts[name]; ok && h.held.After(now) {
		return h.held
	}
	return time.Time{}
}

func (h *host) open(at time.Time) {
	if at.After(h.opens) {
		h.opens = at
	}
}

// hosts is a heap ordered by opening.
type hosts []*host

func (h hosts) Len() int           { return len(h) }
func (h hosts) Less(i, j int) bool { return h[i].opens.Before(h[j].opens) }
func (h hosts) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = i, j
}

func (h *hosts) Push(x any) {
	x.(*host).at = len(*h)
	*h = append(*h, x.(*host))
}

func (h *hosts) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return last
}

// slotOf names the host whose slot a visit takes: the one that the feed's
// redirects led to at the last visit, as it is that server which is spared.
func slotOf(feed *fetch.Feed, state *news.FeedState) string {
	return news.HostOf(state.ServedFrom(feed.URL))
}

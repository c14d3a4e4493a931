package monitor

import (
	"sync"
	"time"
)

const (
	// outageHosts is how many hosts must be out of reach, with no answer from
	// any other in between, before it is our own network: two may well fail
	// together. Only hosts that answered at their feed's last visit count.
	outageHosts = 3
	// probeEvery is the pause between the visits that are made while the network
	// is away: soon enough that its return is noticed, and no feed but a few is
	// visited in vain.
	probeEvery = 15 * time.Second
	// outageTold is the shortest outage that people are told of.
	outageTold = time.Minute
)

// network watches over all visits whether it is our own network that is away.
// It is safe for concurrent use.
type network struct {
	mu sync.Mutex
	// planned is how many hosts the plan has, up to outageHosts.
	planned int
	// missed are the hosts that could not be reached since the last answer,
	// feeds how many feeds of theirs, since the first of them; lined is how many
	// feeds more were waiting.
	missed map[string]bool
	feeds  map[string]bool
	since  time.Time
	lined  int
	// last are the last answers of two different hosts, the latest first.
	last [2]answer
	// over is an outage that an article's answer has ended, until a visit tells.
	over *outage
}

// outage is a time in which no host could be reached, and how many feeds are
// late because of it.
type outage struct {
	since time.Time
	late  int
}

// answer is when a host last answered.
type answer struct {
	host string
	at   time.Time
}

// begin takes up how many hosts a plan has.
func (n *network) begin(hosts int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.planned = hosts
}

// away tells whether no host at all can be reached.
func (n *network) away() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.isAway()
}

func (n *network) isAway() bool { return len(n.missed) >= outageHosts }

// waiting takes note of how many feeds wait for a visit.
func (n *network) waiting(lined int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lined = lined
}

// miss is a visit that reached no server. Well says that the feed's last visit
// did. It tells whether the failure is to be put down to our own network: no
// other host has answered since the time given.
//
// A feed that could not be reached before is asked with the time of that visit:
// if others have answered since, it was the feed's own failure. So the first
// failure of a feed does not count where vedette has little else to go by, but
// the next does.
func (n *network) miss(host, feed string, well bool, since, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.planned < outageHosts {
		return false // nothing to compare with
	}
	if n.missed == nil {
		n.missed, n.feeds, n.since = map[string]bool{}, map[string]bool{}, now
	}
	n.feeds[feed] = true
	if well {
		n.missed[host] = true
	}
	return n.isAway() || !n.answeredSince(host, since)
}

// answeredSince tells whether another host has answered since a time.
func (n *network) answeredSince(host string, since time.Time) bool {
	for _, a := range n.last {
		if a.host != host && !a.at.Before(since) && !a.at.IsZero() {
			return true
		}
	}
	return false
}

// reach is a visit that reached a server. If the network was away, it gives
// since when, and how many feeds are late.
func (n *network) reach(host string, now time.Time) (since time.Time, late int, wasAway bool) {
	n.answered(host, now)
	n.mu.Lock()
	defer n.mu.Unlock()
	over := n.over
	if n.over = nil; over == nil {
		return time.Time{}, 0, false
	}
	return over.since, over.late, true
}

// answered is an answer of a server, to a visit or for an article: the network
// is there.
func (n *network) answered(host string, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.last[0].host != host {
		n.last[1] = n.last[0]
	}
	n.last[0] = answer{host, now}
	if n.isAway() {
		n.over = &outage{n.since, len(n.feeds) + n.lined}
	}
	n.missed, n.feeds = nil, nil
}

package storage

import (
	"context"
	"errors"
	"slices"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// maxGroup is how many changes one transaction takes: enough that waiting for
// the disk costs little each, few enough that of several hundred callers at
// work most go on working while it is made.
const maxGroup = 128

// group gathers changes into transactions, so that many share one wait for the
// disk. Whoever comes first leads: it waits for the transaction before to end,
// and commits for all who have come meanwhile. Nobody waits for others to come,
// so one caller alone is as fast as without a group.
type group struct {
	update func(func(*bolt.Tx) error) error

	mu      sync.Mutex
	waiting []*change
	led     bool // one of the waiting leads, or is about to
}

// change is what one caller wants done. fn may be called more than once, each
// time in a transaction that has nothing of the calls before.
type change struct {
	ctx context.Context
	fn  func(*bolt.Tx) error
	err error
	// turn tells a waiting caller that it is its turn to lead (true), or that
	// its change is done and err is its result (false).
	turn  chan bool
	leads bool
}

// do runs fn in a transaction, which may hold others' changes too, and returns
// when fn's is durable, or was undone. A cancelled context is heeded as long as
// fn was not begun, and touches no other caller.
func (g *group) do(ctx context.Context, fn func(*bolt.Tx) error) error {
	c := &change{ctx: ctx, fn: fn, turn: make(chan bool, 1)}
	if g.join(c) {
		g.lead(c)
		return c.err
	}
	select {
	case lead := <-c.turn:
		if lead {
			g.lead(c)
		}
	case <-ctx.Done():
		if g.leave(c) {
			return ctx.Err()
		}
		if <-c.turn {
			g.lead(c)
		}
	}
	return c.err
}

// join puts a change in line and tells whether its caller is to lead.
func (g *group) join(c *change) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, c)
	c.leads = !g.led
	g.led = true
	return c.leads
}

// leave takes a change out of the line; it is too late for one that was taken,
// or that has to lead.
func (g *group) leave(c *change) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, c)
	if i < 0 || c.leads {
		return false
	}
	g.waiting = slices.Delete(g.waiting, i, i+1)
	return true
}

// take gives what waits, n at most.
func (g *group) take(n int) []*change {
	g.mu.Lock()
	defer g.mu.Unlock()
	n = min(len(g.waiting), n)
	taken := slices.Clone(g.waiting[:n])
	g.waiting = slices.Delete(g.waiting, 0, n)
	return taken
}

// lead commits what waits, the leader's own change among it, and what comes
// while these are being made, and tells the others. The next in line may lead
// as soon as no more are taken: it waits for the end of this transaction while
// more come.
func (g *group) lead(own *change) {
	var taken []*change
	closed := false
	more := func() []*change {
		next := g.take(maxGroup - len(taken))
		taken = append(taken, next...)
		if len(next) == 0 && !closed {
			closed = true
			g.passOn()
		}
		return next
	}
	at, err := g.together(more)
	for !closed { // it failed before it had them all
		more()
	}
	g.settle(taken, at, err)
	for _, c := range taken {
		if c != own {
			c.turn <- false
		}
	}
}

// settle sees to it, after a transaction with these changes has ended with err,
// that the one at fault, if at is one, does not keep the others from being
// stored. An error of the transaction itself (at is -1), like a full disk, may
// not be one for each change alone.
func (g *group) settle(changes []*change, at int, err error) {
	switch {
	case err == nil:
	case len(changes) == 1:
		changes[0].err = err
	case at < 0:
		for i := range changes {
			g.again(changes[i : i+1])
		}
	default:
		g.again([]*change{changes[at]})
		g.again(slices.Delete(slices.Clone(changes), at, at+1))
	}
}

func (g *group) again(changes []*change) {
	rest := changes
	at, err := g.together(func() []*change {
		next := rest
		rest = nil
		return next
	})
	g.settle(changes, at, err)
}

// errNothing rolls a transaction back in which there was nothing to do.
var errNothing = errors.New("nothing to do")

// together runs changes in one transaction, until there are no more. When it
// fails, at is the place of the change that was at fault, or -1.
func (g *group) together(more func() []*change) (at int, err error) {
	at = -1
	err = guard(func() error {
		return g.update(func(t *bolt.Tx) error {
			ran, n := 0, 0
			// Taken only here, as more came while we waited for the writer before us.
			for next := more(); len(next) > 0; next = more() {
				for _, c := range next {
					at = n
					n++
					if c.err = c.ctx.Err(); c.err != nil {
						continue
					}
					if err := c.fn(t); err != nil {
						return err
					}
					ran++
				}
			}
			at = -1
			if ran == 0 {
				return errNothing
			}
			return nil
		})
	})
	if errors.Is(err, errNothing) {
		return -1, nil
	}
	return at, err
}

// passOn makes the first in line the leader.
func (g *group) passOn() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.led = len(g.waiting) > 0
	if g.led {
		g.waiting[0].leads = true
		g.waiting[0].turn <- true
	}
}

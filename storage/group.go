package storage

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

// maxGroup is how many changes one transaction takes: so many that waiting for
// the disk, and the pages that all of them touch, cost little each; so few that
// the first of them does not wait long.
const maxGroup = 256

// While many come, a transaction takes what has come in gather: the pages that
// all of them touch, and the waits for the disk, are what a change costs. A
// transaction of fewer than crowd changes says that few come, and the next begins
// at once.
const (
	gather = 5 * time.Millisecond
	crowd  = 16
)

// group gathers changes into transactions, so that many share one wait for the
// disk. What comes while a transaction is made shares the next one. A change alone
// is stored at once.
type group struct {
	update func(func(*bolt.Tx) error) error

	mu      sync.Mutex
	waiting []*change
	working bool // a goroutine commits what waits
}

// change is what one caller wants done. fn may be called more than once, each
// time in a transaction that has nothing of the calls before. done hears how it
// ended, once: nil says that it is durable.
type change struct {
	ctx  context.Context
	fn   func(*bolt.Tx) error
	done func(error)
	err  error
}

// do runs fn in a transaction, which may hold others' changes too, and returns
// when fn's is durable, or was undone. A cancelled context is heeded as long as
// fn was not begun, and touches no other caller.
func (g *group) do(ctx context.Context, fn func(*bolt.Tx) error) error {
	ended := make(chan error, 1)
	c := &change{ctx: ctx, fn: fn, done: func(err error) { ended <- err }}
	g.add(c)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		if g.leave(c) {
			return ctx.Err()
		}
		return <-ended
	}
}

// add puts a change in line and returns.
func (g *group) add(c *change) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, c)
	if !g.working {
		g.working = true
		go g.work()
	}
}

// leave takes a change out of the line; it is too late for one that was taken.
func (g *group) leave(c *change) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, c)
	if i < 0 {
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

// work commits what waits until nothing does.
func (g *group) work() {
	for !g.idle() {
		if g.commit() >= crowd {
			time.Sleep(gather)
		}
	}
}

// idle tells whether nothing waits; then the next to come starts a goroutine.
func (g *group) idle() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.working = len(g.waiting) > 0
	return !g.working
}

// commit makes one transaction of what waits and what comes while it is made,
// tells the callers, and gives how many they were.
func (g *group) commit() int {
	var taken []*change
	more := func() []*change {
		next := g.take(maxGroup - len(taken))
		taken = append(taken, next...)
		return next
	}
	at, err := g.together(more)
	if len(taken) == 0 { // it failed before it had any
		more()
	}
	g.settle(taken, at, err)
	for _, c := range taken {
		c.done(c.err)
	}
	return len(taken)
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

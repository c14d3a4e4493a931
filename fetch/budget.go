package fetch

import (
	"context"
	"sync"
)

// maxInFlight bounds the bytes of all bodies that are being read or made into
// items at once. Making items takes several times the memory of the body. The
// usual eight visits never come near it: this is for many large feeds at once.
const maxInFlight = 128 << 20

// budget is what all visits together may hold in bodies. A body takes its
// bytes in steps while it grows. When there are none left it waits, but for
// one, which may overdraw the budget until it is done: so two bodies that have
// each a part never wait for each other, and what is held stays below the
// budget and one body more. It is safe for concurrent use.
type budget struct {
	mu sync.Mutex
	// free is below 0 while a body overdraws.
	free      int64
	overdrawn bool
	// changed is closed when something was given back, and made anew.
	changed chan struct{}
}

func newBudget(bytes int64) *budget {
	return &budget{free: bytes, changed: make(chan struct{})}
}

// share is what one body holds of a budget. One goroutine uses it.
type share struct {
	of        *budget
	held      int64
	overdraws bool
}

// take adds bytes to the share, as soon as it can. It gives ctx's error when
// that takes too long.
func (s *share) take(ctx context.Context, bytes int64) error {
	for {
		changed := s.try(bytes)
		if changed == nil {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// try takes the bytes, or gives what to wait for.
func (s *share) try(bytes int64) (changed <-chan struct{}) {
	b := s.of
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.free < bytes && !s.overdraws {
		if b.overdrawn {
			return b.changed
		}
		b.overdrawn, s.overdraws = true, true
	}
	b.free -= bytes
	s.held += bytes
	return nil
}

// giveBack ends the share. It may be called again.
func (s *share) giveBack() {
	if s.held == 0 {
		return
	}
	b := s.of
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free += s.held
	if s.overdraws {
		b.overdrawn = false
	}
	s.held, s.overdraws = 0, false
	close(b.changed)
	b.changed = make(chan struct{})
}

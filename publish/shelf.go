package publish

import (
	"context"
	"sync"
	"time"
)

const (
	// keptFor is how long a rendering is served though nobody told of a
	// change: another process may have changed a shared store.
	keptFor = 10 * time.Minute
	// maxKept bounds the bytes that are kept: some hundred channels of 50
	// entries in three formats.
	maxKept = 64 << 20
)

// shelf keeps what was rendered of each channel until something changes, so
// that readers cost no walk through the archive each. It renders a channel
// once at a time: whoever asks meanwhile waits and shares. The zero value is
// ready for use; it is safe for concurrent use.
type shelf struct {
	mu      sync.Mutex
	changes uint64 // how often changed was called
	kept    map[string]rendering
	size    int
	turns   map[string]chan struct{} // a channel's holds one value while it is rendered
}

// rendering is a channel in all formats, by Ext, and when it was begun: at a
// time, after so many changes.
type rendering struct {
	bodies  map[string][]byte
	at      time.Time
	changes uint64
}

func (r rendering) size() int {
	n := 0
	for _, body := range r.bodies {
		n += len(body)
	}
	return n
}

// changed makes everything rendered so far old.
func (s *shelf) changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes++
}

// take gives a rendering of the channel that was begun after the last change
// before the call, and calls render if there is none. Waiting for another's
// rendering ends with ctx. An error is not kept.
func (s *shelf) take(ctx context.Context, channel string, now func() time.Time, render func(context.Context) (map[string][]byte, error)) (map[string][]byte, error) {
	asked := s.stamp(now())
	if bodies := s.fresh(channel, asked); bodies != nil {
		return bodies, nil
	}
	turn := s.turn(channel)
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if bodies := s.fresh(channel, asked); bodies != nil {
		return bodies, nil
	}
	r := s.stamp(now())
	var err error
	if r.bodies, err = render(ctx); err != nil {
		return nil, err
	}
	s.keep(channel, r)
	return r.bodies, nil
}

// stamp gives an empty rendering that begins now.
func (s *shelf) stamp(now time.Time) rendering {
	s.mu.Lock()
	defer s.mu.Unlock()
	return rendering{at: now, changes: s.changes}
}

// fresh gives what is kept if it is new enough for who asked then, or nil.
func (s *shelf) fresh(channel string, asked rendering) map[string][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.kept[channel]
	if !ok || r.changes < asked.changes || asked.at.Sub(r.at) >= keptFor {
		return nil
	}
	return r.bodies
}

func (s *shelf) turn(channel string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turns == nil {
		s.turns = map[string]chan struct{}{}
	}
	if s.turns[channel] == nil {
		s.turns[channel] = make(chan struct{}, 1)
	}
	return s.turns[channel]
}

// keep puts a rendering on the shelf. When there is no room, all others go.
func (s *shelf) keep(channel string, r rendering) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size += r.size() - s.kept[channel].size()
	if s.kept == nil || s.size > maxKept {
		s.kept, s.size = map[string]rendering{}, r.size()
	}
	s.kept[channel] = r
}

package fetch

import (
	"sync"
	"time"
)

// slowWatch ends the reading of a body whose server sends too little for too
// long. It is safe for concurrent use.
type slowWatch struct {
	limits limits
	cut    func() // ends a read that waits

	mu    sync.Mutex
	timer *time.Timer // ends the window; nil before the first
	turn  int         // counts starts and stops: a timer of an earlier turn is void
	bytes int64       // came in this window
	slow  bool
}

// start begins a window, with the grace in front of it.
func (w *slowWatch) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bytes = 0
	w.turn++
	turn := w.turn
	w.timer = time.AfterFunc(w.limits.grace+w.limits.window, func() { w.judge(turn) })
}

func (w *slowWatch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn++
	if w.timer != nil {
		w.timer.Stop()
	}
}

func (w *slowWatch) count(bytes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bytes += int64(bytes)
}

// judge ends a window: there is another one, or nothing more is read.
func (w *slowWatch) judge(turn int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turn != turn { // stopped in the last moment
		return
	}
	if float64(w.bytes) >= float64(w.limits.minRate)*w.limits.window.Seconds() {
		w.bytes = 0
		w.timer.Reset(w.limits.window)
		return
	}
	w.slow = true
	w.cut()
}

// tooSlow tells whether the read was ended.
func (w *slowWatch) tooSlow() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.slow
}

package fetch

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestHowSlowAServerMayBe holds the rate: 512 bytes a second in every 20 s
// after the first 10 s.
func TestHowSlowAServerMayBe(t *testing.T) {
	for _, test := range []struct {
		name  string
		pause time.Duration // after every 1,000 bytes
		first time.Duration // before them all
		slow  time.Duration // when it is cut off, 0 if not
	}{
		{"steady", time.Second, 0, 0},
		{"a slow start", time.Second, 15 * time.Second, 0},
		{"just fast enough", 1800 * time.Millisecond, 0, 0},
		{"too slow", 2600 * time.Millisecond, 0, 50 * time.Second},
		{"nothing at all", time.Second, time.Hour, 30 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				from, to := io.Pipe()
				var server sync.WaitGroup
				defer server.Wait()
				server.Go(func() {
					time.Sleep(test.first)
					for range 100 {
						if _, err := io.WriteString(to, strings.Repeat("x", 1000)); err != nil {
							return
						}
						time.Sleep(test.pause)
					}
					to.Close()
				})
				begin := time.Now()
				a := &incoming{ReadCloser: from, watch: slowWatch{limits: usualLimits, cut: func() { from.Close() }}}
				defer a.Close()
				_, err := io.Copy(io.Discard, a)
				took := time.Since(begin)
				switch {
				case test.slow == 0 && err != nil:
					t.Errorf("%v after %v", err, took)
				case test.slow > 0 && (!errors.Is(err, errTooSlow) || took != test.slow):
					t.Errorf("%v after %v, want it after %v", err, took, test.slow)
				}
			})
		})
	}
}

package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vedette/guard/guardtest"
	"vedette/news"
)

// Many bodies that need more together than there is all end, and what they
// hold never passes the budget and one body.
func TestBodiesThatGrowTogetherAllEnd(t *testing.T) {
	const all, steps, body = 1000, 10, 700
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(all)
		var group sync.WaitGroup
		for n := range 50 {
			group.Go(func() {
				s := share{of: b}
				defer s.giveBack()
				for range steps {
					if err := s.take(t.Context(), body/steps); err != nil {
						t.Error(err)
					}
					time.Sleep(time.Duration(1+n%7) * time.Millisecond)
					b.mu.Lock()
					if b.free < -body {
						t.Errorf("%d bytes above the budget", -b.free)
					}
					b.mu.Unlock()
				}
			})
		}
		group.Wait()
		if b.free != all || b.overdrawn {
			t.Errorf("%d bytes free, overdrawn %v", b.free, b.overdrawn)
		}
	})
}

func TestOnlyOneBodyOverdraws(t *testing.T) {
	b := newBudget(100)
	first, second := share{of: b}, share{of: b}
	if err := first.take(t.Context(), 300); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := second.take(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := first.take(ctx, 300); err != nil { // needs not wait for itself
		t.Error(err)
	}
	first.giveBack()
	first.giveBack()
	if err := second.take(ctx, 100); err != nil || b.free != 0 || b.overdrawn {
		t.Errorf("%v, %+v", err, b)
	}
}

// The bytes of a body are held until its items are made, and no longer.
func TestVisitsShareTheBudget(t *testing.T) {
	feed := rss(strings.Repeat("x", 100<<10))
	server := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, feed) })
	l := usualLimits
	l.inFlight = 100 << 10 // less than one body
	c := newTestClient(t)
	own := newTransport(guardtest.Loopback(), l)
	c.Transport = own
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			r := c.Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{})
			if r.Err != nil || len(r.Items) != 1 {
				t.Errorf("%d items, %v", len(r.Items), r.Err)
			}
		})
	}
	group.Wait()
	if own.budget.free != l.inFlight || own.budget.overdrawn {
		t.Errorf("%d bytes free", own.budget.free)
	}
}

package monitor

import (
	"context"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/news"
)

// mine is a fetcher with a mistake that one feed brings to light.
type mine struct{ Fetcher }

func (m mine) Fetch(ctx context.Context, f fetch.Feed, s news.FeedState) fetch.Result {
	if f.Key() == "a" {
		panic("a mistake")
	}
	return m.Fetcher.Fetch(ctx, f, s)
}

func TestAVisitThatPanicsEndsNoOtherAndComesAgainLater(t *testing.T) {
	w := newWorld(t, feed("a"), feed("b"))
	w.plan.Load().Fetcher = mine{w.plan.Load().Fetcher}
	w.run(t, "the other feed is read, and both are planned", func() bool {
		due := map[string]time.Duration{}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		w.ask(ctx, func(c *checks) {
			for key, e := range c.feeds {
				if e.where == waiting {
					due[key] = time.Until(time.Unix(0, e.due))
				}
			}
		})
		return w.totals(t).Items == 1 && due["a"] > panicWait/2 && due["b"] > 0
	})
	if n := w.Stats().Panics.Load(); n != 1 {
		t.Errorf("counted %d", n)
	}
	if n := w.Stats().InFlight.Load(); n != 0 {
		t.Errorf("%d are under way", n)
	}
}

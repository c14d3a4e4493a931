package monitor

import (
	"net/http"
	"testing"
	"time"

	"vedette/fetch"
)

// slow has the server wait with its answers until it is let go.
func (w *world) slow(t *testing.T) (letGo func()) {
	t.Helper()
	gate := make(chan struct{})
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		select {
		case <-gate:
		case <-r.Context().Done():
		}
		document(rw, item(r.Host))
	})
	return func() { close(gate) }
}

func (w *world) reloadFeeds(feeds ...fetch.Feed) {
	plan := *w.plan.Load()
	plan.Feeds = feeds
	w.Reload(&plan)
}

func TestAFeedThatGetsANewAddressDuringItsVisitIsVisitedThere(t *testing.T) {
	w := newWorld(t, feed("a"))
	letGo := w.slow(t)
	reloaded := false
	w.run(t, "a visit to the new address", func() bool {
		if len(w.asked("a.example")) == 1 && !reloaded {
			reloaded = true
			w.reloadFeeds(fetch.Feed{Name: "a", URL: "http://b.example/rss"})
			eventually(t, "the reload", func() bool { return len(w.replan) == 0 })
			letGo()
		}
		return reloaded && len(w.asked("b.example")) == 1 && w.state(t, "a").Checks == 2
	})
	if n := len(w.asked("a.example")); n != 1 {
		t.Errorf("the old address was asked %d times", n)
	}
}

func TestAFeedThatIsTakenOutDuringItsVisitIsNotVisitedAgain(t *testing.T) {
	w := newWorld(t, feed("a"), feed("b"))
	w.plan.Load().Every = 20 * time.Millisecond
	letGo := w.slow(t)
	reloaded := false
	w.run(t, "more visits to the other feed", func() bool {
		if len(w.asked("a.example")) == 1 && !reloaded {
			reloaded = true
			w.reloadFeeds(feed("b"))
			eventually(t, "the reload", func() bool { return len(w.replan) == 0 })
			letGo()
		}
		return reloaded && len(w.asked("b.example")) > 3
	})
	if n := len(w.asked("a.example")); n != 1 {
		t.Errorf("the feed was asked %d times", n)
	}
}

func TestAShorterIntervalHoldsAtOnce(t *testing.T) {
	w := newWorld(t, feed("a"))
	reloaded := false
	w.run(t, "a second visit under the new plan", func() bool {
		if w.state(t, "a").Checks == 1 && !reloaded {
			reloaded = true
			plan := *w.plan.Load()
			plan.Every = 10 * time.Millisecond
			w.Reload(&plan)
		}
		return w.state(t, "a").Checks > 1
	})
}

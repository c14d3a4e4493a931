package monitor

import (
	"context"
	"testing"
	"time"

	"vedette/news"
)

// A clock that was some hours fast (a zone taken for another) leaves times
// behind that are no wonder by themselves.
func TestAClockThatIsSetBackByHoursSilencesNoFeed(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.run(t, "a visit", func() bool { return w.totals(t).Items == 1 })
	w.change(t, "a", func(s *news.FeedState) {
		s.LastCheck, s.NextCheck = s.LastCheck.Add(6*time.Hour), s.NextCheck.Add(6*time.Hour)
	})
	c := w.planned(t)
	c.setBack = true
	if err := c.load(context.Background()); err != nil {
		t.Fatal(err)
	}
	if wait := time.Until(time.Unix(0, c.feeds["a"].due)); wait > time.Minute || c.setBack {
		t.Errorf("due after %v; still in doubt: %t", wait, c.setBack)
	}
}

// A Retry-After of a day at most, taken when the clock was a year fast.
func TestAHoldOfAWrongClockSilencesNoHost(t *testing.T) {
	w := newWorld(t, feed("a"))
	for host, wait := range map[string]time.Duration{"a.example": 365 * 24 * time.Hour, "b.example": time.Hour} {
		_, err := w.store.Accept(context.Background(), news.Visit{State: news.FeedState{Feed: host, LastCheck: time.Now()},
			Hold: news.HostHold{Host: host, Until: time.Now().Add(wait)}})
		if err != nil {
			t.Fatal(err)
		}
	}
	q := w.planned(t).queue
	if until := q.heldUntil("a.example", time.Now()); !until.IsZero() {
		t.Errorf("the host is left alone until %v", until)
	}
	if q.heldUntil("b.example", time.Now()).IsZero() {
		t.Error("another host's hold is forgotten")
	}
}

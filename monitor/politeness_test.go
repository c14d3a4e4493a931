package monitor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/news"
	"vedette/pace"
)

// planned loads the monitor's plan as a start does, and gives when its feeds
// are due.
func (w *world) planned(t *testing.T) *checks {
	t.Helper()
	c := newChecks(w.Monitor)
	if err := c.load(context.Background()); err != nil {
		t.Fatal(err)
	}
	return c
}

// Behaviour 16: validators outlive a restart, which causes no early poll and no
// unconditional one.
func TestARestartKeepsValidatorsAndTimes(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		document(rw, item("a"))
	})
	w.run(t, "the first visit", func() bool { return w.totals(t).Items == 1 })
	started := time.Now()
	w.run(t, "a while without a visit", func() bool { return time.Since(started) > 100*time.Millisecond })
	if n := len(w.asked("a.example")); n != 1 {
		t.Fatalf("asked %d times within the hour", n)
	}
	w.overdue(t, "a")
	w.run(t, "the next visit", func() bool { return w.state(t, "a").Checks == 2 })
	if got := w.asked("a.example"); len(got) != 2 || !got[1].conditional {
		t.Errorf("the requests are %+v", got)
	}
}

// Behaviour 26: no herd after a start or an import.
func TestAnImportOfManyFeedsIsSpread(t *testing.T) {
	const feeds = 1000
	var list []fetch.Feed
	for i := range feeds {
		list = append(list, feed(fmt.Sprint("f", i)))
	}
	w := newWorld(t, list...)
	now := time.Now()
	soon := 0
	for _, e := range w.planned(t).feeds {
		wait := time.Unix(0, e.due).Sub(now)
		if wait < -time.Second || wait > 101*time.Second {
			t.Fatalf("due after %v", wait)
		}
		if wait < 10*time.Second {
			soon++
		}
	}
	if soon < feeds/20 || soon > feeds/5 {
		t.Errorf("%d of %d feeds are due within the first tenth of the time", soon, feeds)
	}
}

// Behaviour 27: a manual check is conditional and may pass the floor.
func TestAManualCheckIsConditionalAndPassesTheFloor(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("ETag", `"1"`)
		rw.Header().Set("Cache-Control", "max-age=3600")
		document(rw, item("a"))
	})
	w.run(t, "a second visit", func() bool {
		if w.state(t, "a").Checks == 1 {
			if _, err := w.CheckNow(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
		}
		return w.state(t, "a").Checks >= 2
	})
	if got := w.asked("a.example"); len(got) < 2 || !got[1].conditional {
		t.Errorf("the requests are %+v", got)
	}
}

// Behaviour 27: a manual check never passes a block.
func TestAManualCheckObeysAHold(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.answers(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "7200")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	w.run(t, "a refusal", func() bool {
		if w.state(t, "a").Checks == 0 {
			return false
		}
		var err error
		eventually(t, "the hold", func() bool { _, err = w.CheckNow(t.Context(), "a"); return err != nil })
		if !strings.Contains(err.Error(), "a.example asks to be left alone until") {
			t.Errorf("told %v", err)
		}
		if _, err := w.CheckNow(t.Context(), "nobody"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("of an unknown feed told %v", err)
		}
		return true
	})
	if n := w.state(t, "a").Checks; n > 2 {
		t.Errorf("asked %d times", n)
	}
}

// Behaviour 28: a clock that was set causes neither a burst nor silence.
func TestAClockThatWasSetCausesNeitherABurstNorSilence(t *testing.T) {
	const feeds = 100
	year := 365 * 24 * time.Hour
	for name, jump := range map[string]time.Duration{"back": year, "forward": -year} {
		t.Run(name, func(t *testing.T) {
			var list []fetch.Feed
			for i := range feeds {
				list = append(list, feed(fmt.Sprint("f", i)))
			}
			w := newWorld(t, list...)
			visited := time.Now().Add(jump)
			timing := newTiming(w.plan.Load(), nil)
			for i := range list {
				s := news.FeedState{Feed: list[i].Key(), Address: list[i].URL, LastCheck: visited, LastSuccess: visited, Checks: 1}
				next, plan := timing.next(&list[i], s, pace.Outcome{}, func(p pace.Plan) pace.Plan { return p }, visited)
				s.NextCheck, s.Plan = next.At, plan
				if _, err := w.store.Accept(context.Background(), news.Visit{State: s}); err != nil {
					t.Fatal(err)
				}
			}
			now, soon := time.Now(), 0
			for _, e := range w.planned(t).feeds {
				wait := time.Unix(0, e.due).Sub(now)
				if wait < -time.Second || wait > time.Minute {
					t.Fatalf("due after %v", wait)
				}
				if wait < time.Second {
					soon++
				}
			}
			if soon > feeds/2 {
				t.Errorf("%d of %d feeds are due within a second", soon, feeds)
			}
		})
	}
}

// Behaviour 31: a Retry-After of one feed blocks its whole host, over restarts.
func TestARetryAfterBlocksTheWholeHostOverARestart(t *testing.T) {
	first, second := fetch.Feed{Name: "first", URL: "http://a.example/1"}, fetch.Feed{Name: "second", URL: "http://www.a.example/2"}
	w := newWorld(t, first)
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.Host == "b.example" {
			document(rw, item("b"))
			return
		}
		rw.Header().Set("Retry-After", "3600")
		rw.WriteHeader(http.StatusServiceUnavailable)
	})
	w.run(t, "a refusal", func() bool { return w.state(t, "first").Failures == 1 && w.Stats().Holds.Load() == 1 })
	plan := *w.plan.Load()
	plan.Feeds = []fetch.Feed{first, second, feed("b")}
	w.Reload(&plan)
	w.run(t, "a visit to another host", func() bool { return w.state(t, "b").Checks == 1 })
	if n := len(w.asked("www.a.example")); n != 0 {
		t.Errorf("the host's other feed was asked %d times", n)
	}
	if e := w.planned(t); e.queue.heldUntil("a.example", time.Now()).IsZero() {
		t.Error("the hold is not known after a restart")
	}
}

// Behaviour 29: a server that says when to come back is asked then, however
// often it has said so, and not before the regular time.
func TestAFeedThatIsRefusedWithRetryAfterKeepsItsPace(t *testing.T) {
	for _, c := range []struct {
		retryAfter string
		before     int // refusals so far
		want       time.Duration
	}{{"600", 0, time.Hour}, {"600", 9, time.Hour}, {"25", 9, time.Hour}, {"7200", 9, 2 * time.Hour}} {
		w := newWorld(t, feed("a"))
		w.answers(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Retry-After", c.retryAfter)
			rw.WriteHeader(http.StatusTooManyRequests)
		})
		w.change(t, "a", func(s *news.FeedState) {
			s.Address, s.LastCheck, s.Status = feed("a").URL, time.Now().Add(-2*time.Hour), http.StatusTooManyRequests
			s.Failures, s.Waits = c.before, c.before
		})
		w.run(t, "a refusal", func() bool { return w.state(t, "a").Failures == c.before+1 })
		s := w.state(t, "a")
		if wait := s.NextCheck.Sub(s.LastCheck); wait < c.want-time.Second || wait > c.want+3*time.Minute {
			t.Errorf("Retry-After %s after %d refusals: asked again after %v", c.retryAfter, c.before, wait)
		}
		if s.Waits != s.Failures || s.Health() != news.HealthFailing {
			t.Errorf("%d failures, %d by the server's wish: %s", s.Failures, s.Waits, s.Health())
		}
	}
}

// Behaviours 34 and 36: visits to a feed that fails never end.
func TestAFeedThatFailsIsVisitedForEver(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusInternalServerError} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			w := newWorld(t, feed("a"))
			w.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(status) })
			since := time.Now().Add(-300 * 24 * time.Hour)
			w.change(t, "a", func(s *news.FeedState) {
				s.Address, s.Failures, s.FailingSince, s.LastCheck = feed("a").URL, 5000, since, time.Now().Add(-72*time.Hour)
			})
			w.run(t, "one failure more", func() bool { return w.state(t, "a").Failures == 5001 })
			s := w.state(t, "a")
			if wait := s.NextCheck.Sub(s.LastCheck); wait < time.Hour || wait > 25*time.Hour || s.Stopped != "" {
				t.Errorf("asked again after %v, stopped %q", wait, s.Stopped)
			}
			if e := w.planned(t).feeds["a"]; e.where != waiting {
				t.Error("the feed is not in the queue")
			}
		})
	}
}

// Behaviour 36: a 410 that is confirmed after a day stops the visits, durably,
// tells so, and can be revived.
func TestAFeedThatIsGoneIsToldStoppedAndRevived(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusGone) })
	w.run(t, "the first 410", func() bool { return w.state(t, "a").Status == http.StatusGone })
	if s := w.state(t, "a"); s.Stopped != "" || s.NextCheck.Sub(s.LastCheck) < 24*time.Hour {
		t.Fatalf("not confirmed, but %+v", s)
	}
	w.change(t, "a", func(s *news.FeedState) {
		s.GoneSince, s.NextCheck = s.GoneSince.Add(-25*time.Hour), time.Now().Add(-time.Second)
	})
	w.run(t, "the second 410, told", func() bool { return w.state(t, "a").Stopped == "gone" && w.delivered("a is gone") })
	asked := len(w.asked("a.example"))
	w.run(t, "a refusal to check", func() bool {
		_, err := w.CheckNow(t.Context(), "a")
		return err != nil && strings.Contains(err.Error(), "revive")
	})
	if n := len(w.asked("a.example")); n != asked {
		t.Errorf("a stopped feed was asked %d times", n-asked)
	}
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { document(rw, item("a")) })
	if err := w.store.Revive(context.Background(), "a", time.Now()); err != nil {
		t.Fatal(err)
	}
	w.run(t, "a visit to the revived feed", func() bool { return w.totals(t).Items == 1 })
}

// Behaviour 57: a gap between two requests to one host.
func TestTwoRequestsToAHostAreAGapApart(t *testing.T) {
	const gap = 60 * time.Millisecond
	w := newWorld(t, fetch.Feed{Name: "1", URL: "http://a.example/1"}, fetch.Feed{Name: "2", URL: "http://a.example/2"},
		fetch.Feed{Name: "3", URL: "http://a.example/3"})
	w.plan.Load().HostGap = gap
	w.run(t, "three visits", func() bool { return w.Stats().Checks.Load() == 3 })
	got := w.asked("a.example")
	for i := 1; i < len(got); i++ {
		if apart := got[i].at.Sub(got[i-1].at); apart < gap {
			t.Errorf("two requests are %v apart", apart)
		}
	}
}

func TestAFeedIsVisitedUnderTheHostThatItsRedirectsLeadTo(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.change(t, "a", func(s *news.FeedState) {
		s.Address, s.URL, s.LastCheck, s.Checks = feed("a").URL, "http://hoster.example/a", time.Now().Add(-2*time.Hour), 1
	})
	visit := news.Visit{State: news.FeedState{Feed: "other", LastCheck: time.Now()},
		Hold: news.HostHold{Host: "hoster.example", Until: time.Now().Add(time.Hour)}}
	if _, err := w.store.Accept(context.Background(), visit); err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	w.run(t, "a while", func() bool { return time.Since(started) > 100*time.Millisecond })
	if n := len(w.asked("a.example")); n != 0 {
		t.Errorf("asked %d times although the server behind it wants to be left alone", n)
	}
}

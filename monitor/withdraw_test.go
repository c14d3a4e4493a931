package monitor

import (
	"context"
	"slices"
	"testing"
	"time"
)

func TestAFeedThatIsWithdrawnHasItsVisitStoredAndIsNotVisitedBeforeAReload(t *testing.T) {
	w := newWorld(t, feed("a"), feed("b"))
	w.plan.Load().Every = 20 * time.Millisecond
	letGo := w.slow(t)
	var late []string
	var withdrawn chan struct{}
	var a int
	w.run(t, "more visits to the other feed and, after a reload, to the one", func() bool {
		if withdrawn == nil && len(w.asked("a.example")) == 1 {
			withdrawn = make(chan struct{})
			go func() {
				late = w.Withdraw(t.Context(), []string{"a", "nobody"})
				if w.state(t, "a").Checks != 1 || len(late) != 0 {
					t.Errorf("after the visit was waited for it is not stored: %+v, late %v", w.state(t, "a"), late)
				}
				a = len(w.asked("b.example"))
				close(withdrawn)
			}()
			time.Sleep(50 * time.Millisecond) // it has time to be wrong
			select {
			case <-withdrawn:
				t.Error("it did not wait for the visit")
			default:
			}
			letGo()
			<-withdrawn
		}
		if withdrawn == nil || len(w.asked("b.example")) < a+3 {
			return false
		}
		if n := len(w.asked("a.example")); n == 1 {
			w.reloadFeeds(feed("a"), feed("b"))
		}
		return w.state(t, "a").Checks > 1
	})
}

func TestAVisitThatTakesVeryLongIsNotWaitedForForEver(t *testing.T) {
	w := newWorld(t, feed("a"))
	letGo := w.slow(t)
	defer letGo()
	var late []string
	w.run(t, "the end of the patience", func() bool {
		if len(w.asked("a.example")) == 0 {
			return false
		}
		soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		late = w.Withdraw(soon, []string{"a"})
		return true
	})
	if !slices.Equal(late, []string{"a"}) {
		t.Errorf("late: %v", late)
	}
}

// A push that is being read belongs to the feed still; those after it do not.
func TestAPushOfAFeedThatIsWithdrawnIsNotRead(t *testing.T) {
	w := newWorld(t, feed("a"), feed("b"))
	w.run(t, "a dropped push", func() bool {
		if w.totals(t).Items < 2 {
			return false
		}
		w.Withdraw(t.Context(), []string{"a"})
		if w.Stats().PushesDropped.Load() == 0 && w.waitingPushes(t) == 0 {
			w.push(t, "a", "application/feed+json", jsonPage("", item("p")))
		}
		return w.Stats().PushesDropped.Load() > 0 && w.totals(t).Items == 2
	})
}

// The plan that stands is taken up anew when the clock was set, say, or late.
func TestAFeedThatIsWithdrawnStaysSoUnderThePlanThatStands(t *testing.T) {
	w := newWorld(t, feed("a"), feed("b"))
	w.plan.Load().Every = 20 * time.Millisecond
	withdrawn, a, b := false, 0, 0
	w.run(t, "visits to the other feed alone, and to both after a reload", func() bool {
		if !withdrawn && w.state(t, "a").Checks > 0 {
			withdrawn = true
			if late := w.Withdraw(t.Context(), []string{"a"}); len(late) != 0 {
				t.Errorf("late: %v", late)
			}
			kick(w.replan)
			a, b = len(w.asked("a.example")), len(w.asked("b.example"))
		}
		if !withdrawn || len(w.asked("b.example")) < b+8 {
			return false
		}
		if b > 0 {
			if n := len(w.asked("a.example")); n != a {
				t.Errorf("it was visited %d times more", n-a)
			}
			b = -8
			w.reloadFeeds(feed("a"), feed("b"))
		}
		return len(w.asked("a.example")) > a
	})
}

// Who cannot be asked, as it takes up a plan with very many feeds or stops, may be
// visiting them.
func TestFeedsThatNobodyCouldWithdrawAreLate(t *testing.T) {
	w := newWorld(t, feed("a"))
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if late := w.Withdraw(soon, []string{"a"}); !slices.Equal(late, []string{"a"}) {
		t.Errorf("late: %v", late)
	}
}

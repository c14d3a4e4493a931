package alert

import (
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/news"
)

func TestDueAlertsGoOutOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		id := r.outbox.add("a", time.Now().Add(30*time.Second))
		later := r.outbox.add("b", time.Now().Add(8*time.Hour))
		r.start(t)
		time.Sleep(9 * time.Hour)
		synctest.Wait()
		if diff := cmp.Diff([]time.Duration{30 * time.Second}, r.asked("a")); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]time.Duration{8 * time.Hour}, r.asked("b")); diff != "" {
			t.Error(diff)
		}
		for _, id := range []string{id, later} {
			if a := r.outbox.alert(t, id); a.State != news.Delivered || a.Attempts != 1 {
				t.Errorf("%+v", a)
			}
		}
		if got := r.Stats(); got != (Stats{Delivered: 2}) {
			t.Errorf("stats %+v", got)
		}
	})
}

func TestKickWakesTheSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.start(t)
		time.Sleep(10 * time.Second)
		r.outbox.add("a", time.Now())
		r.Kick()
		r.Kick()
		synctest.Wait()
		if diff := cmp.Diff([]time.Duration{10 * time.Second}, r.asked("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFailuresFollowTheTableToTheEnd(t *testing.T) {
	for name, code := range map[string]int{"busy": 500, "wrong address": 404} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				id := r.outbox.add("a", time.Now())
				r.answer("a", status(code))
				r.start(t)
				time.Sleep(10 * 24 * time.Hour)
				synctest.Wait()
				want, at := []time.Duration{0}, time.Duration(0)
				for _, d := range retryTable {
					at += d
					want = append(want, at)
				}
				if diff := cmp.Diff(want, r.asked("a")); diff != "" {
					t.Error(diff)
				}
				if a := r.outbox.alert(t, id); a.State != news.Dead || a.LastError == "" {
					t.Errorf("%+v", a)
				}
				if got := r.Stats(); got != (Stats{Retried: uint64(len(retryTable)), Dead: 1}) {
					t.Errorf("stats %+v", got)
				}
			})
		})
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.outbox.add("a", time.Now())
		r.answer("a", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(http.StatusServiceUnavailable)
			r.answer("a", nil)
		})
		r.start(t)
		time.Sleep(time.Hour)
		synctest.Wait()
		if diff := cmp.Diff([]time.Duration{0, 10 * time.Minute}, r.asked("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSomeEndsAreFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.answer("a", status(http.StatusGone))
		want := map[string]string{
			r.outbox.add("a", time.Now()): "post to http://hook: answered 410 Gone",
			r.outbox.add("b", time.Now()): "the store no longer holds any of its hits and notices",
		}
		delete(r.outbox.findings, r.outbox.alerts[1].Hits[0])
		r.start(t)
		synctest.Wait()
		for id, reason := range want {
			if a := r.outbox.alert(t, id); a.State != news.Dead || a.LastError != reason || a.Attempts != 1 {
				t.Errorf("%+v", a)
			}
		}
	})
}

// A receiver that hangs, with many alerts waiting, holds up no other.
func TestSlowReceiverHoldsUpOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.answer("a", hangs)
		for range 50 {
			r.outbox.add("a", time.Now())
		}
		for i := range 3 {
			r.outbox.add("b", time.Now().Add(time.Duration(i)*time.Second))
		}
		r.start(t)
		time.Sleep(14 * time.Second)
		synctest.Wait()
		if got := len(r.asked("a")); got != 1 {
			t.Errorf("the slow receiver was asked %d times at once", got)
		}
		if diff := cmp.Diff([]time.Duration{0, time.Second, 2 * time.Second}, r.asked("b")); diff != "" {
			t.Error(diff)
		}
		time.Sleep(2 * time.Second)
		if got := len(r.asked("a")); got != 2 {
			t.Errorf("after the timeout the slow receiver was asked %d times, want 2", got)
		}
	})
}

// While a receiver hangs, its backlog is due, and asking for it is of no use:
// the end of the try wakes the sender.
func TestBusyReceiverIsNotPolledFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.answer("a", hangs)
		for range 50 {
			r.outbox.add("a", time.Now())
		}
		r.start(t)
		time.Sleep(webhookTimeout - time.Nanosecond)
		synctest.Wait()
		if got := r.outbox.claimCount(); got != 1 {
			t.Errorf("the outbox was asked %d times during one try", got)
		}
		time.Sleep(webhookTimeout)
		synctest.Wait()
		if diff := cmp.Diff([]time.Duration{0, webhookTimeout}, r.asked("a")); diff != "" {
			t.Error(diff)
		}
		if got := r.outbox.claimCount(); got != 2 {
			t.Errorf("the outbox was asked %d times during two tries", got)
		}
	})
}

// A claim that another node holds ends without waking this one.
func TestLeaseOfAnotherNodeIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.outbox.add("a", time.Now())
		if _, _, err := r.outbox.Claim(t.Context(), "other", time.Now(), 40*time.Second, 1); err != nil {
			t.Fatal(err)
		}
		r.outbox.add("a", time.Now())
		r.start(t)
		time.Sleep(39 * time.Second)
		synctest.Wait()
		if got := r.outbox.claimCount(); got != 2 { // the other's and our first
			t.Errorf("the outbox was asked %d times within the lease", got)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if diff := cmp.Diff([]time.Duration{40 * time.Second, 40 * time.Second}, r.asked("a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFullDiskIsNotPolled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		id := r.outbox.add("a", time.Now())
		r.outbox.setFull(errors.New("no space left on device"))
		r.start(t)
		time.Sleep(storePause - time.Nanosecond)
		synctest.Wait()
		if got := r.outbox.claimCount(); got != 1 {
			t.Errorf("the outbox was asked %d times", got)
		}
		r.outbox.setFull(nil)
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if a := r.outbox.alert(t, id); a.State != news.Delivered {
			t.Errorf("%+v", a)
		}
	})
}

func TestNoMoreThanEightAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
			r.answer(name, hangs)
			r.outbox.add(name, time.Now())
		}
		r.start(t)
		synctest.Wait()
		count := func() (n int) {
			for name := range r.answers {
				n += len(r.asked(name))
			}
			return n
		}
		if n := count(); n != maxInFlight {
			t.Errorf("%d tries at once, want %d", n, maxInFlight)
		}
		time.Sleep(webhookTimeout)
		synctest.Wait()
		if n := count(); n != 10 {
			t.Errorf("%d tries in all, want 10", n)
		}
	})
}

func TestReloadReplacesTheReceivers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.start(t)
		r.Reload(Config{Receivers: []Receiver{{Name: "new", Webhook: &Webhook{URL: "http://hook/new"}}}})
		id := r.outbox.add("new", time.Now())
		old := r.outbox.add("a", time.Now())
		r.Kick()
		synctest.Wait()
		if a, b := r.outbox.alert(t, id), r.outbox.alert(t, old); a.State != news.Delivered || b.State != news.Pending {
			t.Errorf("new %+v, old %+v", a, b)
		}
	})
}

// A receiver is renamed in the configuration, and a day later somebody sees
// the errors and mends it.
func TestAlertsToAReceiverThatIsGoneWaitForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		good := *r.config.Load()
		id, other := r.outbox.add("a", time.Now()), r.outbox.add("a", time.Now())
		r.Reload(Config{})
		r.start(t)
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if a := r.outbox.alert(t, id); a.State != news.Pending || a.LastError != `receiver "a" is not in the configuration` {
			t.Errorf("%+v", a)
		}
		r.Reload(good)
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		for _, id := range []string{id, other} {
			if a := r.outbox.alert(t, id); a.State != news.Delivered {
				t.Errorf("%+v", a)
			}
		}
	})
}

func TestStopWaitsForTriesInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.answer("a", func(http.ResponseWriter, *http.Request) { time.Sleep(5 * time.Second) })
		id, waiting := r.outbox.add("a", time.Now()), r.outbox.add("a", time.Now())
		r.start(t)
		synctest.Wait()
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		if a := r.outbox.alert(t, id); a.State != news.Delivered {
			t.Errorf("%+v", a)
		}
		if a := r.outbox.alert(t, waiting); a.Attempts != 0 {
			t.Errorf("an alert was claimed at the end: %+v", a)
		}
	})
}

func TestStopCutsOffWhatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.answer("a", hangs)
		id := r.outbox.add("a", time.Now())
		r.start(t)
		synctest.Wait()
		begin := time.Now()
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		if d := time.Since(begin); d != shutdownGrace {
			t.Errorf("stopping took %s, want %s", d, shutdownGrace)
		}
		if diff := cmp.Diff([]news.Result{""}, r.outbox.ledger(id)); diff != "" {
			t.Errorf("a try that was cut off has a result: %s", diff)
		}
		// The next start with the same owner sends it at once.
		r.answer("a", nil)
		r.start(t)
		synctest.Wait()
		if a := r.outbox.alert(t, id); a.State != news.Delivered || a.Attempts != 1 || a.Epoch != 2 {
			t.Errorf("%+v", a)
		}
	})
}

func TestPanicsAndBrokenStoresAreSurvived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		dial := r.courier.web.Transport
		r.courier.web.Transport = roundTrip(func(*http.Request) (*http.Response, error) { panic("odd item") })
		id := r.outbox.add("a", time.Now())
		r.start(t)
		synctest.Wait()
		if a := r.outbox.alert(t, id); a.State != news.Pending || a.LastError != "panic while sending: odd item" {
			t.Errorf("%+v", a)
		}
		r.outbox.setBroken(errors.New("disk full"))
		time.Sleep(time.Hour)
		synctest.Wait()
		r.courier.web.Transport = dial
		r.outbox.setBroken(nil)
		time.Sleep(storePause)
		synctest.Wait()
		if a := r.outbox.alert(t, id); a.State != news.Delivered || a.Attempts != 2 {
			t.Errorf("%+v", a)
		}
	})
}

func TestResultOfAnOldClaimIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		id := r.outbox.add("a", time.Now())
		r.answer("a", func(http.ResponseWriter, *http.Request) {
			r.outbox.mu.Lock()
			defer r.outbox.mu.Unlock()
			r.outbox.alerts[0].Epoch++ // somebody else claimed it
		})
		r.start(t)
		synctest.Wait()
		if a := r.outbox.alert(t, id); a.State != news.Pending || r.Stats() != (Stats{}) {
			t.Errorf("%+v, stats %+v", a, r.Stats())
		}
	})
}

func TestRunNeedsItsOutbox(t *testing.T) {
	o := newMemory()
	o.setBroken(errors.New("disk gone"))
	s := NewSender(o, Config{}, "test", slog.New(slog.DiscardHandler))
	if err := s.Run(t.Context()); err == nil {
		t.Error("no error")
	}
}

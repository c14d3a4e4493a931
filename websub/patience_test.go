package websub_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"vedette/news"
	"vedette/websub"
)

// due is when the subscription is acted on next, once it is in this state and
// was tried so often.
func (r *rig) due(t *testing.T, state news.HubState, tries int) time.Duration {
	t.Helper()
	waitFor(t, func() bool { s := r.subscription(t); return s.State == state && s.Tries == tries })
	return r.subscription(t).Due.Sub(r.clock())
}

func TestAHubThatNeverVerifiesIsAskedLessAndLess(t *testing.T) {
	r := newRig(t)
	r.offer(t, r.hub.url())
	var waits []time.Duration
	for n := 1; n <= 10; n++ {
		r.hub.request()
		waits = append(waits, r.due(t, news.HubRequested, n))
		r.sleep(waits[n-1])
		r.wake(t)
	}
	if waits[0] != time.Hour || waits[9] < 8*time.Hour {
		t.Errorf("asked again after %v", waits)
	}
}

func TestAHubThatNeverVerifiesALeavingIsLetGo(t *testing.T) {
	r := newRig(t)
	r.subscribed(t)
	if err := r.Keep(t.Context(), func(string) bool { return false }); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		if form := r.hub.request(); form.Get("hub.mode") != "unsubscribe" {
			t.Fatalf("asked for %v", form)
		}
		r.sleep(r.due(t, news.HubLeaving, n))
		r.wake(t)
	}
	waitFor(t, func() bool {
		list, err := r.store.Subscriptions(t.Context())
		for _, sub := range list {
			if sub.Feed == "paper" {
				return false
			}
		}
		return err == nil
	})
}

// A subscription that was found due may be taken back before it is its turn.
func TestASubscriptionThatWasTakenBackIsNotAskedFor(t *testing.T) {
	var asked atomic.Int32
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.PostFormValue("hub.mode") == "subscribe" {
			asked.Add(1)
			<-release
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	defer slow.Close()
	r := newStillRig(t)
	for i := range 5 {
		sub := news.Subscription{Token: fmt.Sprint("token", i), Feed: fmt.Sprint("f", i), Topic: topic, Hub: slow.URL, Secret: "s", State: news.HubWanted}
		if err := r.store.PutSubscription(t.Context(), sub); err != nil {
			t.Fatal(err)
		}
	}
	stop := r.start(t)
	waitFor(t, func() bool { return asked.Load() == 4 }) // as many as are asked at once
	if err := r.Keep(t.Context(), func(string) bool { return false }); err != nil {
		t.Fatal(err)
	}
	close(release)
	waitFor(t, func() bool {
		list, err := r.store.Subscriptions(t.Context())
		return err == nil && len(list) == 4 && list[0].Tries == 1 && list[3].Tries == 1
	})
	stop()
	if n := asked.Load(); n != 4 {
		t.Errorf("%d were asked for", n)
	}
}

// full is a store that takes no subscription.
type full struct{ websub.Store }

func (full) PutSubscription(context.Context, news.Subscription) error {
	return errors.New("the disk is full")
}

func TestNoHubIsAskedWhatCannotBeWrittenDown(t *testing.T) {
	r := newStillRig(t)
	sub := news.Subscription{Token: "token", Feed: "paper", Topic: topic, Hub: r.hub.url(), Secret: "s", State: news.HubWanted}
	if err := r.store.PutSubscription(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
	tried := make(chan struct{}, 16)
	s, err := websub.New(t.Context(), full{r.store}, websub.Config{Callback: "http://127.0.0.1"}, websub.Options{
		Transport: http.DefaultTransport, Log: slog.New(told{slog.DiscardHandler, tried}), Now: r.clock})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond) // a second try would come after one
	defer cancel()
	s.Run(ctx)
	r.hub.mu.Lock()
	defer r.hub.mu.Unlock()
	if len(r.hub.asked) != 0 || len(tried) != 1 {
		t.Errorf("the hub was asked %d times, the store %d times", len(r.hub.asked), len(tried))
	}
}

// told is a log that counts.
type told struct {
	slog.Handler
	lines chan struct{}
}

func (told) Enabled(context.Context, slog.Level) bool { return true }

func (l told) Handle(context.Context, slog.Record) error { l.lines <- struct{}{}; return nil }

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/fetch"
	"vedette/news"
	"vedette/storage"
	"vedette/web"
)

// Each adds a feed and checks it at once, which works only for a feed that is
// in the plan.
func TestFeedsAddedAtOnceAreAllTakenUp(t *testing.T) {
	p, _, _ := startDaemon(t, fmt.Sprintf(smallConfig, "first", "corridor"))
	const feeds = 30
	s := p.sources()
	var all sync.WaitGroup
	for i := range feeds {
		all.Go(func() {
			name := fmt.Sprint("added", i)
			if _, err := s.Add(t.Context(), news.AddedFeed{Name: name, URL: "http://127.0.0.1:1/" + name}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	waitFor(t, "all are in the plan", func() bool {
		for i := range feeds {
			soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond) // how the visits go is all one
			_, err := s.Check(soon, fmt.Sprint("added", i))
			cancel()
			if err != nil {
				return false
			}
		}
		return true
	})
}

func TestAFeedOfAListWhoseFormerStateIsDamagedIsAddedAndSoAreTheOthers(t *testing.T) {
	path := damagedFeed(t, "https://before.example/rss")
	store, err := storage.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.RemoveFeed(t.Context(), "added"); err != nil {
		t.Fatal(err)
	}
	plans := 0
	s := sources{store: store, configured: func() []fetch.Feed { return nil }, changed: func(context.Context) error { plans++; return nil }}
	got, err := s.AddAll(t.Context(), []news.AddedFeed{{Name: "Added", URL: "https://added.example/rss"}, {Name: "Other", URL: "https://other.example/rss"}})
	if err != nil || len(got) != 2 || got[0] != (web.AddResult{ID: "added"}) || got[1] != (web.AddResult{ID: "other"}) || plans != 1 {
		t.Errorf("got %+v, %v, and %d plans", got, err, plans)
	}
}

func TestAListOfFeedsIsAddedAtOnceAndEachIsAnsweredFor(t *testing.T) {
	store, err := storage.Open(filepath.Join(t.TempDir(), "v.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	plans := 0
	s := sources{store: store,
		configured: func() []fetch.Feed { return []fetch.Feed{{Name: "File", URL: "https://file.example/rss"}} },
		changed:    func(context.Context) error { plans++; return nil }}
	feed := func(name, host string) news.AddedFeed {
		return news.AddedFeed{Name: name, URL: "https://" + host + ".example/rss"}
	}
	add := func(list ...news.AddedFeed) []web.AddResult {
		t.Helper()
		results, err := s.AddAll(t.Context(), list)
		if err != nil {
			t.Fatal(err)
		}
		return results
	}
	want := []web.AddResult{{ID: "one"},
		{ID: "file", Exists: true, Why: "https://file.example/rss is watched already, as feed file"},
		{ID: "file", Exists: true, Why: "the id file is taken by the feed at https://file.example/rss: give this one another name or id"},
		{ID: "one", Exists: true, Why: "https://one.example/rss is watched already, as feed one"},
		{Why: "name: the feed has no name (write the publication's name, as readers know it)"}, {ID: "two"}}
	got := add(feed("One", "one"), feed("Other", "file"), feed("File", "other"), feed("Again", "one"), feed("", "three"), feed("Two", "two"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the answers (-want +got):\n%s", diff)
	}
	got = add(feed("Two", "two"), feed("One", "four"))
	if got[0].ID != "two" || got[1].ID != "one" || !got[0].Exists || !got[1].Exists {
		t.Errorf("of what the store has: %+v", got)
	}
	if len(add()) != 0 || plans != 1 {
		t.Errorf("the plan was made %d times, for one list with something new", plans)
	}
}

func TestWhoeverDoesNotWaitHasTheFeedsTakenUpAllTheSame(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (sources{changed: func(ctx context.Context) error { return ctx.Err() }}).replan(gone); err != nil {
		t.Errorf("not taken up: %v", err)
	}
}

func TestAFeedThatWasGivenUpIsVisitedWhenItIsAddedAgain(t *testing.T) {
	store, err := storage.Open(filepath.Join(t.TempDir(), "v.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	const address = "http://127.0.0.1:1/two"
	gone := news.FeedState{Feed: "two", Address: address, Stopped: "gone", LastCheck: time.Now()}
	if _, err := store.Accept(t.Context(), news.Visit{State: gone}); err != nil {
		t.Fatal(err)
	}
	s := sources{store: store, configured: func() []fetch.Feed { return nil }}
	if _, err := s.Add(t.Context(), news.AddedFeed{Name: "Two", URL: address}); err != nil {
		t.Fatal(err)
	}
	if state, err := store.FeedState(t.Context(), "two"); err != nil || state.Stopped != "" || state.NextCheck.IsZero() {
		t.Errorf("it is left with %+v, %v", state, err)
	}
}

func TestASubscriptionOfAFeedThatWasTakenOutMeanwhileIsLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "v.db")
	store, err := storage.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	expires := time.Now().Add(time.Hour)
	for _, feed := range []string{"one", "former"} {
		sub := news.Subscription{Token: feed, Feed: feed, Topic: "http://127.0.0.1:1/rss", Hub: "http://127.0.0.1:1/", Secret: "s",
			State: news.HubActive, Due: expires, Expires: expires}
		if err := store.PutSubscription(t.Context(), sub); err != nil {
			t.Fatal(err)
		}
	}
	store.Close()
	p, _, _ := startDaemon(t, fmt.Sprintf(smallConfig, "first", "corridor")+fmt.Sprintf("storage: {path: %q}\nwebsub: {callback: \"http://127.0.0.1:1\"}\n", path))
	waitFor(t, "one is kept and the other left", func() bool {
		list, err := p.store.Subscriptions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		states := map[string]news.HubState{}
		for _, sub := range list {
			states[sub.Feed] = sub.State
		}
		return states["one"] == news.HubActive && states["former"] == news.HubLeaving
	})
}

// Behaviour 27: there is no client, so that a request would be a panic.
func TestASearchAsksNoHostUnderAHold(t *testing.T) {
	store, err := storage.Open(filepath.Join(t.TempDir(), "v.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	hold := news.HostHold{Host: "busy.example", Until: time.Now().Add(time.Hour), Why: "429 Too Many Requests"}
	if err := store.KeepHold(t.Context(), hold, time.Now()); err != nil {
		t.Fatal(err)
	}
	s := sources{store: store, configured: func() []fetch.Feed { return nil }}
	for _, address := range []string{"https://www.busy.example/rss", " busy.example", "http://BUSY.example:8080/"} {
		if _, err := s.Discover(t.Context(), address); err == nil || err.Error() != hold.Line()+": try again then" {
			t.Errorf("a search at %s gives %v", address, err)
		}
		if _, err := s.Add(t.Context(), news.AddedFeed{URL: address}); err == nil || err.Error() != hold.Line()+": try again then" {
			t.Errorf("adding %s gives %v", address, err)
		}
	}
}

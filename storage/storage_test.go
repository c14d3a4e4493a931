package storage

import (
	"path/filepath"
	"testing"
	"time"

	"vedette/news"
	"vedette/storage/storagetest"
)

func TestStoreConforms(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storagetest.Store { return newStore(t) })
}

// newStore opens an empty store that is closed when the test ends.
func newStore(t testing.TB) *Store {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "vedette.db"))
}

// reopen opens a store as Open does, but does not wait for the disk: a test
// does not outlive a power cut, and thousands of waits would make it slow.
func reopen(t testing.TB, path string) *Store {
	t.Helper()
	s, err := open(path, options{create: true, migrations: migrations(), noSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestAFeedThatIsAddedAgainIsDueAtOnce(t *testing.T) {
	s := newStore(t)
	state := news.FeedState{Feed: "feed", LastCheck: noon, NextCheck: noon.Add(time.Hour), Plan: "plan"}
	_, err := s.Accept(t.Context(), news.Visit{State: state})
	must(t, err)
	_, err = s.AddFeeds(t.Context(), []news.AddedFeed{{ID: "feed", Name: "Feed", URL: "https://a.example/rss", Added: noon.Add(time.Minute)}})
	must(t, err)
	due, _, err := s.Schedule(t.Context())
	must(t, err)
	got, err := s.FeedState(t.Context(), "feed")
	must(t, err)
	if len(due) != 1 || !due[0].At.Equal(noon.Add(time.Minute)) || due[0].Plan != "plan" || !got.NextCheck.Equal(due[0].At) || got.NextWhy == "" {
		t.Errorf("due %+v, state %+v", due, got)
	}
}

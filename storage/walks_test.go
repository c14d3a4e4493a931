package storage

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// secondVersion makes a file of version 2 with a feed.
func secondVersion(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vedette.db")
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second})
	must(t, err)
	s := &Store{db: db, path: path}
	must(t, s.migrate(context.Background(), []migration{firstTables, sourceTables}))
	must(t, db.Update(func(tx *bolt.Tx) error {
		return moveState(tx, firstState{FeedState: news.FeedState{Feed: "feed", Checks: 7, Plan: "plan", NextCheck: noon}})
	}))
	must(t, db.Close())
	return path
}

func TestAStoreOfVersion2IsBroughtUpToDate(t *testing.T) {
	s := reopen(t, secondVersion(t))
	must(t, s.Check(t.Context()))
	state, err := s.FeedState(t.Context(), "feed")
	must(t, err)
	if state.Checks != 7 || state.Gaps != 0 {
		t.Errorf("the state is %+v", state)
	}
	walk, err := s.Walk(t.Context(), "feed")
	must(t, err)
	if len(walk.Gaps)+len(walk.Read) != 0 {
		t.Errorf("the walk is %+v", walk)
	}
}

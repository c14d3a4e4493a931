package storage

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// olderBuckets lists the tables that came with version 3.
func olderBuckets() []string { return []string{bucketWalks, bucketUnread} }

// olderTables makes version 3 of version 2.
func olderTables(t *bolt.Tx) error { return makeTables(t, olderBuckets()) }

// Walk gives how far a feed's older documents were read; of most feeds, an empty
// one with the feed's id. It changes by Accept.
func (s *Store) Walk(ctx context.Context, feed string) (news.Walk, error) {
	var w news.Walk
	err := s.view(ctx, "read the walk of feed "+feed, func(t *bolt.Tx) (err error) {
		w, _, err = get[news.Walk](t, bucketWalks, []byte(feed))
		return err
	})
	w.Feed = feed
	return w, err
}

// keepWalk stores a walk, or deletes one that says nothing. Without one it does
// nothing.
func keepWalk(t *bolt.Tx, w *news.Walk) error {
	switch {
	case w == nil:
		return nil
	case len(w.Read)+len(w.Gaps) == 0:
		return remove(t, bucketWalks, []byte(w.Feed))
	}
	return put(t, bucketWalks, []byte(w.Feed), *w)
}

// gaps checks that a feed's state counts the gaps of its walk.
func (c *checker) gaps(s news.FeedState) {
	w, _, err := get[news.Walk](c.t, bucketWalks, []byte(s.Feed))
	if err == nil && len(w.Gaps) != s.Gaps {
		c.fault("feed %s counts %d gaps in its older documents, and table %s has %d", s.Feed, s.Gaps, bucketWalks, len(w.Gaps))
	} // a record that cannot be read is told of with its table
}

package storage

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// sourceBuckets lists the tables that came with version 2.
func sourceBuckets() []string {
	return []string{
		bucketSeen, bucketQueue, bucketHolds, bucketNotices, bucketNoticeIDs, bucketHeld,
		bucketAdded, bucketArticles, bucketArticleDue, bucketPushes, bucketSubscriptions,
	}
}

// sourceTables makes version 2 of version 1: what a feed has shown moves out of
// its state, and every feed gets its place in the queue.
func sourceTables(t *bolt.Tx) error {
	if err := makeTables(t, sourceBuckets()); err != nil {
		return err
	}
	// All are read first: a change would move the ground under the cursor.
	var states []firstState
	err := t.Bucket([]byte(bucketFeeds)).ForEach(func(k, v []byte) error {
		state, err := read[firstState](bucketFeeds, k, v)
		states = append(states, state)
		return err
	})
	if err != nil {
		return err
	}
	for _, state := range states {
		if err := moveState(t, state); err != nil {
			return fmt.Errorf("feed %s: %w", state.Feed, err)
		}
	}
	return nil
}

// firstState is a feed's state as version 1 has it.
type firstState struct {
	news.FeedState
	Seen news.Seen `json:"seen"`
}

// moveState writes a feed's state of version 1 to the tables of version 2. The
// names of its items are not known.
func moveState(t *bolt.Tx, state firstState) error {
	if len(state.Seen) > 0 {
		if err := putSeen(t, state.Feed, shown{ids: state.Seen}); err != nil {
			return err
		}
	}
	head := feedHead{items: state.Items, lastNew: state.LastNew, next: state.NextCheck}
	if err := putFeed(t, state.Feed, head, encodeState(&state.FeedState)); err != nil {
		return err
	}
	return putRaw(t, bucketQueue, timeKey(state.NextCheck, state.Feed), []byte(state.Plan))
}

package storage

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// The record of a feed has two parts. Its head is what a visit must know of the
// visit before: it is read without decoding the rest, as nearly all visits bring
// nothing and there may be thousands a second. Its body is what stateFields
// lists: the news.FeedState without what stands elsewhere. Items and LastNew
// are in the head, Seen and SeenNames in table seen, and Held is counted in
// table held, which is empty for nearly all feeds.

// feedHead is the first part of a feed's record.
type feedHead struct {
	items   int
	lastNew time.Time
	next    time.Time // the feed's place in the queue
}

// feedHeadLen is the length of a head: a number and two times.
const feedHeadLen = seqLen + 2*timeLen

// stateSize is more than the body of most feeds' records has.
const stateSize = 512

// stateBodyAt is where the body stands in a feed's record.
const stateBodyAt = recordHead + feedHeadLen

// encodeState makes a feed's record with its body, and room for its head, which
// putFeed fills in.
func encodeState(state *news.FeedState) []byte {
	return writeFields(make([]byte, stateBodyAt, stateSize), stateFields(state))
}

// putFeed writes a feed's record: it fills in the head.
func putFeed(t *bolt.Tx, feed string, head feedHead, record []byte) error {
	b := binary.BigEndian.AppendUint64(record[:recordHead], uint64(head.items))
	b = appendTime(b, head.lastNew)
	appendTime(b, head.next)
	return putRaw(t, bucketFeeds, []byte(feed), seal(stateFormat, record))
}

// splitFeed gives the parts of a feed's record. The body dies with the
// transaction.
func splitFeed(key, record []byte) (feedHead, []byte, error) {
	b, err := unseal(stateFormat, record)
	if err == nil && len(b) < feedHeadLen {
		err = fmt.Errorf("%w: it has %d bytes", ErrDamaged, len(record))
	}
	if err != nil {
		return feedHead{}, nil, damagedRecord(bucketFeeds, key, err)
	}
	head := feedHead{
		items:   int(binary.BigEndian.Uint64(b)),
		lastNew: timeOf(b[seqLen:]),
		next:    timeOf(b[seqLen+timeLen:]),
	}
	return head, b[feedHeadLen:], nil
}

// headOf reads a feed's record and its head; both are empty if there is none.
// The record dies with the transaction.
func headOf(t *bolt.Tx, feed string) (feedHead, []byte, error) {
	record := t.Bucket([]byte(bucketFeeds)).Get([]byte(feed))
	if record == nil {
		return feedHead{}, nil, nil
	}
	head, _, err := splitFeed([]byte(feed), record)
	return head, record, err
}

// readState decodes a feed's record into state, which is empty.
func readState(key, record []byte, state *news.FeedState) error {
	head, body, err := splitFeed(key, record)
	if err != nil {
		return err
	}
	if err := readFields(body, stateFields(state)); err != nil {
		return damagedRecord(bucketFeeds, key, err)
	}
	state.Items, state.LastNew = head.items, head.lastNew
	return nil
}

// stateOrLost is readState, but a record that cannot be read gives what is known of
// the feed without it: its id, how many gaps in its older documents are to be read,
// and that a body of it is kept. Damaged says so.
func stateOrLost(t *bolt.Tx, key, record []byte, state *news.FeedState) {
	err := readState(key, record, state)
	if err == nil {
		return
	}
	feed := string(key)
	*state = news.FeedState{Feed: feed,
		Damaged: "what is stored of its visits cannot be read (" + err.Error() + "), and it begins anew with the next one"}
	if walk, _, err := get[news.Walk](t, bucketWalks, key); err == nil {
		state.Gaps = len(walk.Gaps)
	}
	if t.Bucket([]byte(bucketUnread)).Get(key) != nil {
		state.Unread = "a body that is kept" // the hash of none: the next visit replaces or deletes it
	}
}

// lookAtAdded has the state of a feed that was added say so if that is damaged.
func lookAtAdded(t *bolt.Tx, state *news.FeedState) {
	record := t.Bucket([]byte(bucketAdded)).Get([]byte(state.Feed))
	if record == nil || state.Damaged != "" {
		return
	}
	if _, err := unseal(recordFormat, record); err != nil { // all feeds may be added: the sound ones are not decoded
		state.Damaged = readAdded(t, []byte(state.Feed), record).Trouble()
	}
}

// FeedState gives the state of one feed, without Seen and SeenNames; of one that
// was never visited, an empty one with its id. One that cannot be read is no error
// but nearly empty: Damaged says so.
func (s *Store) FeedState(ctx context.Context, feed string) (news.FeedState, error) {
	var state news.FeedState
	err := s.feedState(ctx, feed, &state, func(t *bolt.Tx) {
		state.Held = countHeld(t, feed)
		lookAtAdded(t, &state)
	})
	return state, err
}

// PlainState is FeedState as a visit needs it, written into state: without Held, and
// without a look at what was stored when the feed was added.
func (s *Store) PlainState(ctx context.Context, feed string, state *news.FeedState) error {
	return s.feedState(ctx, feed, state, func(*bolt.Tx) {})
}

// feedState reads a feed's record, and has more read what stands elsewhere.
func (s *Store) feedState(ctx context.Context, feed string, state *news.FeedState, more func(*bolt.Tx)) error {
	*state = news.FeedState{Feed: feed}
	err := run(ctx, s.db.View, func(t *bolt.Tx) error {
		record := t.Bucket([]byte(bucketFeeds)).Get([]byte(feed))
		if record != nil {
			stateOrLost(t, []byte(feed), record, state)
		}
		more(t)
		return nil
	})
	if err != nil {
		*state = news.FeedState{}
		return named("read the state of feed "+feed, err) // not before: this is read at every visit
	}
	return nil
}

// Shown gives what a feed has shown: Seen and SeenNames of its state.
func (s *Store) Shown(ctx context.Context, feed string) (ids, names news.Seen, err error) {
	old, err := s.shown(ctx, feed)
	return old.ids, old.names, err
}

// FeedStates gives the state of every feed that was ever visited, by feed id,
// without Seen and SeenNames. One that cannot be read stands nearly empty among
// the others: Damaged says so.
func (s *Store) FeedStates(ctx context.Context) ([]news.FeedState, error) {
	var states []news.FeedState
	err := s.view(ctx, "read the feeds' states", func(t *bolt.Tx) error {
		return t.Bucket([]byte(bucketFeeds)).ForEach(func(k, v []byte) error {
			var state news.FeedState
			stateOrLost(t, k, v, &state)
			state.Held = countHeld(t, state.Feed)
			lookAtAdded(t, &state)
			states = append(states, state)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return states, nil
}

// Revive makes a feed due at now that was stopped, as if it had been well so
// far. A feed that was never visited gives news.ErrNotFound, and one that is
// visited still, whatever its failures, news.ErrNotStopped: nothing of it is
// changed. One whose state is damaged is due at now, whether it was stopped or not.
func (s *Store) Revive(ctx context.Context, feed string, now time.Time) error {
	return s.update(ctx, "revive feed "+feed, func(t *bolt.Tx) error {
		record := t.Bucket([]byte(bucketFeeds)).Get([]byte(feed))
		if record == nil {
			return news.ErrNotFound
		}
		var old news.FeedState
		if err := readState([]byte(feed), record, &old); err != nil {
			return dueAnew(t, feed, now)
		}
		if old.Stopped == "" {
			return news.ErrNotStopped
		}
		state := revived(old, now)
		if err := moveInQueue(t, feed, old.NextCheck, now, state.Plan); err != nil {
			return err
		}
		return putFeed(t, feed, feedHead{state.Items, state.LastNew, now}, encodeState(&state))
	})
}

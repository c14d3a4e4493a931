package storage

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// The record of a feed has two parts. Its head is what a visit must know of the
// visit before: it is read without decoding JSON, as nearly all visits bring
// nothing and there may be thousands a second. Its body is the news.FeedState
// as JSON, without what stands elsewhere: Items and LastNew are in the head,
// Seen and SeenNames in table seen, and Held is counted in table held.

// feedHead is the first part of a feed's record.
type feedHead struct {
	items   int
	lastNew time.Time
	next    time.Time // the feed's place in the queue
}

// feedHeadLen is the length of a head: a number and two times.
const feedHeadLen = seqLen + 2*timeLen

// encodeState makes the body of a feed's record.
func encodeState(state news.FeedState) ([]byte, error) {
	state.Items, state.LastNew = 0, time.Time{}
	state.Seen, state.SeenNames, state.Held = nil, nil, 0
	body, err := json.Marshal(state)
	if err != nil {
		return nil, fmt.Errorf("write the state of feed %s: %w", state.Feed, err)
	}
	return body, nil
}

// putFeed writes a feed's record.
func putFeed(t *bolt.Tx, feed string, head feedHead, body []byte) error {
	record := make([]byte, recordHead, recordHead+feedHeadLen+len(body))
	record = binary.BigEndian.AppendUint64(record, uint64(head.items))
	record = appendTime(record, head.lastNew)
	record = appendTime(record, head.next)
	return putRaw(t, bucketFeeds, []byte(feed), seal(stateFormat, append(record, body...)))
}

// splitFeed gives the parts of a feed's record. The body dies with the
// transaction.
func splitFeed(key, record []byte) (feedHead, []byte, error) {
	b, err := unseal(stateFormat, record)
	if err == nil && len(b) < feedHeadLen {
		err = fmt.Errorf("%w: it has %d bytes", ErrDamaged, len(record))
	}
	if err != nil {
		return feedHead{}, nil, fmt.Errorf("record %s of table %s is %w", printable(key), bucketFeeds, err)
	}
	head := feedHead{
		items:   int(binary.BigEndian.Uint64(b)),
		lastNew: timeOf(b[seqLen:]),
		next:    timeOf(b[seqLen+timeLen:]),
	}
	return head, b[feedHeadLen:], nil
}

// feedParts reads the parts of a feed's record, and tells whether there is one.
func feedParts(t *bolt.Tx, feed string) (feedHead, []byte, bool, error) {
	record := t.Bucket([]byte(bucketFeeds)).Get([]byte(feed))
	if record == nil {
		return feedHead{}, nil, false, nil
	}
	head, body, err := splitFeed([]byte(feed), record)
	return head, body, err == nil, err
}

// readState decodes a feed's record.
func readState(key, record []byte) (news.FeedState, error) {
	head, body, err := splitFeed(key, record)
	if err != nil {
		return news.FeedState{}, err
	}
	var state news.FeedState
	if err := json.Unmarshal(body, &state); err != nil {
		return state, fmt.Errorf("record %s of table %s is %w: %w", printable(key), bucketFeeds, ErrDamaged, err)
	}
	state.Items, state.LastNew = head.items, head.lastNew
	return state, nil
}

// FeedState gives the whole state of one feed; of one that was never visited,
// an empty one with its id.
func (s *Store) FeedState(ctx context.Context, feed string) (news.FeedState, error) {
	state := news.FeedState{Feed: feed}
	err := s.view(ctx, "read the state of feed "+feed, func(t *bolt.Tx) (err error) {
		record := t.Bucket([]byte(bucketFeeds)).Get([]byte(feed))
		if record == nil {
			return nil
		}
		if state, err = readState([]byte(feed), record); err != nil {
			return err
		}
		seen, err := getSeen(t, feed)
		state.Seen, state.SeenNames, state.Held = seen.ids, seen.names, heldCount(t, feed)
		return err
	})
	if err != nil {
		return news.FeedState{}, err
	}
	return state, nil
}

// FeedStates gives the state of every feed that was ever visited, by feed id,
// without Seen and SeenNames.
func (s *Store) FeedStates(ctx context.Context) ([]news.FeedState, error) {
	var states []news.FeedState
	err := s.view(ctx, "read the feeds' states", func(t *bolt.Tx) error {
		return t.Bucket([]byte(bucketFeeds)).ForEach(func(k, v []byte) error {
			state, err := readState(k, v)
			state.Held = heldCount(t, state.Feed)
			states = append(states, state)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return states, nil
}

// Revive makes a feed due at now that was stopped or kept failing, as if it had
// been well so far. A feed that was never visited gives news.ErrNotFound.
func (s *Store) Revive(ctx context.Context, feed string, now time.Time) error {
	return s.update(ctx, "revive feed "+feed, func(t *bolt.Tx) error {
		record := t.Bucket([]byte(bucketFeeds)).Get([]byte(feed))
		if record == nil {
			return news.ErrNotFound
		}
		old, err := readState([]byte(feed), record)
		if err != nil {
			return err
		}
		state := revived(old, now)
		body, err := encodeState(state)
		if err != nil {
			return err
		}
		if err := moveInQueue(t, feed, old.NextCheck, now, state.Plan); err != nil {
			return err
		}
		return putFeed(t, feed, feedHead{state.Items, state.LastNew, now}, body)
	})
}

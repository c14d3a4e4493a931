package storage

import (
	"bytes"
	"context"
	"math"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Table held has the items whose current version is held, by feed and arrival.

// HeldItems gives the held items of a feed in their current version, in order
// of arrival, at most limit (news.DefaultLimit when 0). Those that cannot be read any
// more are passed over.
func (s *Store) HeldItems(ctx context.Context, feed string, limit int) ([]news.Item, error) {
	var items []news.Item
	err := s.view(ctx, "read the held items of feed "+feed, func(t *bolt.Tx) error {
		items, _ = heldItems(t, feed, orDefault(limit))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// heldItems gives the held items that can be read, and what is wrong with the last of
// the others, nil when there are none.
func heldItems(t *bolt.Tx, feed string, limit int) (items []news.Item, damage error) {
	p := prefix(feed)
	c := t.Bucket([]byte(bucketHeld)).Cursor()
	for key, id := c.Seek(p); bytes.HasPrefix(key, p) && len(items) < limit; key, id = c.Next() {
		it, err := findItem(t, feed, string(id))
		if err != nil {
			damage = err
			continue
		}
		items = append(items, it)
	}
	return items, damage
}

// countHeld tells how many items of a feed are held.
func countHeld(t *bolt.Tx, feed string) int { return len(numbersUnder(t, bucketHeld, feed)) }

// ReleaseItems lets all held items of a feed arrive again, in order and not
// held any more, so that they are judged, and tells how many that were. Their
// content is the same, so their Revision is too; their old place in the order
// of arrival is empty then. An item that cannot be read any more stays held; it is
// an error when there is no other.
func (s *Store) ReleaseItems(ctx context.Context, feed string) (int, error) {
	released := 0
	err := s.update(ctx, "release the held items of feed "+feed, func(t *bolt.Tx) error {
		items, damage := heldItems(t, feed, math.MaxInt)
		if len(items) == 0 {
			return damage
		}
		for _, it := range items {
			if err := releaseItem(t, it); err != nil {
				return err
			}
		}
		released = len(items)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return released, nil
}

// releaseItem lets every held version of an item arrive again, the oldest first:
// each of them is judged once, as each version of other items is.
func releaseItem(t *bolt.Tx, it news.Item) error {
	for _, n := range numbersUnder(t, bucketRevisions, it.ID) {
		version, _, err := getVersion(t, bucketRevisions, under(it.ID, n))
		if err != nil || version.Held == "" { // what is damaged stays where it is
			continue
		}
		if version, err = arriveAgain(t, version); err != nil {
			return err
		}
		if err := putPlace(t, bucketRevisions, versionKey(version), version); err != nil {
			return err
		}
	}
	if err := remove(t, bucketHeld, under(it.Feed, it.Seq)); err != nil {
		return err
	}
	it, err := arriveAgain(t, it)
	if err != nil {
		return err
	}
	return putPlace(t, bucketItems, itemKey(it.Feed, it.ID), it)
}

// arriveAgain moves a held version to the end of the order of arrival, and
// gives it as it is there.
func arriveAgain(t *bolt.Tx, it news.Item) (news.Item, error) {
	if err := remove(t, bucketArrivals, seqKey(it.Seq)); err != nil {
		return it, err
	}
	seq, err := t.Bucket([]byte(bucketArrivals)).NextSequence()
	if err != nil {
		return it, err
	}
	it.Seq, it.Held = seq, ""
	return it, putRaw(t, bucketArrivals, seqKey(seq), encodeItem(it))
}

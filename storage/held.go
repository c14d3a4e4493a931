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
// of arrival, at most limit (news.DefaultLimit when 0).
func (s *Store) HeldItems(ctx context.Context, feed string, limit int) ([]news.Item, error) {
	var items []news.Item
	err := s.view(ctx, "read the held items of feed "+feed, func(t *bolt.Tx) (err error) {
		items, err = heldItems(t, feed, orDefault(limit))
		return err
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

func heldItems(t *bolt.Tx, feed string, limit int) ([]news.Item, error) {
	var items []news.Item
	p := prefix(feed)
	c := t.Bucket([]byte(bucketHeld)).Cursor()
	for key, id := c.Seek(p); bytes.HasPrefix(key, p) && len(items) < limit; key, id = c.Next() {
		it, err := itemByID(t, string(id))
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, nil
}

// heldCount gives how many items of a feed are held: seldom any.
func heldCount(t *bolt.Tx, feed string) (n int) {
	p := prefix(feed)
	c := t.Bucket([]byte(bucketHeld)).Cursor()
	for key, _ := c.Seek(p); bytes.HasPrefix(key, p); key, _ = c.Next() {
		n++
	}
	return n
}

// ReleaseItems lets all held items of a feed arrive again, in order and not
// held any more, so that they are judged, and tells how many that were. Their
// content is the same, so their Revision is too; their old place in the order
// of arrival is empty then.
func (s *Store) ReleaseItems(ctx context.Context, feed string) (int, error) {
	released := 0
	err := s.update(ctx, "release the held items of feed "+feed, func(t *bolt.Tx) error {
		items, err := heldItems(t, feed, math.MaxInt)
		if err != nil {
			return err
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
		version, _, err := get[news.Item](t, bucketRevisions, under(it.ID, n))
		if err != nil {
			return err
		}
		if version.Held == "" {
			continue
		}
		if version, err = arriveAgain(t, version); err != nil {
			return err
		}
		if err := put(t, bucketRevisions, versionKey(version), version); err != nil {
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
	return put(t, bucketItems, []byte(it.ID), it)
}

// arriveAgain moves a held version's arrival to the end, and gives the version
// as it is to be stored.
func arriveAgain(t *bolt.Tx, it news.Item) (news.Item, error) {
	if err := remove(t, bucketArrivals, seqKey(it.Seq)); err != nil {
		return it, err
	}
	seq, err := t.Bucket([]byte(bucketArrivals)).NextSequence()
	if err != nil {
		return it, err
	}
	it.Seq, it.Held = seq, ""
	return it, putRaw(t, bucketArrivals, seqKey(seq), versionKey(it))
}

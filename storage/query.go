package storage

import (
	"context"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// ItemsAfter gives what arrived after seq, in order of arrival, at most limit
// (news.DefaultLimit when 0): new items and revised ones, each version as it
// was when it arrived. Those that cannot be read any more are passed over: damaged
// names each, by a constant text. They stay for Check to find.
func (s *Store) ItemsAfter(ctx context.Context, seq uint64, limit int) (items []news.Item, damaged []error, err error) {
	err = s.view(ctx, fmt.Sprintf("read the items after %d", seq), func(t *bolt.Tx) error {
		c := t.Bucket([]byte(bucketArrivals)).Cursor()
		for k, v := c.Seek(seqKey(seq)); k != nil && len(items) < orDefault(limit); k, v = c.Next() {
			if seqOf(k) == seq {
				continue
			}
			if it, err := readItem(seqOf(k), v); err != nil {
				damaged = append(damaged, err)
			} else {
				items = append(items, it)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return items, damaged, nil
}

// Items gives the items that q selects in their current version, the last
// arrived first.
func (s *Store) Items(ctx context.Context, q news.ItemQuery) ([]news.Item, error) {
	var items []news.Item
	w := walk{what: "read items", bucket: bucketArrivals, before: q.Before}
	err := s.newest(ctx, w, func(t *bolt.Tx, seq uint64, value []byte) (bool, error) {
		it, err := readItem(seq, value)
		if err == nil && q.Wants(it) && !isEarlier(t, it) {
			items = append(items, it)
		}
		return len(items) < orDefault(q.Limit), err
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// isEarlier tells whether a version is not the current one any more.
func isEarlier(t *bolt.Tx, it news.Item) bool {
	return t.Bucket([]byte(bucketRevisions)).Get(versionKey(it)) != nil
}

// Item gives the current version of an item and its hits, the newest first,
// which may be on earlier versions. No such item gives news.ErrNotFound.
func (s *Store) Item(ctx context.Context, id string) (news.Item, []news.Hit, error) {
	var it news.Item
	var hits []news.Hit
	err := s.view(ctx, "read item "+id, func(t *bolt.Tx) (err error) {
		if it, err = findItem(t, "", id); err != nil {
			return err
		}
		hits, err = hitsOf(t, id)
		return err
	})
	if err != nil {
		return news.Item{}, nil, err
	}
	return it, hits, nil
}

// findItem reads the current version of an item, which is likely of that feed.
func findItem(t *bolt.Tx, feed, id string) (news.Item, error) {
	it, ok, err := getVersion(t, bucketItems, keyOf(t, feed, id))
	if err == nil && !ok {
		err = news.ErrNotFound
	}
	return it, err
}

func hitsOf(t *bolt.Tx, itemID string) ([]news.Hit, error) {
	var hits []news.Hit
	for _, n := range numbersUnder(t, bucketHitsByItem, itemID) {
		h, err := hitAt(t, n)
		if err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	slices.Reverse(hits)
	return hits, nil
}

// hitAt reads the hit with a seq that some index gave.
func hitAt(t *bolt.Tx, seq uint64) (news.Hit, error) {
	h, ok, err := get[news.Hit](t, bucketHits, seqKey(seq))
	if err == nil && !ok {
		err = fmt.Errorf("table %s is %w: it has no hit %d", bucketHits, ErrDamaged, seq)
	}
	return h, err
}

// Revisions gives the earlier versions of an item, oldest first: the first one
// and the latest, news.MaxRevisions at most. No such item gives
// news.ErrNotFound.
func (s *Store) Revisions(ctx context.Context, id string) ([]news.Item, error) {
	var versions []news.Item
	err := s.view(ctx, "read the revisions of item "+id, func(t *bolt.Tx) error {
		if _, err := findItem(t, "", id); err != nil {
			return err
		}
		for _, n := range numbersUnder(t, bucketRevisions, id) {
			version, _, err := getVersion(t, bucketRevisions, under(id, n))
			if err != nil {
				return err
			}
			versions = append(versions, version)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return versions, nil
}

// Alerts gives the alerts that q selects, the last opened first.
func (s *Store) Alerts(ctx context.Context, q news.AlertQuery) ([]news.Alert, error) {
	var alerts []news.Alert
	w := walk{what: "read alerts", bucket: bucketAlerts, before: q.Before}
	err := s.newest(ctx, w, func(_ *bolt.Tx, seq uint64, record []byte) (bool, error) {
		a, err := read[news.Alert](bucketAlerts, seqKey(seq), record)
		if err == nil && q.Wants(a) {
			alerts = append(alerts, a)
		}
		return len(alerts) < orDefault(q.Limit), err
	})
	if err != nil {
		return nil, err
	}
	return alerts, nil
}

func orDefault(limit int) int {
	if limit <= 0 {
		return news.DefaultLimit
	}
	return limit
}

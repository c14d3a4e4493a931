package storage

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Totals counts what the store holds. The counts are kept up to date by every
// change, so asking costs one look-up.
func (s *Store) Totals(ctx context.Context) (news.Totals, error) {
	var totals news.Totals
	err := s.view(ctx, "read the totals", func(t *bolt.Tx) (err error) {
		totals, err = readTotals(t)
		return err
	})
	return totals, err
}

func readTotals(t *bolt.Tx) (news.Totals, error) {
	totals, ok, err := get[news.Totals](t, bucketMeta, []byte(keyTotals))
	if err == nil && !ok {
		err = fmt.Errorf("table %s is %w: it has no totals", bucketMeta, ErrDamaged)
	}
	return totals, err
}

// MendTotals counts anew when the counts cannot be read, as nearly every change needs
// them, and tells why they could not. It is for the start of a daemon: it reads all
// that is counted.
func (s *Store) MendTotals(ctx context.Context) (damage, err error) {
	_, damage = s.Totals(ctx)
	if !errors.Is(damage, ErrDamaged) {
		return nil, damage
	}
	return damage, s.update(ctx, "count what the store holds", func(t *bolt.Tx) error {
		totals := news.Totals{
			Items:   t.Bucket([]byte(bucketItems)).Stats().KeyN,
			Hits:    t.Bucket([]byte(bucketHits)).Stats().KeyN,
			Notices: t.Bucket([]byte(bucketNotices)).Stats().KeyN,
		}
		err := t.Bucket([]byte(bucketAlerts)).ForEach(func(k, v []byte) error {
			if a, err := read[news.Alert](bucketAlerts, k, v); err == nil {
				countState(&totals, a.State, +1)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return put(t, bucketMeta, []byte(keyTotals), totals)
	})
}

// addTotals changes the counts by what a transaction brought.
func addTotals(t *bolt.Tx, by news.Totals) error {
	if by == (news.Totals{}) {
		return nil
	}
	totals, err := readTotals(t)
	if err != nil {
		return err
	}
	totals.Items += by.Items
	totals.Hits += by.Hits
	totals.Notices += by.Notices
	totals.Pending += by.Pending
	totals.Delivered += by.Delivered
	totals.Dead += by.Dead
	return put(t, bucketMeta, []byte(keyTotals), totals)
}

// countState changes the count of one state of alerts.
func countState(totals *news.Totals, state news.AlertState, by int) {
	switch state {
	case news.Pending:
		totals.Pending += by
	case news.Delivered:
		totals.Delivered += by
	case news.Dead:
		totals.Dead += by
	}
}

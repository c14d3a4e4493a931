package storage

import (
	"context"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Holds gives the hosts that are to be left alone after now, by host. Records that
// cannot be read any more are left out; PassedOver names them.
func (s *Store) Holds(ctx context.Context, now time.Time) ([]news.HostHold, error) {
	var holds []news.HostHold
	err := s.view(ctx, "read the holds", func(t *bolt.Tx) error {
		all, _ := sound[news.HostHold](t, bucketHolds)
		for _, h := range all {
			if h.Until.After(now) {
				holds = append(holds, h)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return holds, nil
}

// KeepHold stores that a host is to be left alone. Of two holds of one host the
// longer counts. One without a host is nothing to keep.
func (s *Store) KeepHold(ctx context.Context, h news.HostHold, now time.Time) error {
	return s.update(ctx, "hold "+h.Host, func(t *bolt.Tx) error { return hold(t, h, now) })
}

// hold stores that a host is to be left alone, and forgets what had ended at
// now. Of two holds of one host the longer counts.
func hold(t *bolt.Tx, h news.HostHold, now time.Time) error {
	if h.Host == "" {
		return nil
	}
	all, _ := sound[news.HostHold](t, bucketHolds)
	for _, old := range all {
		switch {
		case old.Host == h.Host && old.Until.After(h.Until):
			h = old
		case !old.Until.After(now):
			if err := remove(t, bucketHolds, []byte(old.Host)); err != nil {
				return err
			}
		}
	}
	return put(t, bucketHolds, []byte(h.Host), h)
}

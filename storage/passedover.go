package storage

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// PassedOver names the records that Holds and Subscriptions leave out as they cannot
// be read any more, each by a constant text. Nothing is lost with them but time: a
// host says again that it is to be left alone, and a hub is asked for the feed anew.
func (s *Store) PassedOver(ctx context.Context) (damaged []error, err error) {
	err = s.view(ctx, "look for damage", func(t *bolt.Tx) error {
		_, holds := sound[news.HostHold](t, bucketHolds)
		_, subscriptions := sound[news.Subscription](t, bucketSubscriptions)
		damaged = append(holds, subscriptions...)
		return nil
	})
	return damaged, err
}

// sound gives the records of a table that can be read, by key, and an error for
// each of the others.
func sound[T any](t *bolt.Tx, bucket string) (list []T, damaged []error) {
	c := t.Bucket([]byte(bucket)).Cursor()
	for k, record := c.First(); k != nil; k, record = c.Next() {
		if v, err := read[T](bucket, k, record); err != nil {
			damaged = append(damaged, err)
		} else {
			list = append(list, v)
		}
	}
	return list, damaged
}

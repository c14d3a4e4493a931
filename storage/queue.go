package storage

import (
	"context"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Schedule gives when every feed that was ever visited is due, and for which
// plan, the earliest first; feeds due at one time come by id. It reads one
// small entry a feed, so it is quick for a hundred thousand.
func (s *Store) Schedule(ctx context.Context) ([]news.Due, error) {
	var list []news.Due
	err := s.view(ctx, "read the schedule", func(t *bolt.Tx) error {
		return t.Bucket([]byte(bucketQueue)).ForEach(func(key, plan []byte) error {
			at, feed, err := nameByTime(bucketQueue, key)
			list = append(list, news.Due{Feed: feed, At: at, Plan: string(plan)})
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// moveInQueue changes when a feed is due, which stood at from.
func moveInQueue(t *bolt.Tx, feed string, from, to time.Time, plan string) error {
	old, key := timeKey(from, feed), timeKey(to, feed)
	if from.Equal(to) {
		if have := t.Bucket([]byte(bucketQueue)).Get(key); have != nil && string(have) == plan {
			return nil
		}
	} else if err := remove(t, bucketQueue, old); err != nil {
		return err
	}
	return putRaw(t, bucketQueue, key, []byte(plan))
}

package storage

import (
	"bytes"
	"context"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Schedule gives when every feed that was ever visited is due, and for which
// plan, the earliest first; feeds due at one time come by id. It reads one
// small entry a feed, so it is quick for a hundred thousand. Entries that cannot be
// read any more are passed over: damaged names each, by a constant text. They stay
// for Check to find. A feed may stand twice in a damaged store: the earlier counts.
func (s *Store) Schedule(ctx context.Context) (due []news.Due, damaged []error, err error) {
	err = s.view(ctx, "read the schedule", func(t *bolt.Tx) error {
		return t.Bucket([]byte(bucketQueue)).ForEach(func(key, plan []byte) error {
			at, feed, err := nameByTime(bucketQueue, key)
			if err != nil {
				damaged = append(damaged, err)
				return nil
			}
			due = append(due, news.Due{Feed: feed, At: at, Plan: string(plan)})
			return nil
		})
	})
	if err != nil {
		return nil, nil, err
	}
	return due, damaged, nil
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

// dropFromQueue takes a feed out wherever it stands: it looks through the whole
// queue, for a feed whose record does not say where.
func dropFromQueue(t *bolt.Tx, feed string) error {
	var keys [][]byte
	c := t.Bucket([]byte(bucketQueue)).Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		if _, name, err := nameByTime(bucketQueue, key); err == nil && name == feed {
			keys = append(keys, bytes.Clone(key))
		}
	}
	for _, key := range keys {
		if err := remove(t, bucketQueue, key); err != nil {
			return err
		}
	}
	return nil
}

// dueAnew makes a feed due whose record is damaged: its visit replaces that.
func dueAnew(t *bolt.Tx, feed string, at time.Time) error {
	if err := dropFromQueue(t, feed); err != nil {
		return err
	}
	return putRaw(t, bucketQueue, timeKey(at, feed), nil)
}

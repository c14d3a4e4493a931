package storage

import (
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// maxPushes is how many pushed documents may wait to be read. A hub that sends
// more than are read must not fill the disk; what it is refused, it sends again.
const maxPushes = 10_000

// AddPush stores a pushed document behind the others that wait, and gives its
// seq. When too many wait, it is refused with an error.
func (s *Store) AddPush(ctx context.Context, p news.Push) (uint64, error) {
	if err := checkName("the push's feed id", p.Feed); err != nil {
		return 0, err
	}
	err := s.update(ctx, "store a push for feed "+p.Feed, func(t *bolt.Tx) error {
		waiting := pushCount(t)
		if waiting >= maxPushes {
			return fmt.Errorf("%d pushes wait to be read: let the hub send this one again later", waiting)
		}
		seq, err := t.Bucket([]byte(bucketPushes)).NextSequence()
		if err != nil {
			return err
		}
		p.Seq = seq
		if err := put(t, bucketPushes, seqKey(seq), p); err != nil {
			return err
		}
		return setPushCount(t, waiting+1)
	})
	if err != nil {
		return 0, err
	}
	return p.Seq, nil
}

// Pushes gives the pushed documents that wait to be read, the oldest first, at
// most limit (news.DefaultLimit when 0).
func (s *Store) Pushes(ctx context.Context, limit int) ([]news.Push, error) {
	var pushes []news.Push
	err := s.view(ctx, "read the pushes", func(t *bolt.Tx) error {
		c := t.Bucket([]byte(bucketPushes)).Cursor()
		for k, v := c.First(); k != nil && len(pushes) < orDefault(limit); k, v = c.Next() {
			p, err := read[news.Push](bucketPushes, k, v)
			if err != nil {
				return err
			}
			pushes = append(pushes, p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return pushes, nil
}

// DropPush deletes a pushed document that is of no use; one that is not there
// is no error.
func (s *Store) DropPush(ctx context.Context, seq uint64) error {
	return s.update(ctx, fmt.Sprintf("drop push %d", seq), func(t *bolt.Tx) error {
		return dropPush(t, seq)
	})
}

func dropPush(t *bolt.Tx, seq uint64) error {
	if t.Bucket([]byte(bucketPushes)).Get(seqKey(seq)) == nil {
		return nil
	}
	if err := remove(t, bucketPushes, seqKey(seq)); err != nil {
		return err
	}
	return setPushCount(t, pushCount(t)-1)
}

// pushCount gives how many pushes wait. They are counted, as going through them
// would read what may be megabytes each.
func pushCount(t *bolt.Tx) uint64 { return seqOf(t.Bucket([]byte(bucketMeta)).Get([]byte(keyPushes))) }

func setPushCount(t *bolt.Tx, n uint64) error {
	return putRaw(t, bucketMeta, []byte(keyPushes), seqKey(n))
}

package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// How much may wait to be read of what hubs have pushed, in records and in
// bytes as they are stored: a hub that sends more than is read must not fill the
// disk. What it is refused, it sends again. No feed may have more than its share,
// so that one hub keeps none of the others away. One push may overdraw.
const (
	maxPushes    = 10_000
	maxPushBytes = 256 << 20
	pushShare    = 8 // a feed may have one part in so many
)

// pushLoad is how much waits.
type pushLoad struct{ pushes, bytes int }

// AddPush stores a pushed document behind the others that wait, and gives its
// seq. While too much waits, of this feed or in all, it is news.ErrFull.
func (s *Store) AddPush(ctx context.Context, p news.Push) (uint64, error) {
	if err := checkName("the push's feed id", p.Feed); err != nil {
		return 0, err
	}
	err := s.update(ctx, "store a push for feed "+p.Feed, func(t *bolt.Tx) error {
		all, own, err := pushesWaiting(t, p.Feed)
		if err != nil {
			return err
		}
		if err := pushRoom(all, own); err != nil {
			return err
		}
		seq, err := t.Bucket([]byte(bucketPushes)).NextSequence()
		if err != nil {
			return err
		}
		p.Seq = seq
		return put(t, bucketPushes, seqKey(seq), p)
	})
	if err != nil {
		return 0, err
	}
	return p.Seq, nil
}

// pushRoom refuses one more push of a feed that has own of all that waits.
func pushRoom(all, own pushLoad) error {
	switch {
	case all.pushes >= maxPushes || all.bytes >= maxPushBytes:
		return fmt.Errorf("%d pushes wait to be read, with %d MiB: %w", all.pushes, all.bytes>>20, news.ErrFull)
	case own.pushes >= maxPushes/pushShare || own.bytes >= maxPushBytes/pushShare:
		return fmt.Errorf("%d pushes of this feed wait to be read, with %d MiB: %w", own.pushes, own.bytes>>20, news.ErrFull)
	}
	return nil
}

// pushesWaiting gives how much waits in all, and of one feed. Of each record it
// reads no more than the beginning: what the JSON of news.Push begins with.
func pushesWaiting(t *bolt.Tx, feed string) (all, own pushLoad, err error) {
	name, err := json.Marshal(feed)
	if err != nil {
		return all, own, err
	}
	var head []byte
	c := t.Bucket([]byte(bucketPushes)).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		all.pushes++
		all.bytes += len(v)
		head = strconv.AppendUint(append(head[:0], `{"seq":`...), seqOf(k), 10)
		head = append(append(head, `,"feed":`...), name...)
		if len(v) > recordHead && bytes.HasPrefix(v[recordHead:], head) {
			own.pushes++
			own.bytes += len(v)
		}
	}
	return all, own, nil
}

// Pushes gives the pushed documents that wait to be read, the oldest first, at
// most limit (news.DefaultLimit when 0). Those that cannot be read any more are
// passed over, so that they are in nobody's way: damaged names each, by a
// constant text. They stay for Check to find, until DropPush.
func (s *Store) Pushes(ctx context.Context, limit int) (pushes []news.Push, damaged []error, err error) {
	err = s.view(ctx, "read the pushes", func(t *bolt.Tx) error {
		c := t.Bucket([]byte(bucketPushes)).Cursor()
		for k, v := c.First(); k != nil && len(pushes) < orDefault(limit); k, v = c.Next() {
			if p, err := read[news.Push](bucketPushes, k, v); err != nil {
				damaged = append(damaged, err)
			} else {
				pushes = append(pushes, p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return pushes, damaged, nil
}

// DropPush deletes a pushed document that is of no use; one that is not there
// is no error.
func (s *Store) DropPush(ctx context.Context, seq uint64) error {
	return s.update(ctx, fmt.Sprintf("drop push %d", seq), func(t *bolt.Tx) error {
		return dropPush(t, seq)
	})
}

func dropPush(t *bolt.Tx, seq uint64) error {
	return remove(t, bucketPushes, seqKey(seq))
}

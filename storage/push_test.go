package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

func TestADamagedPushIsPassedOver(t *testing.T) {
	s := newStore(t)
	ctx := t.Context()
	var seqs []uint64
	for n := range 3 {
		seq, err := s.AddPush(ctx, news.Push{Feed: "feed", Body: fmt.Append(nil, n), At: noon})
		must(t, err)
		seqs = append(seqs, seq)
	}
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketPushes))
		bad := append([]byte(nil), b.Get(seqKey(seqs[0]))...)
		binary.BigEndian.PutUint32(bad[1:], 7)
		return b.Put(seqKey(seqs[0]), bad)
	}))
	for range 2 {
		pushes, damaged, err := s.Pushes(ctx, 2)
		if err != nil || len(pushes) != 2 || string(pushes[0].Body) != "1" || string(pushes[1].Body) != "2" {
			t.Fatalf("got %+v, %v", pushes, err)
		}
		if len(damaged) != 1 {
			t.Fatalf("%d are damaged", len(damaged))
		}
		wantError(t, damaged[0], ErrDamaged, "record 0000000000000001 of table pushes is damaged: its checksum is wrong")
	}
	wantError(t, s.Check(ctx), ErrDamaged, "record 0000000000000001 of table pushes")
	must(t, s.DropPush(ctx, seqs[0]))
	must(t, s.Check(ctx))
}

func TestPushesHaveRoomWithinTheBounds(t *testing.T) {
	for _, c := range []struct {
		all, own pushLoad
		full     bool
	}{
		{pushLoad{}, pushLoad{}, false},
		{pushLoad{maxPushes - 1, maxPushBytes - 1}, pushLoad{}, false},
		{pushLoad{maxPushes, 0}, pushLoad{}, true},
		{pushLoad{1, maxPushBytes}, pushLoad{}, true},
		{pushLoad{maxPushes / 2, maxPushBytes / 2}, pushLoad{maxPushes/8 - 1, maxPushBytes/8 - 1}, false},
		{pushLoad{maxPushes / 2, 0}, pushLoad{maxPushes / 8, 0}, true},
		{pushLoad{9, maxPushBytes / 2}, pushLoad{9, maxPushBytes / 8}, true},
	} {
		if err := pushRoom(c.all, c.own); errors.Is(err, news.ErrFull) != c.full {
			t.Errorf("with %+v, %+v of them the feed's: %v", c.all, c.own, err)
		}
	}
}

// BenchmarkAddPushBehindMany adds a push, and drops it, where thousands wait.
func BenchmarkAddPushBehindMany(b *testing.B) {
	s := newStore(b)
	push := func(feed string) uint64 {
		seq, err := s.AddPush(b.Context(), news.Push{Feed: feed, Body: []byte("<rss/>"), At: noon})
		must(b, err)
		return seq
	}
	for n := range maxPushes / 2 {
		push(fmt.Sprint("feed", n%100))
	}
	for b.Loop() {
		must(b, s.DropPush(b.Context(), push("one")))
	}
}

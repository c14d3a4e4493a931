package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

func TestCheckFindsEveryMissingKey(t *testing.T) {
	for _, bucket := range buckets() {
		s := newStore(t)
		fill(t, s)
		var all [][]byte
		must(t, s.db.View(func(tx *bolt.Tx) error {
			return tx.Bucket([]byte(bucket)).ForEach(func(k, _ []byte) error {
				all = append(all, append([]byte(nil), k...))
				return nil
			})
		}))
		must(t, s.Check(t.Context()))
		for _, key := range all {
			if missingIsNoFault(bucket, key) {
				continue
			}
			t.Run(bucket+" "+printable(key), func(t *testing.T) {
				tampered(t, s, func(tx *bolt.Tx) error { return tx.Bucket([]byte(bucket)).Delete(key) })
			})
		}
	}
}

// missingIsNoFault tells keys that nothing else refers to.
func missingIsNoFault(bucket string, key []byte) bool {
	switch bucket {
	case bucketCursors, bucketHolds, bucketAdded, bucketPushes, bucketSubscriptions:
		return true
	case bucketMeta:
		return string(key) == keySchema // Open looks after that one
	}
	return false
}

// tampered does something to a copy of the store that Check must find.
func tampered(t *testing.T, s *Store, do func(*bolt.Tx) error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.db.View(func(tx *bolt.Tx) error { return tx.CopyFile(path, 0o600) }))
	raw(t, path, do)
	copied := reopen(t, path)
	wantError(t, copied.Check(t.Context()), ErrDamaged, "check the store")
}

func TestCheckFindsWhatDoesNotBelong(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	for _, c := range []struct {
		bucket     string
		key, value []byte
	}{
		{bucketArrivals, seqKey(99), under("a", 1)},
		{bucketArrivals, seqKey(99), encodeItem(news.Item{ID: "a", Revision: 1})},
		{bucketArrivals, seqKey(5), encodeItem(news.Item{ID: "b"})},
		{bucketArrivals, seqKey(1), under("a", 1)},
		{bucketArrivals, seqKey(1), encodeItem(news.Item{ID: "a", Revision: 1})},
		{bucketHitIDs, []byte("hit"), seqKey(1)},
		{bucketHitsByItem, under("a", 99), nil},
		{bucketHitsByRule, under("rule", 99), nil},
		{bucketAlertIDs, []byte("alert"), seqKey(1)},
		{bucketDue, dueEntry{"desk-a", noon, 1}.key(), nil},
		{bucketLeases, dueEntry{"desk-d", noon, 4}.key(), nil},
		{bucketWaiting, []byte("key"), seqKey(1)},
		{bucketItems, itemKey("feed", "x"), record(t, news.Item{ID: "y"})},
		{bucketRevisions, under("x", 0), record(t, news.Item{ID: "x"})},
		{bucketRevisions, under("b", 0), record(t, news.Item{ID: "b", Seq: 2})},
		{bucketItems, itemKey("feed", "x"), place{seq: 1}.encode()},
		{bucketItems, itemKey("feed", "a"), place{seq: 1}.encode()},
		{bucketItems, itemKey("feed", "b"), place{seq: 2}.encode()},
		{bucketItems, itemKey("feed", "b"), place{seq: 99}.encode()},
		{bucketRevisions, under("a", 0), place{seq: 5}.encode()},
		{bucketHits, seqKey(99), record(t, news.Hit{ID: "x"})},
		{bucketAlerts, seqKey(99), record(t, news.Alert{ID: "x"})},
		{bucketAttempts, attemptKey(99, 1), record(t, news.Attempt{Alert: "x"})},
		{bucketFeeds, []byte("x"), record(t, news.FeedState{Feed: "y"})},
		{bucketFeeds, []byte("feed"), []byte("no record")},
		{bucketCursors, []byte("judge"), []byte{}},
		{bucketMeta, []byte(keyTotals), record(t, news.Totals{Items: 99})},
		{bucketFeeds, []byte("feed"), record(t, news.FeedState{Feed: "feed"})},
		{bucketSeen, []byte("other feed"), encodeSeen("feed", shown{ids: news.Seen{1}})},
		{bucketSeen, []byte("x"), encodeSeen("x", shown{ids: news.Seen{1}})},
		{bucketQueue, timeKey(noon, "feed"), nil},
		{bucketQueue, timeKey(noon.Add(time.Hour), "other feed"), []byte("another plan")},
		{bucketHolds, []byte("x"), record(t, news.HostHold{Host: "y"})},
		{bucketNotices, seqKey(99), record(t, news.Notice{ID: "x", Seq: 98})},
		{bucketNoticeIDs, []byte("x"), seqKey(1)},
		{bucketHeld, under("feed", 1), []byte("a")},
		{bucketHeld, under("other feed", 6), []byte("a")},
		{bucketAdded, []byte("x"), record(t, news.AddedFeed{ID: "y"})},
		{bucketArticles, []byte("x"), record(t, news.ArticleJob{Item: "x"})},
		{bucketArticleDue, timeKey(noon.Add(time.Hour), "held"), nil},
		{bucketPushes, seqKey(99), record(t, news.Push{Seq: 99})},
		{bucketSubscriptions, []byte("x"), record(t, news.Subscription{Token: "y"})},
		{bucketUnread, []byte("other feed"), record(t, news.Unread{Feed: "feed"})},
		{bucketUnread, []byte("feed"), record(t, news.Unread{Feed: "feed"})},
		{bucketUnread, []byte("x"), record(t, news.Unread{Feed: "x"})},
		{bucketWalks, []byte("other feed"), record(t, news.Walk{Feed: "feed"})},
		{bucketWalks, []byte("other feed"), record(t, news.Walk{Feed: "other feed", Read: []string{"x"}})},
		{bucketWalks, []byte("x"), record(t, news.Walk{Feed: "x"})},
	} {
		t.Run(fmt.Sprint(c.bucket, " ", printable(c.key)), func(t *testing.T) {
			tampered(t, s, func(tx *bolt.Tx) error { return tx.Bucket([]byte(c.bucket)).Put(c.key, c.value) })
		})
	}
}

func TestCheckFindsACounterThatFellBack(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	for _, bucket := range []string{bucketArrivals, bucketHits, bucketAlerts, bucketNotices, bucketPushes} {
		t.Run(bucket, func(t *testing.T) {
			tampered(t, s, func(tx *bolt.Tx) error { return tx.Bucket([]byte(bucket)).SetSequence(0) })
		})
	}
}

func record(t *testing.T, v any) []byte {
	t.Helper()
	b, err := encode(v)
	must(t, err)
	return b
}

func TestCheckChangesNothing(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	before, err := os.ReadFile(s.Path())
	must(t, err)
	must(t, s.Check(t.Context()))
	after, err := os.ReadFile(s.Path())
	must(t, err)
	if string(before) != string(after) {
		t.Error("the file was changed")
	}
}

func TestCheckNamesNoMoreThanItsLimit(t *testing.T) {
	c := &checker{ctx: t.Context(), read: func(int) {}}
	for range checkLimit * 2 {
		c.fault("broken")
	}
	if len(c.faults) != checkLimit {
		t.Errorf("%d faults", len(c.faults))
	}
}

// TestFlippedBitsAreFoundAndDoNotPanic flips a bit of each longer key and each
// value in the file, one at a time.
func TestFlippedBitsAreFoundAndDoNotPanic(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	want := everything(t, s)
	stored := keysAndValues(t, s)
	must(t, s.Close())
	good, err := os.ReadFile(s.Path())
	must(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "flipped.db")
	found := 0
	for _, text := range stored {
		broken := bytes.Clone(text)
		broken[random.IntN(len(text))] ^= 1 << random.IntN(8)
		// Everywhere, as some of the places are in pages that are free again.
		must(t, os.WriteFile(path, bytes.ReplaceAll(good, text, broken), 0o600))
		s, err := Open(path)
		if err != nil {
			found++
			continue
		}
		readAll(t.Context(), s)
		if err := s.Check(t.Context()); err != nil {
			found++
		} else if got := everything(t, s); !bytes.Equal(got, want) {
			t.Errorf("%q was changed and Check finds nothing", text)
		}
		must(t, s.Close())
	}
	if found < len(stored)/2 {
		t.Errorf("%d of %d flipped bits were found", found, len(stored))
	}
}

// keysAndValues gives those that are too long to stand in a page by chance.
func keysAndValues(t *testing.T, s *Store) [][]byte {
	t.Helper()
	var all [][]byte
	must(t, s.db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				for _, text := range [][]byte{k, v} {
					if len(text) > seqLen {
						all = append(all, bytes.Clone(text))
					}
				}
				return nil
			})
		})
	}))
	return all
}

// readAll reads with every method, whatever comes.
func readAll(ctx context.Context, s *Store) {
	_, _ = s.FeedStates(ctx)
	_, _ = s.FeedState(ctx, "feed")
	_, _, _ = s.Schedule(ctx)
	_, _ = s.Holds(ctx, noon)
	_, _ = s.Notices(ctx, news.NoticeQuery{})
	_, _ = s.HeldItems(ctx, "other feed", 0)
	_, _, _ = s.DueArticles(ctx, noon.Add(time.Hour), 0, nil)
	_, _, _ = s.NextArticle(ctx)
	_, _, _ = s.Pushes(ctx, 0)
	_, _ = s.AddedFeeds(ctx)
	_, _ = s.Subscriptions(ctx)
	_, _ = s.PassedOver(ctx)
	_, _, _ = s.ItemsAfter(ctx, 0, 0)
	_, _ = s.Items(ctx, news.ItemQuery{})
	_, _ = s.Hits(ctx, news.HitQuery{})
	_, _ = s.Hits(ctx, news.HitQuery{Rule: "rule"})
	alerts, _ := s.Alerts(ctx, news.AlertQuery{})
	for _, a := range alerts {
		_, _ = s.Contents(ctx, a)
		_, _ = s.AlertNotices(ctx, a)
		_, _ = s.Attempts(ctx, a.ID)
	}
	_, _, _ = s.Item(ctx, "a")
	_, _ = s.Revisions(ctx, "a")
	_, _, _ = s.NextDue(ctx)
	_, _ = s.Totals(ctx)
}

// TestADamagedRecordIsNamed holds for readings and for changes; the records
// beside it are still to be had one by one.
func TestADamagedRecordIsNamed(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		for bucket, key := range map[string][]byte{bucketArrivals: seqKey(2), bucketAlerts: seqKey(4)} {
			bad := append([]byte(nil), tx.Bucket([]byte(bucket)).Get(key)...)
			binary.BigEndian.PutUint32(bad[1:], 7)
			if err := tx.Bucket([]byte(bucket)).Put(key, bad); err != nil {
				return err
			}
		}
		return nil
	}))
	ctx := t.Context()
	_, err := s.Items(ctx, news.ItemQuery{})
	wantError(t, err, ErrDamaged, "record 0000000000000002 of table arrivals is damaged: its checksum is wrong")
	_, damaged, err := s.Claim(ctx, "me", noon.Add(time.Hour), time.Minute, 9)
	must(t, err)
	wantError(t, errors.Join(damaged...), ErrDamaged, "record 0000000000000004 of table alerts is damaged")
	wantError(t, s.Check(ctx), ErrDamaged, "record 0000000000000002 of table arrivals")
	if _, _, err := s.Item(ctx, "a"); err != nil {
		t.Error(err)
	}
	acceptItems(t, s, "e")
}

package storage

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// firstVersionFeeds are records of table feeds as version 1 wrote them, byte
// for byte but for the head.
var firstVersionFeeds = map[string]string{
	"azertac": `{"feed":"azertac","address":"https://azertag.az/rss","url":"https://azertag.az/rss/","etag":"W/\"1\"",` +
		`"next_check":"2026-03-04T13:00:00.5Z","last_check":"2026-03-04T12:00:00Z","last_success":"2026-03-04T12:00:00Z",` +
		`"last_new":"2026-03-04T11:00:00Z","status":304,"checks":7,"items":3,"seen":[1,18446744073709551615,9007199254740993]}`,
	"never shown": `{"feed":"never shown","next_check":"2026-03-04T12:30:00Z","last_check":"2026-03-04T12:00:00Z","failures":2,"last_error":"no answer"}`,
}

// firstVersion makes a file of version 1.
func firstVersion(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vedette.db")
	must(t, openFirst(path))
	raw(t, path, func(tx *bolt.Tx) error {
		for feed, body := range firstVersionFeeds {
			record := seal(recordFormat, append(make([]byte, recordHead), body...))
			if err := putRaw(tx, bucketFeeds, []byte(feed), record); err != nil {
				return err
			}
		}
		return nil
	})
	return path
}

// openFirst makes the tables of version 1, for which Open has no use any more.
func openFirst(path string) error {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second})
	if err != nil {
		return err
	}
	s := &Store{db: db, path: path}
	if err := s.migrate(context.Background(), []migration{firstTables}); err != nil {
		return err
	}
	return db.Close()
}

func TestAStoreOfVersion1IsBroughtUpToDate(t *testing.T) {
	s := reopen(t, firstVersion(t))
	must(t, s.Check(t.Context()))
	got, err := s.FeedState(t.Context(), "azertac")
	must(t, err)
	want := news.FeedState{
		Feed: "azertac", Address: "https://azertag.az/rss", URL: "https://azertag.az/rss/", ETag: `W/"1"`,
		NextCheck: noon.Add(time.Hour + time.Second/2), LastCheck: noon, LastSuccess: noon, LastNew: noon.Add(-time.Hour),
		Status: 304, Checks: 7, Items: 3,
	}
	ids, names, err := s.Shown(t.Context(), "azertac")
	must(t, err)
	if diff := cmp.Diff([]news.Seen{{1, 1<<64 - 1, 1<<53 + 1}, nil}, []news.Seen{ids, names}, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("what was shown differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the state differs (-want +got):\n%s", diff)
	}
	due, _, err := s.Schedule(t.Context())
	must(t, err)
	wantDue := []news.Due{{Feed: "never shown", At: noon.Add(time.Hour / 2)}, {Feed: "azertac", At: want.NextCheck}}
	if diff := cmp.Diff(wantDue, due); diff != "" {
		t.Errorf("the schedule differs (-want +got):\n%s", diff)
	}
	visit := visitOf("a")
	visit.State.Feed = "azertac"
	_, err = s.Accept(t.Context(), visit)
	must(t, err)
	must(t, s.Check(t.Context()))
	got, err = s.FeedState(t.Context(), "azertac")
	must(t, err)
	ids, names, err = s.Shown(t.Context(), "azertac")
	must(t, err)
	if got.Items != 4 || len(ids) != 4 || len(names) != 1 {
		t.Errorf("after a visit the state is %+v, and %d ids and %d names were shown", got, len(ids), len(names))
	}
}

func TestAStoreOfVersion1WithADamagedFeedIsLeftAlone(t *testing.T) {
	path := firstVersion(t)
	raw(t, path, func(tx *bolt.Tx) error { return putRaw(tx, bucketFeeds, []byte("b"), []byte("broken record")) })
	_, err := Open(path)
	wantError(t, err, ErrDamaged, "bring the tables to version 2: ")
	raw(t, path, func(tx *bolt.Tx) error {
		if version, err := schemaVersion(tx); version != 1 || err != nil || tx.Bucket([]byte(bucketSeen)) != nil {
			t.Errorf("the version is %d, error %v", version, err)
		}
		return nil
	})
}

// TestTheScheduleNeedsNoFeedRecords breaks all of them.
func TestTheScheduleNeedsNoFeedRecords(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		for _, feed := range []string{"feed", "other feed"} {
			if err := putRaw(tx, bucketFeeds, []byte(feed), []byte("broken")); err != nil {
				return err
			}
		}
		return nil
	}))
	due, _, err := s.Schedule(t.Context())
	must(t, err)
	if len(due) != 2 || due[1].Feed != "other feed" || due[1].Plan != "plan" {
		t.Errorf("the schedule is %+v", due)
	}
}

// TestAVisitWithoutItemsLeavesWhatWasSeenAlone breaks it: whoever read or wrote
// it would stumble, or mend it.
func TestAVisitWithoutItemsLeavesWhatWasSeenAlone(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a")
	must(t, s.db.Update(func(tx *bolt.Tx) error { return putRaw(tx, bucketSeen, []byte("feed"), []byte("broken")) }))
	acceptItems(t, s)
	_, _, err := s.Shown(t.Context(), "feed")
	wantError(t, err, ErrDamaged, `record "feed" of table seen`)
}

func TestEveryFlippedBitOfWhatWasSeenIsFound(t *testing.T) {
	record := encodeSeen("feed", shown{ids: news.Seen{1, 2}, names: news.Seen{3}})
	got, err := decodeSeen("feed", record)
	must(t, err)
	if diff := cmp.Diff([]news.Seen{{1, 2}, {3}}, []news.Seen{got.ids, got.names}); diff != "" {
		t.Error(diff)
	}
	for i := range len(record) * 8 {
		record[i/8] ^= 1 << (i % 8)
		if _, err := decodeSeen("feed", record); err == nil {
			t.Errorf("bit %d is not missed", i)
		}
		record[i/8] ^= 1 << (i % 8)
	}
	for n := range record {
		if _, err := decodeSeen("feed", record[:n]); err == nil {
			t.Errorf("cut to %d bytes it is read", n)
		}
	}
	wantError(t, func() error { _, err := decodeSeen("feet", record); return err }(), ErrDamaged, "checksum")
}

func TestPushesAreBounded(t *testing.T) {
	s := newStore(t)
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		for seq := range uint64(maxPushes) {
			if err := put(tx, bucketPushes, seqKey(seq+1), news.Push{Seq: seq + 1, Feed: "others"}); err != nil {
				return err
			}
		}
		return tx.Bucket([]byte(bucketPushes)).SetSequence(maxPushes)
	}))
	_, err := s.AddPush(t.Context(), news.Push{Feed: "feed"})
	wantError(t, err, nil, "store a push for feed feed: 10000 pushes wait to be read")
	must(t, s.DropPush(t.Context(), 7))
	_, err = s.AddPush(t.Context(), news.Push{Feed: "feed"})
	must(t, err)
}

package storage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// toThirdVersion turns a file back into what version 3 wrote.
func toThirdVersion(t *testing.T, path string) {
	t.Helper()
	raw(t, path, func(tx *bolt.Tx) error {
		must(t, makeTables(tx, []string{oldItems}))
		for _, e := range allOf(tx, bucketItems) {
			_, id, _ := bytes.Cut(e.key, []byte{0})
			must(t, putRaw(tx, oldItems, id, e.record))
		}
		for _, e := range allOf(tx, bucketHits) {
			h, err := read[news.Hit](bucketHits, e.key, e.record)
			must(t, err)
			h.Feed = ""
			must(t, put(tx, bucketHits, e.key, h))
		}
		must(t, tx.DeleteBucket([]byte(bucketItems)))
		return setSchemaVersion(tx, 3)
	})
}

func TestAStoreOfVersion3IsBroughtUpToDate(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	must(t, s.db.Update(func(tx *bolt.Tx) error { // as the judge leaves them
		for _, e := range allOf(tx, bucketHits) {
			h, err := read[news.Hit](bucketHits, e.key, e.record)
			must(t, err)
			h.Feed = "feed"
			must(t, put(tx, bucketHits, e.key, h))
		}
		return nil
	}))
	before := everything(t, s)
	must(t, s.Close())
	toThirdVersion(t, s.Path())
	s = reopen(t, s.Path())
	must(t, s.Check(t.Context()))
	if after := everything(t, s); !bytes.Equal(before, after) {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}

// A store is checked before it is brought up to date, so that a copy can still be
// made, and an older vedette go on with it.
func TestACheckLeavesAStoreOfVersion3AsItIs(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	must(t, s.Close())
	toThirdVersion(t, s.Path())
	check := func(want error) {
		t.Helper()
		before, err := os.ReadFile(s.Path())
		must(t, err)
		c, err := OpenToCheck(s.Path())
		must(t, err)
		if !c.Older() {
			t.Error("it is not known to be older")
		}
		if err := c.Check(t.Context()); !errors.Is(err, want) {
			t.Errorf("the check says %v, want %v", err, want)
		}
		must(t, c.Close())
		if after, err := os.ReadFile(s.Path()); err != nil || !bytes.Equal(before, after) {
			t.Errorf("the file was changed, %v", err)
		}
	}
	check(nil)
	raw(t, s.Path(), func(tx *bolt.Tx) error { return putRaw(tx, oldItems, []byte("c"), []byte("broken")) })
	check(ErrDamaged)
	s = reopen(t, s.Path())
	must(t, s.Close())
	c, err := OpenToCheck(s.Path())
	must(t, err)
	defer c.Close()
	if c.Older() {
		t.Error("it is known to be older still")
	}
}

// TestWhatIsDamagedInVersion3StaysToBeFound breaks an item, the place of another
// and a hit.
func TestWhatIsDamagedInVersion3StaysToBeFound(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	must(t, s.Close())
	toThirdVersion(t, s.Path())
	raw(t, s.Path(), func(tx *bolt.Tx) error {
		must(t, putRaw(tx, bucketArrivals, seqKey(2), []byte("broken"))) // item b
		must(t, putRaw(tx, oldItems, []byte("c"), []byte("broken")))
		return putRaw(tx, bucketHits, seqKey(4), []byte("broken"))
	})
	s = reopen(t, s.Path())
	err := s.Check(t.Context())
	for _, says := range []string{
		"record 0000000000000002 of table arrivals is damaged",
		"record 0063 of table items_by_feed is damaged", // c, of no feed
		"record 0000000000000004 of table hits is damaged",
	} {
		wantError(t, err, ErrDamaged, says)
	}
	if _, hits, err := s.Item(t.Context(), "a"); err != nil || len(hits) != 1 || hits[0].Feed != "feed" {
		t.Errorf("the hits of item a are %+v, %v", hits, err)
	}
	// What was shown is known, whatever became of its record.
	got, err := s.Accept(t.Context(), visitOf("b", "d"))
	must(t, err)
	if want := (news.Accepted{Known: 2}); got != want {
		t.Errorf("accepted %+v, want %+v", got, want)
	}
}

func TestAnItemIsFoundInAnyFeed(t *testing.T) {
	s := newStore(t)
	for feed := range 30 {
		v := news.Visit{State: news.FeedState{Feed: fmt.Sprint("feed-", feed), LastCheck: noon}}
		for i := range feed % 4 {
			v.Items = append(v.Items, news.Item{ID: fmt.Sprintf("%02d", (7*feed+3*i)%100), Feed: v.State.Feed})
		}
		_, err := s.Accept(t.Context(), v)
		must(t, err)
		must(t, s.db.View(func(tx *bolt.Tx) error {
			for _, it := range v.Items {
				want := itemKey(it.Feed, it.ID)
				for _, guess := range []string{it.Feed, "", "feed-0", "zzz"} {
					if got := keyOf(tx, guess, it.ID); !bytes.Equal(got[len(got)-2:], want[len(want)-2:]) || guess == it.Feed && !bytes.Equal(got, want) {
						t.Errorf("item %s of %s, looked for in %q: %q", it.ID, it.Feed, guess, got)
					}
				}
			}
			for _, id := range []string{"", "0", "000", "100", "zz"} {
				if got := keyOf(tx, "feed-1", id); got != nil {
					t.Errorf("item %q is found under %q", id, got)
				}
			}
			return nil
		}))
	}
}

// BenchmarkFindItem looks for an item by its id alone among those of many feeds.
func BenchmarkFindItem(b *testing.B) {
	for _, feeds := range []int{100, 10_000} {
		b.Run(fmt.Sprint(feeds, " feeds"), func(b *testing.B) {
			s := newStore(b)
			var id string
			for feed := range feeds {
				v := news.Visit{State: news.FeedState{Feed: fmt.Sprint("feed-", feed), LastCheck: noon}}
				for i := range 20 {
					id = news.ItemID(v.State.Feed, fmt.Sprint(i), "", "", "")
					v.Items = append(v.Items, news.Item{ID: id, Feed: v.State.Feed})
				}
				s.AcceptLater(b.Context(), &v, func(_ news.Accepted, err error) { must(b, err) })
			}
			if _, err := s.Accept(b.Context(), visitOf("last")); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			for range b.N {
				if _, _, err := s.Item(b.Context(), id); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestALookForAnItemEndsInADamagedTable lowers keys in turn: where one is
// the first of a page, what is looked for right before it is led back.
func TestALookForAnItemEndsInADamagedTable(t *testing.T) {
	s := newStore(t)
	v := news.Visit{State: news.FeedState{Feed: "m", LastCheck: noon}}
	for i := range 130 {
		v.Items = append(v.Items, news.Item{ID: fmt.Sprintf("%04d", i), Feed: "m"})
	}
	_, err := s.Accept(t.Context(), v)
	must(t, err)
	must(t, s.Close())
	whole, err := os.ReadFile(s.Path())
	must(t, err)
	path := filepath.Join(t.TempDir(), "damaged.db")
	for i := 30; i < 90; i++ {
		key := itemKey("m", v.Items[i].ID)
		low := append([]byte("a"), key[1:]...)
		must(t, os.WriteFile(path, bytes.ReplaceAll(whole, append(key, placeFormat), append(low, placeFormat)), 0o600))
		db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
		must(t, err)
		must(t, db.View(func(tx *bolt.Tx) error {
			if got := keyOf(tx, "", v.Items[i-1].ID+"x"); got != nil {
				t.Errorf("found under %q", got)
			}
			return nil
		}))
		must(t, db.Close())
	}
}

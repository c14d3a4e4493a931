package storage

import (
	"testing"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// holdItems stores held items of feed "feed".
func holdItems(t *testing.T, s *Store, ids ...string) {
	t.Helper()
	v := visitOf(ids...)
	for i := range v.Items {
		v.Items[i].Held = "old news"
	}
	_, err := s.Accept(t.Context(), v)
	must(t, err)
}

// What can be read is released whatever else is damaged; only then the damage is in
// the way.
func TestHeldItemsAreReleasedBesideDamagedOnes(t *testing.T) {
	s := newStore(t)
	holdItems(t, s, "a", "b", "c")
	v := visitOf("c")
	v.Items[0].Title = "Another title"
	_, err := s.Accept(t.Context(), v)
	must(t, err)
	damage(t, s, bucketArrivals, seqKey(2)) // of b
	damage(t, s, bucketRevisions, under("c", 0))
	held, err := s.HeldItems(t.Context(), "feed", 0)
	if err != nil || len(held) != 2 {
		t.Errorf("held are %d, %v", len(held), err)
	}
	n, err := s.ReleaseItems(t.Context(), "feed")
	if err != nil || n != 2 {
		t.Errorf("released are %d, %v", n, err)
	}
	for _, id := range []string{"a", "c"} {
		it, _, err := s.Item(t.Context(), id)
		if err != nil || it.Held != "" || it.Seq < 5 {
			t.Errorf("item %s is %+v, %v", id, it, err)
		}
	}
	_, err = s.ReleaseItems(t.Context(), "feed")
	wantError(t, err, ErrDamaged, "0000000000000002 of table arrivals")
}

func TestHeldItemsOfAnOlderStoreAreReleased(t *testing.T) {
	s := newStore(t)
	holdItems(t, s, "a", "b", "c")
	must(t, s.Close())
	toThirdVersion(t, s.Path())
	raw(t, s.Path(), func(tx *bolt.Tx) error { return putRaw(tx, bucketArrivals, seqKey(2), []byte("broken")) })
	s = reopen(t, s.Path())
	if n, err := s.ReleaseItems(t.Context(), "feed"); err != nil || n != 2 {
		t.Errorf("released are %d, %v", n, err)
	}
	must(t, s.db.View(func(tx *bolt.Tx) error {
		if n := countHeld(tx, "feed"); n != 1 {
			t.Errorf("%d are held still", n)
		}
		return nil
	}))
	if got, err := s.Accept(t.Context(), visitOf("a", "b", "c")); err != nil || got != (news.Accepted{Known: 3}) {
		t.Errorf("shown again they are %+v, %v", got, err)
	}
}

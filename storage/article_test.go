package storage

import (
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

func TestADamagedWishIsPassedOver(t *testing.T) {
	s := newStore(t)
	ids := shownFeed(t, s, "a", "b", "c", "d")
	damage(t, s, bucketArticles, []byte(ids[0]))
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		if err := tx.Bucket([]byte(bucketArticles)).Delete([]byte(ids[1])); err != nil {
			return err
		}
		return tx.Bucket([]byte(bucketArticleDue)).Put([]byte("short"), nil)
	}))
	var said []string
	for range 2 {
		jobs, damaged, err := s.DueArticles(t.Context(), noon.Add(time.Hour), 2, nil)
		if err != nil || len(jobs) != 2 || len(damaged) == 0 {
			t.Fatalf("got %+v, damaged %v, %v", jobs, damaged, err)
		}
		for _, d := range damaged {
			wantError(t, d, ErrDamaged, "of table article")
			said = append(said, d.Error())
		}
	}
	if n := len(said) / 2; said[0] != said[n] {
		t.Errorf("first %q is said, then %q", said[0], said[n])
	}
	wantError(t, s.Check(t.Context()), ErrDamaged, "of table article")
}

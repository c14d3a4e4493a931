package storage

import (
	"fmt"
	"testing"

	"vedette/news"
)

// revise has an item shown again with another title.
func revise(t *testing.T, s *Store, id string, n int) news.Accepted {
	t.Helper()
	v := visitOf(id)
	v.Items[0].Title = fmt.Sprint("Title number ", n)
	got, err := s.Accept(t.Context(), v)
	must(t, err)
	return got
}

// An earlier version that is damaged hides no correction, nor keeps the visit from
// being stored, also when it is the one to be dropped.
func TestAnItemIsRevisedThoughAnEarlierVersionIsDamaged(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a")
	for n := range 3 {
		revise(t, s, "a", n)
	}
	damage(t, s, bucketRevisions, under("a", 1))
	for n := 3; n < news.MaxRevisions+10; n++ {
		if got := revise(t, s, "a", n); got != (news.Accepted{Revised: 1}) {
			t.Fatalf("revision %d: accepted %+v", n, got)
		}
	}
	it, _, err := s.Item(t.Context(), "a")
	must(t, err)
	versions, err := s.Revisions(t.Context(), "a")
	must(t, err)
	if it.Revision != news.MaxRevisions+10 || len(versions) != news.MaxRevisions {
		t.Errorf("it is revision %d, with %d earlier ones", it.Revision, len(versions))
	}
}

func TestTheCurrentVersionThatIsDamagedStaysAndIsCounted(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a", "b")
	damage(t, s, bucketArrivals, seqKey(1))
	if got := revise(t, s, "a", 1); got != (news.Accepted{Known: 1, Damaged: 1}) {
		t.Errorf("accepted %+v", got)
	}
}

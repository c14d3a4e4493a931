package storage

import (
	"context"
	"errors"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

func TestFaultsAreListedWithWhatToDo(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	damage(t, s, bucketPushes, seqKey(1))
	damage(t, s, bucketFeeds, []byte("feed"))
	damage(t, s, bucketAlerts, seqKey(1))
	read := 0
	faults := Faults(s.CheckWith(t.Context(), func(n int) { read += n }))
	does := map[string]string{}
	for _, f := range faults {
		if strings.Contains(f.What, "\n") {
			t.Errorf("%q is no line", f.What)
		}
		for _, of := range []string{"of table pushes is damaged", "of table feeds is damaged", "of table alerts is damaged"} {
			if strings.Contains(f.What, of) {
				does[of] = f.Do
			}
		}
	}
	if !strings.HasPrefix(does["of table pushes is damaged"], "nothing: ") || !strings.Contains(does["of table feeds is damaged"], "begins anew") ||
		!strings.Contains(does["of table alerts is damaged"], "restore a backup") {
		t.Errorf("found %+v", faults)
	}
	for _, err := range []error{nil, context.Canceled, errors.Join(errors.New("x"))} {
		if got := Faults(err); got != nil {
			t.Errorf("of %v there are %v", err, got)
		}
	}
}

// The name of a feed is anybody's to choose, and may read like a table's.
func TestTheRemedyIsThatOfTheTableWhateverTheTextSays(t *testing.T) {
	s := newStore(t)
	v := visitOf("a")
	v.State.Feed = "of table pushes"
	_, err := s.Accept(t.Context(), v)
	must(t, err)
	damage(t, s, bucketSeen, []byte(v.State.Feed))
	faults := Faults(s.Check(t.Context()))
	if len(faults) != 1 || !strings.Contains(faults[0].Do, "restore a backup") {
		t.Errorf("found %+v", faults)
	}
}

func TestAMissingKeyHasTheRemedyOfItsTable(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(bucketArticleDue)).Delete(timeKey(noon, "held"))
	}))
	faults := Faults(s.Check(t.Context()))
	if len(faults) == 0 || !strings.HasPrefix(faults[0].Do, "nothing: ") {
		t.Errorf("found %+v", faults)
	}
}

package storage

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	bolterrors "go.etcd.io/bbolt/errors"

	"vedette/news"
)

// fillUp accepts large items until the store gives an error.
func fillUp(t *testing.T, s *Store) error {
	t.Helper()
	for i := range 10_000 {
		v := visitOf(fmt.Sprint("large-", i))
		v.Items[0].Text = strings.Repeat("x", 20_000)
		if _, err := s.Accept(t.Context(), v); err != nil {
			return err
		}
	}
	t.Fatal("the store never got full")
	return nil
}

// stillWhole checks that a store that has refused a change holds together,
// takes up nothing of it, and goes on where there is room.
func stillWhole(t *testing.T, s *Store) {
	t.Helper()
	must(t, s.Check(t.Context()))
	totals, err := s.Totals(t.Context())
	must(t, err)
	items, _, err := s.ItemsAfter(t.Context(), 0, totals.Items+1)
	must(t, err)
	if len(items) != totals.Items || totals.Items == 0 {
		t.Errorf("there are %d items, the totals say %d", len(items), totals.Items)
	}
	must(t, s.Close())
	must(t, reopen(t, s.Path()).Check(t.Context()))
}

func TestAFullStoreSaysSoAndStaysWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	s, err := open(path, options{create: true, migrations: migrations(), maxSize: 2 << 20, noSync: true})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	wantError(t, fillUp(t, s), bolterrors.ErrMaxSizeReached, "store the visit of feed feed: ")

	j := judgement(0)
	for i := range 5000 {
		h := news.Hit{ID: fmt.Sprint("hit-", i), Rule: "rule", ItemID: "large-0", Clause: strings.Repeat("x", 2000)}
		j.Hits = append(j.Hits, h)
	}
	_, err = s.Commit(t.Context(), j)
	wantError(t, err, bolterrors.ErrMaxSizeReached, "commit the judgement of judge up to 1: ")
	if at, err := s.Cursor(t.Context(), "judge"); err != nil || at != 0 {
		t.Errorf("the cursor stands at %d, error %v", at, err)
	}
	stillWhole(t, s)
}

package storage

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"vedette/news"
)

// mark is a change that leaves a key behind.
func mark(name string) func(*bolt.Tx) error {
	return func(t *bolt.Tx) error { return putRaw(t, bucketHolds, []byte(name), nothing) }
}

// marked tells whether a change was kept.
func marked(t *testing.T, s *Store, name string) bool {
	t.Helper()
	var found bool
	must(t, s.db.View(func(tx *bolt.Tx) error {
		found = tx.Bucket([]byte(bucketHolds)).Get([]byte(name)) != nil
		return nil
	}))
	return found
}

// inOneGroup gives changes to a store while its writer is busy, so that they
// all wait and go into one transaction, and gives their results.
func inOneGroup(t *testing.T, s *Store, changes ...func(*bolt.Tx) error) []error {
	t.Helper()
	busy, err := s.db.Begin(true)
	must(t, err)
	results := make([]error, len(changes))
	var wg sync.WaitGroup
	for i, fn := range changes {
		wg.Go(func() { results[i] = s.visits.do(t.Context(), fn) })
	}
	waitFor(s, len(changes))
	must(t, busy.Rollback())
	wg.Wait()
	return results
}

// waitFor waits until so many changes stand in line.
func waitFor(s *Store, n int) {
	for waiting := -1; waiting < n; {
		s.visits.mu.Lock()
		waiting = len(s.visits.waiting)
		s.visits.mu.Unlock()
		runtime.Gosched()
	}
}

func TestChangesThatWaitShareATransaction(t *testing.T) {
	s := newStore(t)
	var mu sync.Mutex
	transactions := map[*bolt.Tx]bool{}
	changes := make([]func(*bolt.Tx) error, 50)
	for i := range changes {
		changes[i] = func(tx *bolt.Tx) error {
			mu.Lock()
			defer mu.Unlock()
			transactions[tx] = true
			return mark(fmt.Sprint(i))(tx)
		}
	}
	for i, err := range inOneGroup(t, s, changes...) {
		if err != nil || !marked(t, s, fmt.Sprint(i)) {
			t.Errorf("change %d: error %v", i, err)
		}
	}
	if len(transactions) != 1 {
		t.Errorf("%d transactions", len(transactions))
	}
}

func TestAChangeThatFailsHurtsNoOther(t *testing.T) {
	broken := errors.New("broken")
	for name, fail := range map[string]func(*bolt.Tx) error{
		"an error": func(tx *bolt.Tx) error { return errors.Join(mark("half done")(tx), broken) },
		"a panic": func(tx *bolt.Tx) error {
			must(t, mark("half done")(tx))
			panic("a broken page")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			results := inOneGroup(t, s, mark("a"), fail, mark("b"), fail, mark("c"))
			for i, wantErr := range []bool{false, true, false, true, false} {
				if (results[i] != nil) != wantErr {
					t.Errorf("change %d: error %v", i, results[i])
				}
				if name == "a panic" && wantErr && !errors.Is(results[i], ErrDamaged) {
					t.Errorf("change %d: error %v", i, results[i])
				}
			}
			for _, kept := range []string{"a", "b", "c"} {
				if !marked(t, s, kept) {
					t.Errorf("%s is lost", kept)
				}
			}
			if marked(t, s, "half done") {
				t.Error("half of a change was kept")
			}
			must(t, s.visits.do(t.Context(), mark("later")))
		})
	}
}

// TestACancelledCallerHurtsNoOther cancels the first in line and one in between.
func TestACancelledCallerHurtsNoOther(t *testing.T) {
	s := newStore(t)
	busy, err := s.db.Begin(true)
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	results := make([]error, 4)
	var wg, gone sync.WaitGroup
	for i, c := range []context.Context{ctx, t.Context(), ctx, t.Context()} {
		group := &wg
		if i == 2 {
			group = &gone
		}
		group.Go(func() { results[i] = s.visits.do(c, mark(fmt.Sprint(i))) })
		waitFor(s, i+1)
	}
	cancel()
	gone.Wait() // before the transaction that it waited for
	must(t, busy.Rollback())
	wg.Wait()
	for i, cancelled := range []bool{true, false, true, false} {
		if errors.Is(results[i], context.Canceled) != cancelled || marked(t, s, fmt.Sprint(i)) == cancelled {
			t.Errorf("change %d: error %v", i, results[i])
		}
	}
}

func TestAGroupThatIsTooLargeIsStoredOneByOne(t *testing.T) {
	s, err := open(filepath.Join(t.TempDir(), "vedette.db"), options{create: true, migrations: migrations(), maxSize: 1 << 20, noSync: true})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	large := func(tx *bolt.Tx) error { return putRaw(tx, bucketHolds, []byte("large"), make([]byte, 2<<20)) }
	results := inOneGroup(t, s, mark("a"), large, mark("b"))
	wantError(t, results[1], bolterrors.ErrMaxSizeReached, "")
	if results[0] != nil || results[2] != nil || !marked(t, s, "a") || !marked(t, s, "b") {
		t.Errorf("results %v", results)
	}
}

func TestMoreThanAGroupTakesSeveralTransactions(t *testing.T) {
	s := newStore(t)
	changes := make([]func(*bolt.Tx) error, 2*maxGroup+1)
	for i := range changes {
		changes[i] = mark(fmt.Sprint(i))
	}
	for i, err := range inOneGroup(t, s, changes...) {
		if err != nil || !marked(t, s, fmt.Sprint(i)) {
			t.Errorf("change %d: error %v", i, err)
		}
	}
}

func TestAClosedStoreRefusesAGroup(t *testing.T) {
	s := newStore(t)
	must(t, s.Close())
	for range 3 {
		if err := s.visits.do(t.Context(), mark("a")); !errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
			t.Errorf("error %v", err)
		}
	}
}

// TestADamagedFeedDoesNotKeepOthersFromBeingVisited has one of many visits at
// once stumble over a record.
func TestADamagedFeedDoesNotKeepOthersFromBeingVisited(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a")
	must(t, s.db.Update(func(tx *bolt.Tx) error { return putRaw(tx, bucketSeen, []byte("feed"), []byte("broken")) }))
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			v := newsVisit(fmt.Sprint("feed-", i), i, 1)
			if i == 7 {
				v.State.Feed = "feed"
			}
			_, err := s.Accept(t.Context(), v)
			if errors.Is(err, ErrDamaged) != (i == 7) || (err != nil) != (i == 7) {
				t.Errorf("visit %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	totals, err := s.Totals(t.Context())
	must(t, err)
	if totals != (news.Totals{Items: 64}) {
		t.Errorf("totals %+v", totals)
	}
}

package storage

import (
	"context"
	"fmt"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// manyItems stores more items than one read transaction looks at.
func manyItems(t *testing.T, s *Store) int {
	t.Helper()
	var ids []string
	for i := range 2*walkBatch + 1 {
		ids = append(ids, fmt.Sprint("item-", i))
	}
	acceptItems(t, s, ids...)
	return len(ids)
}

func TestAWalkSeesEachKeyOnceOverManyTransactions(t *testing.T) {
	s := newStore(t)
	n := manyItems(t, s)
	transactions := make(map[*bolt.Tx]bool)
	last := uint64(n + 1)
	err := s.newest(t.Context(), walk{bucket: bucketArrivals}, func(tx *bolt.Tx, seq uint64, _ []byte) (bool, error) {
		transactions[tx] = true
		if seq != last-1 {
			t.Fatalf("%d comes after %d", seq, last)
		}
		last = seq
		return true, nil
	})
	must(t, err)
	if last != 1 || len(transactions) != 3 {
		t.Errorf("it ended at %d after %d transactions", last, len(transactions))
	}
}

func TestAWalkStopsWhenItsContextDoes(t *testing.T) {
	s := newStore(t)
	manyItems(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := s.newest(ctx, walk{what: "walk", bucket: bucketArrivals}, func(*bolt.Tx, uint64, []byte) (bool, error) {
		n++
		cancel()
		return true, nil
	})
	wantError(t, err, context.Canceled, "walk: ")
	if n != walkBatch {
		t.Errorf("it looked at %d records", n)
	}
}

func TestAWalkGoesOnWhileOthersWrite(t *testing.T) {
	s := newStore(t)
	n := manyItems(t, s)
	seen := 0
	var writers sync.WaitGroup
	err := s.newest(t.Context(), walk{bucket: bucketArrivals}, func(*bolt.Tx, uint64, []byte) (bool, error) {
		if seen++; seen%walkBatch == 0 {
			id := fmt.Sprint("new-", seen)
			writers.Go(func() {
				if _, err := s.Accept(t.Context(), visitOf(id)); err != nil {
					t.Error(err)
				}
			})
		}
		return true, nil
	})
	writers.Wait()
	must(t, err)
	if seen != n {
		t.Errorf("saw %d of %d", seen, n)
	}
}

func TestContentsOfALongAlertAreReadInBatches(t *testing.T) {
	s := newStore(t)
	n := manyItems(t, s)
	j := news.Judgement{Cursor: "judge", Through: 1}
	p := news.Alert{Key: "k", Receiver: "desk", Created: noon, Due: noon}
	for i := range n {
		id := fmt.Sprint("item-", i)
		h := news.Hit{ID: news.HitID("rule", id), Rule: "rule", ItemID: id}
		j.Hits, p.Hits = append(j.Hits, h), append(p.Hits, h.ID)
	}
	p.Hits = p.Hits[:news.MaxAlertHits]
	j.Alerts = []news.Alert{p}
	_, err := s.Commit(t.Context(), j)
	must(t, err)
	alerts, err := s.Alerts(t.Context(), news.AlertQuery{})
	must(t, err)
	findings, err := s.Contents(t.Context(), alerts[0])
	must(t, err)
	if len(findings) != news.MaxAlertHits || len(findings) < 2*walkBatch {
		t.Errorf("%d findings of %d", len(findings), news.MaxAlertHits)
	}
}

package storage

import (
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Commit stores a judgement whole: its hits, the alerts that tell of them, and
// the cursor at Through. A cursor that does not stand at From (0 before the
// first commit) gives news.ErrFenced and changes nothing.
//
// A hit whose id is stored is passed over, and so is every mention of it in a
// proposal; a proposal left without hits is dropped. The others join the alert
// with their key that was never claimed and has room, or open one; what goes
// beyond news.MaxAlertHits opens the next, due as its proposal wants. A hit on
// an item that is not stored gives news.ErrNotFound.
func (s *Store) Commit(ctx context.Context, j news.Judgement) (news.Committed, error) {
	if err := checkJudgement(j); err != nil {
		return news.Committed{}, err
	}
	var done news.Committed
	what := fmt.Sprintf("commit the judgement of %s up to %d", j.Cursor, j.Through)
	err := s.update(ctx, what, func(t *bolt.Tx) (err error) {
		done, err = commit(t, j)
		return err
	})
	if err != nil {
		return news.Committed{}, err
	}
	return done, nil
}

// Cursor gives the seq of the last item that the named reader has judged, 0
// for a name that never committed.
func (s *Store) Cursor(ctx context.Context, name string) (uint64, error) {
	var at uint64
	err := s.view(ctx, "read cursor "+name, func(t *bolt.Tx) (err error) {
		at, err = cursorAt(t, name)
		return err
	})
	return at, err
}

func checkJudgement(j news.Judgement) error {
	if err := checkName("the cursor's name", j.Cursor); err != nil {
		return err
	}
	if j.Through < j.From {
		return fmt.Errorf("cursor %s cannot go back from %d to %d", j.Cursor, j.From, j.Through)
	}
	for _, h := range j.Hits {
		if err := checkName("the hit's id", h.ID); err != nil {
			return err
		}
		if err := checkName("the hit's rule", h.Rule); err != nil {
			return err
		}
	}
	return checkProposals(j.Alerts)
}

func checkProposals(list []news.Alert) error {
	for _, p := range list {
		if err := checkName("the alert's key", p.Key); err != nil {
			return err
		}
		if err := checkName("the alert's receiver", p.Receiver); err != nil {
			return err
		}
	}
	return nil
}

func commit(t *bolt.Tx, j news.Judgement) (news.Committed, error) {
	var done news.Committed
	if err := moveCursor(t, j); err != nil {
		return done, err
	}
	fresh := make(map[string]bool, len(j.Hits))
	for _, h := range j.Hits {
		if t.Bucket([]byte(bucketHitIDs)).Get([]byte(h.ID)) != nil {
			continue
		}
		h, err := addHit(t, h)
		if err != nil {
			return done, err
		}
		fresh[h.ID] = true
		done.Hits = append(done.Hits, h)
	}
	var err error
	if done.Opened, done.Joined, err = propose(t, j.Alerts, fresh, nil); err != nil {
		return done, err
	}
	return done, addTotals(t, news.Totals{Hits: len(done.Hits)})
}

func moveCursor(t *bolt.Tx, j news.Judgement) error {
	at, err := cursorAt(t, j.Cursor)
	if err != nil {
		return err
	}
	if at != j.From {
		return fmt.Errorf("the cursor stands at %d, not at %d: %w", at, j.From, news.ErrFenced)
	}
	return put(t, bucketCursors, []byte(j.Cursor), cursor{Name: j.Cursor, Seq: j.Through})
}

// cursor is the record of how far a reader has judged. It holds its own name,
// so that Check finds a damaged key.
type cursor struct {
	Name string `json:"name"`
	Seq  uint64 `json:"seq"`
}

func cursorAt(t *bolt.Tx, name string) (uint64, error) {
	c, _, err := get[cursor](t, bucketCursors, []byte(name))
	return c.Seq, err
}

// addHit stores a hit at the end of the order of judging.
func addHit(t *bolt.Tx, h news.Hit) (news.Hit, error) {
	if keyOf(t, h.Feed, h.ItemID) == nil {
		return h, fmt.Errorf("item %q of a hit of rule %s: %w", h.ItemID, h.Rule, news.ErrNotFound)
	}
	seq, err := t.Bucket([]byte(bucketHits)).NextSequence()
	if err != nil {
		return h, err
	}
	h.Seq = seq
	if err := put(t, bucketHits, seqKey(seq), h); err != nil {
		return h, err
	}
	if err := putRaw(t, bucketHitIDs, []byte(h.ID), seqKey(seq)); err != nil {
		return h, err
	}
	if err := putRaw(t, bucketHitsByItem, under(h.ItemID, seq), nothing); err != nil {
		return h, err
	}
	return h, putRaw(t, bucketHitsByRule, under(h.Rule, seq), nothing)
}

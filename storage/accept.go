package storage

import (
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Accept stores a visit whole: its new and revised items, in the order given,
// and the feed's next state. Of the state, Seen, Items and LastNew are filled
// in here; the visit's time is State.LastCheck.
//
// An item whose content is stored already is known, and so is one that is not
// stored any more but that the feed has shown before. A stored item with other
// content is revised: the old version is kept, and the item arrives again. An
// item that stands twice in a visit counts once, as it stands first.
func (s *Store) Accept(ctx context.Context, visit news.Visit) (news.Accepted, error) {
	if err := checkVisit(visit); err != nil {
		return news.Accepted{}, err
	}
	var accepted news.Accepted
	what := fmt.Sprintf("store the visit of feed %s", visit.State.Feed)
	err := s.update(ctx, what, func(t *bolt.Tx) (err error) {
		accepted, err = accept(t, visit)
		return err
	})
	if err != nil {
		return news.Accepted{}, err
	}
	return accepted, nil
}

func checkVisit(visit news.Visit) error {
	if err := checkName("the visit's feed id", visit.State.Feed); err != nil {
		return err
	}
	for _, it := range visit.Items {
		if err := checkName("the item's id", it.ID); err != nil {
			return fmt.Errorf("feed %s: %w", visit.State.Feed, err)
		}
	}
	return nil
}

func accept(t *bolt.Tx, visit news.Visit) (news.Accepted, error) {
	var accepted news.Accepted
	feed := []byte(visit.State.Feed)
	old, _, err := get[news.FeedState](t, bucketFeeds, feed)
	if err != nil {
		return accepted, err
	}
	done := make(map[string]bool, len(visit.Items))
	for _, it := range visit.Items {
		if done[it.ID] {
			continue
		}
		done[it.ID] = true
		if err := acceptItem(t, it, old.Seen, visit, &accepted); err != nil {
			return accepted, err
		}
	}
	if err := addTotals(t, news.Totals{Items: accepted.New}); err != nil {
		return accepted, err
	}
	return accepted, put(t, bucketFeeds, feed, nextState(old, visit, accepted))
}

// acceptItem stores one item as far as it is new or revised, and counts it.
func acceptItem(t *bolt.Tx, it news.Item, seen news.Seen, visit news.Visit, accepted *news.Accepted) error {
	var stored *news.Item
	switch old, ok, err := get[news.Item](t, bucketItems, []byte(it.ID)); {
	case err != nil:
		return err
	case ok:
		stored = &old
	}
	it, kind := meet(it, stored, seen, visit.State.LastCheck)
	switch kind {
	case arrivalKnown:
		accepted.Known++
		return nil
	case arrivalNew:
		accepted.New++
	case arrivalRevised:
		accepted.Revised++
		if err := retireVersion(t, *stored); err != nil {
			return err
		}
	}
	return arrive(t, it)
}

// retireVersion moves a version to the revisions and takes back its arrival.
func retireVersion(t *bolt.Tx, old news.Item) error {
	if err := put(t, bucketRevisions, under(old.ID, uint64(old.Revision)), old); err != nil {
		return err
	}
	return remove(t, bucketArrivals, seqKey(old.Seq))
}

// arrive stores an item at the end of the order of arrival.
func arrive(t *bolt.Tx, it news.Item) error {
	seq, err := t.Bucket([]byte(bucketArrivals)).NextSequence()
	if err != nil {
		return err
	}
	it.Seq = seq
	if err := putRaw(t, bucketArrivals, seqKey(seq), []byte(it.ID)); err != nil {
		return err
	}
	return put(t, bucketItems, []byte(it.ID), it)
}

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
// An item whose content is that of one of its last news.RecentVersions is known
// and stays as it is, and so is one that is not stored any more but that the
// feed has shown before. A stored item with other content is revised: the new
// version arrives behind all others, and the old one is kept where it arrived,
// up to news.MaxRevisions. An item that stands twice in a visit counts once, as
// it stands first.
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
	stored, err := recentVersions(t, it.ID)
	if err != nil {
		return err
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
		if err := retireVersion(t, stored[0]); err != nil {
			return err
		}
	}
	return arrive(t, it)
}

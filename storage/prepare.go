package storage

import (
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// prepared is a visit with all done for it that needs no transaction: there is
// one for all writers, while this is done beside it.
type prepared struct {
	news.Visit
	state []byte // the body of the feed's record
	items []preparedItem
	ids   []string
	names []uint64
}

// preparedItem is an item that stands in the visit for the first time.
type preparedItem struct {
	news.Item
	content content
	record  []byte // if it is new; nil when it did not seem to be
}

// makeReady makes a visit ready to be stored. It looks which items are stored
// already, so that only those that are not are made ready as new ones; this
// may have changed when the visit's turn comes, and is no more than a guess.
func (s *Store) makeReady(ctx context.Context, visit news.Visit) (prepared, error) {
	p := prepared{Visit: visit}
	if err := checkVisit(visit); err != nil {
		return p, err
	}
	p.state = encodeState(visit.State)
	if len(visit.Items)+len(visit.Shown) == 0 {
		return p, nil
	}
	stored, err := s.stored(ctx, visit.Items)
	if err != nil {
		return p, err
	}
	done := make(map[string]bool, len(visit.Items))
	for i, it := range visit.Items {
		p.ids = append(p.ids, it.ID)
		if done[it.ID] {
			continue
		}
		done[it.ID] = true
		p.items = append(p.items, readyItem(it, stored[i], visit))
	}
	p.ids = append(p.ids, visit.Shown...)
	p.names = news.Names(visit.Items)
	return p, nil
}

func readyItem(it news.Item, stored bool, visit news.Visit) preparedItem {
	it = readable(it)
	p := preparedItem{Item: it, content: it.ContentSum()}
	if !stored {
		p.record = encodeItem(asNew(it, visit.State.LastCheck))
	}
	return p
}

// stored tells of each item whether one with its id is stored.
func (s *Store) stored(ctx context.Context, items []news.Item) ([]bool, error) {
	found := make([]bool, len(items))
	err := s.view(ctx, "look for items", func(t *bolt.Tx) error {
		b := t.Bucket([]byte(bucketItems))
		for i, it := range items {
			found[i] = b.Get([]byte(it.ID)) != nil
		}
		return nil
	})
	return found, err
}

func checkVisit(visit news.Visit) error {
	if err := checkName("the visit's feed id", visit.State.Feed); err != nil {
		return err
	}
	for _, it := range visit.Items {
		if err := checkName("the item's id", it.ID); err != nil {
			return fmt.Errorf("feed %s: %w", visit.State.Feed, err)
		}
		if it.Held == "" {
			continue
		}
		if err := checkName("the held item's feed id", it.Feed); err != nil {
			return err
		}
	}
	for _, n := range visit.Notices {
		if err := checkName("the notice's id", n.ID); err != nil {
			return err
		}
	}
	if h := visit.Hold.Host; h != "" {
		if err := checkName("the host to be left alone", h); err != nil {
			return err
		}
	}
	return checkProposals(visit.Alerts)
}

package storage

import (
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// prepared is a visit with all done for it that needs no transaction: there is
// one for all writers, while this is done beside it.
type prepared struct {
	*news.Visit
	state []byte // the feed's record, without its head
	items []preparedItem
	ids   []string
	names []uint64

	accepted news.Accepted // what was new, once it is stored
}

// preparedItem is an item that stands in the visit for the first time.
type preparedItem struct {
	news.Item
	key     []byte
	content content
	record  []byte // if it is new; nil when it did not seem to be
}

// makeReady makes a visit ready to be stored. Items that the feed has not shown,
// as the visit's state says or else as is stored, are made ready as new ones:
// whether they are is asked when the visit's turn comes, and this is no more than
// a guess.
func (s *Store) makeReady(ctx context.Context, visit *news.Visit) (*prepared, error) {
	p := &prepared{Visit: visit}
	if err := ctx.Err(); err != nil {
		return p, err
	}
	if err := checkVisit(visit); err != nil {
		return p, err
	}
	p.state = encodeState(&visit.State)
	if len(visit.Items)+len(visit.Shown) == 0 {
		return p, nil
	}
	seen := visit.State.Seen
	if seen == nil {
		old, err := s.shown(ctx, visit.State.Feed)
		if err != nil {
			return p, err
		}
		seen = old.ids
	}
	p.ids = make([]string, 0, len(visit.Items)+len(visit.Shown))
	p.items = make([]preparedItem, 0, len(visit.Items))
	done := make(map[string]bool, len(visit.Items))
	for _, it := range visit.Items {
		p.ids = append(p.ids, it.ID)
		if done[it.ID] {
			continue
		}
		done[it.ID] = true
		p.items = append(p.items, readyItem(it, seen.Has(it.ID), visit.State.LastCheck))
	}
	p.ids = append(p.ids, visit.Shown...)
	p.names = news.Names(visit.Items)
	return p, nil
}

func readyItem(it news.Item, shown bool, at time.Time) preparedItem {
	it = readable(it)
	p := preparedItem{Item: it, key: itemKey(it.Feed, it.ID), content: it.ContentSum()}
	if !shown {
		p.record = encodeItem(asNew(it, at))
	}
	return p
}

// shown reads what a feed has shown so far.
func (s *Store) shown(ctx context.Context, feed string) (shown, error) {
	var old shown
	err := s.view(ctx, "read what was shown", func(t *bolt.Tx) (err error) {
		old, err = getSeen(t, feed)
		return err
	})
	return old, err
}

func checkVisit(visit *news.Visit) error {
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

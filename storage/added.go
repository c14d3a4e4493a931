package storage

import (
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// AddFeeds stores feeds that were added while vedette ran, all in one
// transaction. For each it gives the feed that has its address (by
// news.AddressKey), or else its id, and for which it was left out; the zero value
// says that it was added. If it was visited before, it is due when it was added.
// Of two in the list that clash the first is added. A feed without an id or an
// address is an error, and nothing is stored then.
func (s *Store) AddFeeds(ctx context.Context, feeds []news.AddedFeed) ([]news.AddedFeed, error) {
	for _, f := range feeds {
		if err := checkName("the feed's id", f.ID); err != nil {
			return nil, err
		}
		if f.URL == "" {
			return nil, fmt.Errorf("feed %s has no address", f.ID)
		}
	}
	var inTheWay []news.AddedFeed
	err := s.update(ctx, "add feeds", func(t *bolt.Tx) (err error) {
		inTheWay, err = addFeeds(t, feeds)
		return err
	})
	if err != nil {
		return nil, err
	}
	return inTheWay, nil
}

func addFeeds(t *bolt.Tx, feeds []news.AddedFeed) ([]news.AddedFeed, error) {
	all, err := addedFeeds(t)
	if err != nil {
		return nil, err
	}
	byID, byURL := map[string]news.AddedFeed{}, map[string]news.AddedFeed{}
	for _, f := range all {
		byID[f.ID], byURL[news.AddressKey(f.URL)] = f, f
	}
	inTheWay := make([]news.AddedFeed, len(feeds))
	for i, f := range feeds {
		address := news.AddressKey(f.URL)
		old, found := byURL[address]
		if !found {
			old, found = byID[f.ID]
		}
		if found {
			inTheWay[i] = old
			continue
		}
		byID[f.ID], byURL[address] = f, f
		if err := put(t, bucketAdded, []byte(f.ID), f); err != nil {
			return nil, err
		}
		if err := dueAgain(t, f); err != nil {
			return nil, err
		}
	}
	return inTheWay, nil
}

// dueAgain makes a feed due when it was added that had been added before and
// taken out: the time of its next visit is from then.
func dueAgain(t *bolt.Tx, f news.AddedFeed) error {
	record := t.Bucket([]byte(bucketFeeds)).Get([]byte(f.ID))
	if record == nil || f.Added.IsZero() {
		return nil
	}
	var state news.FeedState
	if readState([]byte(f.ID), record, &state) != nil {
		return nil // its visit will find that, and others are added with it
	}
	if state.Stopped != "" || !state.NextCheck.After(f.Added) {
		return nil
	}
	if err := moveInQueue(t, f.ID, state.NextCheck, f.Added, state.Plan); err != nil {
		return err
	}
	state.NextCheck, state.NextWhy = f.Added, "it was added again"
	return putFeed(t, f.ID, feedHead{state.Items, state.LastNew, f.Added}, encodeState(&state))
}

// RemoveFeed takes out a feed that was added; its items and its state stay. No
// such feed gives news.ErrNotFound.
func (s *Store) RemoveFeed(ctx context.Context, id string) error {
	return s.update(ctx, "remove feed "+id, func(t *bolt.Tx) error {
		if t.Bucket([]byte(bucketAdded)).Get([]byte(id)) == nil {
			return news.ErrNotFound
		}
		return remove(t, bucketAdded, []byte(id))
	})
}

// AddedFeeds gives the feeds that were added, by id.
func (s *Store) AddedFeeds(ctx context.Context) ([]news.AddedFeed, error) {
	var feeds []news.AddedFeed
	err := s.view(ctx, "read the added feeds", func(t *bolt.Tx) (err error) {
		feeds, err = addedFeeds(t)
		return err
	})
	if err != nil {
		return nil, err
	}
	return feeds, nil
}

func addedFeeds(t *bolt.Tx) ([]news.AddedFeed, error) {
	var feeds []news.AddedFeed
	err := t.Bucket([]byte(bucketAdded)).ForEach(func(k, v []byte) error {
		f, err := read[news.AddedFeed](bucketAdded, k, v)
		feeds = append(feeds, f)
		return err
	})
	return feeds, err
}

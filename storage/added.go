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
// Of two in the list that clash the first is added. One whose record is damaged
// keeps its id: it is to be removed first. A feed without an id or an address is an
// error, and nothing is stored then.
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
	byID, byURL := map[string]news.AddedFeed{}, map[string]news.AddedFeed{}
	for _, f := range addedFeeds(t) {
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
		f.Damaged = ""
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
		return dueAnew(t, f.ID, f.Added) // its visit will find that, and others are added with it
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

// AddedFeeds gives the feeds that were added, by id. Those whose records cannot be
// read any more are among them, as far as they are known: see news.AddedFeed.Damaged.
func (s *Store) AddedFeeds(ctx context.Context) ([]news.AddedFeed, error) {
	var feeds []news.AddedFeed
	err := s.view(ctx, "read the added feeds", func(t *bolt.Tx) error {
		feeds = addedFeeds(t)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return feeds, nil
}

func addedFeeds(t *bolt.Tx) []news.AddedFeed {
	var feeds []news.AddedFeed
	c := t.Bucket([]byte(bucketAdded)).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		feeds = append(feeds, readAdded(t, k, v))
	}
	return feeds
}

// readAdded reads an added feed's record. Of one that is damaged it gives what is
// known beside it: the key, and where the feed was asked last.
func readAdded(t *bolt.Tx, key, record []byte) news.AddedFeed {
	f, err := read[news.AddedFeed](bucketAdded, key, record)
	if err == nil {
		return f
	}
	f = news.AddedFeed{ID: string(key), Name: string(key), Damaged: err.Error()}
	var state news.FeedState
	if record := t.Bucket([]byte(bucketFeeds)).Get(key); record != nil && readState(key, record, &state) == nil {
		f.URL = state.Address
	}
	return f
}

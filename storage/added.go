package storage

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// AddFeed stores a feed that was added while vedette ran. An id or address that
// another added feed has gives news.ErrExists.
func (s *Store) AddFeed(ctx context.Context, f news.AddedFeed) error {
	if err := checkName("the feed's id", f.ID); err != nil {
		return err
	}
	if f.URL == "" {
		return errors.New("the feed has no address")
	}
	return s.update(ctx, "add feed "+f.ID, func(t *bolt.Tx) error {
		all, err := addedFeeds(t)
		if err != nil {
			return err
		}
		for _, old := range all {
			if old.ID == f.ID || old.URL == f.URL {
				return fmt.Errorf("feed %s at %s: %w", old.ID, old.URL, news.ErrExists)
			}
		}
		return put(t, bucketAdded, []byte(f.ID), f)
	})
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

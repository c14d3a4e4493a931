package storage

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Unread gives the body of a feed that could not be read. It is there as long as
// the feed's state names one; else the error is news.ErrNotFound.
func (s *Store) Unread(ctx context.Context, feed string) (news.Unread, error) {
	var u news.Unread
	err := s.view(ctx, "read the body that is kept of feed "+feed, func(t *bolt.Tx) error {
		var found bool
		var err error
		if u, found, err = get[news.Unread](t, bucketUnread, []byte(feed)); err == nil && !found {
			err = news.ErrNotFound
		}
		return err
	})
	return u, err
}

// keepUnread puts a body in the place of the one before, or deletes that. Without
// a word on it, it does nothing.
func keepUnread(t *bolt.Tx, u *news.Unread) error {
	switch {
	case u == nil:
		return nil
	case len(u.Gzip) == 0:
		return remove(t, bucketUnread, []byte(u.Feed))
	}
	return put(t, bucketUnread, []byte(u.Feed), *u)
}

// unread checks that a feed's body is kept if its state says so, and only then.
func (c *checker) unread(s news.FeedState) {
	if kept := c.t.Bucket([]byte(bucketUnread)).Get([]byte(s.Feed)) != nil; kept != (s.Unread != "") {
		c.fault("feed %s says of a body that could not be read that it is kept: %t, and table %s has one: %t",
			s.Feed, s.Unread != "", bucketUnread, kept)
	}
}

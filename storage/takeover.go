package storage

import (
	"bytes"
	"context"
	"slices"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// TakeOver lets a feed of the configuration take over one that was added and
// has the same address: what that has shown counts as shown by the heir, so that
// nobody is told of it again; the heir goes on with its state, if it has none of
// its own, and reads the articles that are wished for; and the feed is added no
// more. Its items, hits and held items stay under its own id. A feed that was
// not added gives news.ErrNotFound.
//
// Items have other ids in another feed. The heir knows those by guid or link;
// others, which have but a title and a date, by SeenNames alone.
func (s *Store) TakeOver(ctx context.Context, added, heir string) error {
	if err := checkName("the heir's id", heir); err != nil {
		return err
	}
	return s.update(ctx, "let feed "+heir+" take over the added feed "+added, func(t *bolt.Tx) error {
		feed, found, err := get[news.AddedFeed](t, bucketAdded, []byte(added))
		if err == nil && !found {
			err = news.ErrNotFound
		}
		if err != nil {
			return err
		}
		if added != heir {
			if err := inherit(t, feed, heir); err != nil {
				return err
			}
		}
		return remove(t, bucketAdded, []byte(added))
	})
}

// inherit gives the heir what is known of a feed at its address.
func inherit(t *bolt.Tx, from news.AddedFeed, heir string) error {
	record := t.Bucket([]byte(bucketFeeds)).Get([]byte(from.ID))
	if record == nil {
		return nil // it was never visited
	}
	var state news.FeedState
	if err := readState([]byte(from.ID), record, &state); err != nil || state.Address != from.URL {
		return err
	}
	if err := inheritSeen(t, from.ID, heir); err != nil {
		return err
	}
	if err := inheritArticles(t, from.ID, heir); err != nil {
		return err
	}
	if t.Bucket([]byte(bucketFeeds)).Get([]byte(heir)) != nil {
		return nil
	}
	state.Feed = heir
	if err := putRaw(t, bucketQueue, timeKey(state.NextCheck, heir), []byte(state.Plan)); err != nil {
		return err
	}
	return putFeed(t, heir, feedHead{state.Items, state.LastNew, state.NextCheck}, encodeState(&state))
}

// inheritSeen adds what a feed has shown to what its heir has.
func inheritSeen(t *bolt.Tx, from, heir string) error {
	old, err := getSeen(t, from)
	if err != nil {
		return err
	}
	next, err := getSeen(t, heir)
	if err != nil {
		return err
	}
	var ids []string
	for _, hash := range old.ids {
		id, found, err := idUnder(t, hash, from, heir)
		if err != nil {
			return err
		}
		if found {
			ids = append(ids, id)
		}
	}
	next.ids, next.names = next.ids.Add(ids), next.names.AddNames(old.names)
	if len(next.ids) == 0 {
		next.ids = slices.Clone(old.ids) // none of which it will show: it is judged by the names then
	}
	return putSeen(t, heir, next)
}

// idUnder finds the item of a feed by the hash of its id, and gives the id that
// it has in the heir.
func idUnder(t *bolt.Tx, hash uint64, from, heir string) (id string, found bool, err error) {
	p := []byte(news.SeenPrefix(hash))
	c := t.Bucket([]byte(bucketItems)).Cursor()
	for k, v := c.Seek(p); bytes.HasPrefix(k, p); k, v = c.Next() {
		it, err := versionFrom(t, bucketItems, k, v)
		if err != nil {
			return "", false, err
		}
		if it.Feed == from {
			id, found := it.IDUnder(heir)
			return id, found, nil
		}
	}
	return "", false, nil
}

// inheritArticles has the heir read the articles that are wished for.
func inheritArticles(t *bolt.Tx, from, heir string) error {
	// All are read first: a change would move the ground under the cursor.
	var jobs []news.ArticleJob
	err := t.Bucket([]byte(bucketArticles)).ForEach(func(k, v []byte) error {
		job, err := read[news.ArticleJob](bucketArticles, k, v)
		if job.Feed == from {
			jobs = append(jobs, job)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, job := range jobs {
		job.Feed = heir
		if err := put(t, bucketArticles, []byte(job.Item), job); err != nil {
			return err
		}
	}
	return nil
}

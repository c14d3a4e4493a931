package storage

import (
	"bytes"
	"context"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// TakeOver lets a feed of the configuration take over one that was added and
// has the same address: what that has shown counts as shown by the heir, so that
// nobody is told of it again; the heir goes on with its state, if it has none of
// its own, with the gaps in its older documents and its body that could not be
// read, and reads the articles that are wished for; and the feed is added no more.
// One that was given up is due at now under the heir's id, which nobody has given
// up. Its items, hits and held items stay under its own id, and so does its state.
// A feed that was not added gives news.ErrNotFound.
//
// Items have other ids in another feed. The heir knows those by guid or link;
// others, which have but a title and a date, by SeenNames alone. An item, a wish, a
// walk or a body that is damaged is passed over and stays for Check to find. So does
// the feed's damaged state: the heir begins anew then, at now. Where what the feed has
// shown is damaged, its items that are stored are taken for that. What the heir itself
// has shown is an error when it is damaged, and nothing is changed.
func (s *Store) TakeOver(ctx context.Context, added, heir string, now time.Time) error {
	if err := checkName("the heir's id", heir); err != nil {
		return err
	}
	return s.update(ctx, "let feed "+heir+" take over the added feed "+added, func(t *bolt.Tx) error {
		record := t.Bucket([]byte(bucketAdded)).Get([]byte(added))
		if record == nil {
			return news.ErrNotFound
		}
		feed := readAdded(t, []byte(added), record)
		if added != heir {
			if err := inherit(t, feed, heir, now); err != nil {
				return err
			}
		}
		return remove(t, bucketAdded, []byte(added))
	})
}

// inherit gives the heir what is known of a feed at its address.
func inherit(t *bolt.Tx, from news.AddedFeed, heir string, now time.Time) error {
	record := t.Bucket([]byte(bucketFeeds)).Get([]byte(from.ID))
	if record == nil {
		return nil // it was never visited
	}
	var state news.FeedState
	stateOrLost(t, []byte(from.ID), record, &state)
	if state.Damaged == "" && state.Address != from.URL {
		return nil
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
	if state.Damaged != "" {
		state.NextCheck, state.NextWhy = now, "it begins anew"
	}
	if state.Stopped != "" {
		state = revived(state, now)
	}
	if err := inheritWalk(t, from.ID, &state); err != nil {
		return err
	}
	if err := inheritUnread(t, from.ID, &state); err != nil {
		return err
	}
	if err := putRaw(t, bucketQueue, timeKey(state.NextCheck, heir), []byte(state.Plan)); err != nil {
		return err
	}
	return putFeed(t, heir, feedHead{state.Items, state.LastNew, state.NextCheck}, encodeState(&state))
}

// inheritSeen adds what a feed has shown to what its heir has.
func inheritSeen(t *bolt.Tx, from, heir string) error {
	old, err := getSeen(t, from)
	if err != nil {
		old = shownByItems(t, from)
	}
	next, err := getSeen(t, heir)
	if err != nil {
		return err
	}
	ids := idsUnder(t, old.ids, from, heir)
	next.ids, next.names = next.ids.Add(ids), next.names.AddNames(old.names)
	if len(next.ids) == 0 {
		next.ids = slices.Clone(old.ids) // none of which it will show: it is judged by the names then
	}
	return putSeen(t, heir, next)
}

// shownByItems is what a feed has shown as far as its items are stored, the newest
// first: for a feed whose own record of that is damaged.
func shownByItems(t *bolt.Tx, feed string) (s shown) {
	var places []uint64
	p := prefix(feed)
	c := t.Bucket([]byte(bucketItems)).Cursor()
	for k, record := c.Seek(p); bytes.HasPrefix(k, p); k, record = c.Next() {
		if at, err := readPlace(bucketItems, k, record); err == nil {
			places = append(places, at.seq)
		}
	}
	slices.Sort(places)
	var ids []string
	var names []uint64
	for _, seq := range slices.Backward(places) {
		it, err := readItem(seq, t.Bucket([]byte(bucketArrivals)).Get(seqKey(seq)))
		if err == nil {
			ids, names = append(ids, it.ID), append(names, news.Names([]news.Item{it})...)
		}
	}
	return shown{news.Seen{}.Add(ids), news.Seen{}.AddNames(names)}
}

// idsUnder finds the items of a feed by the hashes of their ids, and gives the
// ids that they have in the heir, as far as these can be told.
func idsUnder(t *bolt.Tx, hashes news.Seen, from, heir string) (ids []string) {
	for _, hash := range hashes {
		if id, found := idUnder(t, hash, from, heir); found {
			ids = append(ids, id)
		}
	}
	return ids
}

// idUnder is idsUnder for one item.
func idUnder(t *bolt.Tx, hash uint64, from, heir string) (id string, found bool) {
	p := itemKey(from, news.SeenPrefix(hash))
	c := t.Bucket([]byte(bucketItems)).Cursor()
	for k, v := c.Seek(p); bytes.HasPrefix(k, p); k, v = c.Next() {
		if it, err := versionFrom(t, bucketItems, k, v); err == nil {
			return it.IDUnder(heir)
		}
	}
	return "", false
}

// inheritWalk gives the heir, whose state this is, how far older documents were
// read, and counts their gaps.
func inheritWalk(t *bolt.Tx, from string, heir *news.FeedState) error {
	heir.Gaps = 0
	walk, found, err := get[news.Walk](t, bucketWalks, []byte(from))
	if err != nil || !found {
		return nil // what is damaged is passed over
	}
	walk.Feed, heir.Gaps = heir.Feed, len(walk.Gaps)
	for i := range walk.Gaps {
		gap := &walk.Gaps[i]
		gap.Known = news.Seen{}.Add(idsUnder(t, gap.Known, from, heir.Feed))
	}
	return keepWalk(t, &walk)
}

// inheritUnread gives the heir, whose state this is, the body that is kept.
func inheritUnread(t *bolt.Tx, from string, heir *news.FeedState) error {
	u, found, err := get[news.Unread](t, bucketUnread, []byte(from))
	if err != nil || !found {
		heir.Unread = ""
		return nil // what is damaged is passed over
	}
	u.Feed = heir.Feed
	return put(t, bucketUnread, []byte(u.Feed), u)
}

// inheritArticles has the heir read the articles that are wished for.
func inheritArticles(t *bolt.Tx, from, heir string) error {
	// All are read first: a change would move the ground under the cursor.
	var jobs []news.ArticleJob
	err := t.Bucket([]byte(bucketArticles)).ForEach(func(k, v []byte) error {
		if job, err := read[news.ArticleJob](bucketArticles, k, v); err == nil && job.Feed == from {
			jobs = append(jobs, job)
		}
		return nil
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

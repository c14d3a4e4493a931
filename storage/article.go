package storage

import (
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// DueArticles gives the wishes for an item's full text that are due at now, the
// earliest due first, at most limit (news.DefaultLimit when 0). With want those
// are passed over for which it gives false; it is asked once for each, in that
// order, and must not use the store. Wishes that cannot be read any more are passed
// over, so that they are in nobody's way: damaged names each, by a constant text.
// They stay for Check to find.
func (s *Store) DueArticles(ctx context.Context, now time.Time, limit int, want func(news.ArticleJob) bool) (jobs []news.ArticleJob, damaged []error, err error) {
	err = s.view(ctx, "find the articles that are due", func(t *bolt.Tx) error {
		c := t.Bucket([]byte(bucketArticleDue)).Cursor()
		for key, _ := c.First(); key != nil && len(jobs) < orDefault(limit); key, _ = c.Next() {
			due, item, err := nameByTime(bucketArticleDue, key)
			if err == nil && due.After(now) {
				return nil
			}
			var job news.ArticleJob
			if err == nil {
				job, err = wishUnder(t, key, item)
			}
			switch {
			case err != nil:
				damaged = append(damaged, err)
			case want == nil || want(job):
				jobs = append(jobs, job)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return jobs, damaged, nil
}

// wishUnder reads the wish that a key of table article_due names.
func wishUnder(t *bolt.Tx, key []byte, item string) (news.ArticleJob, error) {
	job, ok, err := get[news.ArticleJob](t, bucketArticles, []byte(item))
	if err == nil && !ok {
		err = damagedKey(bucketArticleDue, key)
	}
	return job, err
}

// NextArticle gives the earliest time at which DueArticles finds a wish, and
// false when there is none. The time may be in the past.
func (s *Store) NextArticle(ctx context.Context) (time.Time, bool, error) {
	var due time.Time
	var found bool
	err := s.view(ctx, "find the next article", func(t *bolt.Tx) (err error) {
		key, _ := t.Bucket([]byte(bucketArticleDue)).Cursor().First()
		if key == nil {
			return nil
		}
		found = true
		due, _, err = nameByTime(bucketArticleDue, key)
		return err
	})
	if err != nil {
		return time.Time{}, false, err
	}
	return due, found, nil
}

// FinishArticle writes down what became of a wish. With a text the item arrives
// again with its Article, one Revision on, and the wish is done. Without one it
// is due again at again, with one more of Tries; when again is zero it is given
// up. A wish that is not there any more gives news.ErrNotFound, and one that
// was tried by somebody else meanwhile news.ErrFenced.
func (s *Store) FinishArticle(ctx context.Context, job news.ArticleJob, text string, again time.Time) error {
	return s.update(ctx, "finish the article of item "+job.Item, func(t *bolt.Tx) error {
		old, ok, err := get[news.ArticleJob](t, bucketArticles, []byte(job.Item))
		switch {
		case err != nil:
			return err
		case !ok:
			return news.ErrNotFound
		case old.Tries != job.Tries:
			return news.ErrFenced
		}
		if text == "" && !again.IsZero() {
			next := old
			next.Due, next.Tries = again, old.Tries+1
			return moveArticle(t, old, next)
		}
		if err := dropArticle(t, old); err != nil || text == "" {
			return err
		}
		return addArticle(t, old, valid(text))
	})
}

// wishArticle asks for the full text of an item at once, unless it has no page
// or is waited for already.
func wishArticle(t *bolt.Tx, it news.Item, now time.Time) error {
	if it.Link == "" || t.Bucket([]byte(bucketArticles)).Get([]byte(it.ID)) != nil {
		return nil
	}
	job := news.ArticleJob{Item: it.ID, Feed: it.Feed, Link: it.Link, Due: now}
	if err := put(t, bucketArticles, []byte(it.ID), job); err != nil {
		return err
	}
	return putRaw(t, bucketArticleDue, timeKey(job.Due, job.Item), nothing)
}

func moveArticle(t *bolt.Tx, old, next news.ArticleJob) error {
	if err := remove(t, bucketArticleDue, timeKey(old.Due, old.Item)); err != nil {
		return err
	}
	if err := putRaw(t, bucketArticleDue, timeKey(next.Due, next.Item), nothing); err != nil {
		return err
	}
	return put(t, bucketArticles, []byte(next.Item), next)
}

func dropArticle(t *bolt.Tx, job news.ArticleJob) error {
	if err := remove(t, bucketArticleDue, timeKey(job.Due, job.Item)); err != nil {
		return err
	}
	return remove(t, bucketArticles, []byte(job.Item))
}

// addArticle lets an item arrive again with the text of its page.
func addArticle(t *bolt.Tx, job news.ArticleJob, text string) error {
	current, err := findItem(t, job.Feed, job.Item)
	if err != nil {
		return fmt.Errorf("item %s: %w", job.Item, err)
	}
	if current.Article == text {
		return nil
	}
	if err := retireVersion(t, current); err != nil {
		return err
	}
	next := current
	next.Article, next.Revision = text, current.Revision+1
	return arrive(t, next)
}

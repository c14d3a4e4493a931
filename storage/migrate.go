package storage

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// migration brings the tables from one version to the next, in one
// transaction with the new version number.
type migration func(*bolt.Tx) error

// migrations are read top to bottom: the first makes version 1 of an empty
// file. A released migration is never changed; a new one is added below.
func migrations() []migration {
	return []migration{
		firstTables,
		sourceTables,
		olderTables,
		itemsByFeed,
	}
}

// The buckets of the current version.
const (
	bucketMeta       = "meta"
	bucketFeeds      = "feeds"
	bucketItems      = "items_by_feed"
	bucketArrivals   = "arrivals"
	bucketRevisions  = "revisions"
	bucketCursors    = "cursors"
	bucketHits       = "hits"
	bucketHitIDs     = "hit_ids"
	bucketHitsByItem = "hits_by_item"
	bucketHitsByRule = "hits_by_rule"
	bucketAlerts     = "alerts"
	bucketAlertIDs   = "alert_ids"
	bucketDue        = "due"
	bucketLeases     = "leases"
	bucketWaiting    = "waiting"
	bucketAttempts   = "attempts"

	bucketSeen          = "seen"
	bucketQueue         = "queue"
	bucketHolds         = "holds"
	bucketNotices       = "notices"
	bucketNoticeIDs     = "notice_ids"
	bucketHeld          = "held"
	bucketAdded         = "added"
	bucketArticles      = "articles"
	bucketArticleDue    = "article_due"
	bucketPushes        = "pushes"
	bucketSubscriptions = "subscriptions"

	bucketWalks  = "walks"
	bucketUnread = "unread"
)

// The keys of bucket meta.
const (
	keySchema = "schema"
	keyTotals = "totals"
)

// buckets lists the tables of the current version.
func buckets() []string {
	return slices.DeleteFunc(slices.Concat(firstBuckets(), sourceBuckets(), olderBuckets(), itemTables()),
		func(name string) bool { return name == oldItems })
}

// firstBuckets lists the tables of version 1.
func firstBuckets() []string {
	return []string{
		bucketMeta, bucketFeeds, oldItems, bucketArrivals, bucketRevisions, bucketCursors,
		bucketHits, bucketHitIDs, bucketHitsByItem, bucketHitsByRule,
		bucketAlerts, bucketAlertIDs, bucketDue, bucketLeases, bucketWaiting, bucketAttempts,
	}
}

func firstTables(t *bolt.Tx) error {
	if err := makeTables(t, firstBuckets()); err != nil {
		return err
	}
	return put(t, bucketMeta, []byte(keyTotals), news.Totals{})
}

func makeTables(t *bolt.Tx, names []string) error {
	for _, name := range names {
		if _, err := t.CreateBucketIfNotExists([]byte(name)); err != nil {
			return fmt.Errorf("make table %s: %w", name, err)
		}
	}
	return nil
}

// missing gives the version of the file's tables, and the migrations of the
// list that it has not had.
func (s *Store) missing(list []migration) (version int, pending []migration, err error) {
	err = s.db.View(func(t *bolt.Tx) (err error) {
		version, err = schemaVersion(t)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	if version > len(list) {
		return 0, nil, fmt.Errorf("it was written by a newer vedette (tables of version %d, this one knows %d): upgrade vedette", version, len(list))
	}
	return version, list[version:], nil
}

// migrate runs the migrations that the file has not had.
func (s *Store) migrate(ctx context.Context, list []migration) error {
	version, pending, err := s.missing(list)
	if err != nil {
		return err
	}
	for _, next := range pending {
		version++
		what := fmt.Sprintf("bring the tables to version %d", version)
		err := s.update(ctx, what, func(t *bolt.Tx) error {
			if err := next(t); err != nil {
				return err
			}
			return setSchemaVersion(t, version)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// schemaVersion is 0 for a file without any table.
func schemaVersion(t *bolt.Tx) (int, error) {
	meta := t.Bucket([]byte(bucketMeta))
	if meta == nil {
		if name, _ := t.Cursor().First(); name != nil {
			return 0, fmt.Errorf("it holds the tables of another program (%q): name another file", name)
		}
		return 0, nil
	}
	text := string(meta.Get([]byte(keySchema)))
	version, err := strconv.Atoi(text)
	if err != nil || version < 0 {
		return 0, fmt.Errorf("%w: the version of the tables is %q; restore a backup", ErrDamaged, text)
	}
	return version, nil
}

func setSchemaVersion(t *bolt.Tx, version int) error {
	meta, err := t.CreateBucketIfNotExists([]byte(bucketMeta))
	if err != nil {
		return err
	}
	return meta.Put([]byte(keySchema), []byte(strconv.Itoa(version)))
}

// everyBucket makes sure that the methods find their tables.
func everyBucket(t *bolt.Tx) error {
	for _, name := range buckets() {
		if t.Bucket([]byte(name)) == nil {
			return fmt.Errorf("%w: table %s is missing; restore a backup", ErrDamaged, name)
		}
	}
	return nil
}

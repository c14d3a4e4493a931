package storage

import (
	"bytes"
	"slices"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// oldItems is the table that had the items by id alone, until version 4 put
// items_by_feed in its place.
const oldItems = "items"

// itemTables lists the tables that came with version 4.
func itemTables() []string { return []string{bucketItems} }

// itemsByFeed makes version 4 of version 3: items stand by feed and id, hits know
// the feed of their item, and what version 1 wrote of items (the whole of them, as
// JSON, where their place is now) is written anew. What is damaged stays as it is
// for Check to find: such an item then stands as one of no feed.
func itemsByFeed(t *bolt.Tx) error {
	if err := makeTables(t, itemTables()); err != nil {
		return err
	}
	// Before the items, which say of what feed they are.
	if err := nameFeedsOfHits(t); err != nil {
		return err
	}
	items := allOf(t, oldItems)
	for i := range items {
		it, err := placeOf(t, oldItems, &items[i])
		if err != nil {
			return err
		}
		items[i].key = itemKey(it.Feed, string(items[i].key))
	}
	// bbolt splits no page before the end: in any other order the time would grow with
	// the square of their number.
	slices.SortFunc(items, func(a, b entry) int { return bytes.Compare(a.key, b.key) })
	for _, e := range items {
		if err := putRaw(t, bucketItems, e.key, e.record); err != nil {
			return err
		}
	}
	for _, e := range allOf(t, bucketRevisions) {
		if !isWhole(e.record) {
			continue
		}
		if _, err := placeOf(t, bucketRevisions, &e); err != nil {
			return err
		}
		if err := putRaw(t, bucketRevisions, e.key, e.record); err != nil {
			return err
		}
	}
	return t.DeleteBucket([]byte(oldItems))
}

// entry is a key of a table with what stands there.
type entry struct{ key, record []byte }

// allOf reads a table whole: a change would move the ground under a cursor, and
// may move the file in memory.
func allOf(t *bolt.Tx, bucket string) (all []entry) {
	_ = t.Bucket([]byte(bucket)).ForEach(func(k, v []byte) error {
		all = append(all, entry{bytes.Clone(k), bytes.Clone(v)})
		return nil
	})
	return all
}

// placeOf reads a version and makes its record say where it stands, which those
// of version 1 do not. A version that is damaged is empty.
func placeOf(t *bolt.Tx, bucket string, e *entry) (news.Item, error) {
	it, err := oldVersion(t, bucket, e.key, e.record)
	if err != nil {
		return news.Item{}, nil
	}
	if isWhole(e.record) {
		e.record = place{it.Seq, it.ContentSum()}.encode()
		err = putRaw(t, bucketArrivals, seqKey(it.Seq), encodeItem(it))
	}
	return it, err
}

// oldVersion is versionFrom for records of any version.
func oldVersion(t *bolt.Tx, bucket string, key, record []byte) (news.Item, error) {
	if isWhole(record) {
		return read[news.Item](bucket, key, record)
	}
	return versionFrom(t, bucket, key, record)
}

// isWhole tells a record of version 1, which is the item itself.
func isWhole(record []byte) bool { return len(record) > 0 && record[0] == recordFormat }

func nameFeedsOfHits(t *bolt.Tx) error {
	for _, e := range allOf(t, bucketHits) {
		h, err := read[news.Hit](bucketHits, e.key, e.record)
		if err != nil {
			continue
		}
		id := []byte(h.ItemID)
		it, err := oldVersion(t, oldItems, id, t.Bucket([]byte(oldItems)).Get(id))
		if err != nil {
			continue
		}
		h.Feed = it.Feed
		if err := put(t, bucketHits, e.key, h); err != nil {
			return err
		}
	}
	return nil
}

package storage

import (
	"bytes"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// An item has one current version, which table items names, and earlier ones,
// which table revisions does. Each of them, as long as it is kept, has its place
// in the order of arrival.

// versionKey names a version: its key in revisions, once it is an earlier one,
// and the value of its arrival in version 1.
func versionKey(it news.Item) []byte { return under(it.ID, uint64(it.Revision)) }

// arrivedAt reads the version that arrived at a place.
func arrivedAt(t *bolt.Tx, seq uint64, value []byte) (news.Item, error) {
	if len(value) > 0 && value[0] == itemFormat {
		return readItem(seq, value)
	}
	it, ok, err := versionAt(t, value)
	if err == nil && (!ok || it.Seq != seq) {
		err = fmt.Errorf("table %s is %w: version %s of arrival %d is missing", bucketArrivals, ErrDamaged, printable(value), seq)
	}
	return it, err
}

// versionAt reads the version with a key, or the current one when that version
// is not kept any more. It tells whether there is any.
func versionAt(t *bolt.Tx, key []byte) (news.Item, bool, error) {
	if it, ok, err := getVersion(t, bucketRevisions, key); ok || err != nil {
		return it, ok, err
	}
	id, _, _ := bytes.Cut(key, []byte{0})
	return getVersion(t, bucketItems, id)
}

// recentVersions gives the last versions of an item, the current one first,
// and none if the item is not stored.
func recentVersions(t *bolt.Tx, id string) ([]news.Item, error) {
	current, ok, err := getVersion(t, bucketItems, []byte(id))
	if !ok || err != nil {
		return nil, err
	}
	versions := []news.Item{current}
	for n := current.Revision - 1; n >= 0 && len(versions) < news.RecentVersions; n-- {
		old, ok, err := getVersion(t, bucketRevisions, under(id, uint64(n)))
		if err != nil {
			return nil, err
		}
		if ok {
			versions = append(versions, old)
		}
	}
	return versions, nil
}

// retireVersion moves the current version to the revisions, and drops the
// oldest of these but the first when there are too many.
func retireVersion(t *bolt.Tx, current news.Item) error {
	if current.Held != "" {
		if err := remove(t, bucketHeld, under(current.Feed, current.Seq)); err != nil {
			return err
		}
	}
	if isWhole(t.Bucket([]byte(bucketItems)).Get([]byte(current.ID))) { // from version 1
		if err := putRaw(t, bucketArrivals, seqKey(current.Seq), encodeItem(current)); err != nil {
			return err
		}
	}
	if err := putPlace(t, bucketRevisions, versionKey(current), current); err != nil {
		return err
	}
	kept := numbersUnder(t, bucketRevisions, current.ID)
	if len(kept) <= news.MaxRevisions {
		return nil
	}
	key := under(current.ID, kept[1])
	old, _, err := getVersion(t, bucketRevisions, key)
	if err != nil {
		return err
	}
	if err := remove(t, bucketArrivals, seqKey(old.Seq)); err != nil {
		return err
	}
	return remove(t, bucketRevisions, key)
}

// arrive stores an item as the current version, at the end of the order of
// arrival.
func arrive(t *bolt.Tx, it news.Item) error {
	return arriveAs(t, it, it.ContentSum(), encodeItem(it))
}

// arriveAs is arrive for an item whose record has been made ready.
func arriveAs(t *bolt.Tx, it news.Item, c content, record []byte) error {
	seq, err := t.Bucket([]byte(bucketArrivals)).NextSequence()
	if err != nil {
		return err
	}
	if err := putRaw(t, bucketArrivals, seqKey(seq), record); err != nil {
		return err
	}
	if it.Held != "" {
		if err := putRaw(t, bucketHeld, under(it.Feed, seq), []byte(it.ID)); err != nil {
			return err
		}
	}
	return putRaw(t, bucketItems, []byte(it.ID), place{seq, c}.encode())
}

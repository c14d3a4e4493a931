package storage

import (
	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// An item has one current version, which table items_by_feed names, and earlier
// ones, which table revisions does. Each of them, as long as it is kept, has its
// place in the order of arrival.

// versionKey names a version: its key in revisions, once it is an earlier one.
func versionKey(it news.Item) []byte { return under(it.ID, uint64(it.Revision)) }

// keptVersion reads a version of an item, or the current one when that version is
// not kept any more. It tells whether there is any.
func keptVersion(t *bolt.Tx, feed, id string, revision int) (news.Item, bool, error) {
	if it, ok, err := getVersion(t, bucketRevisions, under(id, uint64(revision))); ok || err != nil {
		return it, ok, err
	}
	return getVersion(t, bucketItems, keyOf(t, feed, id))
}

// recentVersions gives the last versions of the item with a key and an id, the
// current one first, and none if the item is not stored. Earlier ones that are damaged
// are passed over.
func recentVersions(t *bolt.Tx, key []byte, id string) ([]news.Item, error) {
	current, ok, err := getVersion(t, bucketItems, key)
	if !ok || err != nil {
		return nil, err
	}
	versions := []news.Item{current}
	for n := current.Revision - 1; n >= 0 && len(versions) < news.RecentVersions; n-- {
		if old, ok, _ := getVersion(t, bucketRevisions, under(id, uint64(n))); ok {
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
	if err := putPlace(t, bucketRevisions, versionKey(current), current); err != nil {
		return err
	}
	kept := numbersUnder(t, bucketRevisions, current.ID)
	if len(kept) <= news.MaxRevisions {
		return nil
	}
	key := under(current.ID, kept[1])
	// Where its place is damaged, what arrived there stays for Check to find.
	if old, err := readPlace(bucketRevisions, key, t.Bucket([]byte(bucketRevisions)).Get(key)); err == nil {
		if err := remove(t, bucketArrivals, seqKey(old.seq)); err != nil {
			return err
		}
	}
	return remove(t, bucketRevisions, key)
}

// arrive stores an item as the current version, at the end of the order of
// arrival.
func arrive(t *bolt.Tx, it news.Item) error {
	return arriveAs(t, it, itemKey(it.Feed, it.ID), it.ContentSum(), encodeItem(it))
}

// arriveAs is arrive for an item whose key and record have been made ready.
func arriveAs(t *bolt.Tx, it news.Item, key []byte, c content, record []byte) error {
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
	return putRaw(t, bucketItems, key, place{seq, c}.encode())
}

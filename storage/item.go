package storage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// A version of an item stands whole in table arrivals, under its place in the
// order of arrival: so the large records are written one behind the other,
// which costs a fraction of writing them in the order of their ids. Tables
// items_by_feed and revisions say where it stands, and what its content is: by
// that an item that is shown again is known without reading it.
//
// Ids are hashes. By feed, the items that one document shows stand on a page or
// two of the file; by id alone each would stand on a page of its own, and nearly
// every transaction would write nearly all of the table.

// contentLen is the length of a content hash.
const contentLen = 16

// content is the hash of an item's content.
type content [contentLen]byte

// place says where a version stands in the order of arrival, and its content.
type place struct {
	seq     uint64
	content content
}

// itemSlack is more than a record of an item has besides its texts, unless it
// has many authors and tags.
const itemSlack = 256

// encodeItem makes the record of a version: all of the item but its Seq, so
// that it can be made before the place is known, outside of the transaction.
func encodeItem(it news.Item) []byte {
	size := len(it.ID) + len(it.Feed) + len(it.Source) + len(it.GUID) + len(it.Link) +
		len(it.Title) + len(it.Summary) + len(it.Text) + len(it.Article)
	record := make([]byte, recordHead, size+itemSlack)
	return seal(itemFormat, writeFields(record, itemFields(&it)))
}

// readItem reads the version that stands at a place in table arrivals.
func readItem(seq uint64, record []byte) (news.Item, error) {
	it := news.Item{Seq: seq}
	body, err := unseal(itemFormat, record)
	if err == nil {
		err = readFields(body, itemFields(&it))
	}
	if err != nil {
		err = damagedRecord(bucketArrivals, seqKey(seq), err)
	}
	return it, err
}

func (p place) encode() []byte {
	record := make([]byte, recordHead, recordHead+seqLen+contentLen)
	record = binary.BigEndian.AppendUint64(record, p.seq)
	return seal(placeFormat, append(record, p.content[:]...))
}

// readPlace reads a record of items_by_feed or revisions.
func readPlace(bucket string, key, record []byte) (place, error) {
	b, err := unseal(placeFormat, record)
	if err == nil && len(b) != seqLen+contentLen {
		err = fmt.Errorf("%w: it has %d bytes", ErrDamaged, len(record))
	}
	if err != nil {
		return place{}, damagedRecord(bucket, key, err)
	}
	return place{seqOf(b[:seqLen]), content(b[seqLen:])}, nil
}

// itemKey is the key of an item in table items_by_feed.
func itemKey(feed, id string) []byte { return append(prefix(feed), id...) }

// keyOf finds the key of an item, nil when it is not stored. The feed is where to
// look first. An item of another feed is looked for feed by feed, which takes a
// microsecond or two for each that has items.
func keyOf(t *bolt.Tx, feed, id string) []byte {
	items := t.Bucket([]byte(bucketItems))
	if key := itemKey(feed, id); items.Get(key) != nil {
		return key
	}
	c := items.Cursor()
	for key, _ := c.First(); key != nil; {
		feed, own, _ := bytes.Cut(key, []byte{0})
		var next []byte
		switch strings.Compare(string(own), id) {
		case 0:
			return bytes.Clone(key)
		case -1:
			next = itemKey(string(feed), id)
		default:
			next = append(bytes.Clone(feed), 1) // behind all of this feed
		}
		if key, _ = c.Seek(next); bytes.Compare(key, next) < 0 {
			return nil // in a damaged page, leaps could go round for ever
		}
	}
	return nil
}

// versionFrom reads the version that a record of items_by_feed or revisions says
// the place of.
func versionFrom(t *bolt.Tx, bucket string, key, record []byte) (news.Item, error) {
	p, err := readPlace(bucket, key, record)
	if err != nil {
		return news.Item{}, err
	}
	stands := t.Bucket([]byte(bucketArrivals)).Get(seqKey(p.seq))
	if stands == nil {
		return news.Item{}, fmt.Errorf("table %s is %w: it lacks %d, the place of %s of table %s",
			bucketArrivals, ErrDamaged, p.seq, printable(key), bucket)
	}
	return readItem(p.seq, stands)
}

// getVersion is versionFrom for a key, and tells whether there is any.
func getVersion(t *bolt.Tx, bucket string, key []byte) (news.Item, bool, error) {
	record := t.Bucket([]byte(bucket)).Get(key)
	if record == nil {
		return news.Item{}, false, nil
	}
	it, err := versionFrom(t, bucket, key, record)
	return it, err == nil, err
}

// putPlace writes where a version stands.
func putPlace(t *bolt.Tx, bucket string, key []byte, it news.Item) error {
	return putRaw(t, bucket, key, place{it.Seq, it.ContentSum()}.encode())
}

// storedContent gives the content of the current version of the item with a key,
// and tells whether the item is stored.
func storedContent(t *bolt.Tx, key []byte) (content, bool, error) {
	record := t.Bucket([]byte(bucketItems)).Get(key)
	if record == nil {
		return content{}, false, nil
	}
	p, err := readPlace(bucketItems, key, record)
	return p.content, err == nil, err
}

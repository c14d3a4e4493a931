package storage

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// The record of an item has two parts. Its head is what most visits ask: its
// place in the order of arrival, and a hash of its content, by which an item
// that is shown again is known without decoding it. Its body is what itemFields
// lists, without Seq, so that it can be written before the place is known:
// outside of the transaction, beside the one that runs.
//
// Version 1 had no head: the whole item as JSON. Such records are read as long
// as they stand, and written anew only when the item is.

// contentLen is the length of a content hash.
const contentLen = 16

// itemHeadLen is the length of an item's head.
const itemHeadLen = seqLen + contentLen

// content is the hash of an item's content.
type content [contentLen]byte

func contentOf(it news.Item) content {
	var c content
	_, _ = hex.Decode(c[:], []byte(it.ContentHash())) // 32 hex digits, always
	return c
}

// itemSlack is more than a record of an item has besides its texts, unless it
// has many authors and tags.
const itemSlack = 256

// encodeItem makes a record whose seq is still to be given by sealItem.
func encodeItem(it news.Item, c content) []byte {
	size := len(it.ID) + len(it.Feed) + len(it.Source) + len(it.GUID) + len(it.Link) +
		len(it.Title) + len(it.Summary) + len(it.Text) + len(it.Article)
	record := make([]byte, recordHead+seqLen, size+itemSlack)
	record = append(record, c[:]...)
	return writeFields(record, itemFields(&it))
}

// sealItem gives a record its seq and its checksum.
func sealItem(seq uint64, record []byte) []byte {
	binary.BigEndian.PutUint64(record[recordHead:], seq)
	return seal(itemFormat, record)
}

// splitItem gives the parts of a record with a head.
func splitItem(record []byte) (seq uint64, c content, body []byte, err error) {
	b, err := unseal(itemFormat, record)
	if err != nil {
		return 0, c, nil, err
	}
	if len(b) < itemHeadLen {
		return 0, c, nil, fmt.Errorf("%w: it has %d bytes", ErrDamaged, len(record))
	}
	copy(c[:], b[seqLen:])
	return seqOf(b[:seqLen]), c, b[itemHeadLen:], nil
}

// hasHead tells a record with a head from one of version 1.
func hasHead(record []byte) bool { return len(record) > 0 && record[0] == itemFormat }

func decodeItem(record []byte, it *news.Item) error {
	if !hasHead(record) {
		return decodeJSON(record, it)
	}
	seq, _, body, err := splitItem(record)
	if err != nil {
		return err
	}
	*it = news.Item{Seq: seq}
	return readFields(body, itemFields(it))
}

// storedContent gives the content hash of an item's current version, and tells
// whether the item is stored.
func storedContent(t *bolt.Tx, id string) (content, bool, error) {
	record := t.Bucket([]byte(bucketItems)).Get([]byte(id))
	if record == nil {
		return content{}, false, nil
	}
	if !hasHead(record) {
		it, err := read[news.Item](bucketItems, []byte(id), record)
		return contentOf(it), err == nil, err
	}
	_, c, _, err := splitItem(record)
	if err != nil {
		return c, false, fmt.Errorf("record %s of table %s is %w", printable([]byte(id)), bucketItems, err)
	}
	return c, true, nil
}

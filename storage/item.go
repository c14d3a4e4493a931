package storage

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// The record of an item has two parts. Its head is what most visits ask: its
// place in the order of arrival, and a hash of its content, by which an item
// that is shown again is known without decoding it. Its body is the news.Item
// as JSON without Seq, so that it can be written before the place is known:
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

// encodeItemBody makes the body of an item's record.
func encodeItemBody(it news.Item) ([]byte, error) {
	it.Seq = 0
	return json.Marshal(it)
}

// sealItem makes a record of a head and a body.
func sealItem(seq uint64, c content, body []byte) []byte {
	record := make([]byte, recordHead, recordHead+itemHeadLen+len(body))
	record = binary.BigEndian.AppendUint64(record, seq)
	record = append(record, c[:]...)
	return seal(itemFormat, append(record, body...))
}

func encodeItem(it news.Item) ([]byte, error) {
	body, err := encodeItemBody(it)
	if err != nil {
		return nil, err
	}
	return sealItem(it.Seq, contentOf(it), body), nil
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
	if err := json.Unmarshal(body, it); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	it.Seq = seq
	return nil
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

package storage

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
)

// The first byte of a record says what follows the checksum.
const (
	recordFormat = 1 // JSON
	stateFormat  = 2 // see putFeed
	seenFormat   = 3 // see encodeSeen
	itemFormat   = 4 // see encodeItem
	placeFormat  = 5 // see place
)

// recordHead is the length of the format byte and the checksum.
const recordHead = 5

// castagnoli is the polynomial of CRC-32C (RFC 3720, appendix B.4), which
// processors compute by themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode makes a record of a value.
func encode(v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return seal(recordFormat, append(make([]byte, recordHead, recordHead+len(body)), body...)), nil
}

// seal fills in the head of a record, which stands before its body.
func seal(format byte, record []byte) []byte {
	record[0] = format
	binary.BigEndian.PutUint32(record[1:], crc32.Checksum(record[recordHead:], castagnoli))
	return record
}

// unseal gives the body of a record of this format, in the record's memory.
func unseal(format byte, record []byte) ([]byte, error) {
	if len(record) < recordHead {
		return nil, fmt.Errorf("%w: it has %d bytes", ErrDamaged, len(record))
	}
	if record[0] != format {
		return nil, fmt.Errorf("%w: its format is %d, not %d", ErrDamaged, record[0], format)
	}
	body := record[recordHead:]
	if sum := crc32.Checksum(body, castagnoli); sum != binary.BigEndian.Uint32(record[1:]) {
		return nil, fmt.Errorf("%w: its checksum is wrong", ErrDamaged)
	}
	return body, nil
}

// decode reads a record into v, which shares no memory with it.
func decode(record []byte, v any) error {
	body, err := unseal(recordFormat, record)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

// read decodes a record that was found under a key.
func read[T any](bucket string, key, record []byte) (T, error) {
	var v T
	if err := decode(record, &v); err != nil {
		return v, damagedRecord(bucket, key, err)
	}
	return v, nil
}

// get reads the record under a key and tells whether there is one.
func get[T any](t *bolt.Tx, bucket string, key []byte) (T, bool, error) {
	record := t.Bucket([]byte(bucket)).Get(key)
	if record == nil {
		var none T
		return none, false, nil
	}
	v, err := read[T](bucket, key, record)
	return v, err == nil, err
}

// put writes a record.
func put(t *bolt.Tx, bucket string, key []byte, v any) error {
	record, err := encode(v)
	if err != nil {
		return fmt.Errorf("write record %s of table %s: %w", printable(key), bucket, err)
	}
	return putRaw(t, bucket, key, record)
}

// appendFill is how full a page of a table is made whose keys only grow. The
// half-full pages that bbolt makes otherwise would never be filled up.
const appendFill = 0.9

// putRaw writes a value that is no record.
func putRaw(t *bolt.Tx, bucket string, key, value []byte) error {
	b := t.Bucket([]byte(bucket))
	switch bucket {
	case bucketArrivals, bucketHits, bucketAlerts, bucketAttempts, bucketNotices:
		b.FillPercent = appendFill
	}
	if err := b.Put(key, value); err != nil {
		return fmt.Errorf("write record %s of table %s: %w", printable(key), bucket, err)
	}
	return nil
}

// remove deletes a key; a key that is not there is no error.
func remove(t *bolt.Tx, bucket string, key []byte) error {
	if err := t.Bucket([]byte(bucket)).Delete(key); err != nil {
		return fmt.Errorf("delete record %s of table %s: %w", printable(key), bucket, err)
	}
	return nil
}

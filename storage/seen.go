package storage

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// shown is what a feed has shown: the ids of items, and their names.
type shown struct{ ids, names news.Seen }

// seenCount is the length of the number of ids in a record of table seen.
const seenCount = 4

// encodeSeen makes a record: how many ids, the ids, the names, 8 bytes each.
// Its checksum is of the feed's id too, which stands nowhere in it.
func encodeSeen(feed string, s shown) []byte {
	record := make([]byte, recordHead, recordHead+seenCount+8*(len(s.ids)+len(s.names)))
	record[0] = seenFormat
	record = binary.BigEndian.AppendUint32(record, uint32(len(s.ids)))
	for _, list := range []news.Seen{s.ids, s.names} {
		for _, h := range list {
			record = binary.BigEndian.AppendUint64(record, h)
		}
	}
	binary.BigEndian.PutUint32(record[1:], seenSum(feed, record[recordHead:]))
	return record
}

func seenSum(feed string, body []byte) uint32 {
	return crc32.Update(crc32.Checksum([]byte(feed), castagnoli), castagnoli, body)
}

// decodeSeen reads what encodeSeen made.
func decodeSeen(feed string, record []byte) (shown, error) {
	bad := func(what string) (shown, error) {
		return shown{}, damagedRecord(bucketSeen, []byte(feed), fmt.Errorf("%w: %s", ErrDamaged, what))
	}
	if len(record) < recordHead+seenCount || record[0] != seenFormat {
		return bad("it is of another format")
	}
	body := record[recordHead:]
	if seenSum(feed, body) != binary.BigEndian.Uint32(record[1:]) {
		return bad("its checksum is wrong")
	}
	n := int(binary.BigEndian.Uint32(body))
	all := make(news.Seen, 0, len(body)/8)
	for b := body[seenCount:]; len(b) >= 8; b = b[8:] {
		all = append(all, binary.BigEndian.Uint64(b))
	}
	if n > len(all) {
		return bad("it is cut off")
	}
	return shown{slices.Clip(all[:n]), all[n:]}, nil
}

// getSeen reads what a feed has shown so far.
func getSeen(t *bolt.Tx, feed string) (shown, error) {
	record := t.Bucket([]byte(bucketSeen)).Get([]byte(feed))
	if record == nil {
		return shown{}, nil
	}
	return decodeSeen(feed, record)
}

func putSeen(t *bolt.Tx, feed string, s shown) error {
	return putRaw(t, bucketSeen, []byte(feed), encodeSeen(feed, s))
}

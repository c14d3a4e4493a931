package storage

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Two tables say when pending alerts are due: due has those that nobody has
// claimed, and leases has the others. The keys of both begin with the receiver.
// So a claim looks at each receiver and each lease, never at all the alerts
// that wait behind a receiver that is dead.

// dueEntry is a key of one of these tables.
type dueEntry struct {
	receiver string
	at       time.Time // when the alert is due, or its lease ends
	seq      uint64    // in alerts
}

// compare orders entries by time; of two at one time the older alert is first.
func (e dueEntry) compare(other dueEntry) int {
	return cmp.Or(e.at.Compare(other.at), cmp.Compare(e.seq, other.seq))
}

// entryOf gives the table and the entry of a pending alert.
func entryOf(a news.Alert) (bucket string, e dueEntry) {
	e = dueEntry{a.Receiver, a.Due, a.Seq}
	if claimed(a) {
		return bucketLeases, e
	}
	return bucketDue, e
}

// key is what dueOf reads. Among the keys of a receiver, the earlier sort first.
func (e dueEntry) key() []byte {
	return binary.BigEndian.AppendUint64(appendTime(prefix(e.receiver), e.at), e.seq)
}

// dueOf reads an entry's key.
func dueOf(bucket string, key []byte) (dueEntry, error) {
	name, rest, _ := bytes.Cut(key, []byte{0})
	if len(name) == 0 || len(rest) != timeLen+seqLen {
		return dueEntry{}, damagedKey(bucket, key)
	}
	return dueEntry{string(name), timeOf(rest), seqOf(rest[timeLen:])}, nil
}

// saveDue moves a changed alert's entry. A new alert's old one is empty.
func saveDue(t *bolt.Tx, old, a news.Alert) error {
	if old.State == news.Pending {
		bucket, e := entryOf(old)
		if err := remove(t, bucket, e.key()); err != nil {
			return err
		}
	}
	if a.State == news.Pending {
		bucket, e := entryOf(a)
		return putRaw(t, bucket, e.key(), nothing)
	}
	return nil
}

// firstDue gives the earliest entry of each receiver in table due. It leaps
// from receiver to receiver.
func firstDue(t *bolt.Tx) ([]dueEntry, error) {
	var first []dueEntry
	last := ""
	c := t.Bucket([]byte(bucketDue)).Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Seek(append([]byte(last), 1)) {
		e, err := dueOf(bucketDue, key)
		if err != nil {
			return nil, err
		}
		if e.receiver <= last { // in a damaged page, leaps could go round for ever
			return nil, damagedKey(bucketDue, key)
		}
		first, last = append(first, e), e.receiver
	}
	return first, nil
}

// leases gives all claims, those of one receiver in the order in which they
// end. There are few: what is being sent, and what a crash has cut off.
func leases(t *bolt.Tx) ([]dueEntry, error) {
	var list []dueEntry
	err := t.Bucket([]byte(bucketLeases)).ForEach(func(key, _ []byte) error {
		e, err := dueOf(bucketLeases, key)
		list = append(list, e)
		return err
	})
	return list, err
}

// turn is what a receiver gets next, and when: as soon as the alert is due and
// no lease runs.
type turn struct {
	next dueEntry
	from time.Time
}

// turns gives the turn of every receiver with a pending alert.
func turns(t *bolt.Tx) (map[string]turn, error) {
	first, err := firstDue(t)
	if err != nil {
		return nil, err
	}
	claims, err := leases(t)
	if err != nil {
		return nil, err
	}
	byReceiver := make(map[string]turn, len(first))
	for _, e := range first {
		byReceiver[e.receiver] = turn{next: e, from: e.at}
	}
	for _, lease := range claims {
		// Once its lease is over, a claimed alert is due like others.
		tn, ok := byReceiver[lease.receiver]
		if !ok || lease.compare(tn.next) < 0 {
			tn.next = lease
		}
		// The last lease decides: when it ends, at least its own alert is due.
		tn.from = lease.at
		byReceiver[lease.receiver] = tn
	}
	return byReceiver, nil
}

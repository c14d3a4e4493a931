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

// isSound tells whether an alert can be read, by its checksum.
func isSound(t *bolt.Tx, seq uint64) bool {
	_, err := unseal(recordFormat, t.Bucket([]byte(bucketAlerts)).Get(seqKey(seq)))
	return err == nil
}

// firstDue gives the earliest entry of each receiver in table due whose alert can be
// read, and says what is wrong with those before it. It leaps from receiver to
// receiver.
func firstDue(t *bolt.Tx) (first []dueEntry, damaged []error, err error) {
	last := ""
	c := t.Bucket([]byte(bucketDue)).Cursor()
	for key, _ := c.First(); key != nil; {
		e, err := dueOf(bucketDue, key)
		if err != nil {
			return nil, nil, err
		}
		if !isSound(t, e.seq) {
			_, err := alertAt(t, e.seq)
			damaged = append(damaged, err)
			key, _ = c.Next()
			continue
		}
		if e.receiver <= last { // in a damaged page, leaps could go round for ever
			return nil, nil, damagedKey(bucketDue, key)
		}
		first, last = append(first, e), e.receiver
		key, _ = c.Seek(append([]byte(last), 1))
	}
	return first, damaged, nil
}

// leases gives all claims of alerts that can be read, and says what is wrong with the
// others; those of one receiver in the order in which they
// end. There are few: what is being sent, and what a crash has cut off.
func leases(t *bolt.Tx) (list []dueEntry, damaged []error, err error) {
	err = t.Bucket([]byte(bucketLeases)).ForEach(func(key, _ []byte) error {
		e, err := dueOf(bucketLeases, key)
		switch {
		case err != nil:
			return err
		case isSound(t, e.seq):
			list = append(list, e)
		default:
			_, err = alertAt(t, e.seq)
			damaged = append(damaged, err)
		}
		return nil
	})
	return list, damaged, err
}

// turn is what a receiver gets next, and when: as soon as the alert is due and
// no lease runs.
type turn struct {
	next dueEntry
	from time.Time
}

// turns gives the turn of every receiver with a pending alert, and says what is wrong
// with the alerts that are passed over.
func turns(t *bolt.Tx) (byReceiver map[string]turn, damaged []error, err error) {
	first, damaged, err := firstDue(t)
	if err != nil {
		return nil, nil, err
	}
	claims, more, err := leases(t)
	if err != nil {
		return nil, nil, err
	}
	byReceiver = make(map[string]turn, len(first))
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
	return byReceiver, append(damaged, more...), nil
}

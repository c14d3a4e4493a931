package storage

import (
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// waits tells whether new hits may join an alert: it is pending and was never
// claimed. The epoch counts all claims, so an alert that was tried and then
// retried by hand is not joined either: its receiver may know its id already.
func waits(a news.Alert) bool { return a.State == news.Pending && a.Epoch == 0 }

// join adds the hits of a proposal to a waiting alert and tells how many were
// new to it. The alert becomes due when the first of both wants to be.
func join(a, proposal news.Alert) (news.Alert, int) {
	before := len(a.Hits)
	for _, id := range proposal.Hits {
		if !slices.Contains(a.Hits[:before], id) {
			a.Hits = append(a.Hits, id)
		}
	}
	if proposal.Due.Before(a.Due) {
		a.Due = proposal.Due
	}
	return a, len(a.Hits) - before
}

// propose lets a proposal, all of whose hits are new, join or open an alert.
func propose(t *bolt.Tx, p news.Alert, done *news.Committed) error {
	seq := seqOf(t.Bucket([]byte(bucketWaiting)).Get([]byte(p.Key)))
	if seq == 0 {
		done.Opened++
		return openAlert(t, p)
	}
	old, err := alertAt(t, seq)
	if err != nil {
		return err
	}
	joined, n := join(old, p)
	done.Joined += n
	return saveAlert(t, old, joined)
}

// openAlert makes a pending alert of a proposal.
func openAlert(t *bolt.Tx, p news.Alert) error {
	id := news.AlertID(p.Key, p.Hits[0])
	if t.Bucket([]byte(bucketAlertIDs)).Get([]byte(id)) != nil {
		return fmt.Errorf("alert %s of key %s is there already", id, p.Key)
	}
	seq, err := t.Bucket([]byte(bucketAlerts)).NextSequence()
	if err != nil {
		return err
	}
	a := news.Alert{
		ID: id, Seq: seq, Key: p.Key,
		Receiver: p.Receiver, Group: p.Group, Digest: p.Digest, Hits: p.Hits,
		State: news.Pending, Created: p.Created, Due: p.Due,
	}
	if err := putRaw(t, bucketAlertIDs, []byte(id), seqKey(seq)); err != nil {
		return err
	}
	return saveAlert(t, news.Alert{}, a)
}

// alertAt reads the alert with a seq that some index gave.
func alertAt(t *bolt.Tx, seq uint64) (news.Alert, error) {
	a, ok, err := get[news.Alert](t, bucketAlerts, seqKey(seq))
	if err == nil && !ok {
		err = fmt.Errorf("table %s is %w: it has no alert %d", bucketAlerts, ErrDamaged, seq)
	}
	return a, err
}

// alertByID reads an alert, or gives news.ErrNotFound.
func alertByID(t *bolt.Tx, id string) (news.Alert, error) {
	seq := seqOf(t.Bucket([]byte(bucketAlertIDs)).Get([]byte(id)))
	if seq == 0 {
		return news.Alert{}, news.ErrNotFound
	}
	return alertAt(t, seq)
}

// saveAlert writes an alert and brings the indexes and the totals from what
// they say of old to what they must say of it. A new alert's old one is empty.
func saveAlert(t *bolt.Tx, old, a news.Alert) error {
	if err := saveDue(t, old, a); err != nil {
		return err
	}
	if err := saveWaiting(t, old, a); err != nil {
		return err
	}
	if old.State != a.State {
		var by news.Totals
		countState(&by, old.State, -1)
		countState(&by, a.State, +1)
		if err := addTotals(t, by); err != nil {
			return err
		}
	}
	return put(t, bucketAlerts, seqKey(a.Seq), a)
}

func saveWaiting(t *bolt.Tx, old, a news.Alert) error {
	switch {
	case waits(a) && !waits(old):
		return putRaw(t, bucketWaiting, []byte(a.Key), seqKey(a.Seq))
	case waits(old) && !waits(a):
		return remove(t, bucketWaiting, []byte(old.Key))
	}
	return nil
}

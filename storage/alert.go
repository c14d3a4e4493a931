package storage

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// waits tells whether new hits and notices may join an alert: it has room, is pending and
// was never claimed. The epoch counts all claims, so an alert that was tried and then
// retried by hand is not joined either: its receiver may know its id already.
func waits(a news.Alert) bool {
	return a.State == news.Pending && a.Epoch == 0 && told(a) < news.MaxAlertHits
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

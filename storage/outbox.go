package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// NextDue gives the earliest due time of a pending alert, and false when none
// is pending. A claimed alert is due when its lease ends.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	var due time.Time
	var found bool
	err := s.view(ctx, "find the next alert", func(t *bolt.Tx) (err error) {
		key, _ := t.Bucket([]byte(bucketDue)).Cursor().First()
		if found = key != nil; found {
			due, _, err = dueOf(key)
		}
		return err
	})
	if err != nil {
		return time.Time{}, false, err
	}
	return due, found, nil
}

// Claim gives an owner up to limit alerts (news.DefaultLimit when 0) that are
// due at now, the earliest due first. Each is due again after the lease, has
// one more epoch and one more attempt, and the attempt is in the ledger with
// no result yet.
func (s *Store) Claim(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) ([]news.Alert, error) {
	if err := checkName("the owner of a claim", owner); err != nil {
		return nil, err
	}
	// A change costs the disk even when there is nothing to change.
	due, found, err := s.NextDue(ctx)
	if err != nil || !found || due.After(now) {
		return nil, err
	}
	var claimed []news.Alert
	err = s.update(ctx, "claim alerts for "+owner, func(t *bolt.Tx) error {
		alerts, err := dueAlerts(t, now, orDefault(limit))
		if err != nil {
			return err
		}
		for _, old := range alerts {
			a, attempt := claim(old, owner, now, lease)
			if err := saveAlert(t, old, a); err != nil {
				return err
			}
			if err := put(t, bucketAttempts, attemptKey(a.Seq, a.Epoch), attempt); err != nil {
				return err
			}
			claimed = append(claimed, a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// dueAlerts reads the alerts that are due, before any of them is changed: a
// change would move the ground under the cursor.
func dueAlerts(t *bolt.Tx, now time.Time, limit int) ([]news.Alert, error) {
	var alerts []news.Alert
	c := t.Bucket([]byte(bucketDue)).Cursor()
	for key, _ := c.First(); key != nil && len(alerts) < limit; key, _ = c.Next() {
		due, seq, err := dueOf(key)
		if err != nil {
			return nil, err
		}
		if due.After(now) {
			break
		}
		a, err := alertAt(t, seq)
		if err != nil {
			return nil, err
		}
		alerts = append(alerts, a)
	}
	return alerts, nil
}

// Finish writes down how an attempt ended. The alert is then delivered, dead,
// or due again at at.Next. An alert that is not claimed any more, or claimed
// with another epoch, gives news.ErrFenced; no such alert, news.ErrNotFound.
func (s *Store) Finish(ctx context.Context, at news.Attempt) error {
	return s.update(ctx, "finish an attempt at alert "+at.Alert, func(t *bolt.Tx) error {
		old, err := alertByID(t, at.Alert)
		if err != nil {
			return err
		}
		if !claimed(old) || old.Epoch != at.Epoch {
			return news.ErrFenced
		}
		a, err := finish(old, at)
		if err != nil {
			return err
		}
		started, err := attemptAt(t, old)
		if err != nil {
			return err
		}
		if err := put(t, bucketAttempts, attemptKey(old.Seq, old.Epoch), ended(started, at)); err != nil {
			return err
		}
		return saveAlert(t, old, a)
	})
}

// attemptAt reads the ledger's entry of an alert's last claim.
func attemptAt(t *bolt.Tx, a news.Alert) (news.Attempt, error) {
	at, ok, err := get[news.Attempt](t, bucketAttempts, attemptKey(a.Seq, a.Epoch))
	if err == nil && !ok {
		err = fmt.Errorf("table %s is %w: it has no attempt %d at alert %s", bucketAttempts, ErrDamaged, a.Epoch, a.ID)
	}
	return at, err
}

// Release gives back what an owner has claimed and not finished, and tells how
// many alerts that were. They are due at once: their due time is the time they
// were claimed. Their attempts stay in the ledger with no result.
func (s *Store) Release(ctx context.Context, owner string) (int, error) {
	released := 0
	err := s.update(ctx, "release the alerts of "+owner, func(t *bolt.Tx) error {
		alerts, err := claimedBy(t, owner)
		if err != nil {
			return err
		}
		for _, old := range alerts {
			started, err := attemptAt(t, old)
			if err != nil {
				return err
			}
			a := old
			a.Owner, a.Due = "", started.Started
			if err := saveAlert(t, old, a); err != nil {
				return err
			}
		}
		released = len(alerts)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return released, nil
}

func claimedBy(t *bolt.Tx, owner string) ([]news.Alert, error) {
	var alerts []news.Alert
	err := t.Bucket([]byte(bucketDue)).ForEach(func(key, _ []byte) error {
		_, seq, err := dueOf(key)
		if err != nil {
			return err
		}
		a, err := alertAt(t, seq)
		if err == nil && claimed(a) && a.Owner == owner {
			alerts = append(alerts, a)
		}
		return err
	})
	return alerts, err
}

// Retry makes a dead or waiting alert due now, with its attempts counted anew.
// A delivered alert, and one that is being sent at now, are errors; no such
// alert gives news.ErrNotFound.
func (s *Store) Retry(ctx context.Context, alertID string, now time.Time) error {
	return s.update(ctx, "retry alert "+alertID, func(t *bolt.Tx) error {
		old, err := alertByID(t, alertID)
		if err != nil {
			return err
		}
		a, err := retry(old, now)
		if err != nil {
			return err
		}
		return saveAlert(t, old, a)
	})
}

// Attempts gives the ledger of an alert, oldest first. No such alert gives
// news.ErrNotFound.
func (s *Store) Attempts(ctx context.Context, alertID string) ([]news.Attempt, error) {
	var attempts []news.Attempt
	err := s.view(ctx, "read the attempts at alert "+alertID, func(t *bolt.Tx) error {
		a, err := alertByID(t, alertID)
		if err != nil {
			return err
		}
		first := seqKey(a.Seq)
		c := t.Bucket([]byte(bucketAttempts)).Cursor()
		for k, v := c.Seek(first); bytes.HasPrefix(k, first); k, v = c.Next() {
			at, err := read[news.Attempt](bucketAttempts, k, v)
			if err != nil {
				return err
			}
			attempts = append(attempts, at)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return attempts, nil
}

// errDelivered is what Retry says of an alert that needs none.
var errDelivered = errors.New("it was delivered already")

package storage

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// NextDue gives the earliest time at which Claim finds an alert, and false when
// none is pending. While a receiver's lease runs, its alerts are due when the
// lease ends. The time may be in the past.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	due, found, _, err := s.nextDue(ctx)
	return due, found, err
}

func (s *Store) nextDue(ctx context.Context) (due time.Time, found bool, damaged []error, err error) {
	err = s.view(ctx, "find the next alert", func(t *bolt.Tx) error {
		all, bad, err := turns(t)
		for _, tn := range all {
			if !found || tn.from.Before(due) {
				due, found = tn.from, true
			}
		}
		damaged = bad
		return err
	})
	if err != nil {
		return time.Time{}, false, nil, err
	}
	return due, found, damaged, nil
}

// Claim gives an owner up to limit alerts (news.DefaultLimit when 0) that are
// due at now, the earliest due first: at most one a receiver, and none for a
// receiver with another claim whose lease still runs. Each is due again after
// the lease, has one more epoch and one more attempt, and the attempt is in the
// ledger with no result yet. What a claim costs hardly depends on how many
// alerts are due. Alerts that cannot be read any more are passed over here, by
// NextDue and by Release: damaged names those that it met, each by a constant text.
// They stay for Check to find.
func (s *Store) Claim(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) (claimed []news.Alert, damaged []error, err error) {
	if err := checkName("the owner of a claim", owner); err != nil {
		return nil, nil, err
	}
	// A change costs the disk even when there is nothing to change.
	due, found, damaged, err := s.nextDue(ctx)
	if err != nil || !found || due.After(now) {
		return nil, damaged, err
	}
	err = s.update(ctx, "claim alerts for "+owner, func(t *bolt.Tx) error {
		alerts, err := claimable(t, now, orDefault(limit))
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
		return nil, nil, err
	}
	return claimed, damaged, nil
}

// claimable reads the alerts whose turn has come, the earliest due first,
// before any of them is changed: a change would move the ground under the
// cursors.
func claimable(t *bolt.Tx, now time.Time, limit int) ([]news.Alert, error) {
	all, _, err := turns(t)
	if err != nil {
		return nil, err
	}
	var ready []dueEntry
	for _, tn := range all {
		if !tn.from.After(now) {
			ready = append(ready, tn.next)
		}
	}
	slices.SortFunc(ready, dueEntry.compare)
	var alerts []news.Alert
	for _, e := range ready[:min(limit, len(ready))] {
		a, err := alertAt(t, e.seq)
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
		if err := put(t, bucketAttempts, attemptKey(old.Seq, old.Epoch), ended(attemptAt(t, old), at)); err != nil {
			return err
		}
		return saveAlert(t, old, a)
	})
}

// attemptAt reads the ledger's entry of an alert's last claim. Where it is damaged or
// missing, it is one whose start is not known: else the alert would be sent again
// after every lease.
func attemptAt(t *bolt.Tx, a news.Alert) news.Attempt {
	at, ok, err := get[news.Attempt](t, bucketAttempts, attemptKey(a.Seq, a.Epoch))
	if err != nil || !ok {
		return news.Attempt{Alert: a.ID, Epoch: a.Epoch, Receiver: a.Receiver}
	}
	return at
}

// Release gives back what an owner has claimed and not finished, and tells how
// many alerts that were. They are due at once: their due time is the time they
// were claimed. Their attempts stay in the ledger with no result, and do not
// count among the alert's tries: nobody refused them. Nothing is written when
// there is nothing to release, so that a full disk does not keep a daemon from
// its start.
func (s *Store) Release(ctx context.Context, owner string) (int, error) {
	what := "release the alerts of " + owner
	released := 0
	err := s.view(ctx, what, func(t *bolt.Tx) error {
		alerts, err := claimedBy(t, owner)
		released = len(alerts)
		return err
	})
	if err != nil || released == 0 {
		return 0, err
	}
	err = s.update(ctx, what, func(t *bolt.Tx) error {
		alerts, err := claimedBy(t, owner)
		if err != nil {
			return err
		}
		for _, old := range alerts {
			if err := saveAlert(t, old, release(old, attemptAt(t, old))); err != nil {
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
	claims, _, err := leases(t)
	if err != nil {
		return nil, err
	}
	var alerts []news.Alert
	for _, e := range claims {
		a, err := alertAt(t, e.seq)
		if err != nil {
			return nil, err
		}
		if a.Owner == owner {
			alerts = append(alerts, a)
		}
	}
	return alerts, nil
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

package storage

import (
	"fmt"
	"time"

	"vedette/news"
)

// This file decides how an alert goes on. It reads and writes nothing, so that
// every engine decides the same.

// claimed tells whether somebody has the alert in hand, or had when it crashed.
func claimed(a news.Alert) bool { return a.State == news.Pending && a.Owner != "" }

// claim gives an alert to an owner, with the attempt to be written down before
// it is tried.
func claim(a news.Alert, owner string, now time.Time, lease time.Duration) (news.Alert, news.Attempt) {
	a.Owner = owner
	a.Epoch++
	a.Attempts++
	a.Due = now.Add(lease)
	return a, news.Attempt{Alert: a.ID, Epoch: a.Epoch, Receiver: a.Receiver, Started: now}
}

// release gives an alert back that was claimed and not finished, with the time
// and the try that the claim took.
func release(a news.Alert, started news.Attempt) news.Alert {
	a.Owner, a.Due = "", started.Started
	a.Attempts = max(0, a.Attempts-1)
	return a
}

// finish gives an alert after an attempt. A retired alert is due no more.
func finish(a news.Alert, at news.Attempt) (news.Alert, error) {
	a.Owner, a.LastError = "", at.Detail
	switch at.Result {
	case news.ResultDelivered:
		a.State, a.Finished, a.Due, a.LastError = news.Delivered, at.Ended, time.Time{}, ""
	case news.ResultDead:
		a.State, a.Finished, a.Due = news.Dead, at.Ended, time.Time{}
	case news.ResultRetry:
		a.Due = at.Next
	default:
		return a, fmt.Errorf("%q is no result of an attempt", at.Result)
	}
	return a, nil
}

// ended gives the ledger's entry of a started attempt with its result.
func ended(started, at news.Attempt) news.Attempt {
	started.Ended, started.Result, started.Detail, started.Next = at.Ended, at.Result, at.Detail, at.Next
	return started
}

// retry gives an alert that a user wants to be tried again.
func retry(a news.Alert, now time.Time) (news.Alert, error) {
	if a.State == news.Delivered {
		return a, errDelivered
	}
	if claimed(a) && a.Due.After(now) {
		return a, fmt.Errorf("it is being sent now, by %s: wait until %s", a.Owner, a.Due.UTC().Format(time.RFC3339))
	}
	a.State, a.Owner, a.Due = news.Pending, "", now
	a.Attempts, a.Finished = 0, time.Time{}
	return a, nil
}

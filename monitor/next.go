package monitor

import (
	"errors"
	"math/rand/v2"
	"time"

	"vedette/fetch"
	"vedette/news"
	"vedette/schedule"
)

const (
	// jitterShare is how much of the interval is added at random, so that
	// feeds that were loaded together drift apart. It only ever adds: a server
	// that was promised 60 minutes is not asked after 59.
	jitterShare = 0.1
	// maxJitter bounds it for feeds that are asked once a day.
	maxJitter = 2 * time.Minute

	// firstBackoff is the longest first wait after a failure: a feed that is
	// asked every six hours and met a hiccup is tried again soon.
	firstBackoff = 5 * time.Minute
	// maxBackoff bounds the waits of a feed that keeps failing. It is short
	// enough that a source that comes back is read before its window of
	// items has moved on, and the visits never stop.
	maxBackoff = 4 * time.Hour
)

// nextCheck gives the time of a feed's next visit after one that ended at now.
// A document of which a part could be read is no reason to stay away: its
// other items go on leaving the feed's window.
func nextCheck(s schedule.Schedule, r fetch.Result, now time.Time) time.Time {
	regular := s.Next(now)
	interval := regular.Sub(now)
	next := regular
	if partial := (*fetch.PartialError)(nil); r.Err != nil && !errors.As(r.Err, &partial) {
		next = now.Add(backoff(interval, r.State.Failures))
	}
	if r.RetryAfter > 0 {
		if asked := now.Add(r.RetryAfter); asked.After(next) {
			next = asked
		}
	}
	return next.Add(jitter(interval))
}

// backoff doubles with each failure, from the interval or firstBackoff,
// whichever is shorter, to the interval or maxBackoff, whichever is longer.
func backoff(interval time.Duration, failures int) time.Duration {
	wait, limit := min(interval, firstBackoff), max(interval, maxBackoff)
	for range failures - 1 {
		if wait *= 2; wait >= limit {
			return limit
		}
	}
	return wait
}

func jitter(interval time.Duration) time.Duration {
	share := min(time.Duration(float64(interval)*jitterShare), maxJitter)
	if share <= 0 {
		return 0
	}
	return rand.N(share)
}

// firstCheck gives the time of a feed's first visit after a start or reload:
// as stored, unless the feed has a new address or a shorter schedule by now.
// A time that passed while nothing ran is simply due, and so is a feed that was
// last visited in the future: the clock was wrong then or is now.
func firstCheck(f fetch.Feed, s schedule.Schedule, state news.FeedState, now time.Time) time.Time {
	if state.LastCheck.IsZero() || state.Address != f.URL || state.LastCheck.After(now) {
		return time.Time{}
	}
	due := state.NextCheck
	if state.Failures == 0 {
		if latest := s.Next(state.LastCheck).Add(maxJitter); latest.Before(due) {
			due = latest
		}
	}
	return due
}

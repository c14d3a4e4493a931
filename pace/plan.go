package pace

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"

	"vedette/news"
)

// Hash names the plan that a NextCheck was computed from: the feed's address
// and its own schedule, or the policy. When it differs from the stored one the
// feed is to be planned anew.
func Hash(address string, p Plan, policy Policy) string {
	var room [512]byte // an address that is longer takes memory of its own
	text := append(append(append(room[:0], address...), '\n'), p.Own.String()...)
	if p.Own.IsZero() {
		text = append(text, "adaptive"...)
		for _, n := range [...]int{int(policy.MinEvery), int(policy.MaxEvery), policy.VisitsPerDay} {
			text = binary.BigEndian.AppendUint64(text, uint64(n))
		}
	} else {
		// A cron expression does not tell its zone, but its times do.
		for _, probe := range probes {
			text = binary.BigEndian.AppendUint64(text, uint64(p.Own.Next(probe).Unix()))
		}
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// probes are times in winter and summer, at which zones differ.
var probes = []time.Time{time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC), time.Date(2024, 7, 10, 0, 0, 0, 0, time.UTC)}

// Stale tells whether a stored time does not hold any more and Replan is to be
// asked: the plan is another by now, or the clock was wrong when the time was
// computed, or is now: no plan puts a visit off that far.
func Stale(due news.Due, hash string, p Plan, now time.Time) bool {
	latest := max(Longest, p.Interval)
	if !p.Own.IsZero() {
		latest = max(latest, p.Own.Next(now).Sub(now))
	}
	// Twice, as a failure may wait for an interval and for as much again.
	return due.Plan != hash || due.At.Sub(now) > 2*latest+maxJitter
}

// Replan gives the next visit of a feed under a new plan, as Next would have
// given it after the last visit, but not before now. A feed that was never
// visited, has a new address, or was visited in the future is due now: the
// caller adds Spread. Hints of the old address do not bind the new one; that its
// host is held is for the caller to heed, as after any start.
func Replan(s news.FeedState, address string, p Plan, now time.Time, random Rand) Time {
	switch {
	case s.Stopped != "" && s.Address == address:
		return Time{Never: true, Reason: Reason{words: "stopped: {plan}", plan: s.Stopped}}
	case s.LastCheck.IsZero():
		return Time{At: now, Reason: because("never visited", 0)}
	case s.Address != address:
		return Time{At: now, Reason: because("a new address", 0)}
	case s.LastCheck.After(now):
		return Time{At: now, Reason: because("the last visit is in the future: the clock was set back", 0)}
	}
	return Next(s, p, Outcome{}, s.LastCheck, random).notBefore(now, because("overdue", 0))
}

const (
	// few feeds may be visited at once without a thought.
	few = 16
	// apart is how much time each of more feeds gets, herd the most for all: ten
	// thousand feeds are visited for the first time within ten minutes.
	apart = 100 * time.Millisecond
	herd  = 10 * time.Minute
)

// Spread gives by how much to put off one of n feeds that are due at once: after
// an import, a start, a sleep or a jump of the clock. It is less than interval
// and than ten minutes, and nothing when there are few.
func Spread(n int, interval time.Duration, random Rand) time.Duration {
	if n <= few {
		return 0
	}
	within := min(interval, time.Duration(min(n, int(herd/apart)))*apart)
	return time.Duration(random() * float64(max(0, within)))
}

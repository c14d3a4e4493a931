package pace

import (
	"time"

	"vedette/news"
	"vedette/schedule"
)

// Plan is how often a feed is to be visited by our own wish.
type Plan struct {
	// Own is the feed's own schedule, or the one that the user set for all
	// feeds. It is zero for an adaptive feed.
	Own schedule.Schedule
	// Interval is what Budget says for the feed. At the hours at which the feed
	// brings most it is shorter, and longer at others. MinEvery and MaxEvery are
	// the bounds of the policy; without MaxEvery the interval grows to three
	// times what it was, or a day. All are of no account when Own is set.
	Interval, MinEvery, MaxEvery time.Duration
}

// Outcome is what a visit brought beyond the state.
type Outcome struct {
	// Partial says that the visit failed (state.Failures counts it), but that a
	// part of the document was read: no reason to stay away.
	Partial bool
	// Unreached says that no server could be reached, ours or theirs: Failures
	// need not have grown.
	Unreached bool
	// RetryAfter is how long the feed is to be left alone, 0 when nothing asks
	// for it; Hold is until when its whole host is, zero when it is not.
	RetryAfter time.Duration
	Hold       time.Time
	// Asked says that RetryAfter is the server's own word: the visit is then
	// at that time or the regular one, whichever is later.
	Asked bool
	// Trouble says what a failure without a status was, in place of "server not
	// reached".
	Trouble string
}

// Time is when to visit a feed next.
type Time struct {
	// At is never before the time that Next was given. It is zero when Never.
	At time.Time
	// Never says that the feed is stopped.
	Never bool
	// Reason is what decided.
	Reason Reason
	// MayLose says that items may come and go between two visits: At is later
	// than half of the time that the feed's document spans.
	MayLose bool
}

// Next gives the time of the visit after one that ended at now. State is the
// one after that visit, with Pace brought up to date by Learn. Randomness only
// adds.
func Next(s news.FeedState, p Plan, o Outcome, now time.Time, random Rand) Time {
	if s.Stopped != "" {
		return Time{Never: true, Reason: Reason{words: "stopped: {plan}", plan: s.Stopped}}
	}
	t := p.regular(&s, now)
	spread := jitter(t.At.Sub(now))
	switch {
	case counted(&s) > 0 && !o.Partial && !o.Asked || o.Unreached:
		t = failed(&s, o.Trouble, t.At.Sub(now), now, random)
	case s.Failures > 0 && o.Partial:
		t.Reason.words += "; the document could be read in part only"
	case s.Failures > 0 && o.Asked:
		t.Reason.words += "; its server refused ({status}) and asks for no more (Retry-After)"
		t.Reason.status = s.Status
	}
	t = t.notBefore(now.Add(o.RetryAfter), because("server asks to be left alone for {length} (Retry-After)", o.RetryAfter))
	t = t.notBefore(o.Hold, because("its host asks to be left alone", 0))
	t = hinted(t, &s, now)
	t.At = t.At.Add(time.Duration(random() * float64(spread)))
	t = pastSkipped(t, s.Hints)
	t.MayLose = s.Pace.Window > 0 && t.At.Sub(now) > half(s.Pace)+spread
	return t
}

// regular is the time without hints, failures and jitter.
func (p Plan) regular(s *news.FeedState, now time.Time) Time {
	if !p.Own.IsZero() {
		return Time{At: p.Own.Next(now), Reason: Reason{words: "{plan}, as configured", plan: p.Own.String()}}
	}
	d, why := p.adaptive(s, now)
	return Time{At: now.Add(d), Reason: why}
}

// bare is how many times the shortest interval a feed without validators is
// left alone: each visit costs its server the whole document.
const bare = 3

// adaptive is the interval of the feed at this hour, longer for a feed without
// validators, and not above half of its window.
func (p Plan) adaptive(s *news.FeedState, now time.Time) (time.Duration, Reason) {
	d := max(p.byHour(s.Pace, now), p.MinEvery, time.Second) // nothing is asked without end
	why := because("{length}, as how often it brings news is not known yet", d)
	switch {
	case s.Pace.Rate > 0 && s.Pace.Young():
		why = because("{length} as a first guess, as how often it brings news is not known yet", d)
	case s.Pace.Rate > 0:
		why = Reason{words: "{length} for {rate}", length: d, rate: s.Pace.Rate}
	}
	if least := bare * p.MinEvery; s.ETag == "" && s.LastModified == "" && !s.LastSuccess.IsZero() && d < least {
		d, why = least, because("{length} as the server gives no ETag and no Last-Modified", least)
	}
	if s.Pace.Window <= 0 || half(s.Pace) >= d {
		return d, why
	}
	return min(d, max(half(s.Pace), p.lowest(s.Hints))), because("half of the {length} window", 2*half(s.Pace))
}

// lowest is how short the interval of a feed with a short window may be: the
// policy's shortest, or less where the server says that its document is fresh
// for less, but not under Lowest.
func (p Plan) lowest(h news.Hints) time.Duration {
	fresh := time.Duration(h.MaxAge) * time.Second
	if fresh <= 0 || fresh >= p.MinEvery {
		return p.MinEvery
	}
	return min(max(fresh, Lowest), p.MinEvery)
}

// half is half of the time that the feed's document spans.
func half(p news.Pace) time.Duration { return time.Duration(p.Window) * time.Second / 2 }

// notBefore moves the time to a later one, and says why.
func (t Time) notBefore(at time.Time, why Reason) Time {
	if at.After(t.At) {
		t.At, t.Reason = at, why
	}
	return t
}

const (
	// jitterShare is how much of the interval is added at random, so that feeds
	// that were loaded together drift apart. It only ever adds: a server that
	// was promised 60 minutes is not asked after 59.
	jitterShare = 0.1
	// maxJitter bounds it for feeds that are asked seldom.
	maxJitter = 2 * time.Minute
)

// jitter is the most that is added to an interval.
func jitter(interval time.Duration) time.Duration {
	return max(0, min(time.Duration(float64(interval)*jitterShare), maxJitter))
}

// span writes a length of time for people, to the minute where it has some.
func span(d time.Duration) string {
	if d >= time.Minute {
		d = d.Round(time.Minute)
	}
	return schedule.Duration(d.Round(time.Second)).String()
}

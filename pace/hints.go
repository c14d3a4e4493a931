package pace

import (
	"time"

	"vedette/news"
)

// hinted moves a time to where the server and the document allow it. The
// promises of a document count from the last good visit: it is that document
// which made them (RFC 9111, 4.2 for max-age and Expires; RSS 2.0 for ttl).
func hinted(t Time, s *news.FeedState, now time.Time) Time {
	latest := now.Add(Longest)
	if until := s.Hints.FreshUntil; until.After(t.At) {
		t = t.notBefore(earlier(until, latest), because("server asks for {length} (Cache-Control or Expires)", min(until.Sub(now), Longest)))
	}
	if s.LastSuccess.IsZero() || s.LastSuccess.After(now) {
		return t
	}
	t = t.notBefore(least(s, s.Hints.TTL), because("the feed asks for {length} (ttl)", minutes(s.Hints.TTL)))
	return t.notBefore(least(s, s.Hints.Update), because("the feed asks for {length} (sy:updatePeriod)", minutes(s.Hints.Update)))
}

// least is the end of a document's minimum interval.
func least(s *news.FeedState, n int) time.Time { return s.LastSuccess.Add(minutes(n)) }

// minutes bounds a document's own interval; a negative one says nothing.
func minutes(n int) time.Duration {
	const most = int(Longest / time.Minute)
	return time.Duration(min(max(n, 0), most)) * time.Minute
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

const (
	allHours = 1<<24 - 1
	allDays  = 1<<7 - 1
)

// pastSkipped moves a time out of the hours and days (GMT) in which the feed is
// not to be asked, to the end of the block, keeping its place within the hour
// so that the feeds that wait for the same hour do not all come at its start.
// A feed that skips all hours or all days has not meant it. A block is of a
// day at the most: six skipped days end after the first.
func pastSkipped(t Time, h news.Hints) Time {
	at := t.At.UTC()
	limit := at.Add(Longest)
	for skips(h, at) && at.Before(limit) {
		at = at.Add(time.Hour)
	}
	return t.notBefore(at, because("the feed asks not to be visited until then (skipHours, skipDays)", 0))
}

// skips tells whether a time falls into what the feed wants skipped.
func skips(h news.Hints, at time.Time) bool {
	hours, days := h.SkipHours&allHours, h.SkipDays&allDays
	return hours != allHours && hours&(1<<at.Hour()) != 0 ||
		days != allDays && days&(1<<at.Weekday()) != 0
}

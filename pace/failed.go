package pace

import (
	"cmp"
	"net/http"
	"time"

	"vedette/news"
)

const (
	// soon is the longest first wait after a failure to reach the server: a
	// feed that is asked every six hours and met a hiccup is tried again soon.
	soon = 5 * time.Minute
	// patient bounds the waits of a feed that fails since days only: a source
	// that comes back is read before its window of items has moved on. After
	// longWhile they may grow to Longest. The visits never stop.
	patient   = 4 * time.Hour
	longWhile = 7 * day
	// refused is the first wait after a 429 or 403, which are the signs of a
	// rate limit, when the server does not say how long.
	refused = 4 * time.Hour
	// missing is the first wait after a 404 and other answers that say that the
	// request is wrong.
	missing = time.Hour
)

// failed gives the time after a failure. As much as the wait is added at
// random, so that the feeds of a server that was down do not all come back at
// once ("full jitter"), within Longest.
func failed(s *news.FeedState, trouble string, interval time.Duration, now time.Time, random Rand) Time {
	least, kind := wait(s, trouble, interval, now)
	more := random() * float64(min(least, Longest-least))
	if s.Failures > 1 {
		kind += ", failure {failures} in a row"
	}
	return Time{At: now.Add(least + time.Duration(more)), Reason: Reason{words: kind, status: s.Status, failures: s.Failures}}
}

// wait is the least wait after a failure, and what kind of failure it was; one
// without a status is the trouble, if that is known.
func wait(s *news.FeedState, trouble string, interval time.Duration, now time.Time) (time.Duration, string) {
	limit := min(max(interval, patient), Longest)
	if !s.FailingSince.IsZero() && now.Sub(s.FailingSince) > longWhile {
		limit = Longest
	}
	interval = min(interval, Longest)
	switch {
	case s.Status == http.StatusGone:
		return Longest, "gone (410), to be confirmed after a day"
	case s.Status == http.StatusTooManyRequests || s.Status == http.StatusForbidden:
		return grown(max(refused, interval), 2, counted(s), Longest), "refused ({status})"
	case s.Status >= 400 && s.Status < 500 && s.Status != http.StatusRequestTimeout:
		return grown(max(missing, interval), 2, counted(s), Longest), "status {status}"
	case s.Status >= 200 && s.Status < 300:
		// The server is there and its items go on leaving the window: a document
		// that cannot be read is retried at nearly the usual pace.
		return grown(interval, 1.5, counted(s), limit), "the document cannot be read"
	case s.Status >= 500:
		return grown(min(interval, soon), 2, counted(s), limit), "server error ({status})"
	}
	return grown(min(interval, soon), 2, counted(s), limit), cmp.Or(trouble, "server not reached")
}

// counted is how many failures make waits grow: not those at which the server
// itself said when to come back, as it was obeyed.
func counted(s *news.FeedState) int { return s.Failures - s.Waits }

// grown multiplies a wait by factor with each failure after the first, up to
// limit.
func grown(wait time.Duration, factor float64, failures int, limit time.Duration) time.Duration {
	for range failures - 1 {
		if wait >= limit {
			break
		}
		wait = time.Duration(float64(wait) * factor)
	}
	return min(wait, limit)
}

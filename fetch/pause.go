package fetch

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vedette/news"
	"vedette/schedule"
)

// How long a server is left alone at its own word. Less than minPause is no
// pause to anybody; a wrong clock there must not silence a feed for longer than
// maxRetryAfter. refusedPause is for servers that refuse (429, 403) and do not
// say for how long: readers who asked sooner were blocked.
const (
	minPause      = time.Minute
	maxRetryAfter = 24 * time.Hour
	refusedPause  = 4 * time.Hour
)

// HostOf names the host of an address as holds and host slots do: without
// port and "www.", as those are the same machine, in lower case.
func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// pause finds out how long the feed, or the whole host, is to be left alone
// after an error. It gives what the server itself said, 0 if nothing.
func (v *visit) pause(response *http.Response) time.Duration {
	code := response.StatusCode
	said := time.Duration(0)
	if code == http.StatusForbidden || code == http.StatusTooManyRequests || code >= 500 || code < 400 {
		said = v.retryAfter(response.Header.Get("Retry-After"))
	}
	limited := code == http.StatusTooManyRequests || code == http.StatusForbidden && isRateLimit(response.Header)
	v.out.RetryAfter = said
	if said == 0 && (limited || code == http.StatusForbidden) {
		v.out.RetryAfter = refusedPause
	}
	if said > 0 || limited {
		v.out.Hold = news.HostHold{
			Host:  HostOf(response.Request.URL.String()),
			Until: v.now.Add(v.out.RetryAfter),
			Why:   statusText(code),
		}
	}
	return said
}

// retryAfter reads the header within its bounds; a value of no use is noted.
func (v *visit) retryAfter(value string) time.Duration {
	if value == "" {
		return 0
	}
	asked, ok := readRetryAfter(value, v.now)
	if !ok {
		v.note("the server's Retry-After makes no sense: %.40q", value)
		return 0
	}
	if asked < minPause || asked > maxRetryAfter {
		asked = min(max(asked, minPause), maxRetryAfter)
		v.note("the server's Retry-After of %.40q was taken as %s", value, schedule.Duration(asked))
	}
	return asked
}

// readRetryAfter reads both forms, seconds and a date (RFC 9110, 10.2.3). It
// gives false for what is neither, or not in the future.
func readRetryAfter(value string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	if at, err := http.ParseTime(value); err == nil {
		return at.Sub(now), at.After(now)
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || !(seconds > 0) {
		return 0, false
	}
	return time.Duration(min(seconds, 10*maxRetryAfter.Seconds()) * float64(time.Second)), true
}

// isRateLimit knows the 403 that means 429, as Reddit and GitHub send it.
func isRateLimit(h http.Header) bool {
	for _, name := range []string{"X-Ratelimit-Remaining", "Ratelimit-Remaining"} {
		if left, err := strconv.ParseFloat(strings.TrimSpace(h.Get(name)), 64); err == nil && left < 1 {
			return true
		}
	}
	return h.Get("Retry-After") != ""
}

package fetch

import (
	"net/http"
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

// pause finds out how long the feed, or the whole host, is to be left alone
// after an error. It gives what the server itself said.
func (v *visit) pause(response *http.Response) word {
	code := response.StatusCode
	said := word{}
	if code == http.StatusForbidden || code == http.StatusTooManyRequests || code >= 500 || code < 400 {
		said = v.retryAfter(response.Header.Get("Retry-After"))
	}
	limited := isLimited(response)
	v.out.RetryAfter, v.out.Asked = said.taken, said.taken > 0
	if !v.out.Asked && (limited || code == http.StatusForbidden) {
		v.out.RetryAfter = refusedPause
	}
	if v.out.Asked || limited {
		v.out.Hold = news.HostHold{
			Host:  news.HostOf(response.Request.URL.String()),
			Until: v.now.Add(v.out.RetryAfter),
			Why:   statusText(code),
		}
	}
	return said
}

// word is a server's own word on how long to leave it alone, and what it is
// taken as within the bounds; both 0 when it said nothing of use.
type word struct{ asked, taken time.Duration }

// String is for people: "25s, taken as 1m".
func (w word) String() string {
	asked, taken := schedule.Duration(w.asked.Round(time.Second)).String(), schedule.Duration(w.taken).String()
	switch {
	case w.asked > w.taken:
		return "more than " + taken + ", taken as " + taken
	case w.asked < w.taken:
		return asked + ", taken as " + taken
	}
	return asked
}

// retryAfter reads the header within its bounds; a value of no use is noted.
func (v *visit) retryAfter(value string) word {
	if value == "" {
		return word{}
	}
	asked, ok := schedule.RetryAfter(value, v.now)
	if !ok {
		v.note("the server's Retry-After makes no sense: %.40q", value)
		return word{}
	}
	w := word{asked, min(max(asked, minPause), maxRetryAfter)}
	if w.taken != asked {
		v.note("the server's Retry-After of %.40q was taken as %s", value, schedule.Duration(w.taken))
	}
	return w
}

// isLimited tells whether a server refuses since it is asked too much.
func isLimited(r *http.Response) bool {
	return r.StatusCode == http.StatusTooManyRequests || r.StatusCode == http.StatusForbidden && isRateLimit(r.Header)
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

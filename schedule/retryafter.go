package schedule

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longestWait is the most that RetryAfter gives: more than anybody waits.
const longestWait = 365 * day

// RetryAfter reads the header of that name, in which a server says for how long
// it is to be left alone: seconds or a date (RFC 9110, 10.2.3). Fractions of a
// second count, as some servers send them. It gives more than 0 and at most a
// year, and false for what is neither form, or not in the future.
func RetryAfter(value string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	wait := longestWait
	if at, err := http.ParseTime(value); err == nil {
		wait = min(wait, at.Sub(now))
	} else {
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) || !(seconds > 0) { // NaN is neither
			return 0, false
		}
		if seconds < wait.Seconds() {
			wait = time.Duration(seconds * float64(time.Second))
		}
	}
	if wait <= 0 {
		return 0, false
	}
	return wait, true
}

package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxFresh bounds a server's promise that nothing will be new: some promise a
// year for a feed that changes daily.
const maxFresh = 24 * time.Hour

// hear takes what a good answer says of when to ask again, 304 included. A 304
// without a word renews the promise of the answer it confirms.
func (v *visit) hear(response *http.Response) {
	hints := &v.out.State.Hints
	age := ageOf(response.Header)
	promise, said := promised(response.Header, v.now)
	if !said && response.StatusCode == http.StatusNotModified {
		promise = time.Duration(hints.MaxAge) * time.Second
	}
	promise = min(max(promise, 0), maxFresh)
	hints.MaxAge, hints.FreshUntil = int(promise/time.Second), time.Time{}
	if promise > age {
		hints.FreshUntil = v.now.Add(promise - age)
	}
}

// promised gives how long a header promises that nothing will be new, counted
// from when the answer was made: by Cache-Control: max-age, else by Expires
// (RFC 9111, 4.2.1). s-maxage is meant for shared caches and says nothing, and
// no-cache or no-store wish for nothing but a request. It gives false for a
// header without either.
func promised(h http.Header, now time.Time) (time.Duration, bool) {
	if control := h.Values("Cache-Control"); len(control) > 0 {
		if seconds, ok := maxAge(strings.Join(control, ",")); ok {
			return seconds, true
		}
		if h.Get("Expires") == "" {
			return 0, true
		}
	}
	if h.Get("Expires") == "" {
		return 0, false
	}
	at, err := http.ParseTime(strings.TrimSpace(h.Get("Expires")))
	if err != nil {
		return 0, true // "0" and its like mean: stale by now
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return at.Sub(now), true
}

// maxAge reads the first max-age of Cache-Control, quoted or not. A value that
// is no number counts as 0, one that overflows as very long (RFC 9111, 1.2.2).
func maxAge(control string) (time.Duration, bool) {
	for _, directive := range strings.Split(control, ",") {
		name, value, _ := strings.Cut(directive, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "max-age") {
			continue
		}
		return seconds(strings.Trim(strings.TrimSpace(value), `"`)), true
	}
	return 0, false
}

// ageOf gives how old the answer was when a cache sent it (RFC 9111, 5.1).
func ageOf(h http.Header) time.Duration { return seconds(strings.TrimSpace(h.Get("Age"))) }

// seconds reads a number of seconds, at most a hundred days: more is never
// told apart.
func seconds(value string) time.Duration {
	const most = 100 * 24 * time.Hour
	if value == "" || strings.Trim(value, "0123456789") != "" {
		return 0
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n > int64(most/time.Second) {
		return most
	}
	return time.Duration(n) * time.Second
}

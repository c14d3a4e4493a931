package schedule

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, value string
		want        time.Duration // 0 is no word
	}{
		{"none", "", 0},
		{"seconds", "120", 2 * time.Minute},
		{"with blanks", " 120 ", 2 * time.Minute},
		{"a fraction", "1.5", 1500 * time.Millisecond},
		{"less than a second", "0.25", 250 * time.Millisecond},
		{"less than the clock knows", "0.0000000001", 0},
		{"a date", now.Add(time.Hour).Format(http.TimeFormat), time.Hour},
		{"a date of RFC 850", "Tuesday, 03-Nov-26 10:00:00 GMT", time.Hour},
		{"a date of asctime", "Tue Nov  3 10:00:00 2026", time.Hour},
		{"now", now.Format(http.TimeFormat), 0},
		{"a date gone by", now.Add(-time.Hour).Format(http.TimeFormat), 0},
		{"a date far away", now.AddDate(900, 0, 0).Format(http.TimeFormat), longestWait},
		{"zero", "0", 0},
		{"less than nothing", "-5", 0},
		{"more than a year", "31536001", longestWait},
		{"more than a Duration", "99999999999", longestWait},
		{"more than an integer", "99999999999999999999999", longestWait},
		{"more than a number", "1e999", longestWait},
		{"no number", "NaN", 0},
		{"a word", "soon", 0},
		{"a length of time", "10m", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := RetryAfter(c.value, now)
			if got != c.want || ok != (c.want > 0) {
				t.Errorf("%q is %s, %v; want %s", c.value, got, ok, c.want)
			}
		})
	}
}

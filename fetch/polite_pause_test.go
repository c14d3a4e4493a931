package fetch

import (
	"strings"
	"testing"
	"time"

	"vedette/internal/politeserver"
)

func TestRetryAfterIsObeyedForTheWholeHost(t *testing.T) {
	for _, test := range []struct {
		name       string
		status     int
		header     hdr
		wait, hold time.Duration // 0 for none
	}{
		{"429 in seconds", 429, hdr{"Retry-After": "600"}, 10 * time.Minute, 10 * time.Minute},
		{"429 as a date", 429, hdr{"Retry-After": "Sun, 22 Nov 2026 14:00:00 GMT"}, 2 * time.Hour, 2 * time.Hour},
		{"429 as a date of RFC 850", 429, hdr{"Retry-After": "Sunday, 22-Nov-26 14:00:00 GMT"}, 2 * time.Hour, 2 * time.Hour},
		{"503 in seconds", 503, hdr{"Retry-After": "600"}, 10 * time.Minute, 10 * time.Minute},
		{"503 as a date", 503, hdr{"Retry-After": "Sun, 22 Nov 2026 14:00:00 GMT"}, 2 * time.Hour, 2 * time.Hour},
		{"502 in seconds", 502, hdr{"Retry-After": "600"}, 10 * time.Minute, 10 * time.Minute},
		{"a redirect to nowhere", 302, hdr{"Retry-After": "600"}, 10 * time.Minute, 10 * time.Minute},
		{"503 without a word", 503, hdr{}, 0, 0},
		{"429 without a word", 429, hdr{}, 4 * time.Hour, 4 * time.Hour},
		{"429 with 0", 429, hdr{"Retry-After": "0"}, 4 * time.Hour, 4 * time.Hour},
		{"429 with less", 429, hdr{"Retry-After": "-600"}, 4 * time.Hour, 4 * time.Hour},
		{"429 with a past date", 429, hdr{"Retry-After": "Sun, 22 Nov 2026 11:00:00 GMT"}, 4 * time.Hour, 4 * time.Hour},
		{"429 with nonsense", 429, hdr{"Retry-After": "soon"}, 4 * time.Hour, 4 * time.Hour},
		{"429 with a second", 429, hdr{"Retry-After": "1"}, time.Minute, time.Minute},
		{"429 with a year", 429, hdr{"Retry-After": "31536000"}, 24 * time.Hour, 24 * time.Hour},
		{"429 with an endless number", 429, hdr{"Retry-After": "1e300"}, 24 * time.Hour, 24 * time.Hour},
		{"403 without a word", 403, hdr{}, 4 * time.Hour, 0},
		{"403 in seconds", 403, hdr{"Retry-After": "600"}, 10 * time.Minute, 10 * time.Minute},
		{"403 of a rate limit", 403, hdr{"X-Ratelimit-Remaining": "0.0"}, 4 * time.Hour, 4 * time.Hour},
		{"403 far from a rate limit", 403, hdr{"X-Ratelimit-Remaining": "57"}, 4 * time.Hour, 0},
		{"404", 404, hdr{"Retry-After": "600"}, 0, 0},
		{"500", 500, hdr{}, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := politeserver.New(t, step{Status: test.status, Header: test.header})
			r := newReader(t, s.URL)
			result := r.bad()
			if result.RetryAfter != test.wait {
				t.Errorf("the feed waits %v, want %v", result.RetryAfter, test.wait)
			}
			hold := result.Hold
			if test.hold == 0 && hold.Host != "" || test.hold > 0 && (hold.Host != "127.0.0.1" || !hold.Until.Equal(testNow.Add(test.hold)) || hold.Why == "") {
				t.Errorf("hold %+v, want %v", hold, test.hold)
			}
			if result.State.Stopped != "" || len(s.Requests()) != 1 {
				t.Errorf("stopped %q after %d requests", result.State.Stopped, len(s.Requests()))
			}
		})
	}
}

func TestAnOddRetryAfterIsTold(t *testing.T) {
	for value, notes := range map[string]int{"soon": 1, "-1": 1, "1": 1, "31536000": 1, "600": 0, "": 0} {
		s := politeserver.New(t, step{Status: 429, Header: hdr{"Retry-After": value}})
		if result := newReader(t, s.URL).bad(); len(result.Notes) != notes {
			t.Errorf("%q: notes %v", value, result.Notes)
		}
	}
}

func TestWhatAServerAskedForIsToldAndCounted(t *testing.T) {
	s := politeserver.New(t, step{Status: 429, Header: hdr{"Retry-After": "25"}}, step{Status: 429, Header: hdr{"Retry-After": "600"}},
		step{Status: 429})
	r := newReader(t, s.URL)
	for i, want := range []struct {
		message string
		asked   bool
		waits   int
	}{{"left alone for 25s, taken as 1m (429)", true, 1}, {"left alone for 10m (429)", true, 2}, {"too many requests (429)", false, 2}} {
		result := r.bad()
		if !strings.Contains(result.Err.Error(), want.message) || result.Asked != want.asked ||
			result.State.Waits != want.waits || result.State.Failures != i+1 {
			t.Errorf("%v, asked %v, %d of %d", result.Err, result.Asked, result.State.Waits, result.State.Failures)
		}
	}
}

func TestAHoldIsForTheHostThatAsksForIt(t *testing.T) {
	busy := politeserver.Listen(t, "127.0.0.2", step{Status: 429, Header: hdr{"Retry-After": "600"}})
	s := politeserver.New(t, step{Status: 302, Header: hdr{"Location": busy.URL}})
	if hold := newReader(t, s.URL).bad().Hold; hold.Host != "127.0.0.2" {
		t.Errorf("hold %+v", hold)
	}
}

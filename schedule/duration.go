package schedule

import (
	"fmt"
	"strings"
	"time"
)

// Duration is a length of time as a config file writes it: "90s", "15m",
// "1h30m", "2d". Days have 24 hours.
type Duration time.Duration

const day = 24 * time.Hour

// ParseDuration reads a Duration. Negative lengths are refused.
func ParseDuration(s string) (time.Duration, error) {
	rest, days := s, time.Duration(0)
	if head, tail, ok := strings.Cut(s, "d"); ok {
		var n int
		if _, err := fmt.Sscanf(head+"\n", "%d\n", &n); err != nil || n < 0 || n > 36500 {
			return 0, durationError(s)
		}
		days, rest = time.Duration(n)*day, tail
	}
	if rest == "" && s != "" {
		return days, nil
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 {
		return 0, durationError(s)
	}
	return days + d, nil
}

func durationError(s string) error {
	return fmt.Errorf("%q is no length of time: write a number with a unit, such as 90s, 15m, 1h30m or 2d", s)
}

// String writes it with days, without parts that are zero: "1d12h", "15m".
func (d Duration) String() string {
	t := time.Duration(d)
	if t == 0 {
		return "0s"
	}
	var b strings.Builder
	if n := t / day; n > 0 {
		fmt.Fprintf(&b, "%dd", n)
		t -= n * day
	}
	if t > 0 {
		s := t.String()
		if strings.HasSuffix(s, "m0s") {
			s = strings.TrimSuffix(s, "0s")
		}
		if strings.HasSuffix(s, "h0m") {
			s = strings.TrimSuffix(s, "0m")
		}
		b.WriteString(s)
	}
	return b.String()
}

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a Duration; see ParseDuration.
func (d *Duration) UnmarshalText(b []byte) error {
	t, err := ParseDuration(string(b))
	*d = Duration(t)
	return err
}

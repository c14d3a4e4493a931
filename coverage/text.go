package coverage

import (
	"math"
	"strings"
	"time"

	"vedette/news"
)

// span writes a length of time for people, in the largest unit that says
// enough: "45 minutes", "3 hours", "5 days".
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return counted(d, time.Second, "second")
	case d < 2*time.Hour:
		return counted(d, time.Minute, "minute")
	case d < 2*day:
		return counted(d, time.Hour, "hour")
	}
	return counted(d, day, "day")
}

func counted(d, unit time.Duration, name string) string {
	return news.Count(int(math.Floor(float64(d)/float64(unit))), name)
}

// clock writes a time for people.
func clock(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// upper begins a sentence.
func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

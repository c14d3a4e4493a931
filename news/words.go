package news

import (
	"fmt"
	"math"
	"time"
)

// Count writes a number with its noun for people: "1 item", "3 items". The noun
// is one that takes an s, with any words before it: "failed visit".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// leastRate is the least rate that is told as a number. It is an average of the
// last weeks, and so of a feed whose items are merely old a number near 0, which
// says nothing of how often they come.
const leastRate = 1.0 / 60

// PerDay words a rate of items a day, above 0: "some 12 items a day", "an item
// every 4 days", "hardly any items".
func PerDay(rate float64) string {
	switch {
	case rate >= 1.5:
		return "some " + Count(int(math.Round(rate)), "item") + " a day"
	case rate < leastRate:
		return "hardly any items"
	}
	return "an item every " + Length(time.Duration(float64(24*time.Hour)/rate))
}

// NamedBy words where a language is known from; see Item.LangFrom.
func NamedBy(from string) string {
	return map[string]string{
		"config": "as configured",
		"item":   "as the item says",
		"feed":   "as the document says",
		"http":   "as the server says",
		"text":   "found by the text",
	}[from]
}

// Length words a length of time for people, in its largest unit: "3 h", "5 days".
func Length(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d < 10*365*24*time.Hour:
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	}
	return "years"
}

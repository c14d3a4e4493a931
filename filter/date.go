package filter

import (
	"strconv"
	"strings"
	"time"

	"vedette/news"
)

// dateFields compare the time an item was published at; only searches of the
// archive may ask for them.
var dateFields = map[string]func(*news.Item, time.Time) bool{
	"since":  func(it *news.Item, t time.Time) bool { return !it.Published.Before(t) },
	"before": func(it *news.Item, t time.Time) bool { return it.Published.Before(t) },
}

// date is met when an item was published since or before a moment.
type date struct {
	field, value string
	moment       time.Time
	at
}

// readDate gives the moment of "2026-01-02", which begins that day in UTC, or
// of "7d", seven days before now.
func readDate(value string, now time.Time) (time.Time, bool) {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return day, true
	}
	lengths := map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
	digits := strings.TrimRight(value, "hdw")
	n, err := strconv.ParseUint(digits, 10, 16)
	length, ok := lengths[value[len(digits):]]
	if err != nil || !ok {
		return time.Time{}, false
	}
	return now.Add(-time.Duration(n) * length), true
}

func (e date) String() string         { return e.value }
func (e date) children() []expr       { return nil }
func (e date) positive() bool         { return true }
func (e date) needs(costs) [][]termID { return nil }

func (e date) meets(r *reading, _ window) bool { return dateFields[e.field](r.item, e.moment) }

func (e date) fired(*reading, window, *spans) expr { return e }

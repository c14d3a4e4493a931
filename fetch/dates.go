package fetch

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The parts of a date, wherever they stand in it.
var (
	clockPart  = regexp.MustCompile(`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\b\.?)?`)
	offsetPart = regexp.MustCompile(`^\s*(?:\(?(?:utc|gmt|ut|z)\)?)?\s*([+-])(\d{1,2}):?(\d{2})?\b`)
	zonePart   = regexp.MustCompile(`^\s*\(?([a-z]{1,5})\b\)?`)
	yearFirst  = regexp.MustCompile(`\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)`)
	dayFirst   = regexp.MustCompile(`\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b`)
	wordPart   = regexp.MustCompile(`\p{L}+`)
	numberPart = regexp.MustCompile(`\d+`)
)

// maxDateBytes bounds a date's text. The longest real ones, with the names of
// day, month and zone in full, have some 60 bytes; every word and number of a
// date is looked at.
const maxDateBytes = 100

// ReadDate reads a date as feeds write them (RFC 822, RFC 3339, and what
// people make of them), month names in the languages of the region, the Persian
// calendar too. A date
// that names no zone, or one nobody knows, is in the given zone; without a
// time of day it is the day's beginning there.
//
// The reader is our own because the library's takes every zone name that it
// does not know for UTC, and every date without a zone.
func ReadDate(text string, zone *time.Location) (time.Time, bool) {
	text = asciiDigits(strings.TrimSpace(text))
	if len(text) > maxDateBytes {
		return time.Time{}, false
	}
	layout := time.RFC1123Z
	if text != "" && text[0] <= '9' {
		layout = time.RFC3339 // which begins with the year
	}
	if t, err := time.Parse(layout, text); err == nil {
		return t.UTC(), true
	}
	if t, ok := epoch(text); ok {
		return t, true
	}
	s := lowered(text)
	var hour, minute, second int
	american := false
	if m := clockPart.FindStringSubmatchIndex(s); m != nil {
		hour, minute, second = number(s, m[2], m[3]), number(s, m[4], m[5]), number(s, m[6], m[7])
		if m[8] >= 0 {
			hour, american = hour%12, true
			if s[m[8]] == 'p' {
				hour += 12
			}
		}
		after, named := cutZone(s[m[1]:])
		if named != nil {
			zone = named
		}
		s = strings.TrimSuffix(s[:m[0]], "t") + " " + after
	}
	year, month, day := datePart(s, american)
	if isJalali(year) && month >= 1 && month <= 12 {
		year, month, day = fromJalali(year, month, day)
	}
	if month < 1 || month > 12 || hour > 24 || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
	if t.Day() != day {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, zone).UTC(), true
}

// epoch reads seconds or milliseconds since 1970.
func epoch(s string) (time.Time, bool) {
	if len(s) != 10 && len(s) != 13 {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, false
	}
	if len(s) == 10 {
		n *= 1000
	}
	return time.UnixMilli(n).UTC(), true
}

// cutZone takes the zone from what follows the time of day; nil if there is
// none.
func cutZone(s string) (rest string, zone *time.Location) {
	if m := offsetPart.FindStringSubmatchIndex(s); m != nil {
		seconds := number(s, m[4], m[5])*3600 + number(s, m[6], m[7])*60
		if s[m[2]] == '-' {
			seconds = -seconds
		}
		if seconds >= -14*3600 && seconds <= 14*3600 {
			return s[m[1]:], time.FixedZone("", seconds)
		}
	}
	if m := zonePart.FindStringSubmatchIndex(s); m != nil {
		if minutes, ok := zoneNames[s[m[2]:m[3]]]; ok {
			return s[m[1]:], time.FixedZone("", minutes*60)
		}
	}
	return s, nil
}

// datePart finds year, month and day; month 0 if it cannot.
func datePart(s string, american bool) (year, month, day int) {
	if m := yearFirst.FindStringSubmatchIndex(s); m != nil {
		return number(s, m[2], m[3]), number(s, m[4], m[5]), number(s, m[6], m[7])
	}
	if m := dayFirst.FindStringSubmatchIndex(s); m != nil {
		day, month, year = number(s, m[2], m[3]), number(s, m[4], m[5]), fullYear(s[m[6]:m[7]])
		if month > 12 || american && day <= 12 {
			day, month = month, day
		}
		return year, month, day
	}
	day, year = dayAndYear(numberPart.FindAllString(s, -1))
	named := monthOf
	if isJalali(year) {
		named = jalaliMonth
	}
	for _, word := range wordPart.FindAllString(s, -1) {
		if month = named(word); month > 0 {
			break
		}
	}
	if day == 0 || year == 0 {
		return 0, 0, 0
	}
	return year, month, day
}

// dayAndYear finds the year by its four digits, else takes it to be last.
func dayAndYear(numbers []string) (day, year int) {
	for _, n := range numbers {
		switch {
		case len(n) == 4 && year == 0:
			year = fullYear(n)
		case len(n) <= 2 && day == 0:
			day, _ = strconv.Atoi(n)
		case len(n) == 2 && year == 0:
			year = fullYear(n)
		}
	}
	return day, year
}

// fullYear reads years of two digits as those from 1970 to 2069.
func fullYear(s string) int {
	n, _ := strconv.Atoi(s)
	switch {
	case len(s) > 2:
		return n
	case n < 70:
		return 2000 + n
	}
	return 1900 + n
}

// number reads s[from:to], 0 for a part that is not there.
func number(s string, from, to int) int {
	if from < 0 {
		return 0
	}
	n, _ := strconv.Atoi(s[from:to])
	return n
}

package main

import (
	"bufio"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vedette/fetch"
)

const (
	day = 24 * time.Hour
	// testTime is how long a feed is watched, warmTime how long it is visited
	// before, so that its pace is known.
	testTime, warmTime = 7 * day, 14 * day
	// usualItems is how many items the document of a feed of a timetable has,
	// which does not say so itself.
	usualItems = 30
	// fewest is the number of publications under which a feed tells nothing.
	fewest = 4
	// shortest is the shortest test that says anything of intervals of an hour.
	shortest = 6 * time.Hour
)

// epoch is when the test begins, for all feeds: their times are moved there.
var epoch = time.Date(2026, 1, 12, 0, 0, 0, 0, time.UTC)

// timetable is when the items of a feed were published, oldest first, moved
// so that the test begins at epoch.
type timetable struct {
	name  string
	times []time.Time
	items int       // how many items its document has
	end   time.Time // of the test
}

// newTimetable moves the times so that the test has the last testTime of the
// feed's history, or the last half of a shorter one. A document was fetched some
// time after its newest item, which the file does not tell: the name decides,
// up to the feed's mean gap, always the same.
func newTimetable(name string, times []time.Time, items int) (timetable, bool) {
	slices.SortFunc(times, time.Time.Compare)
	if len(times) < fewest {
		return timetable{}, false
	}
	first, last := times[0], times[len(times)-1]
	history := last.Sub(first)
	gap := min(history/time.Duration(len(times)-1), 60*day)
	end := last.Add(time.Duration(share(name) * float64(gap)))
	length := min(testTime, history/2)
	if length < shortest {
		return timetable{}, false
	}
	shift := epoch.Sub(end.Add(-length))
	moved := make([]time.Time, len(times))
	for i, at := range times {
		moved[i] = at.Add(shift)
	}
	return timetable{name: name, times: moved, items: items, end: end.Add(shift)}, true
}

// days is how long the feed's test is.
func (t timetable) days() float64 { return t.end.Sub(epoch).Hours() / 24 }

// share makes a number in [0, 1) of a name.
func share(name string) float64 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return float64(h.Sum32()>>8) / (1 << 24)
}

// start is when the feed is first visited: warmTime before the test, or half of
// what there is of its history then.
func (t timetable) start() time.Time {
	return epoch.Add(-min(warmTime, epoch.Sub(t.times[0])/2))
}

const (
	// knownTest is how long a feed is tested that was fetched at a known time,
	// knownBefore what there must be before.
	knownTest, knownBefore = 3 * day, 4 * day
)

// knownTimetable makes one whose test ends when the document was fetched.
func knownTimetable(name string, times []time.Time, fetched time.Time) (timetable, bool) {
	slices.SortFunc(times, time.Time.Compare)
	begin := fetched.Add(-knownTest)
	if len(times) < fewest || times[0].After(begin.Add(-knownBefore)) || times[2].After(begin) {
		return timetable{}, false
	}
	shift := epoch.Sub(begin)
	moved := make([]time.Time, len(times))
	for i, at := range times {
		moved[i] = at.Add(shift)
	}
	return timetable{name: name, times: moved, items: len(times), end: fetched.Add(shift)}, true
}

// readFolder makes timetables of each feed document of a folder: one when the
// time is known at which all were fetched, else several. Documents that cannot
// be read or whose dates say nothing are counted as left out.
func readFolder(folder string, fetched time.Time) (feeds []timetable, out int, err error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, 0, err
	}
	for _, file := range files {
		if file.IsDir() || filepath.Ext(file.Name()) == ".md" {
			continue
		}
		body, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			return nil, 0, err
		}
		var folds []timetable
		if fetched.IsZero() {
			folds = cut(file.Name(), dates(body))
		} else if t, ok := knownTimetable(file.Name(), dates(body), fetched); ok {
			folds = append(folds, t)
		}
		feeds = append(feeds, folds...)
		if len(folds) == 0 {
			out++
		}
	}
	return feeds, out, nil
}

// cut makes several timetables of one document, which end with its newest item,
// with the one at three quarters, and with the one in the middle: one week of
// a document has too few items to go by.
func cut(name string, times []time.Time) (folds []timetable) {
	slices.SortFunc(times, time.Time.Compare)
	for _, quarters := range []int{4, 3, 2} {
		part := times[:len(times)*quarters/4]
		if t, ok := newTimetable(fmt.Sprintf("%s, %d/4", name, quarters), part, len(times)); ok {
			folds = append(folds, t)
		}
	}
	return folds
}

// dates gives the items' dates, each once: several items of one second come
// of one publication.
func dates(body []byte) []time.Time {
	now := time.Now()
	reading, _ := fetch.Parse(body, nil, "https://feed.example/", fetch.Feed{ID: "f"}, now)
	known := map[time.Time]bool{}
	var times []time.Time
	for _, item := range reading.Items {
		at := item.Published.UTC()
		if !item.Published.IsZero() && at.Before(now) && !known[at] {
			known[at] = true
			times = append(times, at)
		}
	}
	return times
}

// readTSV reads lines of a feed's name, a tab and a time (RFC 3339).
func readTSV(path string) (feeds []timetable, out int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	times := map[string][]time.Time{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		name, text, ok := strings.Cut(lines.Text(), "\t")
		at, err := time.Parse(time.RFC3339, strings.TrimSpace(text))
		if !ok || err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: write a feed, a tab and a time such as 2026-05-04T12:00:00Z", path, n)
		}
		times[name] = append(times[name], at.UTC())
	}
	for name, list := range times {
		if t, ok := newTimetable(name, list, usualItems); ok {
			feeds = append(feeds, t)
		} else {
			out++
		}
	}
	slices.SortFunc(feeds, func(a, b timetable) int { return strings.Compare(a.name, b.name) })
	return feeds, out, lines.Err()
}

package demo

import (
	"testing"
	"time"
)

var testStart = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func testTable(t *testing.T) ([]Outlet, timetable) {
	t.Helper()
	outlets, err := Outlets()
	if err != nil {
		t.Fatal(err)
	}
	return outlets, newTimetable(outlets, testStart)
}

func countShown(outlets []Outlet, table timetable, since time.Duration) int {
	n := 0
	for i := range outlets {
		n += len(table.shown(i, testStart.Add(since)))
	}
	return n
}

func TestTimetableCounts(t *testing.T) {
	outlets, table := testTable(t)
	tests := []struct {
		name string
		at   time.Duration
		want int
	}{
		{"only the backlog at the start", 0, 24},
		{"just before the first", pace - 1, 24},
		{"the first", pace, 25},
		{"after ten", 10 * pace, 34},
		{"all", 96 * pace, 120},
		{"a further edition", 96*pace + laterPace, 121},
		{"full feeds", time.Hour, 12 * maxEntries},
		{"full feeds after a week", 7 * 24 * time.Hour, 12 * maxEntries},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := countShown(outlets, table, test.at); got != test.want {
				t.Errorf("%d shown, want %d", got, test.want)
			}
		})
	}
}

func TestTimetableOnlyAdds(t *testing.T) {
	outlets, table := testTable(t)
	type key struct{ outlet, story, round int }
	published := map[key]time.Time{}
	for at := time.Duration(0); at < 6*time.Minute; at += 2 * time.Second {
		now := testStart.Add(at)
		for i := range outlets {
			last := now
			for _, e := range table.shown(i, now) {
				if e.Outlet != i || e.At.After(last) {
					t.Fatalf("at %s outlet %d shows %+v after one of %s", at, i, e, last)
				}
				last = e.At
				k := key{e.Outlet, e.Story, e.Round}
				if was, ok := published[k]; ok && !was.Equal(e.At) {
					t.Fatalf("%+v moved from %s to %s", e, was, e.At)
				}
				published[k] = e.At
			}
		}
	}
	// A visitor every two seconds has missed nothing: 120 stories, and a
	// further edition every laterPace.
	since := 6*time.Minute - 2*time.Second - 96*pace
	if want := 120 + int(since/laterPace); len(published) != want {
		t.Errorf("%d editions were seen, want %d", len(published), want)
	}
}

func TestTimetableOfNothing(t *testing.T) {
	table := newTimetable([]Outlet{{ID: "silent"}}, testStart)
	if got := table.shown(0, testStart.Add(time.Hour)); len(got) != 0 {
		t.Errorf("an outlet without stories shows %v", got)
	}
}

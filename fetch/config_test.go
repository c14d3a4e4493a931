package fetch

import (
	"testing"
	"time"

	"vedette/schedule"
)

func hours(n int) schedule.Duration { return schedule.Duration(time.Duration(n) * time.Hour) }

func TestIntervalsAreFoundUnlessTheUserSetsOne(t *testing.T) {
	c := Config{}.WithDefaults()
	if c.Every != 0 || c.MinEvery != schedule.Duration(10*time.Minute) || c.MaxEvery != hours(3) || c.VisitsPerDay != 48 || time.Duration(*c.HostGap) != time.Second {
		t.Errorf("%+v", c)
	}
	if s, err := (Feed{}).Schedule(time.Duration(c.Every)); err != nil || !s.IsZero() {
		t.Errorf("a feed without an interval has the schedule %v, %v", s, err)
	}
}

func TestABoundMovesTheOthersDefaultAlong(t *testing.T) {
	if c := (Config{MaxEvery: schedule.Duration(5 * time.Minute)}).WithDefaults(); c.MinEvery != c.MaxEvery {
		t.Errorf("at most 5m, at least %v", c.MinEvery)
	}
	if c := (Config{MinEvery: hours(24)}).WithDefaults(); c.MaxEvery != hours(24) {
		t.Errorf("at least a day, at most %v", c.MaxEvery)
	}
	none := schedule.Duration(0)
	if c := (Config{HostGap: &none}).WithDefaults(); *c.HostGap != 0 {
		t.Errorf("a gap of nothing became %v", *c.HostGap)
	}
}

func TestBoundsOfIntervalsAreChecked(t *testing.T) {
	gap := hours(1)
	short := schedule.Duration(time.Millisecond)
	cases := map[string]Config{
		"min_every":      {MinEvery: short},
		"max_every":      {MinEvery: hours(3), MaxEvery: hours(2)},
		"visits_per_day": {VisitsPerDay: 1441},
		"host_gap":       {HostGap: &gap},
	}
	for path, c := range cases {
		list := c.Check()
		if len(list) != 1 || list[0].Path != path {
			t.Errorf("%s: %v", path, list)
		}
	}
	if list := (Config{VisitsPerDay: -1}).Check(); len(list) != 1 {
		t.Errorf("a negative number of visits: %v", list)
	}
	for _, good := range []Config{{}, {MinEvery: hours(24)}, {MaxEvery: schedule.Duration(time.Minute)}, {VisitsPerDay: 1440}} {
		if list := good.Check(); len(list) > 0 {
			t.Errorf("%+v: %v", good, list)
		}
	}
}

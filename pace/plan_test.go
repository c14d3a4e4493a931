package pace

import (
	"testing"
	"time"

	"vedette/news"
	"vedette/schedule"
)

func TestHashTellsOnePlanFromAnother(t *testing.T) {
	cron := func(zone string) Plan {
		loc, err := schedule.Zone(zone)
		if err != nil {
			t.Fatal(err)
		}
		s, err := schedule.Cron("0 9 * * *", loc)
		if err != nil {
			t.Fatal(err)
		}
		return Plan{Own: s}
	}
	faster := usual
	faster.VisitsPerDay++
	hashes := map[string]string{}
	for name, hash := range map[string]string{
		"adaptive":        Hash("https://a.example/", hourly(), usual),
		"another address": Hash("https://b.example/", hourly(), usual),
		"another policy":  Hash("https://a.example/", hourly(), faster),
		"every":           Hash("https://a.example/", Plan{Own: schedule.Every(time.Hour)}, usual),
		"cron":            Hash("https://a.example/", cron("UTC"), usual),
		"another zone":    Hash("https://a.example/", cron("Asia/Baku"), usual),
	} {
		if other, ok := hashes[hash]; ok {
			t.Errorf("%s and %s have one hash", name, other)
		}
		hashes[hash] = name
	}
	if Hash("a", Plan{Interval: time.Hour}, usual) != Hash("a", Plan{Interval: 2 * time.Hour}, usual) {
		t.Error("what was learnt changes the plan")
	}
	own := Plan{Own: schedule.Every(time.Hour)}
	if Hash("a", own, usual) != Hash("a", own, faster) {
		t.Error("the policy changes the plan of a feed with its own schedule")
	}
}

func TestAClockSetBackOrForwardIsNoticed(t *testing.T) { // 28
	p := hourly()
	cases := []struct {
		name string
		due  news.Due
		want bool
	}{
		{"as planned", news.Due{At: noon.Add(time.Hour), Plan: "p"}, false},
		{"overdue", news.Due{At: noon.Add(-time.Hour), Plan: "p"}, false},
		{"put off by a server for a day", news.Due{At: noon.Add(day), Plan: "p"}, false},
		{"another plan", news.Due{At: noon.Add(time.Hour), Plan: "q"}, true},
		{"planned by a clock that was a month ahead", news.Due{At: noon.Add(30 * day), Plan: "p"}, true},
	}
	for _, c := range cases {
		if got := Stale(c.due, "p", p, noon); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	weekly := Plan{Own: schedule.Every(7 * day)}
	if Stale(news.Due{At: noon.Add(7 * day), Plan: "p"}, "p", weekly, noon) {
		t.Error("a user's week is taken for a wrong clock")
	}
}

func TestReplan(t *testing.T) {
	const here = "https://a.example/"
	last := visited()
	last.Address = here
	future := last
	future.LastCheck = noon.Add(30 * day)
	stopped := last
	stopped.Stopped = "gone"
	promised := last
	promised.Hints.FreshUntil = noon.Add(5 * time.Hour)
	now := noon.Add(10 * time.Minute)
	cases := []struct {
		name    string
		state   news.FeedState
		address string
		want    Time
	}{
		{"never visited", news.FeedState{}, here, Time{At: now}},
		{"from the last visit on", last, here, Time{At: noon.Add(time.Hour)}},
		{"a new address", last, "https://b.example/", Time{At: now}},
		{"28: last visited in the future", future, here, Time{At: now}},
		{"stopped", stopped, here, Time{Never: true}},
		{"stopped at an old address", stopped, "https://b.example/", Time{At: now}},
		{"18: what was promised holds", promised, here, Time{At: noon.Add(5 * time.Hour)}},
	}
	for _, c := range cases {
		if got := Replan(c.state, c.address, hourly(), now, never); !got.At.Equal(c.want.At) || got.Never != c.want.Never {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	if got := Replan(last, here, hourly(), noon.Add(9*day), never); !got.At.Equal(noon.Add(9 * day)) {
		t.Errorf("overdue by days: %+v", got)
	}
}

func TestManyFeedsThatAreDueAtOnceAreSpread(t *testing.T) { // 26, 28
	cases := []struct {
		n        int
		interval time.Duration
		most     time.Duration
	}{
		{1, time.Hour, 0}, {few, time.Hour, 0}, {100, time.Hour, 10 * time.Second},
		{10_000, time.Hour, herd}, {10_000, time.Minute, time.Minute}, {1 << 40, time.Hour, herd}, {100, -1, 0},
	}
	for _, c := range cases {
		least, most := Spread(c.n, c.interval, never), Spread(c.n, c.interval, always)
		if least != 0 || most > c.most || most < c.most*99/100 {
			t.Errorf("%d feeds of %v: from %v to %v, want up to %v", c.n, c.interval, least, most, c.most)
		}
	}
}

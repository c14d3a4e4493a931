package coverage

import (
	"testing"
	"time"

	"vedette/news"
)

func TestAFeedIsQuietWhenItsHistoryDoesNotExplainIt(t *testing.T) {
	type feed struct {
		rate    float64
		gap     time.Duration
		checks  int
		after   time.Duration // QuietAfter
		silence time.Duration
	}
	const old = 2000 // hourly visits: twelve weeks
	cases := []struct {
		name string
		feed feed
		want bool
	}{
		{"a busy agency is silent for a day", feed{rate: 100, gap: 5 * time.Hour, checks: old, silence: 25 * time.Hour}, true},
		{"every source sleeps", feed{rate: 100, gap: 5 * time.Hour, checks: old, silence: 23 * time.Hour}, false},
		{"a ministry after a weekend", feed{rate: 6, gap: 20 * time.Hour, checks: old, silence: 71 * time.Hour}, false},
		{"a ministry, three times its gap", feed{rate: 6, gap: 66 * time.Hour, checks: old, silence: 199 * time.Hour}, true},
		{"less than three times its gap", feed{rate: 6, gap: 66 * time.Hour, checks: old, silence: 190 * time.Hour}, false},
		{"five items are missing", feed{rate: 1, gap: time.Hour, checks: old, silence: 5 * day}, false},
		{"more than six items are missing", feed{rate: 1, gap: time.Hour, checks: old, silence: 6*day + time.Hour}, true},
		{"a monthly feed waits for a month", feed{rate: 0.03, gap: 2 * day, checks: old, silence: 29 * day}, false},
		{"and no longer, if no gap of it was longer", feed{rate: 0.03, gap: 2 * day, checks: old, silence: 31 * day}, true},
		{"a young feed has a week", feed{rate: 100, gap: 3600, checks: 24, silence: 6 * day}, false},
		{"and no longer", feed{rate: 100, gap: 3600, checks: 200, silence: 8 * day}, true},
		{"nothing is known of its rate", feed{checks: old, silence: 29 * day}, false},
		{"the user says an hour", feed{rate: 0.01, checks: 3, after: time.Hour, silence: 61 * time.Minute}, true},
		{"the user says a month", feed{rate: 100, gap: 3600, checks: old, after: 30 * day, silence: 29 * day}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			items := articles("a", 0, 10, 2*c.feed.silence)
			v := visit(shown(items), items)
			v.Source.QuietAfter = c.feed.after
			v.Before.LastNew, v.After.Checks = ago(c.feed.silence), c.feed.checks
			v.After.Pace = news.Pace{Rate: c.feed.rate, Gap: int64(c.feed.gap / time.Second)}
			v.Whole, v.Items = false, nil // a 304 is as good
			var want []news.NoticeKind
			if c.want {
				want = append(want, news.Quiet)
			}
			got := Look(v)
			check(t, got, want...)
			v.Before.Told = got.Told
			check(t, Look(v)) // once
		})
	}
}

func TestAFailingFeedIsNotCalledQuiet(t *testing.T) {
	v := failed(1, time.Minute, 500)
	v.Before.LastNew, v.After.LastNew = ago(90*day), ago(90*day)
	check(t, Look(v))
}

func TestAWeekendIsNoSilence(t *testing.T) {
	monday := time.Date(2026, 11, 16, 6, 0, 0, 0, time.UTC)
	v := visit(shown(nil), nil)
	v.Whole, v.Now = false, monday
	v.After.Pace = news.Pace{Rate: 7, Gap: 3600}
	v.Before.LastNew = monday.Add(-62 * time.Hour) // Friday afternoon
	check(t, Look(v))
	v.After.Pace.Rate = 40 // it knows no weekend
	if got := Look(v); len(got.Notices) != 1 {
		t.Errorf("told %v", kindsOf(got))
	}
}

func TestAFeedThatWasPushedSinceIsQuietNoMore(t *testing.T) {
	last := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)
	before := news.FeedState{LastCheck: last, LastSuccess: last, LastNew: last.Add(-20 * day), Told: []news.NoticeKind{news.Quiet}, Checks: 2000}
	for pushed, want := range map[bool]int{true: 0, false: 1} {
		if pushed {
			before.LastNew = last.Add(time.Minute)
		}
		after := before
		after.Pace = news.Pace{Rate: 10}
		got := Look(Visit{Before: before, After: after, Now: last.Add(time.Hour), Began: last.Add(time.Hour)})
		if len(got.Told) != want || len(got.Notices) != 1-want {
			t.Errorf("pushed %t: told %v, notices %+v", pushed, got.Told, got.Notices)
		}
		if h := before.Health(); (h == news.HealthQuiet) == pushed {
			t.Errorf("pushed %t: it is %s", pushed, h)
		}
		before.LastNew = last.Add(-20 * day)
	}
}

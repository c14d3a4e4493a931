package pace

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vedette/news"
	"vedette/schedule"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) // a Monday

func never() float64  { return 0 }
func always() float64 { return 0.999 }

// visited is a state after a good visit at noon, whose server gives validators.
func visited() news.FeedState {
	return news.FeedState{Status: 200, LastCheck: noon, LastSuccess: noon, ETag: `"a"`, Pace: news.Pace{Rate: 12}}
}

func hourly() Plan { return Plan{Interval: time.Hour, MinEvery: time.Hour} }

func TestWithoutValidatorsTheShortestIntervalIsThreeTimesAsLong(t *testing.T) { // 17
	s := visited()
	if got := Next(s, hourly(), Outcome{}, noon, never); !got.At.Equal(noon.Add(time.Hour)) {
		t.Errorf("with an ETag: %v", got)
	}
	s.ETag = ""
	if got := Next(s, hourly(), Outcome{}, noon, never); !got.At.Equal(noon.Add(3*time.Hour)) || !strings.Contains(got.Reason.String(), "ETag") {
		t.Errorf("without: %+v", got)
	}
	s.LastModified = "yesterday"
	if got := Next(s, hourly(), Outcome{}, noon, never); !got.At.Equal(noon.Add(time.Hour)) {
		t.Errorf("with Last-Modified: %v", got)
	}
}

func TestNextSaysWhyAndWhen(t *testing.T) {
	every := func(d time.Duration) Plan { return Plan{Own: schedule.Every(d)} }
	cases := []struct {
		name    string
		state   func(*news.FeedState)
		plan    Plan
		outcome Outcome
		want    time.Duration
		reason  string
		mayLose bool
	}{
		{"18: max-age", func(s *news.FeedState) { s.Hints = news.Hints{FreshUntil: noon.Add(3 * time.Hour), MaxAge: 10800} },
			hourly(), Outcome{}, 3 * time.Hour, "server asks for 3h (Cache-Control or Expires)", false},
		{"18: also against the user's own every", func(s *news.FeedState) { s.Hints.FreshUntil = noon.Add(time.Hour) },
			every(10 * time.Minute), Outcome{}, time.Hour, "server asks for 1h (Cache-Control or Expires)", false},
		{"20: no-store does not lower the interval", func(s *news.FeedState) { s.Hints = news.Hints{FreshUntil: noon} },
			hourly(), Outcome{}, time.Hour, "1h for some 12 items a day", false},
		{"21: a day at the most of max-age", func(s *news.FeedState) { s.Hints.FreshUntil = noon.Add(365 * day) },
			hourly(), Outcome{}, day, "server asks for 1d (Cache-Control or Expires)", false},
		{"21: and of ttl", func(s *news.FeedState) { s.Hints.TTL = 1 << 40 },
			hourly(), Outcome{}, day, "the feed asks for 1d (ttl)", false},
		{"22: ttl", func(s *news.FeedState) { s.Hints.TTL = 120 }, hourly(), Outcome{}, 2 * time.Hour, "the feed asks for 2h (ttl)", false},
		{"23: a monthly update is a day, as all hints are", func(s *news.FeedState) { s.Hints.Update = 30 * 24 * 60 },
			hourly(), Outcome{}, day, "the feed asks for 1d (sy:updatePeriod)", false},
		{"23: an update never speeds up", func(s *news.FeedState) { s.Hints.Update = 5 }, hourly(), Outcome{}, time.Hour, "1h for some 12 items a day", false},
		{"negative hints say nothing", func(s *news.FeedState) { s.Hints = news.Hints{TTL: -5, Update: -1} }, hourly(), Outcome{}, time.Hour, "1h for some 12 items a day", false},
		{"half of the window", func(s *news.FeedState) { s.Pace.Window = 3 * 3600 },
			Plan{Interval: 6 * time.Hour, MinEvery: time.Hour}, Outcome{}, 90 * time.Minute, "half of the 3h window", false},
		{"under the shortest where max-age allows", func(s *news.FeedState) { s.Pace.Window, s.Hints.MaxAge = 40*60, 300 },
			hourly(), Outcome{}, 20 * time.Minute, "half of the 40m window", false},
		{"but not under ten minutes", func(s *news.FeedState) { s.Pace.Window, s.Hints.MaxAge = 6*60, 60 },
			hourly(), Outcome{}, Lowest, "half of the 6m window", true},
		{"else it may lose", func(s *news.FeedState) { s.Pace.Window = 40 * 60 },
			hourly(), Outcome{}, time.Hour, "half of the 40m window", true},
		{"a user's own interval stays, and may lose", func(s *news.FeedState) { s.Pace.Window = 3600 },
			every(6 * time.Hour), Outcome{}, 6 * time.Hour, "every 6h, as configured", true},
		{"34: a first failure, soon", func(s *news.FeedState) { s.Status, s.Failures = 0, 1 },
			Plan{Interval: 6 * time.Hour}, Outcome{}, 5 * time.Minute, "server not reached", false},
		{"34: never sooner than the interval asks", func(s *news.FeedState) { s.Status, s.Failures = 503, 1 },
			every(time.Minute), Outcome{}, time.Minute, "server error (503)", false},
		{"34: then doubling", func(s *news.FeedState) { s.Status, s.Failures = 500, 4 },
			hourly(), Outcome{}, 40 * time.Minute, "server error (500), failure 4 in a row", false},
		{"34: up to four hours, for ever", func(s *news.FeedState) { s.Status, s.Failures = 500, 1<<30 },
			hourly(), Outcome{}, 4 * time.Hour, "failure 1073741824 in a row", false},
		{"34: up to a day after a week", func(s *news.FeedState) { s.Status, s.Failures, s.FailingSince = 0, 99, noon.Add(-8*day) },
			hourly(), Outcome{}, day, "server not reached", false},
		{"34: our own outage", func(s *news.FeedState) { s.Status = 0 }, hourly(), Outcome{Unreached: true}, 5 * time.Minute, "server not reached", false},
		{"35: what cannot be read, at nearly the usual pace", func(s *news.FeedState) { s.Failures = 2 },
			hourly(), Outcome{}, 90 * time.Minute, "the document cannot be read, failure 2 in a row", false},
		{"a part that could be read is no reason to stay away", func(s *news.FeedState) { s.Failures = 9 },
			hourly(), Outcome{Partial: true}, time.Hour, "1h for some 12 items a day", false},
		{"36: 404", func(s *news.FeedState) { s.Status, s.Failures = 404, 3 }, hourly(), Outcome{}, 4 * time.Hour, "status 404", false},
		{"36: 404 for long, once a day", func(s *news.FeedState) { s.Status, s.Failures = 404, 99 }, hourly(), Outcome{}, day, "status 404", false},
		{"36: 410 is confirmed after a day", func(s *news.FeedState) { s.Status, s.Failures, s.GoneSince = 410, 1, noon },
			every(time.Minute), Outcome{}, day, "gone (410), to be confirmed after a day", false},
		{"429 without Retry-After", func(s *news.FeedState) { s.Status, s.Failures = 429, 1 }, hourly(), Outcome{}, 4 * time.Hour, "refused (429)", false},
		{"Retry-After", func(s *news.FeedState) { s.Status, s.Failures = 503, 1 },
			hourly(), Outcome{RetryAfter: 2 * time.Hour, Asked: true}, 2 * time.Hour, "left alone for 2h (Retry-After)", false},
		{"429 with Retry-After, as the server says", func(s *news.FeedState) { s.Status, s.Failures, s.Waits = 429, 9, 9 },
			every(time.Minute), Outcome{RetryAfter: 10 * time.Minute, Asked: true}, 10 * time.Minute, "left alone for 10m (Retry-After)", false},
		{"or the regular interval, if that is later", func(s *news.FeedState) { s.Status, s.Failures, s.Waits = 429, 1, 1 },
			hourly(), Outcome{RetryAfter: 10 * time.Minute, Asked: true}, time.Hour, "1h for some 12 items a day", false},
		{"also after failures of another kind", func(s *news.FeedState) { s.Status, s.Failures, s.Waits = 429, 9, 1 },
			hourly(), Outcome{RetryAfter: 10 * time.Minute, Asked: true}, time.Hour, "1h for some 12 items a day", false},
		{"a refusal is told beside the regular interval", func(s *news.FeedState) { s.Status, s.Failures, s.Waits = 429, 1, 1 },
			hourly(), Outcome{RetryAfter: 10 * time.Minute, Asked: true}, time.Hour, "; its server refused (429) and asks for no more (Retry-After)", false},
		{"a part is told beside the regular interval", func(s *news.FeedState) { s.Failures = 9 },
			hourly(), Outcome{Partial: true}, time.Hour, "; the document could be read in part only", false},
		{"a failure without a status, as it is known", func(s *news.FeedState) { s.Status, s.Failures = 0, 1 },
			hourly(), Outcome{Trouble: "its address is not asked"}, 5 * time.Minute, "its address is not asked", false},
		{"a rate of some minutes is a guess", func(s *news.FeedState) { s.Pace.At, s.Pace.Since = noon, noon.Add(-time.Hour) },
			hourly(), Outcome{}, time.Hour, "1h as a first guess, as how often it brings news is not known yet", false},
		{"what the server asked for makes no later wait grow", func(s *news.FeedState) { s.Status, s.Failures, s.Waits = 500, 9, 8 },
			hourly(), Outcome{}, 5 * time.Minute, "server error (500), failure 9 in a row", false},
		{"a refusal without a word counts by itself", func(s *news.FeedState) { s.Status, s.Failures, s.Waits = 429, 9, 8 },
			hourly(), Outcome{RetryAfter: 4 * time.Hour}, 4 * time.Hour, "refused (429), failure 9 in a row", false},
		{"planned anew after nothing but the server's words", func(s *news.FeedState) { s.Status, s.Failures, s.Waits = 429, 3, 3 },
			hourly(), Outcome{}, time.Hour, "1h for some 12 items a day", false},
		{"the host is held", func(*news.FeedState) {}, hourly(), Outcome{Hold: noon.Add(7 * time.Hour)}, 7 * time.Hour, "its host", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := visited()
			c.state(&s)
			got := Next(s, c.plan, c.outcome, noon, never)
			if got.At.Sub(noon) != c.want || !strings.Contains(got.Reason.String(), c.reason) || got.MayLose != c.mayLose {
				t.Errorf("in %v, %q, may lose: %v; want %v, %q, %v", got.At.Sub(noon), got.Reason, got.MayLose, c.want, c.reason, c.mayLose)
			}
		})
	}
}

func TestTTLHoldsAlsoAfterA304FromTheStoredState(t *testing.T) { // 22
	s := visited()
	s.Status, s.Unchanged, s.Hints.TTL = 304, 3, 180
	if got := Next(s, hourly(), Outcome{}, noon, never); !got.At.Equal(noon.Add(3 * time.Hour)) {
		t.Errorf("%+v", got)
	}
}

func TestSkippedHoursAndDaysMoveTheVisitToTheirEnd(t *testing.T) { // 24
	cases := []struct {
		name  string
		hints news.Hints
		want  time.Duration
	}{
		{"a block of hours", news.Hints{SkipHours: 1<<13 | 1<<14 | 1<<15}, 4 * time.Hour},
		{"another hour", news.Hints{SkipHours: 1 << 9}, time.Hour},
		{"all hours are ignored", news.Hints{SkipHours: allHours}, time.Hour},
		{"all days are ignored", news.Hints{SkipDays: allDays}, time.Hour},
		{"the day", news.Hints{SkipDays: 1 << time.Monday}, 12 * time.Hour},
		{"many days end after one", news.Hints{SkipDays: allDays &^ (1 << time.Sunday)}, 25 * time.Hour},
		{"a day, then its first hours", news.Hints{SkipDays: 1 << time.Monday, SkipHours: 1<<0 | 1<<1}, 14 * time.Hour},
	}
	for _, c := range cases {
		s := visited()
		s.Hints = c.hints
		baku := time.FixedZone("", 4*3600) // hours are GMT wherever we are
		if got := Next(s, hourly(), Outcome{}, noon.In(baku), never).At.Sub(noon); got != c.want {
			t.Errorf("%s: in %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAStoppedFeedIsNeverAsked(t *testing.T) { // 36
	s := visited()
	s.Stopped = "gone"
	if got := Next(s, hourly(), Outcome{}, noon, never); !got.Never || !got.At.IsZero() {
		t.Errorf("%+v", got)
	}
}

func TestFailuresAreSpreadByAsMuchAgain(t *testing.T) { // 34
	s := visited()
	s.Status, s.Failures = 500, 3
	low, high := Next(s, hourly(), Outcome{}, noon, never), Next(s, hourly(), Outcome{}, noon, always)
	if low.At.Sub(noon) != 20*time.Minute || high.At.Sub(noon) < 39*time.Minute {
		t.Errorf("from %v to %v", low.At.Sub(noon), high.At.Sub(noon))
	}
}

// drawn makes any state, plan and outcome of a visit at noon.
func drawn(t *rapid.T) (news.FeedState, Plan, Outcome) {
	seconds := func(name string, most time.Duration) time.Duration {
		return time.Duration(rapid.Int64Range(-60, int64(most/time.Second)).Draw(t, name)) * time.Second
	}
	s := news.FeedState{LastCheck: noon, LastSuccess: noon.Add(-seconds("success", 9*day)),
		Status: rapid.SampledFrom([]int{0, 200, 304, 403, 404, 410, 429, 500, 503}).Draw(t, "status")}
	if s.Status != 304 {
		s.Failures = rapid.IntRange(0, 50).Draw(t, "failures")
	}
	s.ETag = rapid.SampledFrom([]string{"", `"a"`}).Draw(t, "etag")
	s.FailingSince = noon.Add(-seconds("failing", 30*day))
	s.Pace = news.Pace{Rate: rapid.Float64Range(0, 1000).Draw(t, "rate"), Window: int64(max(0, seconds("window", 30*day)) / time.Second)}
	s.Hints = news.Hints{FreshUntil: noon.Add(seconds("fresh", 40*day)), MaxAge: rapid.IntRange(0, 90000).Draw(t, "max-age"),
		TTL: rapid.IntRange(-1, 5000).Draw(t, "ttl"), Update: rapid.IntRange(-1, 5000).Draw(t, "update"),
		SkipHours: rapid.Uint32Range(0, allHours).Draw(t, "hours"), SkipDays: rapid.Uint8Range(0, allDays).Draw(t, "days")}
	p := Plan{MinEvery: Lowest + max(0, seconds("min", 2*time.Hour))}
	p.Interval = p.MinEvery + max(0, seconds("interval", day))
	if rapid.Bool().Draw(t, "own") {
		p.Own = schedule.Every(time.Second + max(0, seconds("every", 2*day)))
	}
	o := Outcome{Partial: rapid.Bool().Draw(t, "partial"), RetryAfter: max(0, seconds("retry", day))}
	if rapid.Bool().Draw(t, "held") {
		o.Hold = noon.Add(seconds("hold", day))
	}
	return s, p, o
}

func TestNextIsNeverBeforeNowOrAHint(t *testing.T) { // 18, 21, 22, 23, 24
	rapid.Check(t, func(t *rapid.T) {
		s, p, o := drawn(t)
		share := rapid.Float64Range(0, 0.9999).Draw(t, "random")
		got := Next(s, p, o, noon, func() float64 { return share }).At
		for name, least := range map[string]time.Time{
			"now": noon, "Retry-After": noon.Add(o.RetryAfter), "the hold": o.Hold,
			"max-age": earlier(s.Hints.FreshUntil, noon.Add(day)),
			"ttl":     s.LastSuccess.Add(minutes(s.Hints.TTL)), "update": s.LastSuccess.Add(minutes(s.Hints.Update)),
		} {
			byDocument := name == "ttl" || name == "update"
			if got.Before(least) && !(byDocument && s.LastSuccess.After(noon)) {
				t.Fatalf("%v is before %s, %v", got, name, least)
			}
		}
	})
}

func TestJitterOnlyAdds(t *testing.T) { // 25
	rapid.Check(t, func(t *rapid.T) {
		s, p, o := drawn(t)
		s.Hints.SkipHours, s.Hints.SkipDays = 0, 0
		without := Next(s, p, o, noon, never).At
		with := Next(s, p, o, noon, always).At
		if with.Before(without) {
			t.Fatalf("%v is before %v", with, without)
		}
		if (s.Failures == 0 || o.Partial) && with.Sub(without) > maxJitter {
			t.Fatalf("jitter of %v", with.Sub(without))
		}
	})
}

func TestHalfTheWindowIsRespectedOrTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, p, o := drawn(t)
		got := Next(s, p, o, noon, always)
		if w := half(s.Pace); w > 0 && got.At.Sub(noon) > w+maxJitter && !got.MayLose {
			t.Fatalf("in %v, the window is %v, and nothing is told", got.At.Sub(noon), 2*w)
		}
	})
}

func TestHintsAndFailuresPutOffADayAtTheMost(t *testing.T) { // 21, 34
	rapid.Check(t, func(t *rapid.T) {
		s, p, _ := drawn(t)
		p.Own = schedule.Schedule{}
		s.Hints.SkipDays, s.Hints.SkipHours = 0, 0
		if got := Next(s, p, Outcome{}, noon, always).At.Sub(noon); got > max(day, p.Interval, 2*p.MinEvery)+maxJitter {
			t.Fatalf("in %v", got)
		}
	})
}

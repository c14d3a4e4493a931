package pace

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vedette/news"
)

// office makes n items of a feed that publishes at ten past 9 to 17 o'clock
// (UTC), until noon, newest first.
func office(n int) (items []news.Item) {
	for at := noon.Add(-50 * time.Minute); len(items) < n; at = at.Add(-time.Hour) {
		if h := at.Hour(); h >= 9 && h <= 17 {
			items = append(items, news.Item{ID: id(at.String()), Published: at})
		}
	}
	return items
}

func TestAFeedIsVisitedAtItsHours(t *testing.T) {
	p := Learn(news.FeedState{}, office(150), noon)
	plan := Plan{Interval: 30 * time.Minute}
	atNoon, atNight := plan.byHour(p, noon), plan.byHour(p, noon.Add(10*time.Hour))
	if atNoon > 20*time.Minute || atNight < time.Hour || atNight > stretch*plan.Interval {
		t.Errorf("every %v at noon, %v at night: %v", atNoon, atNight, p.Hours)
	}
	plan.MaxEvery = 40 * time.Minute
	if got := plan.byHour(p, noon.Add(10*time.Hour)); got != plan.MaxEvery {
		t.Errorf("%v is not the longest interval", got)
	}
	s := visited()
	s.Pace = p
	if got := Next(s, Plan{Interval: time.Hour, MinEvery: time.Hour}, Outcome{}, noon, never); got.At.Sub(noon) != time.Hour {
		t.Errorf("in %v, under the shortest interval", got.At.Sub(noon))
	}
}

func TestTheHoursOfOneMorningAreNoHabit(t *testing.T) {
	p := Learn(news.FeedState{}, dated(each(60, 3*time.Minute)...), noon)
	plan := Plan{Interval: 30 * time.Minute}
	if now, night := plan.byHour(p, noon.Add(-2*time.Hour)), plan.byHour(p, noon.Add(10*time.Hour)); now < 25*time.Minute || night > 35*time.Minute {
		t.Errorf("every %v in the morning, %v at night: %v", now, night, p.Hours)
	}
}

// A feed that dates its items by day, or in a zone that is not its own, is
// known by the visits that find them.
func TestAnItemCountsForTheTimeAtWhichItCame(t *testing.T) {
	s := news.FeedState{Pace: news.Pace{At: noon, Rate: 1, Window: 86400}}
	items := []news.Item{{ID: id("old"), Published: noon.Add(-12*time.Hour - day)}}
	for d := range 20 {
		s.Seen = s.Seen.Next([]string{items[0].ID})
		s.Pace.At = noon.Add(time.Duration(d)*day + 2*time.Hour) // nothing was there at 14:00
		midnight := noon.Add(time.Duration(d)*day - 12*time.Hour)
		items = append([]news.Item{{ID: id(fmt.Sprint(d)), Published: midnight}}, items...)
		s.Pace = Learn(s, items, s.Pace.At.Add(30*time.Minute))
	}
	if h := s.Pace.Hours; h[4] < 40_000 || h[0] > 5_000 {
		t.Errorf("found between 14:00 and 14:30: %v", h)
	}
	// The midnights of a first document say nothing.
	var days []news.Item
	for d := range 20 {
		days = append(days, news.Item{ID: id(fmt.Sprint(d)), Published: noon.Add(-12*time.Hour - time.Duration(d)*day)})
	}
	if p := Learn(news.FeedState{}, days, noon); p.Hours != [parts]uint16{} {
		t.Errorf("dates without hours: %v", p.Hours)
	}
}

func TestAVisitWithoutItemsTeachesNoHours(t *testing.T) {
	s := visited()
	s.Pace = Learn(news.FeedState{}, office(150), noon)
	if p := Learn(s, nil, noon.Add(time.Hour)); p.Hours != s.Pace.Hours {
		t.Errorf("%v became %v", s.Pace.Hours, p.Hours)
	}
}

func TestTheHoursTakeNoMoreVisitsThanTheBudgetHas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := news.Pace{Rate: rapid.Float64Range(0, 200).Draw(t, "rate")}
		for i := range p.Hours {
			p.Hours[i] = rapid.Uint16().Draw(t, "hour")
		}
		plan := Plan{Interval: time.Duration(rapid.Int64Range(int64(time.Minute), int64(12*time.Hour)).Draw(t, "interval"))}
		const days = 20
		visits := 0
		for at := noon; at.Before(noon.Add(days * day)); visits++ {
			d := plan.byHour(p, at)
			if d <= 0 || d > stretch*plan.Interval {
				t.Fatalf("%v of %v", d, plan.Interval)
			}
			at = at.Add(d)
		}
		usual := float64(days) * float64(day) / float64(plan.Interval)
		// The stretch may add a few at the hours that are quietest by far.
		if v := float64(visits); v < usual*0.98-1 || v > usual*1.3+1 {
			t.Fatalf("%d visits instead of %.0f", visits, usual)
		}
	})
}

package pace

import (
	"fmt"
	"math"
	"testing"
	"time"

	"vedette/news"
)

// dated makes items with these ages at noon, newest first.
func dated(ages ...time.Duration) []news.Item {
	var items []news.Item
	for i, age := range ages {
		items = append(items, news.Item{ID: id(fmt.Sprint(age, i)), Published: noon.Add(-age)})
	}
	return items
}

func id(s string) string { return news.ItemID("f", s, "", "", "") }

// each gives n ages, a step apart, beginning with one step.
func each(n int, step time.Duration) (ages []time.Duration) {
	for i := 1; i <= n; i++ {
		ages = append(ages, time.Duration(i)*step)
	}
	return ages
}

func TestAFirstDocumentHasARateAtOnce(t *testing.T) {
	pinned := append(each(20, 2*time.Hour), 3000*day)
	undated := dated(make([]time.Duration, 20)...)
	stampedAlike := dated(each(20, time.Second)...)
	cases := []struct {
		name        string
		items       []news.Item
		rate        float64 // within a tenth
		window, gap time.Duration
	}{
		{"twelve a day, two days", dated(each(24, 2*time.Hour)...), 12, 40 * time.Hour, night},
		{"one a day, a month", dated(each(30, day)...), 1, 26 * day, day},
		{"silent for years", dated(1000*day, 1001*day), 0, day, day},
		{"an item pinned to the end", dated(pinned...), 12, 34 * time.Hour, night},
		{"without dates", undated, undatedRate, 0, night},
		{"all stamped when the document was made", stampedAlike, undatedRate, 0, night},
		{"one item", dated(time.Hour), undatedRate, 0, night},
	}
	for _, c := range cases {
		p := Learn(news.FeedState{}, c.items, noon)
		if math.Abs(p.Rate-c.rate) > c.rate/10+0.001 || p.At != noon ||
			time.Duration(p.Window)*time.Second != c.window || time.Duration(p.Gap)*time.Second != c.gap {
			t.Errorf("%s: %+v (window %v, gap %v)", c.name, p, time.Duration(p.Window)*time.Second, time.Duration(p.Gap)*time.Second)
		}
	}
	if p := Learn(news.FeedState{}, nil, noon); p != (news.Pace{}) {
		t.Errorf("an empty document teaches %+v", p)
	}
}

// feed visits a feed for some time, every interval, and gives its state. The
// document has n items; the newest is that of the last full step.
func feed(s news.FeedState, step, every, length time.Duration, n int, undated bool) news.FeedState {
	begin := s.LastCheck
	for at := begin.Add(every); !at.After(begin.Add(length)); at = at.Add(every) {
		newest := int(at.Sub(noon) / step)
		var items []news.Item
		var ids []string
		for i := newest; i > newest-n; i-- {
			item := news.Item{ID: id(fmt.Sprint(step, i)), Published: noon.Add(time.Duration(i) * step)}
			if undated {
				item.Published = at
			}
			if !s.Seen.Has(item.ID) {
				s.LastNew = at
			}
			items, ids = append(items, item), append(ids, item.ID)
		}
		s.Pace = Learn(s, items, at)
		s.Seen = s.Seen.Next(ids)
		s.LastCheck = at
	}
	return s
}

func TestABusyFeedIsKnownAsBusyAtOnce(t *testing.T) {
	for name, undated := range map[string]bool{"dated": false, "undated": true} {
		s := news.FeedState{LastCheck: noon}
		for visit := range 6 { // twelve items, 20 s apart, all new every five minutes
			s = feed(s, 20*time.Second, 5*time.Minute, 5*time.Minute, 12, undated)
			if !undated && s.Pace.Rate < 2000 || visit == 5 && s.Pace.Rate < 400 {
				t.Errorf("%s, after visit %d: %+v", name, visit+1, s.Pace)
			}
		}
		s = feed(s, 1000*day, time.Hour, 10*day, 12, undated)
		if s.Pace.Rate > 10 {
			t.Errorf("%s, silent for ten days after half an hour: %+v", name, s.Pace)
		}
	}
}

func TestTheRateFollowsTheFeed(t *testing.T) {
	s := feed(news.FeedState{LastCheck: noon}, time.Hour, 30*time.Minute, 10*day, 20, false)
	if math.Abs(s.Pace.Rate-24) > 1 {
		t.Errorf("hourly: %+v", s.Pace)
	}
	s = feed(s, 24*time.Hour, time.Hour, 14*day, 20, false)
	if s.Pace.Rate < 8 || s.Pace.Rate > 15 {
		t.Errorf("daily for two weeks, half of the way: %+v", s.Pace)
	}
	s = feed(s, 24*time.Hour, time.Hour, 100*day, 20, false)
	if math.Abs(s.Pace.Rate-1) > 0.3 {
		t.Errorf("daily for long: %+v", s.Pace)
	}
}

func TestTheWindowOfAFeedWithoutDatesIsLearntFromItsTurnover(t *testing.T) {
	s := feed(news.FeedState{LastCheck: noon}, time.Hour, 30*time.Minute, 60*day, 20, true)
	if w := time.Duration(s.Pace.Window) * time.Second; w < 15*time.Hour || w > 25*time.Hour {
		t.Errorf("20 items, one an hour: a window of %v, rate %.1f", w, s.Pace.Rate)
	}
}

func TestAWindowThatWasPassedOverIsShorterThanTheTimeBetween(t *testing.T) {
	s := feed(news.FeedState{LastCheck: noon}, time.Hour, time.Hour, 5*day, 20, true)
	later := s.LastCheck.Add(4 * time.Hour)
	all := make([]news.Item, 20)
	for i := range all {
		all[i] = news.Item{ID: id(fmt.Sprint("all new", i)), Published: later}
	}
	if p := Learn(s, all, later); p.Window > 4*3600 {
		t.Errorf("all items were replaced in 4 h, the window is %v s", p.Window)
	}
}

func TestTheGapIsTheLongestUsualSilence(t *testing.T) {
	s := feed(news.FeedState{LastCheck: noon}, 6*time.Hour, time.Hour, 20*day, 50, false)
	if g := time.Duration(s.Pace.Gap) * time.Second; g < 6*time.Hour || g > night {
		t.Errorf("every six hours: %v", g)
	}
	quiet := s
	quiet.LastCheck = s.LastCheck.Add(10 * day)
	quiet.Pace = Learn(quiet, nil, quiet.LastCheck)
	if quiet.Pace.Gap != s.Pace.Gap {
		t.Error("a silence that goes on counts already")
	}
	back := []news.Item{{ID: id("back"), Published: quiet.LastCheck.Add(day)}, {ID: id("before"), Published: s.LastCheck}}
	if p := Learn(quiet, back, quiet.LastCheck.Add(day)); time.Duration(p.Gap)*time.Second < 10*day {
		t.Errorf("after a silence of eleven days: %v", time.Duration(p.Gap)*time.Second)
	}
}

func TestLearningOutlivesAClockSetBack(t *testing.T) { // 28
	s := feed(news.FeedState{LastCheck: noon}, time.Hour, time.Hour, 5*day, 20, false)
	p := Learn(s, dated(each(20, time.Hour)...), noon)
	if p.Rate != s.Pace.Rate || !p.At.Equal(noon) {
		t.Errorf("%+v, was %+v", p, s.Pace)
	}
}

// pushedFeed has a hub push each item as it comes, and visits the feed every so
// often: then all of its document is known.
func pushedFeed(s news.FeedState, step, every, length time.Duration, n int) news.FeedState {
	begin := s.LastCheck
	for at := begin.Add(step); !at.After(begin.Add(length)); at = at.Add(step) {
		newest := int(at.Sub(noon) / step)
		s.Pace = LearnPushed(s, 1, at)
		s.LastNew = at
		s.Seen = s.Seen.Add([]string{id(fmt.Sprint(step, newest))})
		if at.Sub(s.LastCheck) < every {
			continue
		}
		var items []news.Item
		for i := newest; i > newest-n; i-- {
			items = append(items, news.Item{ID: id(fmt.Sprint(step, i)), Published: noon.Add(time.Duration(i) * step)})
		}
		s.Pace = Learn(s, items, at.Add(time.Minute))
		s.LastCheck = at
	}
	return s
}

func TestWhatAHubPushesCountsAsMuchAsWhatVisitsFind(t *testing.T) {
	first := feed(news.FeedState{LastCheck: noon}, time.Hour, 6*time.Hour, 6*time.Hour, 20, false)
	visited := feed(first, time.Hour, 6*time.Hour, 30*day, 20, false)
	pushed := pushedFeed(first, time.Hour, 6*time.Hour, 30*day, 20)
	alone := pushedFeed(first, time.Hour, 1000*day, 30*day, 20)
	for name, p := range map[string]news.Pace{"visited too": pushed.Pace, "pushed alone": alone.Pace} {
		if math.Abs(p.Rate-visited.Pace.Rate) > 1 || math.Abs(p.Rate-24) > 1 {
			t.Errorf("%s: %.2f a day, by visits alone %.2f", name, p.Rate, visited.Pace.Rate)
		}
		if gap := time.Duration(p.Gap) * time.Second; gap < time.Hour || gap > night {
			t.Errorf("%s: its longest silence is %v", name, gap)
		}
		for i, n := range p.Hours {
			if share := float64(n) / math.MaxUint16 * float64(parts); share < 0.8 || share > 1.2 {
				t.Errorf("%s: it has %.2f of the even share in part %d of the day", name, share, i)
			}
		}
	}
	if alone.Pace.Window != first.Pace.Window {
		t.Errorf("pushes changed the window from %d to %d", first.Pace.Window, alone.Pace.Window)
	}
}

func TestAPushTeachesNothingBeforeTheFirstVisitOrUnderAWrongClock(t *testing.T) {
	if p := LearnPushed(news.FeedState{}, 3, noon); p != (news.Pace{}) {
		t.Errorf("before the first visit: %+v", p)
	}
	s := feed(news.FeedState{LastCheck: noon}, time.Hour, time.Hour, day, 20, false)
	for _, at := range []time.Time{noon, s.Pace.At} {
		if p := LearnPushed(s, 3, at); p != s.Pace {
			t.Errorf("at %s: %+v, was %+v", at, p, s.Pace)
		}
	}
	if p := LearnPushed(s, 0, s.Pace.At.Add(day)); p != s.Pace {
		t.Errorf("a push of nothing new: %+v, was %+v", p, s.Pace)
	}
}

func TestASilenceThatAPushEndsIsKnown(t *testing.T) {
	s := feed(news.FeedState{LastCheck: noon}, time.Hour, time.Hour, 5*day, 20, false)
	if p := LearnPushed(s, 1, s.LastNew.Add(2*day)); time.Duration(p.Gap)*time.Second != 2*day {
		t.Errorf("after two days: %v", time.Duration(p.Gap)*time.Second)
	}
}

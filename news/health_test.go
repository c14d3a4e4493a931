package news

import (
	"strings"
	"testing"
	"time"
)

func TestAFeedOfAHeldHostIsNotVisitedBeforeTheHoldEnds(t *testing.T) {
	now := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)
	hold := HostHold{Host: "a.example", Until: now.Add(2 * time.Hour), Why: "429 Too Many Requests"}
	for line, s := range map[string]FeedState{
		"not visited yet; first visit in 2 h; a.example asks to be left alone until 2026-03-04 14:00:00 UTC": {},
		"no item so far; next visit in 2 h; a.example asks to be left alone until 2026-03-04 14:00:00 UTC":   {LastCheck: now, LastSuccess: now, NextCheck: now.Add(time.Minute)},
		"no item so far; next visit in 3 h; a.example asks to be left alone until 2026-03-04 14:00:00 UTC":   {LastCheck: now, LastSuccess: now, NextCheck: now.Add(3 * time.Hour)},
		"the feed says that it has ended and will bring nothing more: take it out":                           {Stopped: "expired"},
	} {
		if got := s.ConditionUnder(hold, now); got != line {
			t.Errorf("%q, want %q", got, line)
		}
		if got := s.ConditionUnder(HostHold{Until: now}, now); got != s.Condition(now) {
			t.Errorf("without a hold %q", got)
		}
	}
	if got := (FeedState{}).Under(hold, now).NextWhy; got != "its host asks to be left alone until then: 429 Too Many Requests" {
		t.Error(got)
	}
}

func TestAFeedsConditionIsOneLineToActOn(t *testing.T) {
	now := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	ok := FeedState{LastCheck: ago(time.Hour), LastSuccess: ago(4 * time.Hour), LastNew: ago(2 * time.Hour), NextCheck: now.Add(20 * time.Minute), Pace: Pace{Rate: 12.4}}
	cases := []struct {
		name, health string
		change       func(*FeedState)
		says         []string
	}{
		{"well", HealthOK, func(*FeedState) {}, []string{"some 12 items a day", "in 20 min"}},
		{"rare", HealthOK, func(s *FeedState) { s.Pace.Rate = 0.25 }, []string{"an item every 4 days"}},
		{"of old items", HealthOK, func(s *FeedState) { s.Pace.Rate = 0.001 }, []string{"hardly any items; next visit in 20 min"}},
		{"known for minutes", HealthOK, func(s *FeedState) { s.Pace.At, s.Pace.Since = now, ago(20*time.Minute) }, []string{"not known yet; next visit in"}},
		{"known for hours", HealthOK, func(s *FeedState) { s.Pace.At, s.Pace.Since = now, ago(7*time.Hour) }, []string{"some 12 items a day"}},
		{"never visited", HealthNew, func(s *FeedState) { *s = FeedState{} }, []string{"not visited yet", "now"}},
		{"failing", HealthFailing, func(s *FeedState) {
			s.Failures, s.FailingSince, s.LastError = 7, ago(3*time.Hour), "there is no such page (404)"
		}, []string{"for 3 h", "7 failed visits", "404", "next try in 20 min"}},
		{"never read, and our network was away", HealthFailing, func(s *FeedState) {
			*s = FeedState{LastCheck: ago(time.Minute), LastError: "no way leads to the server", NextCheck: now.Add(5 * time.Minute)}
		}, []string{"never read so far: no way leads to the server; next try in 5 min"}},
		{"overdue", HealthOK, func(s *FeedState) { s.NextCheck = ago(5 * time.Minute) }, []string{"next visit due since 5 min"}},
		{"failing and overdue", HealthFailing, func(s *FeedState) { s.Failures, s.NextCheck = 1, ago(3*time.Hour) }, []string{"next try due since 3 h"}},
		{"about to be visited", HealthOK, func(s *FeedState) { s.NextCheck = ago(time.Minute) }, []string{"next visit now"}},
		{"may lose items", HealthOK, func(s *FeedState) { s.MayLose, s.Pace.Window = true, 600 },
			[]string{"those of 10 min only", "give it a shorter every or take every out"}},
		{"may lose items by its server's wish", HealthOK, func(s *FeedState) {
			s.MayLose, s.Hints.FreshUntil = true, s.NextCheck.Add(-time.Minute)
		}, []string{"may lose items between visits: its server wants to be asked no sooner"}},
		{"gone", HealthStopped, func(s *FeedState) { s.Stopped, s.GoneSince = "gone", ago(72*time.Hour) }, []string{"3 days ago", "feeds revive"}},
		{"expired", HealthStopped, func(s *FeedState) { s.Stopped = "expired" }, []string{"has ended"}},
		{"quiet", HealthQuiet, func(s *FeedState) { s.Told, s.LastNew = []NoticeKind{Quiet}, ago(5*24*time.Hour) }, []string{"nothing new for 5 days", "some 12 items"}},
		{"changed", HealthChanged, func(s *FeedState) { s.Told = []NoticeKind{Shaped} }, []string{"notices"}},
		{"moved to another feed's address", HealthStopped, func(s *FeedState) { s.Stopped, s.Twin, s.Adopted = "twin", "two", "https://two.example/rss" },
			[]string{"moved for good to https://two.example/rss, where feed two is asked", "take one of the two out"}},
		{"older documents", HealthOK, func(s *FeedState) { s.Gaps = 1 }, []string{"its older documents are still to be read"}},
		{"moved", HealthOK, func(s *FeedState) { s.Adopted = "https://new.example.org/rss" }, []string{"https://new.example.org/rss", "give the feed that url"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := ok
			c.change(&s)
			line := s.Condition(now)
			if s.Health() != c.health || strings.Contains(line, "\n") {
				t.Errorf("%s: %s", s.Health(), line)
			}
			for _, want := range c.says {
				if !strings.Contains(line, want) {
					t.Errorf("%q does not say %q", line, want)
				}
			}
		})
	}
}

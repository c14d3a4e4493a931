package news

import (
	"strings"
	"testing"
	"time"
)

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
		{"never visited", HealthNew, func(s *FeedState) { *s = FeedState{} }, []string{"not visited yet", "now"}},
		{"failing", HealthFailing, func(s *FeedState) {
			s.Failures, s.FailingSince, s.LastError = 7, ago(3*time.Hour), "there is no such page (404)"
		}, []string{"for 3 h", "7 failed visits", "404", "next try in 20 min"}},
		{"gone", HealthStopped, func(s *FeedState) { s.Stopped, s.GoneSince = "gone", ago(72*time.Hour) }, []string{"3 days ago", "feeds revive"}},
		{"expired", HealthStopped, func(s *FeedState) { s.Stopped = "expired" }, []string{"has ended"}},
		{"quiet", HealthQuiet, func(s *FeedState) { s.Told, s.LastNew = []NoticeKind{Quiet}, ago(5*24*time.Hour) }, []string{"nothing new for 5 days", "some 12 items"}},
		{"changed", HealthChanged, func(s *FeedState) { s.Told = []NoticeKind{Shaped} }, []string{"notices"}},
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

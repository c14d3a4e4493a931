package storagetest

import (
	"fmt"
	"time"

	"vedette/news"
)

// dueVisit is a visit of a feed at noon that wants the next one so many minutes
// later.
func dueVisit(feed string, minutes int) news.Visit {
	v := visit(0)
	v.State.Feed, v.State.NextCheck, v.State.Plan = feed, at(minutes), "plan of "+feed
	return v
}

// scheduled tells the schedule, a word an entry.
func (s *suite) scheduled() []string {
	s.Helper()
	list, _, err := s.Schedule(s.ctx)
	s.must(err)
	var words []string
	for _, d := range list {
		words = append(words, fmt.Sprintf("%s %s (%s)", d.Feed, d.At.Format("15:04"), d.Plan))
	}
	return words
}

func stateTests() []test {
	return []test{
		{"a feed that was never visited has an empty state", func(s *suite) {
			s.same("state", s.state("none"), news.FeedState{Feed: "none"})
			s.same("schedule", s.scheduled(), []string(nil))
		}},
		{"all states come by id, without what was seen", func(s *suite) {
			s.accept(dueVisit("b", 1))
			v := dueVisit("a", 2)
			v.Items = []news.Item{item("x", 1)}
			s.accept(v)
			states, err := s.FeedStates(s.ctx)
			s.must(err)
			a, b := s.state("a"), s.state("b")
			s.same("seen", len(a.Seen), 1)
			a.Seen, a.SeenNames = nil, nil
			s.same("states", states, []news.FeedState{a, b})
		}},
		{"the links and titles of what was shown are known again", func(s *suite) {
			s.stored("a", "b")
			names := s.state("azertac").SeenNames
			link, title := news.NameHashes(item("a", 1))
			s.same("known", []bool{names.HasHash(link), names.HasHash(title)}, []bool{true, true})
			link, _ = news.NameHashes(item("c", 1))
			s.same("unknown", names.HasHash(link), false)
		}},
		{"the walk through a feed's older documents comes with its visit", func(s *suite) {
			w, err := s.Walk(s.ctx, "azertac")
			s.must(err)
			s.same("no walk", w, news.Walk{Feed: "azertac"})
			v := visit(0)
			v.State.Gaps = 1
			v.Walk = &news.Walk{Feed: "azertac", Read: []string{"https://example.org/9"}, Gaps: []news.Gap{{Since: noon,
				Next: "https://example.org/8", Archive: true, Past: true, Known: news.Seen{1, 1<<64 - 1}, Until: at(-5), Documents: 1, Items: 2, Tries: 3}}}
			s.accept(v)
			w, err = s.Walk(s.ctx, "azertac")
			s.must(err)
			s.same("the walk", w, *v.Walk)
			s.same("gaps", s.state("azertac").Gaps, 1)
			next := visit(1)
			next.State.Gaps = 1
			s.accept(next)
			w, err = s.Walk(s.ctx, "azertac")
			s.must(err)
			s.same("the walk after a visit without one", w, *v.Walk)
			last := visit(2)
			last.Walk = &news.Walk{Feed: "azertac"}
			s.accept(last)
			w, err = s.Walk(s.ctx, "azertac")
			s.must(err)
			s.same("no walk any more", w, news.Walk{Feed: "azertac"})
		}},
		{"a body that could not be read is kept until it is deleted, one a feed", func(s *suite) {
			_, err := s.Unread(s.ctx, "azertac")
			s.wantErr(err, news.ErrNotFound)
			for minute, body := range []string{"<html>first", "", "<html>second"} {
				v := visit(minute)
				v.State.Unread = "a hash"
				if body != "" {
					v.Unread = &news.Unread{Feed: "azertac", At: at(minute), URL: "https://example.org/rss", ContentType: "text/html", Why: "a page"}
					v.Unread.Pack([]byte(body))
				}
				s.accept(v)
			}
			u, err := s.Unread(s.ctx, "azertac")
			s.must(err)
			body, err := u.Body()
			s.must(err)
			s.same("body", string(body), "<html>second")
			s.same("when and why", []any{u.At, u.Why}, []any{at(2), "a page"})
			v := visit(3)
			v.Unread = &news.Unread{Feed: "azertac"}
			s.accept(v)
			_, err = s.Unread(s.ctx, "azertac")
			s.wantErr(err, news.ErrNotFound)
		}},
		{"items from before a feed was watched are no sign of life, and their pages are not wished for", func(s *suite) {
			old := item("old", 1)
			old.Past = true
			v := visit(0, old)
			v.Articles = true
			s.same("counts", s.accept(v), news.Accepted{New: 1, Past: 1})
			state := s.state("azertac")
			s.same("last new", state.LastNew, time.Time{})
			s.same("items", state.Items, 1)
			jobs, _, err := s.DueArticles(s.ctx, at(10), 0, nil)
			s.must(err)
			s.same("articles", jobs, []news.ArticleJob(nil))
			it, _, err := s.Item(s.ctx, id("old"))
			s.must(err)
			s.same("past", it.Past, true)
			s.same("again, revised", s.accept(visit(1, item("old", 2))), news.Accepted{Revised: 1})
			it, _, err = s.Item(s.ctx, id("old"))
			s.must(err)
			s.same("past when the feed shows it anew", it.Past, false)
		}},
		{"every part of a state comes back, times to the nanosecond", func(s *suite) {
			v := visit(0)
			odd := noon.Add(123_456_789)
			v.State.NextCheck, v.State.LastFull, v.State.FailingSince = odd, odd, at(-3)
			v.State.Hints = news.Hints{FreshUntil: odd, MaxAge: 60, TTL: 30, SkipHours: 7, SkipDays: 1}
			v.State.Moved = news.Moved{To: "https://example.net/", Since: odd, Visits: 2}
			v.State.Former, v.State.Told = []string{"x", "y"}, []news.NoticeKind{news.Broken}
			v.State.Pace = news.Pace{Rate: 1.25, At: odd, Window: 9, Gap: 8, Hours: [8]uint16{7, 0, 6}}
			s.accept(v)
			s.same("state", s.state("azertac"), v.State)
		}},
		{"the schedule has the earliest first, and those of one time by id", func(s *suite) {
			s.accept(dueVisit("late", 30))
			s.accept(dueVisit("b", 5))
			s.accept(dueVisit("a", 5))
			never := dueVisit("now", 0)
			never.State.NextCheck = time.Time{}
			s.accept(never)
			s.same("schedule", s.scheduled(), []string{
				"now 00:00 (plan of now)", "a 12:05 (plan of a)", "b 12:05 (plan of b)", "late 12:30 (plan of late)",
			})
		}},
		{"a visit moves its feed in the schedule, and so does another plan", func(s *suite) {
			s.accept(dueVisit("a", 5))
			s.accept(dueVisit("b", 6))
			s.accept(dueVisit("a", 7))
			s.same("moved", s.scheduled(), []string{"b 12:06 (plan of b)", "a 12:07 (plan of a)"})
			other := dueVisit("b", 6)
			other.State.Plan = "another"
			s.accept(other)
			s.same("planned anew", s.scheduled(), []string{"b 12:06 (another)", "a 12:07 (plan of a)"})
		}},
		{"a stopped feed that is revived is due, as if it had been well", func(s *suite) {
			v := dueVisit("azertac", 60)
			v.Items = []news.Item{item("a", 1)}
			v.State.Stopped, v.State.GoneSince, v.State.Failures, v.State.FailingSince = "gone", at(-9), 3, at(-9)
			v.State.LastError, v.State.Told = "410 Gone", []news.NoticeKind{news.Quiet, news.Gone}
			s.accept(v)
			s.must(s.Revive(s.ctx, "azertac", at(9)))
			got := s.state("azertac")
			s.same("health", got.Health(), "quiet")
			s.same("told", got.Told, []news.NoticeKind{news.Quiet})
			s.same("kept", []any{got.Items, len(got.Seen), got.GoneSince.IsZero()}, []any{1, 1, true})
			s.same("next check", got.NextCheck, at(9))
			s.same("schedule", s.scheduled(), []string{"azertac 12:09 (plan of azertac)"})
			s.wantErr(s.Revive(s.ctx, "none", at(9)), news.ErrNotFound)
		}},
		{"a feed that was not given up keeps its failures", func(s *suite) {
			v := dueVisit("azertac", 60)
			v.State.Failures, v.State.FailingSince, v.State.LastError = 3, at(-9), "no answer"
			s.accept(v)
			before := s.state("azertac")
			s.wantErr(s.Revive(s.ctx, "azertac", at(9)), news.ErrNotStopped)
			s.same("state", s.state("azertac"), before)
			s.same("schedule", s.scheduled(), []string{"azertac 13:00 (plan of azertac)"})
		}},
		{"a hold lasts until its end, and of two of one host the longer counts", func(s *suite) {
			s.hold(0, "a.example", 10)
			s.hold(1, "b.example", 60)
			s.hold(2, "a.example", 30)
			s.hold(3, "a.example", 20)
			s.same("holds", s.held(29), []string{"a.example 12:30", "b.example 13:00"})
			s.same("later", s.held(30), []string{"b.example 13:00"})
			s.same("at last", s.held(60), []string(nil))
		}},
		{"a hold may come without a visit", func(s *suite) {
			s.hold(0, "a.example", 30)
			s.must(s.KeepHold(s.ctx, news.HostHold{Host: "a.example", Until: at(10)}, at(0)))
			s.must(s.KeepHold(s.ctx, news.HostHold{Host: "b.example", Until: at(20), Why: "429"}, at(0)))
			s.same("holds", s.held(5), []string{"a.example 12:30", "b.example 12:20"})
		}},
		{"a hold that has ended is forgotten with the next one", func(s *suite) {
			s.hold(0, "a.example", 10)
			s.hold(20, "b.example", 60)
			s.same("holds", s.held(0), []string{"b.example 13:00"})
			s.hold(70, "b.example", 65) // over when it is stored
			s.same("later", s.held(0), []string{"b.example 13:05"})
		}},
	}
}

// hold accepts a visit, so many minutes after noon, after which a host is to be
// left alone.
func (s *suite) hold(minutes int, host string, until int) {
	s.Helper()
	v := visit(minutes)
	v.Hold = news.HostHold{Host: host, Until: at(until), Why: "429"}
	s.accept(v)
}

func (s *suite) held(minutes int) []string {
	s.Helper()
	holds, err := s.Holds(s.ctx, at(minutes))
	s.must(err)
	var words []string
	for _, h := range holds {
		words = append(words, h.Host+" "+h.Until.Format("15:04"))
	}
	return words
}

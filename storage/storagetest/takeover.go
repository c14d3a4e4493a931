package storagetest

import (
	"fmt"
	"time"

	"vedette/news"
)

// address is where the feeds are that are taken over.
const address = "https://example.org/rss"

// itemOf is an item as a feed shows it.
func itemOf(feed, guid, link string) news.Item {
	title := "Title of " + guid + link
	return news.Item{ID: news.ItemID(feed, guid, link, title, ""), Feed: feed, GUID: guid, Link: link, Title: title}
}

// visitOf is a visit of a feed at the address, so many minutes after noon.
func visitOf(feed string, minutes int, items ...news.Item) news.Visit {
	return news.Visit{Items: items, State: news.FeedState{Feed: feed, Address: address, ETag: "of " + feed, Status: 200,
		LastCheck: at(minutes), LastSuccess: at(minutes), NextCheck: at(minutes + 60), Plan: "plan"}}
}

func takeOverTests() []test {
	// shown is what both feeds show: one item by guid, one by link, one by title.
	shown := func(feed string) []news.Item {
		return []news.Item{itemOf(feed, "g", "https://example.org/g"), itemOf(feed, "", "https://example.org/l"), itemOf(feed, "", "")}
	}
	added := news.AddedFeed{ID: "old", Name: "Old", URL: address}
	return []test{
		{"an heir knows what the added feed has shown, and goes on with its state", func(s *suite) {
			s.add(added, news.AddedFeed{ID: "other", Name: "Other", URL: "https://example.org/other"})
			s.accept(visitOf("old", 0, shown("old")...))
			before := s.state("old")
			s.must(s.TakeOver(s.ctx, "old", "heir", at(90)))
			got := s.state("heir")
			s.same("names", got.SeenNames, before.SeenNames)
			want := before
			want.Feed, want.Seen = "heir", got.Seen
			s.same("state", got, want)
			s.same("the added one's", s.state("old"), before)
			s.same("schedule", s.scheduled(), []string{"heir 13:00 (plan)", "old 13:00 (plan)"})
			feeds, err := s.AddedFeeds(s.ctx)
			s.must(err)
			s.same("added feeds", len(feeds), 1)
			s.same("next visit", s.accept(visitOf("heir", 60, append(shown("heir"), itemOf("heir", "new", ""))...)), news.Accepted{New: 1, Known: 3})
			s.same("arrivals", len(s.arrived(0)), 4)
		}},
		{"an heir reads on in the older documents, and has the body that could not be read", func(s *suite) {
			s.add(added)
			s.accept(visitOf("old", 0, shown("old")...))
			v := visitOf("old", 30)
			var known news.Seen
			for _, it := range shown("old") {
				known = known.Add([]string{it.ID})
			}
			v.Walk = &news.Walk{Feed: "old", Address: address, Read: []string{"https://example.org/9"},
				Gaps: []news.Gap{{Since: at(30), Next: "https://example.org/8", Until: at(-60), Known: known, Documents: 2}}}
			v.State.Gaps, v.State.Unread = 1, "a hash"
			v.Unread = &news.Unread{Feed: "old", At: at(30), Why: "broken"}
			v.Unread.Pack([]byte("<html>"))
			s.accept(v)
			s.must(s.TakeOver(s.ctx, "old", "heir", at(90)))
			want := *v.Walk
			want.Feed = "heir"
			want.Gaps[0].Known = nil
			for _, it := range shown("heir") {
				want.Gaps[0].Known = want.Gaps[0].Known.Add([]string{it.ID})
			}
			walk, err := s.Walk(s.ctx, "heir")
			s.must(err)
			for _, it := range shown("heir") {
				s.same("known "+it.GUID+it.Link, walk.Gaps[0].Known.Has(it.ID), true)
			}
			walk.Gaps[0].Known, want.Gaps[0].Known = nil, nil
			s.same("walk", walk, want)
			body := *v.Unread
			body.Feed = "heir"
			unread, err := s.Unread(s.ctx, "heir")
			s.must(err)
			s.same("unread", unread, body)
			got := s.state("heir")
			s.same("state", []any{got.Gaps, got.Unread}, []any{1, "a hash"})
		}},
		{"an heir of a feed that was given up is due at once", func(s *suite) {
			s.add(added)
			v := visitOf("old", 0, shown("old")...)
			v.State.Stopped, v.State.Failures, v.State.NextCheck = "gone", 9, time.Time{}
			s.accept(v)
			s.must(s.TakeOver(s.ctx, "old", "heir", at(90)))
			got := s.state("heir")
			s.same("state", []any{got.Stopped, got.Failures, got.NextCheck}, []any{"", 0, at(90)})
			s.same("the added one's", s.state("old").Stopped, "gone")
			s.same("next visit", s.accept(visitOf("heir", 90, shown("heir")...)), news.Accepted{Known: 3})
		}},
		{"an heir of the same id goes on as it is", func(s *suite) {
			s.add(added)
			s.accept(visitOf("old", 0, shown("old")...))
			before := s.state("old")
			s.must(s.TakeOver(s.ctx, "old", "old", at(90)))
			s.same("state", s.state("old"), before)
			s.wantErr(s.TakeOver(s.ctx, "old", "old", at(90)), news.ErrNotFound)
		}},
		{"an heir that was visited before keeps its state and learns what was shown since", func(s *suite) {
			s.accept(visitOf("heir", 0, itemOf("heir", "first", "")))
			s.add(added)
			s.accept(visitOf("old", 30, shown("old")...))
			before := s.state("heir")
			s.must(s.TakeOver(s.ctx, "old", "heir", at(90)))
			got := s.state("heir")
			s.same("seen", []int{len(got.Seen), len(got.SeenNames)}, []int{len(before.Seen) + 3, len(before.SeenNames) + 5})
			before.Seen, before.SeenNames = got.Seen, got.SeenNames
			s.same("state", got, before)
			s.same("next visit", s.accept(visitOf("heir", 60, append(shown("heir"), itemOf("heir", "first", ""))...)), news.Accepted{Known: 4})
		}},
		{"of a feed that was never visited, or at another address, there is nothing to take over", func(s *suite) {
			s.add(added)
			s.must(s.TakeOver(s.ctx, "old", "heir", at(90)))
			s.same("never visited", s.state("heir"), news.FeedState{Feed: "heir"})
			s.add(added)
			v := visitOf("old", 0, shown("old")...)
			v.State.Address = "https://example.org/before"
			s.accept(v)
			s.must(s.TakeOver(s.ctx, "old", "heir", at(90)))
			s.same("another address", s.state("heir"), news.FeedState{Feed: "heir"})
		}},
		{"an heir reads the articles, and leaves other feeds' alone", func(s *suite) {
			s.add(added)
			v := visitOf("old", 0, shown("old")...)
			v.Articles = true
			s.accept(v)
			s.wished(0, item("x", 1))
			s.must(s.TakeOver(s.ctx, "old", "heir", at(90)))
			count := map[string]int{}
			for _, job := range s.dueArticles(9) {
				count[job.Feed]++
			}
			s.same("wishes", count, map[string]int{"heir": 2, "azertac": 1})
		}},
		{"items whose ids cannot be told are known by their names", func(s *suite) {
			s.add(added)
			var items []news.Item
			for i := range 3 {
				it := itemOf("old", "", "")
				it.Title = fmt.Sprint("Title ", i)
				it.ID = news.ItemID("old", "", "", it.Title, "a date")
				items = append(items, it)
			}
			s.accept(visitOf("old", 0, items...))
			s.must(s.TakeOver(s.ctx, "old", "heir", at(90)))
			got := s.state("heir")
			_, title := news.NameHashes(items[0])
			s.same("the title is known", got.SeenNames.HasHash(title), true)
			s.same("something was shown", len(got.Seen) > 0, true)
		}},
		{"only what was added is taken over", func(s *suite) {
			s.accept(visitOf("old", 0, shown("old")...))
			s.wantErr(s.TakeOver(s.ctx, "old", "heir", at(90)), news.ErrNotFound)
			if s.TakeOver(s.ctx, "old", "", at(90)) == nil {
				s.Error("an heir without an id took over")
			}
		}},
	}
}

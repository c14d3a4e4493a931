package storagetest

import (
	"fmt"

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
			s.must(s.TakeOver(s.ctx, "old", "heir"))
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
		{"an heir of the same id goes on as it is", func(s *suite) {
			s.add(added)
			s.accept(visitOf("old", 0, shown("old")...))
			before := s.state("old")
			s.must(s.TakeOver(s.ctx, "old", "old"))
			s.same("state", s.state("old"), before)
			s.wantErr(s.TakeOver(s.ctx, "old", "old"), news.ErrNotFound)
		}},
		{"an heir that was visited before keeps its state and learns what was shown since", func(s *suite) {
			s.accept(visitOf("heir", 0, itemOf("heir", "first", "")))
			s.add(added)
			s.accept(visitOf("old", 30, shown("old")...))
			before := s.state("heir")
			s.must(s.TakeOver(s.ctx, "old", "heir"))
			got := s.state("heir")
			s.same("seen", []int{len(got.Seen), len(got.SeenNames)}, []int{len(before.Seen) + 3, len(before.SeenNames) + 5})
			before.Seen, before.SeenNames = got.Seen, got.SeenNames
			s.same("state", got, before)
			s.same("next visit", s.accept(visitOf("heir", 60, append(shown("heir"), itemOf("heir", "first", ""))...)), news.Accepted{Known: 4})
		}},
		{"of a feed that was never visited, or at another address, there is nothing to take over", func(s *suite) {
			s.add(added)
			s.must(s.TakeOver(s.ctx, "old", "heir"))
			s.same("never visited", s.state("heir"), news.FeedState{Feed: "heir"})
			s.add(added)
			v := visitOf("old", 0, shown("old")...)
			v.State.Address = "https://example.org/before"
			s.accept(v)
			s.must(s.TakeOver(s.ctx, "old", "heir"))
			s.same("another address", s.state("heir"), news.FeedState{Feed: "heir"})
		}},
		{"an heir reads the articles, and leaves other feeds' alone", func(s *suite) {
			s.add(added)
			v := visitOf("old", 0, shown("old")...)
			v.Articles = true
			s.accept(v)
			s.wished(0, item("x", 1))
			s.must(s.TakeOver(s.ctx, "old", "heir"))
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
			s.must(s.TakeOver(s.ctx, "old", "heir"))
			got := s.state("heir")
			_, title := news.NameHashes(items[0])
			s.same("the title is known", got.SeenNames.HasHash(title), true)
			s.same("something was shown", len(got.Seen) > 0, true)
		}},
		{"only what was added is taken over", func(s *suite) {
			s.accept(visitOf("old", 0, shown("old")...))
			s.wantErr(s.TakeOver(s.ctx, "old", "heir"), news.ErrNotFound)
			if s.TakeOver(s.ctx, "old", "") == nil {
				s.Error("an heir without an id took over")
			}
		}},
	}
}

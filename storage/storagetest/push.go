package storagetest

import (
	"fmt"

	"vedette/news"
)

// pushed stores a push for feed "azertac" and gives its seq.
func (s *suite) pushed(body string) uint64 {
	s.Helper()
	seq, err := s.AddPush(s.ctx, news.Push{Feed: "azertac", ContentType: "application/atom+xml", Body: []byte(body), At: at(1)})
	s.must(err)
	return seq
}

func (s *suite) pushes() []string {
	s.Helper()
	list, damaged, err := s.Pushes(s.ctx, 0)
	s.must(err)
	s.same("damaged", damaged, []error(nil))
	var bodies []string
	for _, p := range list {
		bodies = append(bodies, string(p.Body))
	}
	return bodies
}

// pushVisit is what is made of a push.
func pushVisit(seq uint64, items ...news.Item) news.Visit {
	return news.Visit{State: news.FeedState{Feed: "azertac", LastCheck: at(9)}, Items: items, Push: seq}
}

func pushTests() []test {
	return []test{
		{"pushes wait in order, as they came", func(s *suite) {
			first := s.pushed("first")
			s.pushed("\x00\xff second")
			list, _, err := s.Pushes(s.ctx, 1)
			s.must(err)
			s.same("first", list, []news.Push{{Seq: first, Feed: "azertac", ContentType: "application/atom+xml", Body: []byte("first"), At: at(1)}})
			s.same("all", s.pushes(), []string{"first", "\x00\xff second"})
			if first == 0 {
				s.Error("the first seq is 0")
			}
		}},
		{"a feed may have its share of what waits, and others are not kept away", func(s *suite) {
			// Two of the largest are more than a share in any engine.
			large := news.Push{Feed: "azertac", Body: make([]byte, 16<<20), At: at(1)}
			first, err := s.AddPush(s.ctx, large)
			s.must(err)
			_, err = s.AddPush(s.ctx, large)
			s.must(err)
			_, err = s.AddPush(s.ctx, news.Push{Feed: "azertac", At: at(1)})
			s.wantErr(err, news.ErrFull)
			for _, feed := range []string{"azerta", "azertac2", `"azertac`} {
				_, err = s.AddPush(s.ctx, news.Push{Feed: feed, Body: []byte("<rss/>"), At: at(1)})
				s.must(err)
			}
			s.must(s.DropPush(s.ctx, first))
			s.pushed("once more")
		}},
		{"a push that is dropped is gone, and dropping it again is no error", func(s *suite) {
			seq := s.pushed("first")
			s.pushed("second")
			s.must(s.DropPush(s.ctx, seq))
			s.must(s.DropPush(s.ctx, seq))
			s.same("left", s.pushes(), []string{"second"})
		}},
		{"the items of a push are stored and the push is gone, and the feed's own state stays", func(s *suite) {
			v := dueVisit("azertac", 60)
			v.State.ETag, v.State.Checks = `"x"`, 7
			v.Items = []news.Item{item("a", 1)}
			s.accept(v)
			before := s.state("azertac")
			seq := s.pushed("document")
			s.same("counts", s.accept(pushVisit(seq, item("a", 1), item("b", 1))), news.Accepted{New: 1, Known: 1})
			s.same("left", s.pushes(), []string(nil))
			want := before
			want.Items, want.LastNew = 2, at(9)
			got := s.state("azertac")
			s.same("seen", got.Seen.Has(id("b")), true)
			want.Seen, want.SeenNames = got.Seen, got.SeenNames
			s.same("state", got, want)
			s.same("schedule", s.scheduled(), []string{"azertac 13:00 (plan of azertac)"})
			s.same("the next visit", s.accept(visit(60, item("b", 1))), news.Accepted{Known: 1})
		}},
		{"a push has its say on the feed's pace, unless a visit was later", func(s *suite) {
			v := visit(0)
			v.State.Pace = news.Pace{Rate: 1, At: at(0), Window: 99, Hours: [8]uint16{1}}
			v.State.Checks, v.State.LastError = 7, "no answer"
			s.accept(v)
			want := s.state("azertac")
			p := pushVisit(s.pushed("document"))
			p.State.Pace = news.Pace{Rate: 2, At: at(9), Window: 99, Gap: 3}
			s.accept(p)
			want.Pace = p.State.Pace
			s.same("state", s.state("azertac"), want)
			p = pushVisit(s.pushed("document"))
			p.State.Pace = news.Pace{Rate: 3, At: at(8)}
			s.accept(p)
			s.same("an older one's", s.state("azertac"), want)
		}},
		{"a push of a feed that was never visited leaves it due", func(s *suite) {
			s.accept(pushVisit(s.pushed("document"), item("a", 1)))
			s.same("schedule", s.scheduled(), []string{"azertac 00:00 ()"})
			s.same("health", s.state("azertac").Health(), "new")
			s.same("items", s.state("azertac").Items, 1)
		}},
		{"a short push makes nothing forgotten that a long document has shown", func(s *suite) {
			var items []news.Item
			for i := range many {
				items = append(items, item(fmt.Sprint("many-", i), 1))
			}
			s.accept(visit(0, items...))
			s.accept(pushVisit(s.pushed("document"), item("a", 1)))
			s.same("seen", len(s.state("azertac").Seen), many+1)
		}},
		{"a push that was read is read again without harm", func(s *suite) {
			seq := s.pushed("document")
			s.accept(pushVisit(seq, item("a", 1)))
			s.same("counts", s.accept(pushVisit(seq, item("a", 1))), news.Accepted{Known: 1})
		}},
	}
}

// add adds feeds and gives the ids of those that are in their way.
func (s *suite) add(feeds ...news.AddedFeed) []string {
	s.Helper()
	inTheWay, err := s.AddFeeds(s.ctx, feeds)
	s.must(err)
	var ids []string
	for _, f := range inTheWay {
		ids = append(ids, f.ID)
	}
	return ids
}

func addedTests() []test {
	feed := func(id string) news.AddedFeed {
		return news.AddedFeed{ID: id, Name: "Name of " + id, URL: "https://example.org/" + id, Tags: []string{"x"}, Added: noon}
	}
	return []test{
		{"added feeds are kept as they came, by id", func(s *suite) {
			s.same("in the way", s.add(feed("b"), feed("a")), []string{"", ""})
			got, err := s.AddedFeeds(s.ctx)
			s.must(err)
			s.same("feeds", got, []news.AddedFeed{feed("a"), feed("b")})
		}},
		{"an id or address is added once, the others of the list all the same", func(s *suite) {
			s.add(feed("a"), feed("b"))
			sameID, sameURL, both := feed("a"), feed("x"), feed("b")
			sameID.URL, sameURL.URL, both.URL = "https://example.org/other", feed("a").URL, feed("a").URL
			s.same("in the way", s.add(sameID, feed("c"), sameURL, both, feed("d")), []string{"a", "", "a", "a", ""})
			got, err := s.AddedFeeds(s.ctx)
			s.must(err)
			s.same("feeds", got, []news.AddedFeed{feed("a"), feed("b"), feed("c"), feed("d")})
		}},
		{"an address that is written in another way is the same", func(s *suite) {
			a, b := feed("a"), feed("b")
			b.URL = "HTTPS://Example.org:443/a#news"
			s.same("in the way", s.add(a), []string{""})
			s.same("in the way", s.add(b), []string{"a"})
		}},
		{"of two in one list that are the same the first is added", func(s *suite) {
			second := feed("b")
			second.URL = feed("a").URL
			s.same("in the way", s.add(feed("a"), second, feed("a"), feed("b")), []string{"", "a", "a", ""})
		}},
		{"a list with a feed that has no id or address is not added", func(s *suite) {
			for _, bad := range []news.AddedFeed{{ID: "x"}, {URL: "x"}, {ID: "x\x00", URL: "x"}} {
				if _, err := s.AddFeeds(s.ctx, []news.AddedFeed{feed("a"), bad}); err == nil {
					s.Errorf("%+v was added", bad)
				}
			}
			got, err := s.AddedFeeds(s.ctx)
			s.must(err)
			s.same("feeds", got, []news.AddedFeed{})
		}},
		{"a feed that is removed can be added again", func(s *suite) {
			s.add(feed("a"))
			s.must(s.RemoveFeed(s.ctx, "a"))
			s.wantErr(s.RemoveFeed(s.ctx, "a"), news.ErrNotFound)
			s.same("in the way", s.add(feed("a")), []string{""})
		}},
		{"subscriptions are kept by token, the last word counts", func(s *suite) {
			sub := news.Subscription{Token: "t", Feed: "a", Hub: "https://hub.example", Secret: "s", State: news.HubWanted, Due: at(1)}
			s.must(s.PutSubscription(s.ctx, sub))
			s.must(s.PutSubscription(s.ctx, news.Subscription{Token: "b", Feed: "b"}))
			sub.State, sub.Expires = news.HubActive, at(99)
			s.must(s.PutSubscription(s.ctx, sub))
			s.must(s.DeleteSubscription(s.ctx, "b"))
			s.must(s.DeleteSubscription(s.ctx, "b"))
			got, err := s.Subscriptions(s.ctx)
			s.must(err)
			s.same("subscriptions", got, []news.Subscription{sub})
			if s.PutSubscription(s.ctx, news.Subscription{}) == nil {
				s.Error("one without a token was stored")
			}
		}},
	}
}

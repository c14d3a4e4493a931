package storagetest

import (
	"fmt"
	"strings"

	"vedette/news"
)

func acceptTests() []test {
	return []test{
		{"new items are counted and kept as they came", func(s *suite) {
			got := s.accept(visit(0, item("a", 1), item("b", 1)))
			s.same("counts", got, news.Accepted{New: 2})
			it, _, err := s.Item(s.ctx, id("a"))
			s.must(err)
			want := item("a", 1)
			want.Seq, want.FirstSeen = it.Seq, noon
			s.same("items", it, want)
			s.same("totals", s.totals(), news.Totals{Items: 2})
		}},
		{"the same items again are known", func(s *suite) {
			s.stored("a", "b")
			got := s.accept(visit(5, item("b", 1), item("a", 1), item("c", 1)))
			s.same("counts", got, news.Accepted{New: 1, Known: 2})
		}},
		{"an item that stands twice in a visit counts once, as it stands first", func(s *suite) {
			got := s.accept(visit(0, item("a", 1), item("a", 2), item("a", 1)))
			s.same("counts", got, news.Accepted{New: 1})
			it, _, err := s.Item(s.ctx, id("a"))
			s.must(err)
			s.same("title", it.Title, "a, version 1")
			s.same("revision", it.Revision, 0)
		}},
		{"another date, link or tag alone is no revision", func(s *suite) {
			s.stored("a")
			it := item("a", 1)
			it.Link, it.Tags, it.Published = "https://example.org/new", nil, at(0)
			s.same("counts", s.accept(visit(5, it)), news.Accepted{Known: 1})
		}},
		{"text that is no UTF-8 is stored, and is not taken as revised the next time", func(s *suite) {
			it := item("a", 1)
			it.Title, it.Text = "broken \xff\xfe title", "caf\xe9"
			s.same("first visit", s.accept(visit(0, it)), news.Accepted{New: 1})
			s.same("second visit", s.accept(visit(5, it)), news.Accepted{Known: 1})
		}},
		{"a visit without items keeps what the feed has shown", func(s *suite) {
			s.stored("a")
			s.accept(visit(5))
			if !s.state("azertac").Seen.Has(id("a")) {
				s.Fatal("item a is forgotten")
			}
		}},
		{"ids that are known under another id count as shown, without an item", func(s *suite) {
			s.stored("a")
			v := visit(5)
			v.Shown = []string{id("b")}
			s.same("counts", s.accept(v), news.Accepted{})
			if seen := s.state("azertac").Seen; !seen.Has(id("a")) || !seen.Has(id("b")) {
				s.Fatal("an id is not known")
			}
			s.same("the item under its new id", s.accept(visit(10, item("b", 1))), news.Accepted{Known: 1})
		}},
		{"a part of a document makes nothing forgotten", func(s *suite) {
			var many []news.Item
			for n := range 1000 {
				many = append(many, item(fmt.Sprint(n), 1))
			}
			s.accept(visit(0, many...))
			v := visit(5, item("a", 1))
			v.Part = true
			s.accept(v)
			if seen := s.state("azertac").Seen; !seen.Has(id("a")) || !seen.Has(id("998")) {
				s.Fatal("the document is forgotten")
			}
		}},
		{"the state is kept, with items and the last new one counted over visits", func(s *suite) {
			s.accept(visit(0, item("a", 1), item("b", 1)))
			v := visit(30, item("b", 1))
			v.State.ETag, v.State.Failures, v.State.LastError = `W/"1"`, 2, "no answer"
			v.State.Items, v.State.LastNew = 999, at(999) // not the caller's to say
			s.accept(v)
			want := v.State
			want.Items, want.LastNew = 2, noon
			a, b := item("a", 1), item("b", 1)
			want.Seen = news.Seen(nil).Next([]string{a.ID, b.ID}).Next([]string{b.ID})
			want.SeenNames = news.Seen(nil).NextNames(news.Names([]news.Item{a, b})).NextNames(news.Names([]news.Item{b}))
			s.same("states", s.state("azertac"), want)
		}},
		{"feeds do not touch each other's state", func(s *suite) {
			s.accept(visit(0, item("a", 1)))
			other := visit(1)
			other.State.Feed = "civilnet"
			s.accept(other)
			s.same("items of azertac", s.state("azertac").Items, 1)
			s.same("items of civilnet", s.state("civilnet").Items, 0)
		}},
		{"a long item in any script comes back whole", func(s *suite) {
			it := item("a", 1)
			it.Text = strings.Repeat("Զանգեզուր ზანგეზური Зангезур زنگزور ", 20_000)
			s.accept(visit(0, it))
			got, _, err := s.Item(s.ctx, id("a"))
			s.must(err)
			if got.Text != it.Text {
				s.Fatalf("%d bytes came back of %d", len(got.Text), len(it.Text))
			}
		}},
		{"a visit of no feed and an item without an id are refused whole", func(s *suite) {
			v := visit(0, item("a", 1))
			v.State.Feed = ""
			if _, err := s.Accept(s.ctx, v); err == nil {
				s.Error("a visit of no feed was accepted")
			}
			if _, err := s.Accept(s.ctx, visit(0, item("a", 1), news.Item{Title: "no id"})); err == nil {
				s.Error("an item without an id was accepted")
			}
			s.same("totals", s.totals(), news.Totals{})
		}},
	}
}

func arrivalTests() []test {
	return []test{
		{"items come in the order in which they arrived", func(s *suite) {
			s.stored("b", "a")
			s.accept(visit(5, item("c", 1), item("a", 1)))
			items, _, err := s.ItemsAfter(s.ctx, 0, 0)
			s.must(err)
			s.same("order", guids(items), []string{"b", "a", "c"})
			if items[0].Seq == 0 {
				s.Error("the first seq is 0")
			}
		}},
		{"reading goes on after a seq, as far as the limit", func(s *suite) {
			s.stored("a", "b", "c", "d")
			first, _, err := s.ItemsAfter(s.ctx, 0, 2)
			s.must(err)
			s.same("first", guids(first), []string{"a", "b"})
			rest, _, err := s.ItemsAfter(s.ctx, first[1].Seq, 9)
			s.must(err)
			s.same("rest", guids(rest), []string{"c", "d"})
			none, _, err := s.ItemsAfter(s.ctx, ^uint64(0), 9)
			s.must(err)
			s.same("after the end", guids(none), []string(nil))
		}},
		{"a revised item arrives again, and its earlier version stays where it arrived", func(s *suite) {
			s.stored("a", "b")
			got := s.accept(visit(5, item("a", 2)))
			s.same("counts", got, news.Accepted{Revised: 1})
			s.same("arrivals", s.arrived(0), []string{"a, version 1", "b, version 1", "a, version 2"})
			items, _, err := s.ItemsAfter(s.ctx, 0, 0)
			s.must(err)
			s.same("revisions", []int{items[0].Revision, items[2].Revision}, []int{0, 1})
			s.same("totals", s.totals(), news.Totals{Items: 2})
			s.same("new items of the feed", s.state("azertac").Items, 2)
		}},
		{"every version arrives once for a reader that comes late, or in between", func(s *suite) {
			s.stored("a")
			s.accept(visit(5, item("a", 2)))
			items, _, err := s.ItemsAfter(s.ctx, 0, 0)
			s.must(err)
			s.accept(visit(10, item("a", 3), item("b", 1)))
			s.same("late", s.arrived(0), []string{"a, version 1", "a, version 2", "a, version 3", "b, version 1"})
			s.same("in between", s.arrived(items[0].Seq), []string{"a, version 2", "a, version 3", "b, version 1"})
		}},
		{"a revised item keeps when it was first seen and the earlier date", func(s *suite) {
			s.stored("a", "b")
			later, before := item("a", 2), item("b", 2)
			later.Published, before.Published = at(5), at(-90)
			s.accept(visit(5, later, before))
			a, _, err := s.Item(s.ctx, id("a"))
			s.must(err)
			b, _, err := s.Item(s.ctx, id("b"))
			s.must(err)
			s.same("first seen", a.FirstSeen, noon)
			s.same("date moved on", a.Published, at(-60))
			s.same("date moved back", b.Published, at(-90))
		}},
		{"earlier versions are kept, oldest first", func(s *suite) {
			s.stored("a")
			s.accept(visit(5, item("a", 2)))
			s.accept(visit(10, item("a", 3)))
			versions, err := s.Revisions(s.ctx, id("a"))
			s.must(err)
			var titles []string
			for i, v := range versions {
				titles = append(titles, v.Title)
				s.same("revision", v.Revision, i)
			}
			s.same("versions", titles, []string{"a, version 1", "a, version 2"})
		}},
		{"an item that goes back to a text of late is known, and stays as it is", func(s *suite) {
			s.revised("a", news.RecentVersions)
			s.same("the oldest of them", s.accept(visit(60, item("a", 1))), news.Accepted{Known: 1})
			s.same("the one before", s.accept(visit(61, item("a", news.RecentVersions-1))), news.Accepted{Known: 1})
			it, _, err := s.Item(s.ctx, id("a"))
			s.must(err)
			s.same("revision", it.Revision, news.RecentVersions-1)
		}},
		{"an item that goes back to an older text is revised again", func(s *suite) {
			s.revised("a", news.RecentVersions+1)
			s.same("counts", s.accept(visit(60, item("a", 1))), news.Accepted{Revised: 1})
			it, _, err := s.Item(s.ctx, id("a"))
			s.must(err)
			s.same("revision", it.Revision, news.RecentVersions+1)
		}},
		{"of many versions the first and the last are kept, and only they arrive", func(s *suite) {
			const all = news.MaxRevisions + 5
			s.revised("a", all)
			versions, err := s.Revisions(s.ctx, id("a"))
			s.must(err)
			s.same("kept", len(versions), news.MaxRevisions)
			s.same("first", versions[0].Revision, 0)
			s.same("second", versions[1].Revision, all-news.MaxRevisions)
			s.same("last", versions[len(versions)-1].Revision, all-2)
			arrived := s.arrived(0)
			s.same("arrivals", len(arrived), news.MaxRevisions+1)
			s.same("first arrival", arrived[0], "a, version 1")
			s.same("last arrival", arrived[len(arrived)-1], fmt.Sprintf("a, version %d", all))
		}},
		{"no such item is not found, nor are its revisions", func(s *suite) {
			_, _, err := s.Item(s.ctx, id("none"))
			s.wantErr(err, news.ErrNotFound)
			_, err = s.Revisions(s.ctx, id("none"))
			s.wantErr(err, news.ErrNotFound)
		}},
	}
}

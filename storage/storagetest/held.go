package storagetest

import (
	"fmt"

	"vedette/news"
)

// heldItem is an item that is held.
func heldItem(name string, version int) news.Item {
	it := item(name, version)
	it.Held = "its id was changed"
	return it
}

// heldNames tells the held items of feed "azertac".
func (s *suite) heldNames() []string {
	s.Helper()
	items, err := s.HeldItems(s.ctx, "azertac", 0)
	s.must(err)
	return titles(items)
}

func (s *suite) released(want int) {
	s.Helper()
	n, err := s.ReleaseItems(s.ctx, "azertac")
	s.must(err)
	s.same("released", n, want)
}

// wantHeld wants the state of feed "azertac" to count so many.
func (s *suite) wantHeld(want int) {
	s.Helper()
	state, err := s.FeedState(s.ctx, "azertac")
	s.must(err)
	states, err := s.FeedStates(s.ctx)
	s.must(err)
	s.same("held, by the states", []int{state.Held, states[0].Held}, []int{want, want})
}

func heldTests() []test {
	return []test{
		{"a held item is stored, counted and arrives held", func(s *suite) {
			s.same("counts", s.accept(visit(0, item("a", 1), heldItem("b", 1))), news.Accepted{New: 2, Held: 1})
			items, _, err := s.ItemsAfter(s.ctx, 0, 0)
			s.must(err)
			s.same("arrived", guids(items), []string{"a", "b"})
			s.same("held", []string{items[0].Held, items[1].Held}, []string{"", "its id was changed"})
			s.same("held items", s.heldNames(), []string{"b, version 1"})
			s.same("totals", s.totals(), news.Totals{Items: 2})
		}},
		{"the state counts the held items of its feed, in every reading", func(s *suite) {
			s.accept(visit(0, heldItem("a", 1), heldItem("b", 1), item("c", 1)))
			s.wantHeld(2)
			s.accept(visit(5, heldItem("d", 1), item("a", 2)))
			s.wantHeld(3)
			s.accept(visit(6))
			s.wantHeld(3)
			s.released(3)
			s.wantHeld(0)
		}},
		{"a held item that is shown again is known and stays held", func(s *suite) {
			s.accept(visit(0, heldItem("a", 1)))
			s.same("counts", s.accept(visit(5, item("a", 1))), news.Accepted{Known: 1})
			s.same("held items", s.heldNames(), []string{"a, version 1"})
		}},
		{"a feed's state counts its held items", func(s *suite) {
			s.accept(visit(0, heldItem("a", 1), heldItem("b", 1), item("c", 1)))
			s.accept(news.Visit{State: s.state("azertac"), Items: []news.Item{item("a", 1)}})
			states, err := s.FeedStates(s.ctx)
			s.must(err)
			s.same("held", []int{s.state("azertac").Held, states[0].Held, s.state("none").Held}, []int{2, 2, 0})
			s.released(2)
			states, err = s.FeedStates(s.ctx)
			s.must(err)
			s.same("held", []int{s.state("azertac").Held, states[0].Held}, []int{0, 0})
		}},
		{"a held item that is revised stays held", func(s *suite) {
			s.accept(visit(0, heldItem("a", 1)))
			s.same("counts", s.accept(visit(5, item("a", 2))), news.Accepted{Revised: 1})
			s.same("held items", s.heldNames(), []string{"a, version 2"})
		}},
		{"an item that is known by its id is not held when it is revised", func(s *suite) {
			s.stored("a")
			s.same("counts", s.accept(visit(5, heldItem("a", 2))), news.Accepted{Revised: 1})
			s.same("held items", s.heldNames(), []string(nil))
		}},
		{"released items arrive again in order, not held any more, and once", func(s *suite) {
			s.accept(visit(0, heldItem("a", 1), heldItem("b", 1), item("c", 1)))
			other := heldItem("d", 1)
			other.Feed = "civilnet"
			v := visit(0, other)
			v.State.Feed = "civilnet"
			s.accept(v)
			before, _, err := s.ItemsAfter(s.ctx, 0, 0)
			s.must(err)
			s.released(2)
			s.released(0)
			after, _, err := s.ItemsAfter(s.ctx, before[3].Seq, 0)
			s.must(err)
			s.same("arrived again", guids(after), []string{"a", "b"})
			s.same("held", after[0].Held+after[1].Held, "")
			s.same("revision", after[0].Revision, 0)
			s.same("all arrivals", s.arrived(0), []string{"c, version 1", "d, version 1", "a, version 1", "b, version 1"})
			s.same("held items", s.heldNames(), []string(nil))
			of, err := s.HeldItems(s.ctx, "civilnet", 1)
			s.must(err)
			s.same("of the other feed", guids(of), []string{"d"})
		}},
		{"a released item is known again, and its revisions are not held", func(s *suite) {
			s.accept(visit(0, heldItem("a", 1)))
			s.released(1)
			s.same("shown again", s.accept(visit(5, heldItem("a", 1))), news.Accepted{Known: 1})
			s.same("revised", s.accept(visit(6, item("a", 2))), news.Accepted{Revised: 1})
			s.same("held items", s.heldNames(), []string(nil))
		}},
		{"every version that was held arrives again", func(s *suite) {
			s.accept(visit(0, heldItem("a", 1)))
			s.accept(visit(1, item("a", 2)))
			s.accept(visit(2, item("b", 1)))
			s.released(1)
			s.same("arrivals", s.arrived(0), []string{"b, version 1", "a, version 1", "a, version 2"})
			versions, err := s.Revisions(s.ctx, id("a"))
			s.must(err)
			s.same("held version", versions[0].Held, "")
		}},
		{"a hit on a released item comes with it", func(s *suite) {
			s.accept(visit(0, heldItem("a", 1)))
			s.released(1)
			s.commit([]news.Hit{hit("r", "a")})
			findings, err := s.Hits(s.ctx, news.HitQuery{})
			s.must(err)
			s.same("hits", judged(findings), []string{"r on a"})
		}},
		{"many held items are released whole", func(s *suite) {
			var items []news.Item
			for i := range many {
				items = append(items, heldItem(fmt.Sprint("many-", i), 1))
			}
			s.accept(visit(0, items...))
			s.same("limited", len(s.heldNames()), news.DefaultLimit)
			s.released(many)
			s.same("held items", s.heldNames(), []string(nil))
		}},
	}
}

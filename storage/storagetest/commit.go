package storagetest

import (
	"fmt"

	"vedette/news"
)

func commitTests() []test {
	return []test{
		{"a cursor begins at 0 and moves from From to Through", func(s *suite) {
			before, err := s.Cursor(s.ctx, "judge")
			s.must(err)
			s.same("first", before, uint64(0))
			_, err = s.Commit(s.ctx, news.Judgement{Cursor: "judge", From: 0, Through: 7})
			s.must(err)
			after, err := s.Cursor(s.ctx, "judge")
			s.must(err)
			s.same("then", after, uint64(7))
			other, err := s.Cursor(s.ctx, "backtest")
			s.must(err)
			s.same("another reader's", other, uint64(0))
		}},
		{"a commit from elsewhere than the cursor is fenced and writes nothing", func(s *suite) {
			s.stored("a")
			s.commit(nil)
			h := hit("rule", "a")
			for _, from := range []uint64{0, 2} {
				_, err := s.Commit(s.ctx, news.Judgement{
					Cursor: "judge", From: from, Through: 9,
					Hits: []news.Hit{h}, Alerts: []news.Alert{proposal("k", 0, h)},
				})
				s.wantErr(err, news.ErrFenced)
			}
			s.same("totals", s.totals(), news.Totals{Items: 1})
			at, err := s.Cursor(s.ctx, "judge")
			s.must(err)
			s.same("cursor", at, uint64(1))
		}},
		{"a cursor does not go back", func(s *suite) {
			if _, err := s.Commit(s.ctx, news.Judgement{Cursor: "judge", From: 0, Through: 5}); err != nil {
				s.Fatal(err)
			}
			if _, err := s.Commit(s.ctx, news.Judgement{Cursor: "judge", From: 5, Through: 4}); err == nil {
				s.Error("it went back")
			}
		}},
		{"new hits get a seq in order, and are kept as they came", func(s *suite) {
			s.stored("a", "b")
			got := s.commit([]news.Hit{hit("r", "a"), hit("r", "b")})
			s.same("new hits", len(got.Hits), 2)
			if got.Hits[0].Seq == 0 || got.Hits[1].Seq <= got.Hits[0].Seq {
				s.Fatalf("seqs are %d and %d", got.Hits[0].Seq, got.Hits[1].Seq)
			}
			_, hits, err := s.Item(s.ctx, id("a"))
			s.must(err)
			want := hit("r", "a")
			want.Seq = got.Hits[0].Seq
			s.same("hits", hits, []news.Hit{want})
			s.same("totals", s.totals(), news.Totals{Items: 2, Hits: 2})
		}},
		{"a rule meets an item once", func(s *suite) {
			s.stored("a")
			s.commit([]news.Hit{hit("r", "a")})
			s.accept(visit(5, item("a", 2)))
			again := s.commit([]news.Hit{hit("r", "a"), hit("s", "a"), hit("s", "a")})
			s.same("new hits", len(again.Hits), 1)
			s.same("rule", again.Hits[0].Rule, "s")
			s.same("totals", s.totals().Hits, 2)
		}},
		{"a hit on an item that is not stored is refused with everything else", func(s *suite) {
			s.stored("a")
			_, err := s.Commit(s.ctx, news.Judgement{
				Cursor: "judge", Through: 1, Hits: []news.Hit{hit("r", "a"), hit("r", "none")},
			})
			s.wantErr(err, news.ErrNotFound)
			s.same("totals", s.totals(), news.Totals{Items: 1})
			at, err := s.Cursor(s.ctx, "judge")
			s.must(err)
			s.same("cursor", at, uint64(0))
		}},
	}
}

// judgedMany stores an item and gives hits of so many rules on it.
func (s *suite) judgedMany(n int) []news.Hit {
	s.Helper()
	s.stored("a")
	hits := make([]news.Hit, n)
	for i := range hits {
		hits[i] = hit(fmt.Sprint("rule-", i), "a")
	}
	return hits
}

// manyHits commits so many hits with key "k", each with a proposal of its own,
// and gives the ids that no longer fit into the first alert.
func (s *suite) manyHits(n, due int) (news.Committed, []string) {
	s.Helper()
	hits := s.judgedMany(n)
	var proposals []news.Alert
	var rest []string
	for i, h := range hits {
		proposals = append(proposals, proposal("k", due, h))
		if i >= news.MaxAlertHits {
			rest = append(rest, h.ID)
		}
	}
	return s.commit(hits, proposals...), rest
}

func joiningTests() []test {
	return []test{
		{"a proposal opens an alert", func(s *suite) {
			s.stored("a", "b")
			a, b := hit("r", "a"), hit("r", "b")
			p := proposal("k", 30, a, b)
			p.Digest = true
			got := s.commit([]news.Hit{a, b}, p)
			s.same("opened", got.Opened, 1)
			s.same("joined", got.Joined, 0)
			alert := s.theAlert("k")
			want := p
			want.ID, want.Seq = news.AlertID("k", a.ID), alert.Seq
			s.same("alerts", alert, want)
			s.same("totals", s.totals(), news.Totals{Items: 2, Hits: 2, Pending: 1})
		}},
		{"proposals with one key in one commit make one alert, due when the first wants", func(s *suite) {
			s.stored("a", "b", "c")
			a, b, c := hit("r", "a"), hit("r", "b"), hit("r", "c")
			got := s.commit([]news.Hit{a, b, c}, proposal("k", 20, a), proposal("k", 10, b), proposal("other", 5, c))
			s.same("opened", got.Opened, 2)
			s.same("joined", got.Joined, 1)
			s.same("hits", s.theAlert("k").Hits, []string{a.ID, b.ID})
			s.same("due", s.theAlert("k").Due, at(10))
		}},
		{"a later hit joins a waiting alert, which does not become due later", func(s *suite) {
			s.stored("a", "b")
			a, b := hit("r", "a"), hit("r", "b")
			s.commit([]news.Hit{a}, proposal("k", 10, a))
			got := s.commit([]news.Hit{b}, proposal("k", 20, b, b))
			s.same("opened", got.Opened, 0)
			s.same("joined", got.Joined, 1)
			s.same("hits", s.theAlert("k").Hits, []string{a.ID, b.ID})
			s.same("due", s.theAlert("k").Due, at(10))
			s.same("created", s.theAlert("k").Created, at(1))
		}},
		{"an alert that others hasten is due then, and not twice", func(s *suite) {
			s.stored("a", "b")
			a, b := hit("r", "a"), hit("r", "b")
			s.commit([]news.Hit{a}, proposal("k", 20, a))
			s.commit([]news.Hit{b}, proposal("k", 10, b))
			due, ok, err := s.NextDue(s.ctx)
			s.must(err)
			s.same("is due", ok, true)
			s.same("due", due, at(10))
			s.same("claimed", len(s.claim("me", 30)), 1)
			s.same("claimed again", len(s.claim("me", 30)), 0)
		}},
		{"an alert tells of so many hits at most, and the next ones open another", func(s *suite) {
			first, rest := s.manyHits(news.MaxAlertHits+2, 30)
			s.same("opened", first.Opened, 2)
			s.same("joined", first.Joined, news.MaxAlertHits)
			s.stored("more")
			more := hit("r", "more")
			got := s.commit([]news.Hit{more}, proposal("k", 20, more))
			s.same("joined later", got.Joined, 1)
			alerts, err := s.Alerts(s.ctx, news.AlertQuery{})
			s.must(err)
			s.same("alerts", len(alerts), 2)
			s.same("hits of the first", len(alerts[1].Hits), news.MaxAlertHits)
			s.same("due of the first", alerts[1].Due, at(30))
			s.same("hits of the second", alerts[0].Hits, append(rest, more.ID))
			s.same("due of the second", alerts[0].Due, at(20))
		}},
		{"one proposal of more hits than an alert may tell of opens several, each hit once", func(s *suite) {
			hits := s.judgedMany(2*news.MaxAlertHits + 1)
			got := s.commit(hits, proposal("k", 5, append(hits, hits...)...), proposal("k", 5, hits...))
			s.same("opened", got.Opened, 3)
			s.same("joined", got.Joined, 0)
			s.same("pending", s.totals().Pending, 3)
			alerts, err := s.Alerts(s.ctx, news.AlertQuery{})
			s.must(err)
			told := map[string]bool{}
			for _, a := range alerts {
				for _, id := range a.Hits {
					told[id] = true
				}
			}
			s.same("hits", []int{len(told), len(alerts[0].Hits)}, []int{len(hits), 1})
		}},
		{"a full alert that goes out does not close the one that hits join", func(s *suite) {
			s.manyHits(news.MaxAlertHits+1, 0)
			s.same("claimed", len(s.claim("me", 0)[0].Hits), news.MaxAlertHits)
			s.stored("more")
			more := hit("r", "more")
			s.same("joined", s.commit([]news.Hit{more}, proposal("k", 9, more)).Joined, 1)
		}},
		{"hits that were known are dropped from a proposal, and the proposal with the last", func(s *suite) {
			s.stored("a", "b")
			a, b := hit("r", "a"), hit("r", "b")
			s.commit([]news.Hit{a})
			got := s.commit([]news.Hit{a, b}, proposal("gone", 5, a), proposal("k", 5, a, b), proposal("empty", 5))
			s.same("opened", got.Opened, 1)
			s.same("hits", s.theAlert("k").Hits, []string{b.ID})
			s.same("id", s.theAlert("k").ID, news.AlertID("k", b.ID))
			s.same("pending", s.totals().Pending, 1)
		}},
		{"a hit that was never committed is dropped from a proposal", func(s *suite) {
			s.stored("a", "b")
			a, stray := hit("r", "a"), hit("r", "b")
			s.commit([]news.Hit{a}, proposal("k", 5, a, stray))
			s.same("hits", s.theAlert("k").Hits, []string{a.ID})
		}},
		{"an alert to nobody, or without a key, is refused with everything else", func(s *suite) {
			s.stored("a")
			h := hit("r", "a")
			for _, p := range []news.Alert{to("", proposal("k", 0, h)), proposal("", 0, h)} {
				_, err := s.Commit(s.ctx, news.Judgement{Cursor: "judge", Through: 1, Hits: []news.Hit{h}, Alerts: []news.Alert{p}})
				if err == nil {
					s.Errorf("an alert to %q with key %q was opened", p.Receiver, p.Key)
				}
			}
			s.same("totals", s.totals(), news.Totals{Items: 1})
		}},
		{"an alert that was claimed is joined no more", func(s *suite) {
			first := s.alert("k")
			s.claim("me", 0)
			s.stored("b")
			b := hit("r", "b")
			got := s.commit([]news.Hit{b}, proposal("k", 9, b))
			s.same("opened", got.Opened, 1)
			if s.theAlert("k").ID == first.ID {
				s.Error("the hit joined an alert on its way")
			}
		}},
		{"nor one that was released, nor one that waits for another try", func(s *suite) {
			s.alert("tried")
			a := s.claim("me", 0)[0]
			try := result(a, news.ResultRetry, "busy")
			try.Next = at(60)
			s.must(s.Finish(s.ctx, try))
			s.must(s.Retry(s.ctx, a.ID, at(5))) // by hand: attempts begin at 0 again
			s.alert("released")
			s.same("claimed", keys(s.claim("me", 1)), []string{"released"})
			_, err := s.Release(s.ctx, "me")
			s.must(err)
			s.stored("b")
			b := hit("r", "b")
			got := s.commit([]news.Hit{b}, proposal("released", 9, b), proposal("tried", 9, b))
			s.same("opened", got.Opened, 2)
		}},
		{"a delivered alert is joined no more", func(s *suite) {
			s.alert("k")
			for _, a := range s.claim("me", 0) {
				s.must(s.Finish(s.ctx, result(a, news.ResultDelivered, "")))
			}
			s.stored("b")
			b := hit("r", "b")
			s.same("opened", s.commit([]news.Hit{b}, proposal("k", 9, b)).Opened, 1)
			s.same("totals", s.totals(), news.Totals{Items: 2, Hits: 2, Pending: 1, Delivered: 1})
		}},
	}
}

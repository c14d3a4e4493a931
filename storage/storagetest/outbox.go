package storagetest

import "vedette/news"

func claimTests() []test {
	return []test{
		{"nothing is due in an empty outbox", func(s *suite) {
			_, ok, err := s.NextDue(s.ctx)
			s.must(err)
			s.same("is due", ok, false)
			s.same("claimed", len(s.claim("me", 0)), 0)
		}},
		{"an alert is not claimed before it is due", func(s *suite) {
			s.stored("a")
			h := hit("r", "a")
			s.commit([]news.Hit{h}, proposal("k", 10, h))
			s.same("before", len(s.claim("me", 9)), 0)
			s.same("then", len(s.claim("me", 10)), 1)
		}},
		{"a claim marks the alert and writes the attempt down", func(s *suite) {
			before := s.alert("k")
			got := s.claim("me", 2)
			want := before
			want.Owner, want.Epoch, want.Attempts, want.Due = "me", 1, 1, at(2).Add(lease)
			s.same("claimed", got, []news.Alert{want})
			s.same("stored", s.theAlert("k"), want)
			ledger, err := s.Attempts(s.ctx, before.ID)
			s.must(err)
			s.same("ledger", ledger, []news.Attempt{{Alert: before.ID, Epoch: 1, Receiver: "desk", Started: at(2)}})
		}},
		{"the earliest due are claimed first, as far as the limit", func(s *suite) {
			s.stored("a")
			h := hit("r", "a")
			s.commit([]news.Hit{h},
				to("x", proposal("third", 3, h)), to("z", proposal("first", 1, h)), to("y", proposal("second", 2, h)))
			got, _, err := s.Claim(s.ctx, "me", at(9), lease, 2)
			s.must(err)
			s.same("claimed", keys(got), []string{"first", "second"})
			s.same("rest", keys(s.claim("me", 9)), []string{"third"})
		}},
		{"a claimed alert is due again when its lease ends, with another epoch", func(s *suite) {
			a := s.alert("k")
			s.claim("crashed", 0)
			s.same("within the lease", len(s.claim("me", 4)), 0)
			due, _, err := s.NextDue(s.ctx)
			s.must(err)
			s.same("next due", due, at(0).Add(lease))
			got := s.claim("me", 5)
			s.same("after the lease", len(got), 1)
			s.same("epoch", got[0].Epoch, uint64(2))
			s.same("attempts", got[0].Attempts, 2)
			s.same("owner", got[0].Owner, "me")
			ledger, err := s.Attempts(s.ctx, a.ID)
			s.must(err)
			s.same("ledger", len(ledger), 2)
			s.same("cut off attempt's result", ledger[0].Result, news.Result(""))
		}},
		{"a time before 1970, or none, is due before all others", func(s *suite) {
			s.stored("a")
			h := hit("r", "a")
			old, none := proposal("old", 0, h), proposal("none", 0, h)
			old.Due = noon.AddDate(-100, 0, 0)
			none.Due = none.Due.AddDate(-2025, 0, 0)
			s.commit([]news.Hit{h}, to("x", proposal("now", 0, h)), to("y", old), to("z", none))
			s.same("order", keys(s.claim("me", 0)), []string{"none", "old", "now"})
		}},
		{"a claim needs an owner", func(s *suite) {
			s.alert("k")
			if _, _, err := s.Claim(s.ctx, "", at(1), lease, 1); err == nil {
				s.Error("nobody claimed it")
			}
		}},
		{"contents are the hits with their items, in order of judging", func(s *suite) {
			s.stored("a", "b")
			a, b := hit("r", "a"), hit("r", "b")
			s.commit([]news.Hit{a, b}, proposal("k", 0, b), proposal("k", 0, a))
			got, err := s.Contents(s.ctx, s.theAlert("k"))
			s.must(err)
			s.same("contents", judged(got), []string{"r on a", "r on b"})
		}},
		{"contents stay the same at every try, however often the item is revised", func(s *suite) {
			a := s.alert("k")
			before, err := s.Contents(s.ctx, a)
			s.must(err)
			s.accept(visit(5, item("k", 2)))
			s.accept(visit(6, item("k", 3)))
			after, err := s.Contents(s.ctx, a)
			s.must(err)
			s.same("contents", after, before)
			s.same("title", after[0].Item.Title, "k, version 1")
		}},
		{"contents leave out what is not kept any more", func(s *suite) {
			a := s.alert("k")
			a.Hits = append([]string{news.HitID("r", id("gone"))}, a.Hits...)
			got, err := s.Contents(s.ctx, a)
			s.must(err)
			s.same("contents", judged(got), []string{"rule on k"})
		}},
	}
}

func finishTests() []test {
	return []test{
		{"a delivered alert is retired, not deleted", func(s *suite) {
			a := s.alert("k")
			claimed := s.claim("me", 2)[0]
			s.must(s.Finish(s.ctx, result(claimed, news.ResultDelivered, "250 ok")))
			got := s.theAlert("k")
			s.same("state", got.State, news.Delivered)
			s.same("finished", got.Finished, at(3))
			s.same("owner", got.Owner, "")
			s.same("never due again", len(s.claim("me", 9999)), 0)
			s.same("totals", s.totals(), news.Totals{Items: 1, Hits: 1, Delivered: 1})
			ledger, err := s.Attempts(s.ctx, a.ID)
			s.must(err)
			s.same("ledger", ledger, []news.Attempt{{
				Alert: a.ID, Epoch: 1, Receiver: "desk", Started: at(2), Ended: at(3),
				Result: news.ResultDelivered, Detail: "250 ok",
			}})
		}},
		{"an alert to be retried is due at the next time, and says why", func(s *suite) {
			s.alert("k")
			try := result(s.claim("me", 2)[0], news.ResultRetry, "451 busy")
			try.Next = at(20)
			s.must(s.Finish(s.ctx, try))
			got := s.theAlert("k")
			s.same("state", got.State, news.Pending)
			s.same("owner", got.Owner, "")
			s.same("due", got.Due, at(20))
			s.same("last error", got.LastError, "451 busy")
			s.same("before", len(s.claim("me", 19)), 0)
			s.same("attempts", s.claim("me", 20)[0].Attempts, 2)
		}},
		{"a dead alert stays, and says why", func(s *suite) {
			s.alert("k")
			s.must(s.Finish(s.ctx, result(s.claim("me", 2)[0], news.ResultDead, "550 no such user")))
			got := s.theAlert("k")
			s.same("state", got.State, news.Dead)
			s.same("last error", got.LastError, "550 no such user")
			s.same("finished", got.Finished, at(3))
			s.same("totals", s.totals().Dead, 1)
			s.same("pending", s.totals().Pending, 0)
		}},
		{"a success after failures leaves no last error", func(s *suite) {
			s.alert("k")
			try := result(s.claim("me", 2)[0], news.ResultRetry, "451 busy")
			try.Next = at(4)
			s.must(s.Finish(s.ctx, try))
			s.must(s.Finish(s.ctx, result(s.claim("me", 4)[0], news.ResultDelivered, "250 ok")))
			s.same("last error", s.theAlert("k").LastError, "")
		}},
		{"the owner of an old epoch is fenced", func(s *suite) {
			a := s.alert("k")
			slow := s.claim("slow", 0)[0]
			quick := s.claim("quick", 60)[0]
			s.wantErr(s.Finish(s.ctx, result(slow, news.ResultDead, "timeout")), news.ErrFenced)
			s.same("state", s.theAlert("k").State, news.Pending)
			s.must(s.Finish(s.ctx, result(quick, news.ResultDelivered, "")))
			ledger, err := s.Attempts(s.ctx, a.ID)
			s.must(err)
			s.same("result of the slow one", ledger[0].Result, news.Result(""))
		}},
		{"an attempt is finished once", func(s *suite) {
			s.alert("k")
			claimed := s.claim("me", 0)[0]
			try := result(claimed, news.ResultRetry, "busy")
			try.Next = at(9)
			s.must(s.Finish(s.ctx, try))
			s.wantErr(s.Finish(s.ctx, result(claimed, news.ResultDelivered, "")), news.ErrFenced)
			s.must(s.Finish(s.ctx, result(s.claim("me", 9)[0], news.ResultDelivered, "")))
			s.wantErr(s.Finish(s.ctx, result(claimed, news.ResultDead, "")), news.ErrFenced)
		}},
		{"a result needs an alert and a word that is one", func(s *suite) {
			s.wantErr(s.Finish(s.ctx, news.Attempt{Alert: "none", Epoch: 1, Result: news.ResultDead}), news.ErrNotFound)
			s.alert("k")
			if s.Finish(s.ctx, result(s.claim("me", 0)[0], "maybe", "")) == nil {
				s.Error("maybe is no result")
			}
			s.same("owner", s.theAlert("k").Owner, "me")
		}},
	}
}

func retryTests() []test {
	return []test{
		{"release makes an owner's claims due now, and nobody else's", func(s *suite) {
			a := s.alert("mine")
			mine := s.claim("me", 2)[0]
			s.alertTo("night desk", "theirs", 0)
			s.claim("other", 2)
			n, err := s.Release(s.ctx, "me")
			s.must(err)
			s.same("released", n, 1)
			s.same("owner", s.theAlert("mine").Owner, "")
			s.same("of the other", s.theAlert("theirs").Owner, "other")
			s.wantErr(s.Finish(s.ctx, result(mine, news.ResultDelivered, "")), news.ErrFenced)
			s.same("claimed again", keys(s.claim("me", 2)), []string{"mine"})
			ledger, err := s.Attempts(s.ctx, a.ID)
			s.must(err)
			s.same("ledger", len(ledger), 2)
		}},
		{"a try that was cut off and given back does not count, and stays in the ledger", func(s *suite) {
			a := s.alert("k")
			for range 20 {
				s.same("attempts", s.claim("me", 2)[0].Attempts, 1)
				_, err := s.Release(s.ctx, "me")
				s.must(err)
			}
			got := s.theAlert("k")
			s.same("attempts", got.Attempts, 0)
			s.same("epoch", got.Epoch, uint64(20))
			ledger, err := s.Attempts(s.ctx, a.ID)
			s.must(err)
			s.same("ledger", len(ledger), 20)
			s.same("result", ledger[19].Result, news.Result(""))
		}},
		{"release of one who claimed nothing releases nothing", func(s *suite) {
			s.alert("k")
			n, err := s.Release(s.ctx, "me")
			s.must(err)
			s.same("released", n, 0)
			n, err = s.Release(s.ctx, "")
			s.must(err)
			s.same("released of nobody", n, 0)
		}},
		{"a dead alert can be retried by hand, with its attempts counted anew", func(s *suite) {
			a := s.alert("k")
			s.must(s.Finish(s.ctx, result(s.claim("me", 2)[0], news.ResultDead, "no such user")))
			s.must(s.Retry(s.ctx, a.ID, at(60)))
			got := s.theAlert("k")
			s.same("state", got.State, news.Pending)
			s.same("due", got.Due, at(60))
			s.same("attempts", got.Attempts, 0)
			s.same("finished", got.Finished.IsZero(), true)
			s.same("totals", s.totals(), news.Totals{Items: 1, Hits: 1, Pending: 1})
			again := s.claim("me", 60)[0]
			s.same("epoch goes on", again.Epoch, uint64(2))
			s.same("attempts", again.Attempts, 1)
		}},
		{"a waiting alert can be hastened by hand", func(s *suite) {
			s.stored("a")
			h := hit("r", "a")
			s.commit([]news.Hit{h}, proposal("k", 600, h))
			s.must(s.Retry(s.ctx, s.theAlert("k").ID, at(2)))
			s.same("claimed", keys(s.claim("me", 2)), []string{"k"})
		}},
		{"an alert that is being sent is not sent beside itself", func(s *suite) {
			a := s.alert("k")
			s.claim("me", 2)
			if s.Retry(s.ctx, a.ID, at(3)) == nil {
				s.Error("retried within the lease")
			}
			s.must(s.Retry(s.ctx, a.ID, at(30))) // the lease is over
		}},
		{"a delivered alert is not retried, and no such alert is not found", func(s *suite) {
			a := s.alert("k")
			s.must(s.Finish(s.ctx, result(s.claim("me", 2)[0], news.ResultDelivered, "")))
			if s.Retry(s.ctx, a.ID, at(5)) == nil {
				s.Error("a delivered alert was retried")
			}
			s.wantErr(s.Retry(s.ctx, "none", at(5)), news.ErrNotFound)
			_, err := s.Attempts(s.ctx, "none")
			s.wantErr(err, news.ErrNotFound)
		}},
	}
}

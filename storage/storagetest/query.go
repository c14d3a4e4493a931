package storagetest

import (
	"context"
	"fmt"

	"vedette/news"
)

// many is more records than an engine is likely to read at once.
const many = 1200

func itemTests() []test {
	return []test{
		{"items come newest first, page after page", func(s *suite) {
			s.stored("a", "b", "c", "d", "e")
			var pages [][]string
			q := news.ItemQuery{Limit: 2}
			for {
				page, err := s.Items(s.ctx, q)
				s.must(err)
				if len(page) == 0 {
					break
				}
				pages = append(pages, guids(page))
				q.Before = page[len(page)-1].Seq
			}
			s.same("pages", pages, [][]string{{"e", "d"}, {"c", "b"}, {"a"}})
		}},
		{"a revised item is listed once, where it arrived last", func(s *suite) {
			s.stored("a", "b")
			s.accept(visit(5, item("a", 2)))
			s.stored("c")
			first, err := s.Items(s.ctx, news.ItemQuery{Limit: 2})
			s.must(err)
			s.same("first", guids(first), []string{"c", "a"})
			s.same("title", first[1].Title, "a, version 2")
			rest, err := s.Items(s.ctx, news.ItemQuery{Before: first[1].Seq})
			s.must(err)
			s.same("rest", guids(rest), []string{"b"})
		}},
		{"a query selects by feed, language, country and time", func(s *suite) {
			s.stored("a")
			b := item("b", 1)
			b.Feed, b.Lang, b.Country = "civilnet", "hy", "AM"
			s.accept(visit(10, b))
			for _, c := range []struct {
				q    news.ItemQuery
				want []string
			}{
				{news.ItemQuery{Feed: "civilnet"}, []string{"b"}},
				{news.ItemQuery{Lang: "az"}, []string{"a"}},
				{news.ItemQuery{Country: "AM"}, []string{"b"}},
				{news.ItemQuery{Since: at(10)}, []string{"b"}},
				{news.ItemQuery{Until: at(10)}, []string{"a"}},
				{news.ItemQuery{Feed: "none"}, nil},
			} {
				got, err := s.Items(s.ctx, c.q)
				s.must(err)
				s.same(fmt.Sprintf("%+v", c.q), guids(got), c.want)
			}
		}},
		{"a limit of 0 is the default one", func(s *suite) {
			s.storeMany()
			got, err := s.Items(s.ctx, news.ItemQuery{})
			s.must(err)
			s.same("items", len(got), news.DefaultLimit)
			got, _, err = s.ItemsAfter(s.ctx, 0, 0)
			s.must(err)
			s.same("items after", len(got), news.DefaultLimit)
		}},
		{"one item among many is found", func(s *suite) {
			s.accept(visit(0, item("rare", 1)))
			s.storeMany()
			got, err := s.Items(s.ctx, news.ItemQuery{Lang: "az"})
			s.must(err)
			s.same("items", guids(got), []string{"rare"})
		}},
		{"an empty store gives empty lists", func(s *suite) {
			items, err := s.Items(s.ctx, news.ItemQuery{})
			s.must(err)
			hits, err := s.Hits(s.ctx, news.HitQuery{})
			s.must(err)
			alerts, err := s.Alerts(s.ctx, news.AlertQuery{Before: 9})
			s.must(err)
			states, err := s.FeedStates(s.ctx)
			s.must(err)
			s.same("lengths", []int{len(items), len(hits), len(alerts), len(states)}, []int{0, 0, 0, 0})
			s.same("totals", s.totals(), news.Totals{})
		}},
	}
}

// storeMany stores many Georgian items.
func (s *suite) storeMany() {
	s.Helper()
	items := make([]news.Item, many)
	for i := range items {
		items[i] = item(fmt.Sprint("many-", i), 1)
		items[i].Lang = "ka"
	}
	s.accept(visit(0, items...))
}

func hitTests() []test {
	return []test{
		{"hits come newest first with their items, page after page", func(s *suite) {
			s.stored("a", "b")
			s.commit([]news.Hit{hit("r", "a"), hit("s", "a")})
			s.commit([]news.Hit{hit("r", "b")})
			first, err := s.Hits(s.ctx, news.HitQuery{Limit: 2})
			s.must(err)
			s.same("first", judged(first), []string{"r on b", "s on a"})
			rest, err := s.Hits(s.ctx, news.HitQuery{Limit: 2, Before: first[1].Hit.Seq})
			s.must(err)
			s.same("rest", judged(rest), []string{"r on a"})
		}},
		{"a query selects by rule, severity, labels, item and time", func(s *suite) {
			s.stored("a")
			b := item("b", 1)
			b.Feed, b.Lang, b.Country = "civilnet", "hy", "AM"
			s.accept(visit(0, b))
			grave := hit("r", "b")
			grave.Severity, grave.At, grave.Labels = news.Critical, at(20), map[string]string{"topic": "border"}
			s.commit([]news.Hit{hit("r", "a"), grave, hit("rr", "a")})
			for _, c := range []struct {
				q    news.HitQuery
				want []string
			}{
				{news.HitQuery{Rule: "r"}, []string{"r on b", "r on a"}},
				{news.HitQuery{Rule: "rr"}, []string{"rr on a"}},
				{news.HitQuery{Rule: "none"}, nil},
				{news.HitQuery{Rule: "r", Lang: "az"}, []string{"r on a"}},
				{news.HitQuery{Severity: news.High}, []string{"r on b"}},
				{news.HitQuery{Feed: "civilnet"}, []string{"r on b"}},
				{news.HitQuery{Country: "AM"}, []string{"r on b"}},
				{news.HitQuery{Labels: map[string]string{"topic": "border"}}, []string{"r on b"}},
				{news.HitQuery{Labels: map[string]string{"source": "AZERTAC", "topic": "corridor"}}, []string{"rr on a", "r on a"}},
				{news.HitQuery{Since: at(20)}, []string{"r on b"}},
				{news.HitQuery{Until: at(20)}, []string{"rr on a", "r on a"}},
			} {
				got, err := s.Hits(s.ctx, c.q)
				s.must(err)
				s.same(fmt.Sprintf("%+v", c.q), judged(got), c.want)
			}
		}},
		{"pages of one rule go on below a seq too", func(s *suite) {
			s.stored("a", "b", "c")
			s.commit([]news.Hit{hit("r", "a"), hit("s", "a"), hit("r", "b"), hit("s", "b"), hit("r", "c")})
			first, err := s.Hits(s.ctx, news.HitQuery{Rule: "r", Limit: 1})
			s.must(err)
			rest, err := s.Hits(s.ctx, news.HitQuery{Rule: "r", Before: first[0].Hit.Seq})
			s.must(err)
			s.same("rest", judged(rest), []string{"r on b", "r on a"})
		}},
		{"one hit among many is found", func(s *suite) {
			s.stored("rare")
			s.storeMany()
			hits := []news.Hit{hit("r", "rare")}
			for i := range many {
				hits = append(hits, hit("r", fmt.Sprint("many-", i)))
			}
			s.commit(hits)
			got, err := s.Hits(s.ctx, news.HitQuery{Lang: "az"})
			s.must(err)
			s.same("hits", judged(got), []string{"r on rare"})
		}},
		{"a hit comes with the version that was judged", func(s *suite) {
			s.revised("a", 3)
			s.commit([]news.Hit{hitOn("first", "a", 0), hitOn("second", "a", 1), hitOn("last", "a", 2)})
			for _, q := range []news.HitQuery{{}, {Rule: "second"}} {
				got, err := s.Hits(s.ctx, q)
				s.must(err)
				for _, f := range got {
					s.same("version", f.Item.Revision, f.Hit.Revision)
					s.same("title", f.Item.Title, fmt.Sprintf("a, version %d", f.Hit.Revision+1))
				}
			}
			it, hits, err := s.Item(s.ctx, id("a"))
			s.must(err)
			s.same("item", it.Revision, 2)
			s.same("its hits", []int{hits[0].Revision, hits[1].Revision, hits[2].Revision}, []int{2, 1, 0})
		}},
		{"a hit on a version that is not kept any more comes with the current one", func(s *suite) {
			s.revised("a", 2)
			s.commit([]news.Hit{hitOn("r", "a", 1)})
			for v := range news.MaxRevisions {
				s.accept(visit(10+v, item("a", 10+v)))
			}
			got, err := s.Hits(s.ctx, news.HitQuery{})
			s.must(err)
			s.same("version", got[0].Item.Revision, news.MaxRevisions+1)
		}},
		{"an item's hits come newest first", func(s *suite) {
			s.stored("a", "b")
			s.commit([]news.Hit{hit("r", "a"), hit("r", "b"), hit("s", "a")})
			_, hits, err := s.Item(s.ctx, id("a"))
			s.must(err)
			s.same("rules", []string{hits[0].Rule, hits[1].Rule}, []string{"s", "r"})
		}},
	}
}

func alertTests() []test {
	return []test{
		{"alerts come newest first, page after page", func(s *suite) {
			s.alert("a")
			s.alert("b")
			s.alert("c")
			first, err := s.Alerts(s.ctx, news.AlertQuery{Limit: 2})
			s.must(err)
			s.same("first", keys(first), []string{"c", "b"})
			rest, err := s.Alerts(s.ctx, news.AlertQuery{Before: first[1].Seq})
			s.must(err)
			s.same("rest", keys(rest), []string{"a"})
		}},
		{"a query selects by state and receiver", func(s *suite) {
			s.alert("sent")
			s.must(s.Finish(s.ctx, result(s.claim("me", 0)[0], news.ResultDelivered, "")))
			s.stored("w")
			h := hit("r", "w")
			other := proposal("other", 30, h)
			other.Receiver = "night desk"
			s.commit([]news.Hit{h}, proposal("waiting", 30, h), other)
			for _, c := range []struct {
				q    news.AlertQuery
				want []string
			}{
				{news.AlertQuery{State: news.Delivered}, []string{"sent"}},
				{news.AlertQuery{State: news.Pending}, []string{"other", "waiting"}},
				{news.AlertQuery{State: news.Pending, Receiver: "desk"}, []string{"waiting"}},
				{news.AlertQuery{State: news.Dead}, nil},
			} {
				got, err := s.Alerts(s.ctx, c.q)
				s.must(err)
				s.same(fmt.Sprintf("%+v", c.q), keys(got), c.want)
			}
		}},
	}
}

func cancelTests() []test {
	return []test{
		{"a cancelled context begins nothing", func(s *suite) {
			s.alert("k")
			before := s.totals()
			ctx, cancel := context.WithCancel(s.ctx)
			cancel()
			for name, err := range s.callAll(ctx) {
				if err == nil {
					s.Errorf("%s did not heed the context", name)
					continue
				}
				s.wantErr(err, context.Canceled)
			}
			s.same("totals", s.totals(), before)
		}},
	}
}

// callAll calls every method and gives their errors by name.
func (s *suite) callAll(ctx context.Context) map[string]error {
	errs := map[string]error{
		"Finish": s.Finish(ctx, news.Attempt{Alert: "k", Epoch: 1, Result: news.ResultDead}),
		"Retry":  s.Retry(ctx, s.theAlert("k").ID, noon),
		"Check":  s.Check(ctx),
	}
	_, errs["Accept"] = s.Accept(ctx, visit(0, item("new", 1)))
	_, _, errs["ItemsAfter"] = s.ItemsAfter(ctx, 0, 0)
	_, errs["Cursor"] = s.Cursor(ctx, "judge")
	_, errs["Commit"] = s.Commit(ctx, news.Judgement{Cursor: "new", Through: 1})
	_, errs["FeedStates"] = s.FeedStates(ctx)
	_, _, errs["NextDue"] = s.NextDue(ctx)
	_, _, errs["Claim"] = s.Claim(ctx, "me", noon, lease, 1)
	_, errs["Contents"] = s.Contents(ctx, s.theAlert("k"))
	_, errs["Release"] = s.Release(ctx, "me")
	_, errs["Hits"] = s.Hits(ctx, news.HitQuery{})
	_, errs["Items"] = s.Items(ctx, news.ItemQuery{})
	_, _, errs["Item"] = s.Item(ctx, id("k"))
	_, errs["Revisions"] = s.Revisions(ctx, id("k"))
	_, errs["Alerts"] = s.Alerts(ctx, news.AlertQuery{})
	_, errs["Attempts"] = s.Attempts(ctx, s.theAlert("k").ID)
	_, errs["Totals"] = s.Totals(ctx)
	return errs
}

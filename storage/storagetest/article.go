package storagetest

import (
	"time"

	"vedette/news"
)

// wished accepts a visit of a feed that wants the articles of its items.
func (s *suite) wished(minutes int, items ...news.Item) {
	s.Helper()
	v := visit(minutes, items...)
	v.Articles = true
	s.accept(v)
}

// dueArticles gives the wishes that are due so many minutes after noon.
func (s *suite) dueArticles(minutes int) []news.ArticleJob {
	s.Helper()
	jobs, _, err := s.DueArticles(s.ctx, at(minutes), 0, nil)
	s.must(err)
	return jobs
}

// nextArticle compares when the next wish is due; -1 is never.
func (s *suite) nextArticle(minutes int) {
	s.Helper()
	due, ok, err := s.NextArticle(s.ctx)
	s.must(err)
	s.same("there is a wish", ok, minutes >= 0)
	if ok {
		s.same("next article", due, at(minutes))
	}
}

func articleTests() []test {
	return []test{
		{"new items with a link are wished for at once, where the feed wants it", func(s *suite) {
			s.stored("before")
			s.nextArticle(-1)
			bare := item("bare", 1)
			bare.Link = ""
			s.wished(5, item("before", 1), item("before", 2), item("a", 1), bare)
			s.same("wishes", s.dueArticles(5), []news.ArticleJob{{Item: id("a"), Feed: "azertac", Link: "https://example.org/a", Due: at(5)}})
			s.same("not yet due", len(s.dueArticles(4)), 0)
			s.nextArticle(5)
		}},
		{"wishes come in the order in which they are due, as far as the limit", func(s *suite) {
			s.wished(5, item("b", 1))
			s.wished(3, item("a", 1))
			jobs, _, err := s.DueArticles(s.ctx, at(9), 1, nil)
			s.must(err)
			s.same("first", jobs[0].Item, id("a"))
			s.same("all", len(s.dueArticles(9)), 2)
		}},
		{"wishes that nobody wants now leave room for others", func(s *suite) {
			s.wished(3, item("a", 1), item("b", 1))
			s.wished(5, item("c", 1), item("d", 1), item("e", 1))
			asked := map[string]int{}
			jobs, _, err := s.DueArticles(s.ctx, at(9), 2, func(job news.ArticleJob) bool {
				asked[job.Link]++
				return job.Item != id("a") && job.Item != id("b")
			})
			s.must(err)
			s.same("due", []any{len(jobs), jobs[0].Due, jobs[1].Due}, []any{2, at(5), at(5)})
			s.same("a and b are asked about once", []int{asked["https://example.org/a"], asked["https://example.org/b"]}, []int{1, 1})
			s.same("all", len(s.dueArticles(9)), 5)
		}},
		{"an item arrives again with its article, and the next visit finds it known", func(s *suite) {
			s.wished(0, item("a", 1), item("b", 1))
			for _, job := range s.dueArticles(0) {
				s.must(s.FinishArticle(s.ctx, job, "the whole text", time.Time{}))
			}
			s.nextArticle(-1)
			items, _, err := s.ItemsAfter(s.ctx, 0, 0)
			s.must(err)
			s.same("arrivals", len(items), 4)
			s.same("before", []any{items[0].Article, items[0].Revision}, []any{"", 0})
			s.same("after", []any{items[2].Article, items[2].Revision}, []any{"the whole text", 1})
			s.same("next visit", s.accept(visit(5, item("a", 1))), news.Accepted{Known: 1})
			s.same("totals", s.totals(), news.Totals{Items: 2})
		}},
		{"a revised item keeps its article", func(s *suite) {
			s.wished(0, item("a", 1))
			s.must(s.FinishArticle(s.ctx, s.dueArticles(0)[0], "the whole text", time.Time{}))
			s.same("counts", s.accept(visit(5, item("a", 2))), news.Accepted{Revised: 1})
			it, _, err := s.Item(s.ctx, id("a"))
			s.must(err)
			s.same("item", []any{it.Article, it.Revision, it.Title}, []any{"the whole text", 2, "a, version 2"})
		}},
		{"a wish that failed is due again, counted, or given up", func(s *suite) {
			s.wished(0, item("a", 1))
			s.must(s.FinishArticle(s.ctx, s.dueArticles(0)[0], "", at(30)))
			s.nextArticle(30)
			s.same("meanwhile", len(s.dueArticles(29)), 0)
			job := s.dueArticles(30)[0]
			s.same("tries", job.Tries, 1)
			s.must(s.FinishArticle(s.ctx, job, "", time.Time{}))
			s.nextArticle(-1)
			s.same("arrivals", s.arrived(0), []string{"a, version 1"})
		}},
		{"a wish is finished once", func(s *suite) {
			s.wished(0, item("a", 1))
			job := s.dueArticles(0)[0]
			s.must(s.FinishArticle(s.ctx, job, "", at(30)))
			s.wantErr(s.FinishArticle(s.ctx, job, "late", time.Time{}), news.ErrFenced)
			s.must(s.FinishArticle(s.ctx, s.dueArticles(30)[0], "text", time.Time{}))
			s.wantErr(s.FinishArticle(s.ctx, job, "later", time.Time{}), news.ErrNotFound)
		}},
		{"the article of a held item leaves it held", func(s *suite) {
			s.wished(0, heldItem("a", 1))
			s.must(s.FinishArticle(s.ctx, s.dueArticles(0)[0], "the whole text", time.Time{}))
			items, err := s.HeldItems(s.ctx, "azertac", 0)
			s.must(err)
			s.same("held", []string{items[0].GUID, items[0].Article}, []string{"a", "the whole text"})
		}},
	}
}

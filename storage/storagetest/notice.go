package storagetest

import (
	"fmt"

	"vedette/news"
)

// notice is one of feed "azertac", of a kind, so many minutes after noon.
func notice(kind news.NoticeKind, minutes int) news.Notice {
	return news.Notice{
		ID: news.NoticeID(kind, "azertac", at(minutes)), Kind: kind, Feed: "azertac", Source: "AZERTAC",
		Severity: news.High, At: at(minutes), Title: "AZERTAC: " + string(kind), Text: "What to do",
	}
}

// telling is a proposal to receiver "desk" for notices.
func telling(key string, due int, notices ...news.Notice) news.Alert {
	p := proposal(key, due)
	for _, n := range notices {
		p.Notices = append(p.Notices, n.ID)
	}
	return p
}

// told accepts a visit with notices and proposals.
func (s *suite) told(notices []news.Notice, alerts ...news.Alert) {
	s.Helper()
	v := visit(0)
	v.Notices, v.Alerts = notices, alerts
	s.accept(v)
}

func (s *suite) notices(q news.NoticeQuery) []string {
	s.Helper()
	list, err := s.Notices(s.ctx, q)
	s.must(err)
	var titles []string
	for _, n := range list {
		titles = append(titles, n.Title)
	}
	return titles
}

func noticeTests() []test {
	return []test{
		{"a notice is kept as it came, once", func(s *suite) {
			n := notice(news.Broken, 0)
			s.told([]news.Notice{n, n})
			s.told([]news.Notice{n})
			got, err := s.Notices(s.ctx, news.NoticeQuery{})
			s.must(err)
			s.same("number", len(got), 1)
			n.Seq = got[0].Seq
			s.same("notice", got[0], n)
			s.same("totals", s.totals(), news.Totals{Notices: 1})
		}},
		{"notices come newest first, by feed and kind, page after page", func(s *suite) {
			other := notice(news.Quiet, 1)
			other.ID, other.Feed, other.Title = "other", "civilnet", "CivilNet: quiet"
			s.told([]news.Notice{notice(news.Broken, 0), notice(news.Quiet, 0), other, notice(news.Recovered, 3)})
			s.same("all", s.notices(news.NoticeQuery{}), []string{"AZERTAC: recovered", "CivilNet: quiet", "AZERTAC: quiet", "AZERTAC: broken"})
			s.same("of a feed", s.notices(news.NoticeQuery{Feed: "civilnet"}), []string{"CivilNet: quiet"})
			s.same("of a kind", s.notices(news.NoticeQuery{Kind: news.Quiet}), []string{"CivilNet: quiet", "AZERTAC: quiet"})
			first, err := s.Notices(s.ctx, news.NoticeQuery{Limit: 3})
			s.must(err)
			s.same("rest", s.notices(news.NoticeQuery{Limit: 3, Before: first[2].Seq}), []string{"AZERTAC: broken"})
		}},
		{"a proposal that names a notice opens an alert", func(s *suite) {
			n := notice(news.Broken, 0)
			p := telling("k", 5, n)
			s.told([]news.Notice{n}, p)
			alert := s.theAlert("k")
			want := p
			want.ID, want.Seq = news.AlertID("k", n.ID), alert.Seq
			s.same("alert", alert, want)
			got, err := s.AlertNotices(s.ctx, alert)
			s.must(err)
			s.same("contents", []string{got[0].ID}, []string{n.ID})
			s.same("totals", s.totals(), news.Totals{Notices: 1, Pending: 1})
			s.same("claimed", keys(s.claim("me", 5)), []string{"k"})
		}},
		{"notices and hits with one key join one alert, whichever comes first", func(s *suite) {
			s.stored("a", "b")
			first, last := notice(news.Broken, 0), notice(news.Recovered, 9)
			s.told([]news.Notice{first}, telling("k", 30, first))
			a := hit("r", "a")
			s.same("joined", s.commit([]news.Hit{a}, proposal("k", 20, a)).Joined, 1)
			s.told([]news.Notice{last}, telling("k", 40, last))
			alert := s.theAlert("k")
			s.same("hits", alert.Hits, []string{a.ID})
			s.same("notices", alert.Notices, []string{first.ID, last.ID})
			s.same("due", alert.Due, at(20))
			findings, err := s.Contents(s.ctx, alert)
			s.must(err)
			s.same("contents", judged(findings), []string{"r on a"})
			s.same("pending", s.totals().Pending, 1)
		}},
		{"a notice that was known is dropped from a proposal, and so is one that nobody made", func(s *suite) {
			known, fresh := notice(news.Broken, 0), notice(news.Quiet, 0)
			s.told([]news.Notice{known})
			s.told([]news.Notice{known, fresh}, telling("gone", 5, known), telling("k", 5, known, fresh), telling("stray", 5, notice(news.Gone, 7)))
			alerts, err := s.Alerts(s.ctx, news.AlertQuery{})
			s.must(err)
			s.same("alerts", keys(alerts), []string{"k"})
			s.same("notices", alerts[0].Notices, []string{fresh.ID})
		}},
		{"hits and notices together fill an alert", func(s *suite) {
			s.manyHits(news.MaxAlertHits-1, 30)
			var list []news.Notice
			for i := range 3 {
				list = append(list, notice(news.NoticeKind(fmt.Sprint("kind-", i)), 0))
			}
			s.told(list, telling("k", 30, list...))
			alerts, err := s.Alerts(s.ctx, news.AlertQuery{})
			s.must(err)
			s.same("alerts", len(alerts), 2)
			s.same("first", []int{len(alerts[1].Hits), len(alerts[1].Notices)}, []int{news.MaxAlertHits - 1, 1})
			s.same("second", []int{len(alerts[0].Hits), len(alerts[0].Notices)}, []int{0, 2})
		}},
		{"a notice without an id is refused with the whole visit", func(s *suite) {
			v := visit(0, item("a", 1))
			v.Notices = []news.Notice{{Kind: news.Broken}}
			if _, err := s.Accept(s.ctx, v); err == nil {
				s.Error("it was accepted")
			}
			n := notice(news.Broken, 0)
			v.Notices, v.Alerts = []news.Notice{n}, []news.Alert{to("", telling("k", 0, n))}
			if _, err := s.Accept(s.ctx, v); err == nil {
				s.Error("an alert to nobody was accepted")
			}
			s.same("totals", s.totals(), news.Totals{})
		}},
	}
}

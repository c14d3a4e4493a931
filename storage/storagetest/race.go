package storagetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"vedette/news"
)

// workers is how many do the same at once.
const workers = 8

// atOnce calls fn in so many goroutines and waits for all.
func atOnce(fn func(worker int)) {
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { fn(w) })
	}
	wg.Wait()
}

func raceTests() []test {
	return []test{
		{"visits of many feeds lose nothing", func(s *suite) {
			atOnce(func(w int) {
				for i := range 10 {
					it := item(fmt.Sprintf("%d-%d", w, i), 1)
					v := visit(i, it, item("shared", 1))
					v.State.Feed = fmt.Sprint("feed-", w)
					if _, err := s.Accept(s.ctx, v); err != nil {
						s.Error(err)
					}
				}
			})
			s.same("totals", s.totals(), news.Totals{Items: workers*10 + 1})
			items, _, err := s.ItemsAfter(s.ctx, 0, 1000)
			s.must(err)
			seqs := make(map[uint64]bool)
			for _, it := range items {
				seqs[it.Seq] = true
			}
			s.same("different seqs", len(seqs), workers*10+1)
		}},
		{"of commits from one place one wins, and the others are fenced", func(s *suite) {
			s.stored("a")
			var won, fenced atomic.Int32
			atOnce(func(w int) {
				h := hit(fmt.Sprint("rule-", w), "a")
				_, err := s.Commit(s.ctx, news.Judgement{
					Cursor: "judge", Through: 1, Hits: []news.Hit{h}, Alerts: []news.Alert{proposal(h.Rule, 0, h)},
				})
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, news.ErrFenced):
					fenced.Add(1)
				default:
					s.Error(err)
				}
			})
			s.same("winners", won.Load(), int32(1))
			s.same("fenced", fenced.Load(), int32(workers-1))
			s.same("totals", s.totals(), news.Totals{Items: 1, Hits: 1, Pending: 1})
		}},
		{"an alert is claimed by one only, and one at a time to each receiver", func(s *suite) {
			s.stored("a")
			h := hit("r", "a")
			var proposals []news.Alert
			for i := range 20 {
				proposals = append(proposals, to(fmt.Sprint("desk-", i%4), proposal(fmt.Sprint("k", i), 0, h)))
			}
			s.commit([]news.Hit{h}, proposals...)
			var claims, busy sync.Map
			atOnce(func(w int) {
				for {
					got, _, err := s.Claim(s.ctx, fmt.Sprint("worker-", w), noon, lease, 3)
					if err != nil || len(got) == 0 {
						if err != nil {
							s.Error(err)
						}
						return
					}
					for _, a := range got {
						if _, taken := claims.LoadOrStore(a.ID, w); taken {
							s.Errorf("alert %s was claimed twice", a.Key)
						}
						if _, taken := busy.LoadOrStore(a.Receiver, w); taken {
							s.Errorf("receiver %s got two alerts at once", a.Receiver)
						}
					}
					for _, a := range got {
						busy.Delete(a.Receiver)
						if err := s.Finish(s.ctx, result(a, news.ResultDelivered, "")); err != nil {
							s.Error(err)
						}
					}
				}
			})
			s.same("delivered", s.totals().Delivered, 20)
		}},
		{"readers see whole transactions", func(s *suite) {
			stop := make(chan struct{})
			var readers sync.WaitGroup
			readers.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					if items, err := s.Items(s.ctx, news.ItemQuery{Limit: 1000}); err != nil || len(items)%2 != 0 {
						s.Errorf("saw %d items, which come in pairs, and error %v", len(items), err)
						return
					}
				}
			})
			for i := range 40 {
				s.accept(visit(i, item(fmt.Sprint("left-", i), 1), item(fmt.Sprint("right-", i), 1)))
			}
			close(stop)
			readers.Wait()
		}},
	}
}

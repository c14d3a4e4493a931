package storage

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"vedette/news"
)

// perVisit is how many items a feed's document usually has.
const perVisit = 20

// durableStore waits for the disk, as a daemon does.
func durableStore(b *testing.B) *Store {
	b.Helper()
	s, err := Open(filepath.Join(b.TempDir(), "vedette.db"))
	must(b, err)
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func newIDs(visit int) []string {
	ids := make([]string, perVisit)
	for i := range ids {
		ids[i] = news.ItemID("feed", fmt.Sprint(visit, "-", i), "", "", "")
	}
	return ids
}

func BenchmarkAccept(b *testing.B) {
	b.Run("20 new items", func(b *testing.B) {
		s := durableStore(b)
		for i := 0; b.Loop(); i++ {
			acceptItems(b, s, newIDs(i)...)
		}
	})
	b.Run("20 known items", func(b *testing.B) {
		s := durableStore(b)
		for b.Loop() {
			acceptItems(b, s, newIDs(0)...)
		}
	})
}

// BenchmarkCommit commits 20 hits with an alert each, as they open alerts and
// as they join one.
func BenchmarkCommit(b *testing.B) {
	for name, key := range map[string]func(i int) string{
		"20 alerts of one hit": func(i int) string { return fmt.Sprint("key-", i) },
		"1 alert of 20 hits":   func(i int) string { return fmt.Sprint("key-", i/perVisit) },
	} {
		b.Run(name, func(b *testing.B) {
			s := durableStore(b)
			acceptItems(b, s, "a")
			for n := 0; b.Loop(); n++ {
				j := news.Judgement{Cursor: "judge", From: uint64(n), Through: uint64(n) + 1}
				for i := n * perVisit; i < (n+1)*perVisit; i++ {
					h := news.Hit{ID: news.HitID("rule", fmt.Sprint(i)), Rule: "rule", ItemID: "a", At: noon}
					j.Hits = append(j.Hits, h)
					j.Alerts = append(j.Alerts, news.Alert{Key: key(i), Receiver: "desk", Hits: []string{h.ID}, Created: noon, Due: noon})
				}
				if _, err := s.Commit(b.Context(), j); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCommitIntoOneKey commits many hits, each with a proposal of its own,
// that all join one alert: twice as many should take twice as long.
func BenchmarkCommitIntoOneKey(b *testing.B) {
	for _, n := range []int{4_000, 8_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				s := newStore(b)
				acceptItems(b, s, "a")
				j := news.Judgement{Cursor: "judge", Through: 1}
				for i := range n {
					h := news.Hit{ID: news.HitID("rule", fmt.Sprint(i)), Rule: "rule", ItemID: "a", At: noon}
					j.Hits = append(j.Hits, h)
					j.Alerts = append(j.Alerts, news.Alert{Key: "key", Receiver: "desk", Hits: []string{h.ID}, Created: noon, Due: noon})
				}
				_, err := s.Commit(b.Context(), j)
				must(b, err)
			}
		})
	}
}

// BenchmarkClaimBesideABacklog claims for one receiver while another, which is
// busy, has few or many alerts due. A thousand times as many should cost a few
// more page reads.
func BenchmarkClaimBesideABacklog(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newStore(b)
			now := backlog(b, s, n)
			_, err := s.Claim(b.Context(), "me", now, time.Hour, 1)
			must(b, err)
			for b.Loop() {
				claimed, err := s.Claim(b.Context(), "me", now, time.Minute, 8)
				must(b, err)
				a := claimed[0]
				must(b, s.Finish(b.Context(), news.Attempt{Alert: a.ID, Epoch: a.Epoch, Result: news.ResultRetry, Next: now}))
			}
		})
	}
}

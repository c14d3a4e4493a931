package storage

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
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

// The longer texts of the items that are stored, made once: what making them
// costs is not the store's.
var (
	benchSummary = strings.Repeat("краткое изложение ", 8)
	benchText    = strings.Repeat("полный текст новости ", 12)
)

// newsVisit is a visit as most are: with items of some 1.3 KB in Cyrillic, or
// with none, as after a 304. Each n gives other items.
func newsVisit(feed string, n, items int) news.Visit {
	at := noon.Add(time.Duration(n) * time.Second)
	v := news.Visit{State: news.FeedState{
		Feed: feed, Address: "https://example.org/rss/" + feed, URL: "https://example.org/rss/" + feed,
		ETag: `W/"5f3c-62a1b2c3d4e5f"`, LastModified: "Wed, 04 Mar 2026 12:00:00 GMT",
		LastCheck: at, LastSuccess: at, LastFull: at, NextCheck: at.Add(time.Hour), Plan: "0123456789abcdef",
		Status: 304, Checks: n, Unchanged: n, Pace: news.Pace{Rate: 3.25, At: at, Window: 86_400, Gap: 43_200, Hours: [8]uint16{0: 900, 3: 20_000, 4: 32_000, 5: 12_000}},
		Shape: news.Shape{Dates: 1, Bodies: 0.96, Links: 1, GUIDs: 1, Items: 19.5, Visits: n},
	}}
	for i := range items {
		guid := fmt.Sprint("https://example.org/news/", feed, "/", n, "/", i)
		v.Items = append(v.Items, news.Item{
			ID: news.ItemID(feed, guid, "", "", ""), Feed: feed, Source: "Пример", Country: "RU", Lang: "ru", LangFrom: "feed",
			GUID: guid, Link: guid, Title: fmt.Sprint("Новость ", n, "-", i, " о Зангезурском коридоре"),
			Summary: benchSummary, Text: benchText,
			Authors: []string{"Редакция"}, Tags: []string{"политика"}, Published: at,
		})
	}
	return v
}

// BenchmarkVisits stores visits that come one after the other: together, with so
// many waiting at once, as AcceptLater does it, and each in a transaction of its
// own, as it would else.
func BenchmarkVisits(b *testing.B) {
	for _, items := range []int{0, perVisit} {
		for _, waiting := range []int{1, 64, 1024} {
			b.Run(fmt.Sprintf("items=%d/waiting=%d/together", items, waiting), func(b *testing.B) {
				benchVisits(b, durableStore(b), items, waiting, (*Store).AcceptLater)
			})
		}
		b.Run(fmt.Sprintf("items=%d/alone", items), func(b *testing.B) {
			benchVisits(b, durableStore(b), items, 1, storeAlone)
		})
	}
}

func benchVisits(b *testing.B, s *Store, items, waiting int, store func(*Store, context.Context, *news.Visit, func(news.Accepted, error))) {
	places := make(chan bool, waiting)
	before := processorTime(b)
	b.ResetTimer()
	for n := range b.N {
		v := newsVisit(fmt.Sprint("feed-", n%10_000), n, items)
		places <- true
		store(s, b.Context(), &v, func(_ news.Accepted, err error) {
			if err != nil {
				b.Error(err)
			}
			<-places
		})
	}
	for range waiting { // until all are stored
		places <- true
	}
	// On a machine with other work, the processor's time says more than the clock's.
	cpu := float64((processorTime(b) - before).Microseconds())
	b.ReportMetric(cpu/float64(b.N*max(1, items)), "cpu-us/item")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
	b.ReportMetric(float64(b.N*items)/b.Elapsed().Seconds(), "items/s")
}

// processorTime is what the process has used of all processors so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// storeAlone stores a visit in a transaction of its own.
func storeAlone(s *Store, ctx context.Context, v *news.Visit, done func(news.Accepted, error)) {
	p, err := s.makeReady(ctx, v)
	if err == nil {
		err = s.update(ctx, "store a visit", p.store)
	}
	done(p.outcome(err))
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
			_, _, err := s.Claim(b.Context(), "me", now, time.Hour, 1)
			must(b, err)
			for b.Loop() {
				claimed, _, err := s.Claim(b.Context(), "me", now, time.Minute, 8)
				must(b, err)
				a := claimed[0]
				must(b, s.Finish(b.Context(), news.Attempt{Alert: a.ID, Epoch: a.Epoch, Result: news.ResultRetry, Next: now}))
			}
		})
	}
}

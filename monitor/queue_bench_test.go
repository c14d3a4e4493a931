package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"vedette/alert"
	"vedette/fetch"
	"vedette/news"
	"vedette/storage"
)

// instant answers every visit at once: nothing is new.
type instant struct{}

func (instant) Fetch(_ context.Context, f fetch.Feed, s news.FeedState) fetch.Result {
	now := time.Now().UTC()
	s.Feed, s.Address, s.URL, s.ETag = f.Key(), f.URL, f.URL, `"1"`
	s.LastCheck, s.LastSuccess, s.Status = now, now, 304
	s.Checks++
	s.Unchanged++
	return fetch.Result{State: s, NotModified: true}
}

// manyFeeds are on hosts of their own, visited so often that all are always due.
func manyFeeds(n int) []fetch.Feed {
	feeds := make([]fetch.Feed, n)
	for i := range feeds {
		name := fmt.Sprint("feed-", i)
		feeds[i] = fetch.Feed{ID: name, Name: name, URL: "http://" + name + ".example/rss"}
	}
	return feeds
}

func benchMonitor(b *testing.B, p *Plan) *Monitor {
	b.Helper()
	store, err := storage.Open(filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	log := slog.New(slog.DiscardHandler)
	return New(store, alert.NewSender(store, alert.Config{}, "bench", log), p, log)
}

// BenchmarkVisits measures how many visits that bring nothing pass through the
// queue into a real store. The server costs nothing.
func BenchmarkVisits(b *testing.B) {
	p := benchPlan(b)
	p.Feeds, p.Every, p.Concurrency, p.Fetcher = manyFeeds(100_000), time.Second, 256, instant{}
	m := benchMonitor(b, p)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	used := processorTime()
	b.ResetTimer()
	go func() { ended <- m.runChecks(ctx) }()
	for m.Stats().Checks.Load() < int64(b.N) {
		time.Sleep(time.Millisecond)
	}
	b.StopTimer()
	made := float64(m.Stats().Checks.Load())
	b.ReportMetric(made/b.Elapsed().Seconds(), "visits/s")
	b.ReportMetric(float64((processorTime()-used).Microseconds())/made, "cpu-us/visit")
	cancel()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
}

// BenchmarkStart measures taking up a plan of a hundred thousand feeds that were
// visited before, and what it takes in memory, the feeds of the configuration
// among it.
func BenchmarkStart(b *testing.B) {
	const n = 100_000
	before := inUse()
	p := benchPlan(b)
	p.Feeds, p.Every = manyFeeds(n), 0
	m := benchMonitor(b, p)
	timing := newTiming(p, nil)
	now := time.Now()
	for i := 0; i < n; i += 1000 {
		done := make(chan error, 1000)
		for j := i; j < i+1000; j++ {
			go func() {
				f := &p.Feeds[j]
				s := news.FeedState{Feed: f.ID, Address: f.URL, URL: f.URL, LastCheck: now, LastSuccess: now, Checks: 1}
				s.NextCheck, s.Plan = now.Add(time.Hour+time.Duration(j)*time.Millisecond), timing.hash(f)
				_, err := m.store.Accept(context.Background(), news.Visit{State: s})
				done <- err
			}()
		}
		for range 1000 {
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ResetTimer()
	var c *checks
	for range b.N {
		c = newChecks(m)
		if err := c.load(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(inUse()-before)/n, "bytes/feed")
	if len(c.queue.waiting) != n {
		b.Fatalf("%d feeds wait", len(c.queue.waiting))
	}
}

package monitor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	bolt "go.etcd.io/bbolt"

	"vedette/alert"
	"vedette/fetch"
	"vedette/guard/guardtest"
	"vedette/internal/loadserver"
	"vedette/pace"
	"vedette/schedule"
	"vedette/storage"
)

// The load: 10,000 feeds of 20 items and some 27 KB on so many hosts, as many
// requests at once. The server is in the same process and counts with it.
const (
	loadFeeds = 10_000
	loadItems = 20
	loadHosts = 1000
	atOnce    = 128
)

// loads are what the feeds show from one visit to the next: every share-th has
// so many new items; 0 for none.
var loads = []struct {
	name       string
	share, new int
}{
	{"all unchanged", 0, 0},
	{"one in ten with 2 new items", 10, 2},
	{"all new", 1, loadItems},
}

// BenchmarkFeeds measures whole visits in feeds a second: the daemon's own
// checks, from the queue to the committed store, and in the same run a bare
// loop of http.Client, gofeed and bbolt, which keeps no order of arrival, no
// revisions and no queue. Each feed was visited before the clock starts.
func BenchmarkFeeds(b *testing.B) {
	for _, who := range []struct {
		name string
		make func(*testing.B, *loadserver.Server) visitor
	}{{"vedette", newDaemon}, {"bare loop", newBareLoop}} {
		server := startLoad(b)
		v := who.make(b, server)
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); v.run(ctx) }()
		until(v, loadFeeds)
		for _, load := range loads {
			b.Run(load.name+"/"+who.name, func(b *testing.B) {
				server.Each(load.share, load.new)
				// A visit finds what was published after the one before: from now on all
				// feeds have been asked once under this load.
				until(v, v.visits()+loadFeeds+2*atOnce)
				from, used := v.visits(), processorTime()
				b.ResetTimer()
				until(v, from+int64(b.N))
				b.StopTimer()
				made := float64(v.visits() - from)
				b.ReportMetric(made/b.Elapsed().Seconds(), "feeds/s")
				b.ReportMetric(float64((processorTime()-used).Microseconds())/made, "cpu-us/feed")
			})
		}
		stop()
		<-done
		server.Close()
	}
}

// until waits until so many visits were made.
func until(v visitor, n int64) {
	for v.visits() < n {
		time.Sleep(time.Millisecond)
	}
}

func startLoad(b *testing.B) *loadserver.Server {
	b.Helper()
	s, err := loadserver.Start(loadFeeds, loadItems, loadHosts)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// visitor visits all feeds again and again until its context ends, and counts.
type visitor interface {
	run(context.Context)
	visits() int64
}

// daemon is the line's part that visits and stores.
type daemon struct{ m *Monitor }

func newDaemon(b *testing.B, s *loadserver.Server) visitor {
	b.Helper()
	store, err := storage.Open(filepath.Join(b.TempDir(), "load.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	log := slog.New(slog.DiscardHandler)
	routes, _ := alert.NewRoutes(alert.Config{})
	plan := &Plan{
		Concurrency: atOnce, Routes: routes, Publisher: noFiles{},
		Pace:    pace.Policy{MinEvery: time.Hour, MaxEvery: time.Hour, VisitsPerDay: 24},
		Fetcher: fetch.NewClient(fetch.Config{}, guardtest.Loopback()),
	}
	for i := range loadFeeds {
		plan.Feeds = append(plan.Feeds, fetch.Feed{ID: fmt.Sprint("paper-", i), Name: fmt.Sprint("Paper ", i),
			URL: s.URL(i), Every: schedule.Duration(time.Millisecond)})
	}
	return daemon{New(store, alert.NewSender(store, alert.Config{}, "bench", log), plan, log)}
}

func (d daemon) run(ctx context.Context) { d.m.runChecks(ctx) }

func (d daemon) visits() int64 { return d.m.stats.Checks.Load() }

// bareLoop is what a reader would write in an afternoon: conditional requests,
// gofeed, one transaction a feed shared by Batch.
type bareLoop struct {
	server  *loadserver.Server
	db      *bolt.DB
	client  *http.Client
	visited atomic.Int64
	etags   []string
}

func newBareLoop(b *testing.B, s *loadserver.Server) visitor {
	b.Helper()
	db, err := bolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.MaxBatchDelay = time.Millisecond
	err = db.Update(func(t *bolt.Tx) error {
		for _, name := range []string{"items", "feeds"} {
			if _, err := t.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return &bareLoop{server: s, db: db, etags: make([]string, loadFeeds),
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}}
}

func (l *bareLoop) visits() int64 { return l.visited.Load() }

func (l *bareLoop) run(ctx context.Context) {
	var all sync.WaitGroup
	for worker := range atOnce {
		all.Go(func() {
			for feed := worker; ctx.Err() == nil; feed = (feed + atOnce) % loadFeeds {
				l.visit(feed)
				l.visited.Add(1)
			}
		})
	}
	all.Wait()
}

func (l *bareLoop) visit(feed int) {
	r, _ := http.NewRequest(http.MethodGet, l.server.URL(feed), nil)
	if l.etags[feed] != "" {
		r.Header.Set("If-None-Match", l.etags[feed])
	}
	response, err := l.client.Do(r)
	if err != nil {
		return
	}
	body, _ := io.ReadAll(response.Body)
	response.Body.Close()
	state := []byte(fmt.Sprintf(`{"etag":%q,"checked":%q}`, response.Header.Get("ETag"), time.Now()))
	var items []*gofeed.Item
	if response.StatusCode == http.StatusOK {
		parsed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
		if err != nil {
			return
		}
		items = parsed.Items
	}
	err = l.db.Batch(func(t *bolt.Tx) error {
		for _, it := range items {
			value, err := json.Marshal(it)
			if err != nil {
				return err
			}
			if err := t.Bucket([]byte("items")).Put([]byte(it.GUID), value); err != nil {
				return err
			}
		}
		return t.Bucket([]byte("feeds")).Put(fmt.Append(nil, feed), state)
	})
	if err == nil {
		l.etags[feed] = response.Header.Get("ETag")
	}
}

package fetch

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"vedette/guard/guardtest"
	"vedette/internal/loadserver"
	"vedette/news"
)

// quietFeeds are visited at once, each on a host of its own.
const quietFeeds = 64

// BenchmarkUnchangedVisit measures a visit that brings nothing (304), with the
// server's part of it, and in the same run a bare http.Transport that sends the
// same request again and again: what lies between the two is this room's.
func BenchmarkUnchangedVisit(b *testing.B) {
	server, err := loadserver.Start(quietFeeds, 20, quietFeeds)
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	client := NewClient(Config{}, guardtest.Loopback())
	defer client.Close()
	var feeds [quietFeeds]Feed
	var states [quietFeeds]news.FeedState
	for i := range feeds {
		feeds[i] = Feed{ID: "paper", Name: "Paper", URL: server.URL(i)}
		first := client.Fetch(b.Context(), feeds[i], news.FeedState{})
		if first.Err != nil {
			b.Fatal(first.Err)
		}
		states[i] = first.State
	}

	b.Run("fetch", func(b *testing.B) {
		sideBySide(b, func(i int) bool {
			r := client.Fetch(b.Context(), feeds[i], states[i])
			states[i] = r.State
			return r.Err == nil && r.NotModified
		})
	})
	b.Run("bare", func(b *testing.B) {
		bare := &http.Transport{DisableCompression: true}
		defer bare.CloseIdleConnections()
		var requests [quietFeeds]*http.Request
		for i := range requests {
			if requests[i], err = client.visit(feeds[i], states[i]).request(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		sideBySide(b, func(i int) bool {
			response, err := bare.RoundTrip(requests[i])
			return err == nil && response.StatusCode == http.StatusNotModified && response.Body.Close() == nil
		})
	})
}

// sideBySide makes b.N visits, as many at once as there are feeds, and reports
// the processor time of each: the time on the clock says little where other
// work runs.
func sideBySide(b *testing.B, visit func(feed int) bool) {
	b.ReportAllocs()
	b.ResetTimer()
	var made atomic.Int64
	var all sync.WaitGroup
	before := processor()
	for i := range quietFeeds {
		all.Go(func() {
			for made.Add(1) <= int64(b.N) {
				if !visit(i) {
					b.Error("a visit did not end with 304")
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64((processor()-before).Nanoseconds())/1000/float64(b.N), "cpu-us/op")
}

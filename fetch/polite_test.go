package fetch

import (
	"testing"
	"time"

	"vedette/internal/politeserver"
	"vedette/news"
)

// Short names for the tables of the polite tests.
type (
	step = politeserver.Step
	hdr  = politeserver.Header
)

// reader is a feed that is visited again and again, with a clock of its own.
type reader struct {
	t      *testing.T
	client *Client
	feed   Feed
	state  news.FeedState
	now    time.Time
}

func newReader(t *testing.T, url string) *reader {
	r := &reader{t: t, client: newTestClient(t), feed: Feed{ID: "f", URL: url}, now: testNow}
	r.client.Now = func() time.Time { return r.now }
	return r
}

// visit visits the feed once and remembers what came of it.
func (r *reader) visit() Result {
	r.t.Helper()
	result := r.client.Fetch(r.t.Context(), r.feed, r.state)
	r.state = result.State
	return result
}

// good visits the feed and wants no error.
func (r *reader) good() Result {
	r.t.Helper()
	result := r.visit()
	if result.Err != nil {
		r.t.Fatalf("the visit failed: %v", result.Err)
	}
	return result
}

// bad visits the feed and wants an error.
func (r *reader) bad() Result {
	r.t.Helper()
	result := r.visit()
	if result.Err == nil {
		r.t.Fatal("the visit did not fail")
	}
	return result
}

// wait moves the clock.
func (r *reader) wait(d time.Duration) { r.now = r.now.Add(d) }

// wantItems checks how many items a visit brought.
func wantItems(t *testing.T, r Result, n int) {
	t.Helper()
	if len(r.Items) != n {
		t.Errorf("%d items, want %d", len(r.Items), n)
	}
}

// unconditional is a request without validators.
var unconditional = hdr{"If-None-Match": "", "If-Modified-Since": ""}

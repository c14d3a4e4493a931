package monitor

import (
	"errors"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/news"
	"vedette/schedule"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func TestNextCheck(t *testing.T) {
	failed := errors.New("failed")
	cases := []struct {
		name     string
		every    time.Duration
		result   fetch.Result
		earliest time.Duration
	}{
		{"after success, the interval", time.Hour, fetch.Result{}, time.Hour},
		{"after a first failure, soon", 6 * time.Hour, fetch.Result{Err: failed, State: news.FeedState{Failures: 1}}, 5 * time.Minute},
		{"never sooner than the interval asks", time.Minute, fetch.Result{Err: failed, State: news.FeedState{Failures: 1}}, time.Minute},
		{"then doubling", 15 * time.Minute, fetch.Result{Err: failed, State: news.FeedState{Failures: 4}}, 40 * time.Minute},
		{"up to four hours", 15 * time.Minute, fetch.Result{Err: failed, State: news.FeedState{Failures: 99}}, 4 * time.Hour},
		{"or to a longer interval", 24 * time.Hour, fetch.Result{Err: failed, State: news.FeedState{Failures: 99}}, 24 * time.Hour},
		{"a document that could be read in part keeps its interval", time.Hour,
			fetch.Result{Err: &fetch.PartialError{}, State: news.FeedState{Failures: 9}}, time.Hour},
		{"but never before the server wants", time.Minute,
			fetch.Result{Err: failed, RetryAfter: 2 * time.Hour, State: news.FeedState{Failures: 1}}, 2 * time.Hour},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for range 100 {
				wait := nextCheck(schedule.Every(c.every), c.result, noon).Sub(noon)
				if wait < c.earliest || wait > c.earliest+c.every/10+maxJitter {
					t.Fatalf("waits %v, want %v and a little", wait, c.earliest)
				}
			}
		})
	}
}

func TestFirstCheckGoesOnWhereTheLastRunStopped(t *testing.T) {
	feed := fetch.Feed{URL: "https://a.example/rss"}
	visited := news.FeedState{Address: feed.URL, LastCheck: noon, NextCheck: noon.Add(time.Hour)}
	cases := []struct {
		name  string
		every time.Duration
		state news.FeedState
		want  time.Time
	}{
		{"never visited: now", time.Hour, news.FeedState{}, time.Time{}},
		{"as stored", time.Hour, visited, noon.Add(time.Hour)},
		{"a new address: now", time.Hour, news.FeedState{Address: "https://old.example/", LastCheck: noon, NextCheck: noon.Add(time.Hour)}, time.Time{}},
		{"a shorter schedule by now", 10 * time.Minute, visited, noon.Add(10*time.Minute + maxJitter)},
		{"last visited in the future: now", time.Hour,
			news.FeedState{Address: feed.URL, LastCheck: noon.Add(24 * time.Hour), NextCheck: noon.Add(25 * time.Hour)}, time.Time{}},
		{"a backoff stays", 10 * time.Minute,
			news.FeedState{Address: feed.URL, LastCheck: noon, NextCheck: noon.Add(time.Hour), Failures: 3}, noon.Add(time.Hour)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := firstCheck(feed, schedule.Every(c.every), c.state, noon.Add(time.Minute)); !got.Equal(c.want) {
				t.Errorf("due %v, want %v", got, c.want)
			}
		})
	}
}

func TestQueueVisitsAHostOneAtATime(t *testing.T) {
	q := newQueue()
	for i, host := range []string{"a", "a", "b", "a"} {
		q.add(&entry{host: host, due: noon.Add(time.Duration(i) * time.Second)})
	}
	now := noon.Add(time.Minute)
	first, second := q.next(now), q.next(now)
	if first.host != "a" || second.host != "b" || q.next(now) != nil {
		t.Fatal("does not give each free host one visit")
	}
	q.release("a")
	third := q.next(now)
	if third == nil || third.host != "a" || !third.due.Equal(noon.Add(time.Second)) {
		t.Fatalf("a freed host's line does not move on: %v", third)
	}
	q.release("b")
	q.release("a")
	if last := q.next(now); last == nil || last.host != "a" {
		t.Error("the end of the line is lost")
	}
	q.release("a")
	if len(q.busy) != 0 || len(q.behind) != 0 {
		t.Errorf("hosts are left busy: %v, %v", q.busy, q.behind)
	}
}

func TestQueueWaitsForTheEarliest(t *testing.T) {
	q := newQueue()
	if got := q.wait(noon, time.Hour); got != time.Hour {
		t.Errorf("an empty queue waits %v", got)
	}
	q.add(&entry{host: "a", due: noon.Add(time.Minute)})
	q.add(&entry{host: "b", due: noon.Add(time.Second)})
	if got := q.wait(noon, time.Hour); got != time.Second {
		t.Errorf("waits %v, want 1 s", got)
	}
	if got := q.wait(noon.Add(time.Hour), time.Hour); got != 0 {
		t.Errorf("waits %v for what is overdue", got)
	}
	if q.next(noon) != nil {
		t.Error("gives a feed that is not due")
	}
}

func TestAnEmptiedQueueKeepsOnlyVisitedHostsBusy(t *testing.T) {
	q := newQueue()
	for _, host := range []string{"away", "ready"} {
		q.add(&entry{host: host, due: noon})
	}
	if e := q.next(noon); e.host != "away" {
		t.Fatalf("got %s", e.host)
	}
	if e := q.emptied(); !e.busy["away"] || e.busy["ready"] {
		t.Errorf("busy hosts are %v", e.busy)
	}
}

func TestHostOf(t *testing.T) {
	for url, want := range map[string]string{
		"https://www.Example.org:8443/rss": "example.org", "http://[::1]:80/": "::1", "https://news.example.org": "news.example.org",
	} {
		if got := hostOf(url); got != want {
			t.Errorf("hostOf(%q) = %q, want %q", url, got, want)
		}
	}
}

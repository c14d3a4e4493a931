package monitor

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/news"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// put adds an entry for a host, due some time after noon.
func (q *queue) put(host string, after time.Duration) *entry {
	e := &entry{key: host, host: host}
	e.setDue(noon.Add(after))
	q.add(e)
	return e
}

func TestTheQueueVisitsAHostOneAtATime(t *testing.T) {
	q := newQueue()
	for i, host := range []string{"a", "a", "b", "a"} {
		q.put(host, time.Duration(i)*time.Second)
	}
	now := noon.Add(time.Minute)
	first, second := q.next(now), q.next(now)
	if first.host != "a" || second.host != "b" || q.next(now) != nil {
		t.Fatal("does not give each free host one visit")
	}
	q.release("a", true, now)
	third := q.next(now)
	if third == nil || third.host != "a" || third.due != noon.Add(time.Second).UnixNano() {
		t.Fatalf("a freed host's line does not move on: %v", third)
	}
	q.release("b", true, now)
	q.release("a", true, now)
	if last := q.next(now); last == nil || last.host != "a" {
		t.Error("the end of the line is lost")
	}
	q.release("a", true, now)
	if len(q.hosts) != 0 || q.lined != 0 {
		t.Errorf("hosts are left: %v", q.hosts)
	}
}

// Behaviour 57: at most one request at a time per host, and a gap between two.
func TestTheQueueKeepsTheGapBetweenTwoRequestsToAHost(t *testing.T) {
	q := newQueue()
	q.gap = time.Second
	q.put("a", 0)
	q.put("a", 0)
	q.put("b", 0)
	if q.next(noon).host != "a" || q.next(noon).host != "b" {
		t.Fatal("hosts are not independent")
	}
	q.release("a", true, noon)
	if e := q.next(noon.Add(999 * time.Millisecond)); e != nil {
		t.Fatalf("%s is asked within the gap", e.host)
	}
	if got := q.wait(noon, time.Hour); got != time.Second {
		t.Errorf("waits %v for the gap", got)
	}
	if e := q.next(noon.Add(time.Second)); e == nil || e.host != "a" {
		t.Error("the gap does not end")
	}
	q.release("b", false, noon)
	q.put("b", 0)
	if e := q.next(noon); e == nil || e.host != "b" {
		t.Error("a look that made no request costs a gap")
	}
}

// Behaviour 31: a hold is for the whole host; its feeds wait without sending.
func TestAHeldHostIsLeftAloneWhateverItWasDoing(t *testing.T) {
	until := noon.Add(time.Hour)
	cases := map[string]func(q *queue){
		"unknown": func(q *queue) { q.hold("a", until, noon); q.put("a", 0) },
		"ready":   func(q *queue) { q.put("a", 0); q.line(q.waiting.Pop().(*entry), noon); q.hold("a", until, noon) },
		"busy": func(q *queue) {
			q.put("a", 0)
			q.put("a", 0)
			q.next(noon)
			q.hold("a", until, noon)
			q.release("a", true, noon)
		},
		"in its gap": func(q *queue) {
			q.gap = time.Minute
			q.put("a", 0)
			q.put("a", 0)
			q.next(noon)
			q.release("a", true, noon)
			q.hold("a", until, noon)
		},
		"held for less": func(q *queue) { q.hold("a", noon.Add(time.Second), noon); q.put("a", 0); q.hold("a", until, noon) },
		"held for more": func(q *queue) { q.hold("a", until, noon); q.put("a", 0); q.hold("a", noon.Add(time.Second), noon) },
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			q := newQueue()
			prepare(q)
			if e := q.next(until.Add(-time.Second)); e != nil {
				t.Error("is asked before its time")
			}
			if got := q.heldUntil("a", noon); !got.Equal(until) {
				t.Errorf("is held until %v", got)
			}
			if got := q.wait(noon, 2*time.Hour); got != time.Hour {
				t.Errorf("the queue sleeps for %v", got)
			}
			if e := q.next(until); e == nil {
				t.Error("is not asked after its time")
			}
			if got := q.heldUntil("a", until); !got.IsZero() {
				t.Errorf("is still held until %v", got)
			}
		})
	}
}

func TestTheQueueWaitsForTheEarliest(t *testing.T) {
	q := newQueue()
	if got := q.wait(noon, time.Hour); got != time.Hour {
		t.Errorf("an empty queue waits %v", got)
	}
	q.put("a", time.Minute)
	q.put("b", time.Second)
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

func TestAFeedMayBeHurriedWhereverItIs(t *testing.T) {
	q := newQueue()
	early, late := q.put("a", time.Minute), q.put("b", time.Hour)
	q.hurry(late, noon)
	if e := q.next(noon); e != late {
		t.Fatal("a waiting entry is not hurried")
	}
	q.hurry(late, noon) // being visited: nothing to do
	stopped := &entry{host: "c"}
	q.hurry(stopped, noon)
	if e := q.next(noon); e != stopped {
		t.Fatal("an entry outside the queue is not put in")
	}
	if e := q.next(noon.Add(time.Minute)); e != early {
		t.Error("the order is lost")
	}
}

func TestAClearedQueueKeepsHostsAndArticles(t *testing.T) {
	q := newQueue()
	q.put("busy", 0)
	q.next(noon)
	q.put("busy", 0)
	q.put("ready", 0)
	q.put("later", time.Hour)
	article := q.put("busy", 0)
	article.job = &news.ArticleJob{Item: "i"}
	q.hold("held", noon.Add(time.Hour), noon)
	for len(q.waiting) > 1 {
		q.line(q.waiting.Pop().(*entry), noon)
	}
	q.clear()
	if e := q.next(noon.Add(time.Minute)); e != nil {
		t.Fatalf("%s is asked", e.host)
	}
	q.release("busy", false, noon)
	if e := q.next(noon.Add(time.Minute)); e != article {
		t.Error("the article is lost")
	}
	if q.heldUntil("held", noon).IsZero() {
		t.Error("the hold is lost")
	}
}

func TestFeedsThatRedirectToOneServerShareItsPlace(t *testing.T) {
	f := &fetch.Feed{URL: "https://www.a.example:8443/rss"}
	cases := []struct {
		state news.FeedState
		want  string
	}{
		{news.FeedState{}, "a.example"},
		{news.FeedState{Address: f.URL, URL: "https://hoster.example/a"}, "hoster.example"},
		{news.FeedState{Address: "https://old.example/", URL: "https://hoster.example/a"}, "a.example"},
		{news.FeedState{Address: f.URL, Adopted: "https://new.example/rss"}, "new.example"},
	}
	for _, c := range cases {
		if got := slotOf(f, &c.state); got != c.want {
			t.Errorf("the place is that of %s, want %s", got, c.want)
		}
	}
}

func TestFeedsDoNotSpinWhileAllPlacesAreTaken(t *testing.T) {
	c := newChecks(New(nil, nil, &Plan{}, nil))
	c.plan = &Plan{Concurrency: 1}
	c.queue.put("a", 0)
	for _, full := range [][2]int{{1, 1}, {0, perRequest}} {
		c.asking, c.away = full[0], full[1]
		if got := c.pause(noon); got != look {
			t.Errorf("looks again after %v although no visit can begin", got)
		}
	}
	c.asking, c.away = 0, perRequest-1
	if got := c.pause(noon); got != 0 {
		t.Errorf("waits %v with a place free", got)
	}
}

func TestAWishForAVisitThatIsUnderWayIsKeptForTheNext(t *testing.T) {
	q := newQueue()
	e := q.put("a", 0)
	if q.next(noon) != e {
		t.Fatal("not asked")
	}
	q.hurry(e, noon.Add(time.Minute))
	q.release("a", true, noon)
	e.setDue(noon.Add(time.Hour))
	if q.add(e); e.due != noon.Add(time.Minute).UnixNano() || e.soon != 0 {
		t.Errorf("due at %v", time.Unix(0, e.due))
	}
}

// The queue of a hundred thousand feeds must be small; what a feed is, is the
// configuration's.
func TestTheQueueOfAHundredThousandFeedsIsSmall(t *testing.T) {
	const feeds, most = 100_000, 160
	before := inUse()
	q := newQueue()
	byKey := make(map[string]*entry, feeds)
	for i := range feeds {
		e := &entry{key: fmt.Sprint("feed-", i), host: fmt.Sprint("host-", i)}
		e.setDue(noon.Add(time.Duration(i) * time.Second))
		q.add(e)
		byKey[e.key] = e
	}
	each := (inUse() - before) / feeds
	t.Logf("%d bytes a feed", each)
	if each > most {
		t.Errorf("an entry takes %d bytes, want %d at most", each, most)
	}
	if len(byKey) != len(q.waiting) {
		t.Fail()
	}
}

// inUse is how many bytes are in use.
func inUse() int {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

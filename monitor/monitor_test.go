package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vedette/alert"
	"vedette/fetch"
	"vedette/filter"
	"vedette/guard/guardtest"
	"vedette/news"
	"vedette/schedule"
	"vedette/secret"
	"vedette/storage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site serves feeds of one item each per path and counts who is inside.
type site struct {
	mu       sync.Mutex
	inside   int
	mostEver int
	visits   map[string]int
	delay    time.Duration
	status   atomic.Int64
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.inside++
	s.mostEver = max(s.mostEver, s.inside)
	s.visits[r.URL.Path]++
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.inside--
		s.mu.Unlock()
	}()
	time.Sleep(s.delay)
	if code := s.status.Load(); code != 0 {
		w.WriteHeader(int(code))
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	fmt.Fprintf(w, `<rss version="2.0"><channel><title>t</title><link>http://x</link><description>d</description>
<item><guid isPermaLink="false">%[1]s</guid><title>The corridor of %[1]s</title></item></channel></rss>`, r.URL.Path)
}

func (s *site) visited(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.visits[path]
}

// house is a whole line over a real store, for one test.
type house struct {
	*Monitor
	store *storage.Store
	site  *site
	url   string
	taken atomic.Int64 // alerts that the webhook took
}

type noFiles struct{}

func (noFiles) Changed() {}

func (noFiles) WriteFiles(context.Context) error { return nil }

func newHouse(t *testing.T, feeds int) *house {
	t.Helper()
	h := &house{site: &site{visits: map[string]int{}}}
	server := httptest.NewServer(h.site)
	t.Cleanup(server.Close)
	h.url = server.URL
	hook := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { h.taken.Add(1) }))
	t.Cleanup(hook.Close)
	var err error
	if h.store, err = storage.Open(filepath.Join(t.TempDir(), "test.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.store.Check(context.Background()); err != nil {
			t.Errorf("the store is damaged: %v", err)
		}
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
	told := alert.Config{
		Receivers: []alert.Receiver{{Name: "hook", Webhook: &alert.Webhook{URL: secret.Text(hook.URL)}}},
		Routes:    []alert.Route{{Receiver: "hook", GroupWait: schedule.Duration(time.Millisecond)}},
		Guard:     guardtest.Loopback(),
	}
	log := slog.New(slog.DiscardHandler)
	h.Monitor = New(h.store, alert.NewSender(h.store, told, "test", log), h.planFor(t, feeds, told), log)
	return h
}

func (h *house) planFor(t *testing.T, feeds int, told alert.Config) *Plan {
	t.Helper()
	routes, problems := alert.NewRoutes(told)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	rules, problems := filter.Compile(filter.Config{Rules: []filter.Rule{{Name: "corridor", Query: "corridor"}}})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	p := &Plan{Every: time.Hour, Concurrency: 4, Fetcher: fetch.NewClient(fetch.Config{}.WithDefaults(), guardtest.Loopback()),
		Rules: rules, Routes: routes, Publisher: noFiles{}}
	for n := range feeds {
		p.Feeds = append(p.Feeds, fetch.Feed{Name: fmt.Sprint("feed ", n), URL: fmt.Sprintf("%s/%d", h.url, n)})
	}
	return p
}

// start runs the line until the test ends.
func (h *house) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// eventually waits for a condition that must come true.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	const patience = 20 * time.Second
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("not within %s: %s", patience, what)
}

func (h *house) totals(t *testing.T) news.Totals {
	t.Helper()
	totals, err := h.store.Totals(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return totals
}

func (h *house) state(t *testing.T, feed string) news.FeedState {
	t.Helper()
	state, err := h.store.FeedState(context.Background(), feed)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestTheLineTakesAFeedToADeliveredAlert(t *testing.T) {
	h := newHouse(t, 3)
	h.start(t)
	eventually(t, "all items stored, judged, delivered", func() bool {
		got := h.totals(t)
		return got.Items == 3 && got.Hits == 3 && got.Pending == 0 && got.Delivered > 0
	})
	found, err := h.store.Hits(context.Background(), news.HitQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if hit := found[0].Hit; hit.Clause != "corridor" || hit.Spans[0].Text != "corridor" || hit.At.IsZero() {
		t.Errorf("the reason is %+v", hit)
	}
	if h.Ready() != nil || h.Stats().New.Load() != 3 || h.Stats().Hits.Load() != 3 {
		t.Errorf("ready %v, %d new, %d hits", h.Ready(), h.Stats().New.Load(), h.Stats().Hits.Load())
	}
}

func TestOneRequestAtATimePerHost(t *testing.T) {
	h := newHouse(t, 6)
	h.site.delay = 10 * time.Millisecond
	h.start(t)
	eventually(t, "six items", func() bool { return h.totals(t).Items == 6 })
	if h.site.mostEver != 1 {
		t.Errorf("%d requests at once to one host", h.site.mostEver)
	}
}

func TestAFailingFeedIsSeenAndBacksOff(t *testing.T) {
	h := newHouse(t, 1)
	h.site.status.Store(http.StatusInternalServerError)
	h.start(t)
	var state news.FeedState
	eventually(t, "a failure", func() bool {
		state = h.state(t, "feed-0")
		return state.Failures == 1
	})
	if state.Health() != "failing" || state.Status != 500 || state.LastError == "" {
		t.Errorf("the state is %+v", state)
	}
	if wait := state.NextCheck.Sub(state.LastCheck); wait < 5*time.Minute || wait > 15*time.Minute {
		t.Errorf("asks again after %v", wait)
	}
}

func TestARestartDoesNotVisitAgainBeforeTime(t *testing.T) {
	h := newHouse(t, 1)
	run := func(until func() bool) {
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- h.Run(ctx) }()
		eventually(t, "the run's aim", until)
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	run(func() bool { return h.totals(t).Delivered == 1 })
	started := time.Now()
	run(func() bool { return time.Since(started) > 100*time.Millisecond })
	if n := h.site.visited("/0"); n != 1 {
		t.Errorf("visited %d times within the hour", n)
	}
}

func TestAReloadTakesUpNewFeedsAndRules(t *testing.T) {
	h := newHouse(t, 1)
	h.start(t)
	eventually(t, "the first item", func() bool { return h.totals(t).Hits == 1 })
	plan := *h.plan.Load()
	plan.Feeds = append(plan.Feeds, fetch.Feed{Name: "new", URL: h.url + "/new"})
	rules, problems := filter.Compile(filter.Config{Rules: []filter.Rule{{Name: "other", Query: "new"}}})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	plan.Rules = rules
	h.Reload(&plan)
	eventually(t, "a hit of the new rule", func() bool {
		found, err := h.store.Hits(context.Background(), news.HitQuery{Rule: "other"})
		return err == nil && len(found) == 1
	})
	if n := h.site.visited("/0"); n != 1 {
		t.Errorf("the reload visited the old feed again: %d visits", n)
	}
}

// full is a store whose disk is full for a while.
type full struct {
	*storage.Store
	broken atomic.Bool
}

func (f *full) AcceptLater(ctx context.Context, v *news.Visit, done func(news.Accepted, error)) {
	if f.broken.Load() {
		done(news.Accepted{}, errors.New("no space left on device"))
		return
	}
	f.Store.AcceptLater(ctx, v, done)
}

func TestAStoreThatRefusesIsToldAndNothingIsLost(t *testing.T) {
	h := newHouse(t, 2)
	disk := &full{Store: h.store}
	disk.broken.Store(true)
	h.Monitor.store = disk
	h.start(t)
	eventually(t, "not ready", func() bool {
		err := h.Ready()
		return err != nil && strings.Contains(err.Error(), "no space left")
	})
	disk.broken.Store(false)
	eventually(t, "all hits after all", func() bool { return h.totals(t).Hits == 2 && h.Ready() == nil })
	if a, b := h.site.visited("/0"), h.site.visited("/1"); a != 1 || b != 1 {
		t.Errorf("the feeds were asked %d and %d times while the disk was full", a, b)
	}
}

// holed is a store with a damaged record of one feed's item.
type holed struct{ *storage.Store }

func (s holed) AcceptLater(ctx context.Context, v *news.Visit, done func(news.Accepted, error)) {
	if v.State.Feed == "feed-0" {
		done(news.Accepted{}, fmt.Errorf("record of table items is %w", news.ErrDamaged))
		return
	}
	s.Store.AcceptLater(ctx, v, done)
}

func TestAVisitThatMeetsADamagedRecordTakesNobodysPlace(t *testing.T) {
	h := newHouse(t, 2)
	h.Monitor.store = holed{h.store}
	h.start(t)
	eventually(t, "told, and asked again in an hour", func() bool {
		var due time.Duration
		h.ask(t.Context(), func(c *checks) {
			if e := c.feeds["feed-0"]; e != nil && e.where == waiting && c.away == 0 {
				due = time.Until(time.Unix(0, e.due))
			}
		})
		return due > panicWait/2 && h.totals(t).Items == 1
	})
	if err := h.Ready(); err == nil || !errors.Is(err, news.ErrDamaged) {
		t.Errorf("ready: %v", err)
	}
}

func TestAStoreThatRefusesJudgementsIsToldAndNothingIsLost(t *testing.T) {
	h := newHouse(t, 2)
	disk := &fullForJudging{Store: h.store}
	disk.broken.Store(true)
	h.Monitor.store = disk
	h.start(t)
	eventually(t, "items, not judged", func() bool { return h.Ready() != nil && h.totals(t).Items == 2 })
	disk.broken.Store(false)
	eventually(t, "all hits after all", func() bool { return h.totals(t).Hits == 2 && h.Ready() == nil })
}

// fullForJudging takes visits but no judgements.
type fullForJudging struct {
	*storage.Store
	broken atomic.Bool
}

func (f *fullForJudging) Commit(ctx context.Context, j news.Judgement) (news.Committed, error) {
	if f.broken.Load() {
		return news.Committed{}, errors.New("no space left on device")
	}
	return f.Store.Commit(ctx, j)
}

// frail is a matcher that breaks on one item.
type frail struct{ *filter.Set }

func (f frail) Match(it *news.Item) []news.Hit {
	if strings.Contains(it.Title, "/1") {
		panic("broken")
	}
	return f.Set.Match(it)
}

func TestAnItemThatBreaksTheMatcherIsPassedOverAndCounted(t *testing.T) {
	h := newHouse(t, 3)
	plan := *h.plan.Load()
	plan.Rules = frail{plan.Rules.(*filter.Set)}
	h.plan.Store(&plan)
	h.start(t)
	eventually(t, "the other items judged", func() bool {
		got := h.totals(t)
		return got.Items == 3 && got.Hits == 2 && h.Stats().Unjudged.Load() == 1
	})
}

func TestJudgingAgainAfterAFenceMakesNoSecondHit(t *testing.T) {
	h := newHouse(t, 1)
	ctx := context.Background()
	item := news.Item{ID: news.ItemID("f", "1", "", "", ""), Feed: "f", Title: "corridor"}
	visit := news.Visit{State: news.FeedState{Feed: "f", LastCheck: noon}, Items: []news.Item{item}}
	if _, err := h.store.Accept(ctx, visit); err != nil {
		t.Fatal(err)
	}
	items, _, err := h.store.ItemsAfter(ctx, 0, judgeBatch)
	if err != nil {
		t.Fatal(err)
	}
	j := h.judgement(h.plan.Load(), 0, items, noon)
	if _, err := h.store.Commit(ctx, j); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.Commit(ctx, j); !errors.Is(err, news.ErrFenced) {
		t.Errorf("the second judge got %v", err)
	}
	if n, err := h.judge(ctx, map[string]bool{}); n != 0 || err != nil {
		t.Errorf("judged %d items again, %v", n, err)
	}
	if got := h.totals(t); got.Hits != 1 || got.Pending != 1 {
		t.Errorf("totals are %+v", got)
	}
}

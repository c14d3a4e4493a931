package monitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/news"
	"vedette/storage"
)

// push stores a pushed document.
func (w *world) push(t *testing.T, feed, contentType, body string) {
	t.Helper()
	_, err := w.store.AddPush(context.Background(), news.Push{Feed: feed, ContentType: contentType, Body: []byte(body), At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	w.Pushed()
}

func (w *world) waitingPushes(t *testing.T) int {
	t.Helper()
	list, _, err := w.store.Pushes(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// Behaviour 73: a push brings items and moves nothing of the polls.
func TestAPushedDocumentIsStoredAndJudgedAndMovesNoPoll(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.run(t, "a visit", func() bool { return w.totals(t).Items == 1 })
	before := w.state(t, "a")
	w.push(t, "a", "application/feed+json",
		`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"p","title":"The corridor, pushed","content_text":"x"}]}`)
	w.run(t, "a hit on what was pushed", func() bool { return w.totals(t).Hits == 2 && w.waitingPushes(t) == 0 })
	after := w.state(t, "a")
	if !after.NextCheck.Equal(before.NextCheck) || after.Checks != before.Checks || !after.LastCheck.Equal(before.LastCheck) {
		t.Errorf("the push changed the state from\n%+v to\n%+v", before, after)
	}
}

func TestWhatIsPushedCountsInTheFeedsPaceOnce(t *testing.T) {
	w := newWorld(t, feed("a"))
	shown := items("n", 10)
	w.answers(func(rw http.ResponseWriter, r *http.Request) { document(rw, shown...) })
	w.run(t, "a visit", func() bool { return w.state(t, "a").Checks == 1 })
	first := w.state(t, "a").Pace
	for n := range 3 {
		shown = append([]shownItem{item(fmt.Sprint("p", n))}, shown...)
		w.push(t, "a", "application/feed+json", jsonPage("", shown[:2]...)) // the one before, too
		w.run(t, "the push", func() bool { return w.waitingPushes(t) == 0 })
	}
	pushed := w.state(t, "a")
	if pushed.Pace.Rate <= first.Rate || pushed.Pace.Window != first.Window || pushed.Checks != 1 || !pushed.Pace.At.After(pushed.LastCheck) {
		t.Errorf("the pushes made %+v of %+v", pushed.Pace, first)
	}
	w.visitAgain(t, "a")
	if visited := w.state(t, "a"); visited.Pace.Rate > pushed.Pace.Rate || visited.Items != 13 {
		t.Errorf("the visit after, with nothing new, made %+v of %+v", visited.Pace, pushed.Pace)
	}
}

func TestAPushOfWhatAVisitFoundBehindARedirectIsNoNews(t *testing.T) {
	const doc = `<rss version="2.0"><channel><title>A</title><item><title>The corridor</title><link>/1</link></item></channel></rss>`
	w := newWorld(t, feed("a"))
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.Host == "a.example" {
			http.Redirect(rw, r, "http://b.example/rss", http.StatusFound)
			return
		}
		io.WriteString(rw, doc)
	})
	w.run(t, "a visit", func() bool { return w.totals(t).Items == 1 })
	w.push(t, "a", "application/rss+xml", doc)
	w.run(t, "the push is read", func() bool { return w.waitingPushes(t) == 0 })
	if n := w.totals(t).Items; n != 1 {
		t.Errorf("there are %d items", n)
	}
}

func TestAPushWithoutItemsMakesTheFeedDue(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.run(t, "a visit", func() bool { return w.totals(t).Items == 1 })
	w.change(t, "a", func(s *news.FeedState) { s.LastCheck = s.LastCheck.Add(-2 * pingGap) })
	w.push(t, "a", "", "")
	w.push(t, "a", "", "") // once more makes no difference
	w.run(t, "another visit", func() bool { return w.state(t, "a").Checks == 2 && w.waitingPushes(t) == 0 })
}

func TestAPushThatCannotBeReadIsDroppedAndCounted(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.push(t, "a", "text/html", "<p>Maintenance</p>")
	w.push(t, "nobody", "application/rss+xml", "<rss/>")
	w.run(t, "both are dropped", func() bool { return w.Stats().PushesDropped.Load() == 2 && w.waitingPushes(t) == 0 })
}

// torn is a store that cannot read one of its pushes any more.
type torn struct{ *storage.Store }

func (s torn) Pushes(ctx context.Context, limit int) ([]news.Push, []error, error) {
	list, _, err := s.Store.Pushes(ctx, limit)
	return list, []error{errors.New("record 7 of table pushes is damaged")}, err
}

func TestAPushThatTheStoreCannotReadHoldsUpNoOtherAndIsToldOnce(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.Monitor.store = torn{w.store}
	var said lockedBuffer
	w.Monitor.log = slog.New(slog.NewTextHandler(&said, nil))
	for range pushBatch + 1 {
		w.push(t, "a", "text/html", "<p>Maintenance</p>")
	}
	w.run(t, "the others are read", func() bool { return w.waitingPushes(t) == 0 })
	if n := strings.Count(said.String(), "record 7 of table pushes is damaged"); n != 1 {
		t.Errorf("it is told %d times", n)
	}
}

// tornFeed is a store in which something of one feed is damaged.
type tornFeed struct {
	*storage.Store
	feed        string
	state, item bool
}

func (s tornFeed) FeedState(ctx context.Context, feed string) (news.FeedState, error) {
	if s.state && feed == s.feed {
		return news.FeedState{}, fmt.Errorf("record %s of table feeds is %w", feed, news.ErrDamaged)
	}
	return s.Store.FeedState(ctx, feed)
}

func (s tornFeed) Accept(ctx context.Context, v news.Visit) (news.Accepted, error) {
	if s.item && v.Push != 0 && v.State.Feed == s.feed {
		return news.Accepted{}, fmt.Errorf("record of table items is %w", news.ErrDamaged)
	}
	return s.Store.Accept(ctx, v)
}

func TestAFeedWhoseRecordsAreDamagedHoldsUpNoOthersPushes(t *testing.T) {
	for name, torn := range map[string]tornFeed{"state": {state: true}, "item": {item: true}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, feed("a"), feed("b"))
			torn.Store, torn.feed = w.store, "a"
			w.Monitor.store = torn
			var said lockedBuffer
			w.Monitor.log = slog.New(slog.NewTextHandler(&said, nil))
			w.run(t, "a visit to each", func() bool { return w.totals(t).Items == 2 })
			const doc = `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"p","title":"The corridor, pushed","content_text":"x"}]}`
			w.push(t, "a", "application/feed+json", doc)
			if torn.state { // else nothing of it is asked for
				w.push(t, "a", "", "")
			}
			w.push(t, "b", "application/feed+json", doc)
			w.run(t, "the other is read", func() bool { return w.totals(t).Items == 3 && w.waitingPushes(t) == 0 })
			if dropped := w.Stats().PushesDropped.Load(); dropped == 0 || !strings.Contains(said.String(), "is damaged") {
				t.Errorf("%d are dropped; it is told\n%s", dropped, said.String())
			}
		})
	}
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

package monitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/news"
	"vedette/storage"
)

// library gives articles; it fails as often as it is told to.
type library struct {
	err  error
	asks chan string
}

func (l *library) Article(_ context.Context, _ fetch.Feed, link string) (string, error) {
	select {
	case l.asks <- link:
	default:
	}
	if l.err != nil {
		return "", l.err
	}
	return "The whole article about the middle corridor.", nil
}

// articleWorld has a feed that wants articles.
func articleWorld(t *testing.T, l *library) *world {
	t.Helper()
	l.asks = make(chan string, 100)
	f := feed("a")
	f.Fulltext = true
	w := newWorld(t, f)
	w.plan.Load().Articles = l
	w.answers(func(rw http.ResponseWriter, _ *http.Request) {
		document(rw, shownItem{ID: "1", URL: "http://a.example/1", Title: "A title", Text: "A summary."})
	})
	return w
}

func (w *world) item(t *testing.T, guid string) news.Item {
	t.Helper()
	it, _, err := w.store.Item(context.Background(), news.ItemID("a", guid, "", "", ""))
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		t.Fatal(err)
	}
	return it
}

func TestTheArticleOfANewItemIsReadAndJudged(t *testing.T) {
	w := articleWorld(t, &library{})
	w.run(t, "a hit in the article", func() bool { return w.totals(t).Hits == 1 })
	if got := w.item(t, "1").Article; got == "" {
		t.Error("the item has no article")
	}
	if _, ok, err := w.store.NextArticle(context.Background()); ok || err != nil {
		t.Errorf("it is wished for still: %v", err)
	}
}

func TestAnArticleThatFailsIsTriedAgainAndThenGivenUp(t *testing.T) {
	l := &library{err: errors.New("timeout")}
	w := articleWorld(t, l)
	ctx := context.Background()
	w.run(t, "a first failure", func() bool {
		next, ok, err := w.store.NextArticle(ctx)
		return err == nil && ok && time.Until(next) > 30*time.Second
	})
	for tries := 1; ; tries++ {
		next, ok, err := w.store.NextArticle(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			if tries != len(articleRetries)+1 || w.Stats().ArticlesDropped.Load() != 1 {
				t.Errorf("given up after %d tries", tries)
			}
			break
		}
		if wait := time.Until(next); wait < articleRetries[tries-1]-time.Minute || wait > articleRetries[tries-1] {
			t.Errorf("try %d is after %v", tries+1, wait)
		}
		jobs, _, err := w.store.DueArticles(ctx, next, 1, nil)
		if err != nil || len(jobs) != 1 {
			t.Fatal(jobs, err)
		}
		ticket{m: w.Monitor, plan: w.plan.Load(), key: "a", feed: &w.plan.Load().Feeds[0], job: &jobs[0]}.run(ctx)
	}
	if it := w.item(t, "1"); it.Article != "" || it.Title == "" {
		t.Errorf("the item is %+v", it)
	}
}

// tornItems is a store whose items cannot be read any more.
type tornItems struct{ *storage.Store }

func (s tornItems) FinishArticle(ctx context.Context, job news.ArticleJob, text string, again time.Time) error {
	if text != "" {
		return fmt.Errorf("record of table items is %w", news.ErrDamaged)
	}
	return s.Store.FinishArticle(ctx, job, text, again)
}

func TestAnArticleOfADamagedItemIsGivenUpAndHoldsNoHost(t *testing.T) {
	w := articleWorld(t, &library{})
	w.Monitor.store = tornItems{w.store}
	w.run(t, "the wish is given up", func() bool {
		_, there, err := w.store.NextArticle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return !there && w.Stats().StoreErrors.Load() == 1
	})
}

func TestAnArticleThatIsGoneIsNotTriedAgain(t *testing.T) {
	w := articleWorld(t, &library{err: &fetch.ArticleError{Permanent: true, Err: errors.New("404")}})
	w.run(t, "it is given up", func() bool { return w.Stats().ArticlesDropped.Load() == 1 })
	if _, ok, _ := w.store.NextArticle(context.Background()); ok {
		t.Error("it is wished for still")
	}
}

func TestARefusedArticleHoldsItsHostAsLongAsAskedOrSomeMinutes(t *testing.T) {
	for name, c := range map[string]struct {
		err  *fetch.ArticleError
		want time.Duration
	}{
		"with Retry-After":    {&fetch.ArticleError{Limited: true, RetryAfter: 2 * time.Hour, Err: errors.New("429")}, 2 * time.Hour},
		"without Retry-After": {&fetch.ArticleError{Limited: true, Err: errors.New("429")}, articleRefused},
		"another failure":     {&fetch.ArticleError{Err: errors.New("502")}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := articleWorld(t, &library{err: c.err})
			held := time.Time{}
			w.run(t, "a failure", func() bool {
				w.ask(context.Background(), func(ch *checks) { held = ch.queue.heldUntil("a.example", time.Now()) })
				return w.Stats().ArticlesFailed.Load() == 1 && (c.want == 0 || !held.IsZero())
			})
			if wait := time.Until(held); c.want > 0 && (wait > c.want || wait < c.want-time.Minute) {
				t.Errorf("held for %v, want %v", wait, c.want)
			}
			if holds, err := w.store.Holds(context.Background(), time.Now()); err != nil || (len(holds) == 1) != (c.want > 0) {
				t.Errorf("stored: %v, %v", holds, err)
			}
			if n := w.Stats().Holds.Load(); (n == 1) != (c.want > 0) {
				t.Errorf("%d holds are counted", n)
			}
		})
	}
}

func TestArticlesShareTheHostsSlotsAndHolds(t *testing.T) {
	l := &library{}
	w := articleWorld(t, l)
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if len(w.asked("b.example")) == 0 {
			http.Error(rw, "", http.StatusInternalServerError)
			return
		}
		document(rw, shownItem{ID: "1", URL: "http://b.example/1", Title: "A title", Text: "A summary."})
	})
	hold := news.HostHold{Host: "b.example", Until: time.Now().Add(time.Hour)}
	f := w.plan.Load().Feeds[0]
	visit := news.Visit{State: news.FeedState{Feed: "a", LastCheck: time.Now()}, Hold: hold, Articles: true,
		Items: []news.Item{{ID: news.ItemID("a", "1", "", "", ""), Feed: "a", GUID: "1", Title: "A title", Link: "http://www.b.example/1"}}}
	if _, err := w.store.Accept(context.Background(), visit); err != nil {
		t.Fatal(err)
	}
	w.run(t, "the article is in the queue", func() bool {
		waits := false
		w.ask(context.Background(), func(c *checks) { waits = len(c.jobs) == 1 && c.queue.lined == 1 })
		return waits
	})
	if len(l.asks) != 0 {
		t.Error("the article was asked for although its host wants to be left alone")
	}
	w.plan.Load().Feeds = nil // nobody wants it now
	_ = f
	w.run(t, "the article of a feed that is gone is dropped", func() bool { return w.Stats().ArticlesDropped.Load() == 1 })
}

func TestArticlesAreReadByTheClientOfTheVisits(t *testing.T) {
	f := feed("a")
	f.Fulltext = true
	w := newWorld(t, f)
	w.plan.Load().Articles = w.plan.Load().Fetcher.(*fetch.Client)
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/rss" {
			document(rw, shownItem{ID: "1", URL: "http://a.example/1", Title: "A title", Text: "A summary."})
			return
		}
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		sentence := "<p>The talks on the middle corridor went on for a third day, and both sides spoke of progress in their statements.</p>"
		_, _ = io.WriteString(rw, "<html><head><title>A title</title></head><body><article><h1>A title</h1>"+
			strings.Repeat(sentence, 12)+"</article></body></html>")
	})
	w.run(t, "a hit in the article", func() bool { return w.totals(t).Hits == 1 })
	if got := w.item(t, "1").Article; !strings.Contains(got, "spoke of progress") {
		t.Errorf("the article is %q", got)
	}
}

func TestAnOutageOfOurNetworkCostsNoArticleATry(t *testing.T) {
	w := articleWorld(t, &library{err: errors.New("no way leads there")})
	w.run(t, "a failure", func() bool { return w.Stats().ArticlesFailed.Load() == 1 })
	due := func() news.ArticleJob {
		jobs, _, err := w.store.DueArticles(context.Background(), time.Now().Add(time.Hour), 0, nil)
		if err != nil || len(jobs) != 1 {
			t.Fatalf("%d are due, %v", len(jobs), err)
		}
		return jobs[0]
	}
	w.network.begin(outageHosts)
	for _, host := range []string{"a", "b", "c"} {
		w.network.miss(host, host, true, time.Now(), time.Now())
	}
	job, plan := due(), w.plan.Load()
	ticket{m: w.Monitor, plan: plan, key: "a", host: "a.example", feed: &plan.Feeds[0], job: &job}.readArticle(context.Background())
	if got := due(); got.Tries != job.Tries || !got.Due.Equal(job.Due) {
		t.Errorf("after the outage it is %+v, before it was %+v", got, job)
	}
}

// wish stores items of feed "a" whose pages are wanted.
func (w *world) wish(t *testing.T, links ...string) {
	t.Helper()
	v := news.Visit{State: news.FeedState{Feed: "a", LastCheck: time.Now(), NextCheck: time.Now().Add(time.Hour)}, Articles: true}
	for _, link := range links {
		v.Items = append(v.Items, news.Item{ID: news.ItemID("a", link, "", "", ""), Feed: "a", GUID: link, Title: "A title", Link: link})
	}
	if _, err := w.store.Accept(context.Background(), v); err != nil {
		t.Fatal(err)
	}
}

func links(host string, n int) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("http://%s/%d", host, i))
	}
	return list
}

func TestTheArticlesOfAHeldOrSlowHostLeaveRoomForOthers(t *testing.T) {
	for name, held := range map[string]bool{"held": true, "slow": false} {
		t.Run(name, func(t *testing.T) {
			slow := &slowLibrary{library: library{asks: make(chan string, 100)}, host: "b.example"}
			w := articleWorld(t, &slow.library)
			w.plan.Load().Articles = slow
			w.wish(t, links("www.b.example", articlesInHand+5)...)
			w.wish(t, links("c.example", 2)...)
			if held {
				if err := w.store.KeepHold(context.Background(), news.HostHold{Host: "b.example", Until: time.Now().Add(time.Hour)}, time.Now()); err != nil {
					t.Fatal(err)
				}
			}
			most, want := 0, articlesPerHost
			if held {
				want = 1
			}
			w.run(t, "the articles of the other host", func() bool {
				w.ask(context.Background(), func(c *checks) { most = max(most, c.crowd(time.Now()).at["b.example"]) })
				read := 0
				for _, link := range links("c.example", 2) {
					if w.item(t, link).Article != "" {
						read++
					}
				}
				return read == 2
			})
			if most != want {
				t.Errorf("the queue had %d articles of the host, want %d", most, want)
			}
		})
	}
}

// slowLibrary never comes to an end with a host's articles.
type slowLibrary struct {
	library
	host string
}

func (l *slowLibrary) Article(ctx context.Context, f fetch.Feed, link string) (string, error) {
	if news.HostOf(link) == l.host {
		<-ctx.Done()
		return "", ctx.Err()
	}
	return l.library.Article(ctx, f, link)
}

func TestAllArticlesOfAHostAreReadInTheEnd(t *testing.T) {
	w := articleWorld(t, &library{})
	const all = articlesPerHost + 7
	w.wish(t, links("b.example", all)...)
	w.run(t, "all are read", func() bool {
		for _, link := range links("b.example", all) {
			if w.item(t, link).Article == "" {
				return false
			}
		}
		return true
	})
}

func TestArticlesThatNobodyWantsTakeNoRoom(t *testing.T) {
	w := articleWorld(t, &library{})
	w.wish(t, links("b.example", 1)...)
	v := news.Visit{State: news.FeedState{Feed: "former", LastCheck: time.Now().Add(-time.Hour)}, Articles: true}
	for _, link := range links("b.example", 3*articlesPerHost) {
		v.Items = append(v.Items, news.Item{ID: news.ItemID("former", link, "", "", ""), Feed: "former", GUID: link, Title: "A title", Link: link})
	}
	if _, err := w.store.Accept(context.Background(), v); err != nil {
		t.Fatal(err)
	}
	w.run(t, "the article that is wanted, and none of the others", func() bool {
		_, left, err := w.store.NextArticle(context.Background())
		return err == nil && !left && w.Stats().ArticlesDropped.Load() == 3*articlesPerHost && w.item(t, links("b.example", 1)[0]).Article != ""
	})
}

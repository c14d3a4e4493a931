package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
	"vedette/storage"
)

const takeOverConfig = `
storage: {path: %q}
web: {address: "127.0.0.1:0"}
network: {allow: [127.0.0.1]}
fetch: {host_gap: 0s}
feeds: [%s]
rules: [{name: corridor, query: corridor}]
`

// An added feed is written into the configuration under another id, at a reload
// and at a start.
func TestAFeedThatMovesIntoTheConfigurationIsNotToldOfAgain(t *testing.T) {
	for _, way := range []string{"reload", "start"} {
		t.Run(way, func(t *testing.T) {
			var shown atomic.Int32
			shown.Store(3)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprint(w, `<rss version="2.0"><channel><title>T</title>`)
				for n := shown.Load(); n > 0; n-- {
					fmt.Fprintf(w, `<item><guid isPermaLink="false">%d</guid><title>The corridor, part %d</title></item>`, n, n)
				}
				fmt.Fprint(w, `</channel></rss>`)
			}))
			t.Cleanup(server.Close)
			store := filepath.Join(t.TempDir(), "vedette.db")
			before := fmt.Sprintf(takeOverConfig, store, `{name: Other, url: "http://127.0.0.1:1/rss", every: 1h}`)
			after := fmt.Sprintf(takeOverConfig, store, fmt.Sprintf(`{name: In the file, url: %q, every: 1h}`, server.URL))
			hits := func(p *program) (feeds []string) {
				found, err := p.store.Hits(t.Context(), news.HitQuery{})
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range found {
					feeds = append(feeds, f.Item.Feed)
				}
				return feeds
			}
			t.Run("before", func(t *testing.T) { // the daemon runs as long as this test
				first, path, _ := startDaemon(t, before)
				if _, err := first.sources().Add(t.Context(), news.AddedFeed{Name: "Added", URL: server.URL}); err != nil {
					t.Fatal(err)
				}
				waitFor(t, "hits on what the added feed shows", func() bool { return len(hits(first)) == 3 })
				if way == "reload" {
					writeFile(t, path, after)
					first.Reload(path)
					tellOneMore(t, first, &shown, hits)
				}
			})
			if way == "start" {
				second, _, _ := startDaemon(t, after)
				tellOneMore(t, second, &shown, hits)
			}
		})
	}
}

// What a visit of the added feed brings that is under way at the reload is told once.
func TestAVisitThatIsUnderWayAtAReloadIsKnownToTheFeedThatTakesOver(t *testing.T) {
	var visits atomic.Int32
	came, letGo := make(chan struct{}), make(chan struct{})
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := visits.Add(1)
		if n == 2 {
			close(came)
			<-letGo
		}
		fmt.Fprint(w, `<rss version="2.0"><channel><title>T</title>`)
		for n := min(n, 2); n > 0; n-- {
			fmt.Fprintf(w, `<item><guid isPermaLink="false">%d</guid><title>The corridor, part %d</title></item>`, n, n)
		}
		fmt.Fprint(w, `</channel></rss>`)
	}))
	t.Cleanup(site.Close)
	store := filepath.Join(t.TempDir(), "vedette.db")
	p, path, _ := startDaemon(t, fmt.Sprintf(takeOverConfig, store, `{name: Other, url: "http://127.0.0.1:1/rss", every: 1h}`))
	added, err := p.sources().Add(t.Context(), news.AddedFeed{Name: "Added", URL: site.URL})
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the first visit", func() bool {
		totals, err := p.store.Totals(t.Context())
		return err == nil && totals.Items == 1
	})
	go p.sources().Check(t.Context(), added.ID)
	<-came
	writeFile(t, path, fmt.Sprintf(takeOverConfig, store, fmt.Sprintf(`{name: In the file, url: %q, every: 1h}`, site.URL)))
	reloaded := make(chan struct{})
	go func() { p.Reload(path); close(reloaded) }()
	time.Sleep(50 * time.Millisecond) // the reload has time to be wrong
	close(letGo)
	<-reloaded
	waitFor(t, "a visit of the feed of the file", func() bool {
		checked, err := p.sources().Check(t.Context(), "in-the-file")
		return err == nil && (checked.Result == news.CheckRead || checked.Result == news.CheckUnchanged)
	})
	if totals, err := p.store.Totals(t.Context()); err != nil || totals.Items != 2 {
		t.Errorf("%d items are stored, want 2 (%v)", totals.Items, err)
	}
}

// damage breaks a record of a store that nobody holds.
func damage(t *testing.T, path, table, key string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(table))
		bad := append([]byte(nil), b.Get([]byte(key))...)
		bad[len(bad)-1] ^= 1
		return b.Put([]byte(key), bad)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// withFeed makes a store with an added feed that was visited.
func withFeed(t *testing.T, address string, items ...news.Item) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "vedette.db")
	store, err := storage.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.AddFeeds(t.Context(), []news.AddedFeed{{ID: "added", Name: "Added", URL: address}})
	if err == nil {
		_, err = store.Accept(t.Context(), news.Visit{Items: items, State: news.FeedState{Feed: "added", Address: address, Status: 200}})
	}
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// damagedFeed makes a store with an added feed whose state is damaged.
func damagedFeed(t *testing.T, address string) (path string) {
	t.Helper()
	path = withFeed(t, address)
	damage(t, path, "feeds", "added")
	return path
}

// An added feed is taken over, and not told again, though its state and what it has
// shown are damaged; the log tells of the damage.
func TestAnAddedFeedThatIsDamagedIsTakenOver(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<rss version="2.0"><channel><title>T</title><item><guid isPermaLink="false">1</guid><title>The corridor</title></item></channel></rss>`)
	}))
	t.Cleanup(site.Close)
	store := withFeed(t, site.URL, news.Item{ID: news.ItemID("added", "1", "", "", ""), Feed: "added", GUID: "1", Title: "The corridor"})
	damage(t, store, "feeds", "added")
	damage(t, store, "seen", "added")
	p, _, log := startDaemon(t, fmt.Sprintf(takeOverConfig, store, fmt.Sprintf(`{name: In the file, url: %q, every: 1h}`, site.URL)))
	waitFor(t, "a visit of the feed of the file", func() bool {
		checked, err := p.sources().Check(t.Context(), "in-the-file")
		return err == nil && checked.Result == news.CheckRead
	})
	if totals, err := p.store.Totals(t.Context()); err != nil || totals.Items != 1 {
		t.Errorf("%d items are stored, want 1 (%v)", totals.Items, err)
	}
	if got := log.String(); !strings.Contains(got, "its feed takes over") || !strings.Contains(got, "of an added feed's visits is damaged") {
		t.Errorf("it is told:\n%s", got)
	}
}

// What the feed of the file has shown itself is not replaced but by its visit.
func TestAFeedThatCannotTakeOverKeepsTheDaemonFromNothing(t *testing.T) {
	const address = "http://127.0.0.1:1/rss"
	path := withFeed(t, address)
	store, err := storage.Open(path)
	if err == nil {
		_, err = store.Accept(t.Context(), news.Visit{Items: []news.Item{{ID: "1", Feed: "in-the-file"}}, State: news.FeedState{Feed: "in-the-file"}})
	}
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
	damage(t, path, "seen", "in-the-file")
	p, config, log := startDaemon(t, fmt.Sprintf(takeOverConfig, path, fmt.Sprintf(`{name: In the file, url: %q, every: 1h}`, address)))
	p.Reload(config)
	if got := log.String(); strings.Count(got, "cannot take over") != 2 || !strings.Contains(got, "new configuration taken up") {
		t.Errorf("it is told:\n%s", got)
	}
	if _, err := p.sources().Check(t.Context(), "in-the-file"); err != nil {
		t.Errorf("the feed of the file: %v", err)
	}
}

// tellOneMore has the feed show something new, and wants a hit on that alone.
func tellOneMore(t *testing.T, p *program, shown *atomic.Int32, hits func(*program) []string) {
	t.Helper()
	shown.Store(4)
	waitFor(t, "the feed of the file in the plan", func() bool {
		_, err := p.sources().Check(t.Context(), "in-the-file")
		return err == nil
	})
	waitFor(t, "a hit on what is new", func() bool { return len(hits(p)) > 3 })
	if got := strings.Join(hits(p), " "); got != "in-the-file added added added" {
		t.Errorf("there are hits on %s", got)
	}
	if totals, err := p.store.Totals(t.Context()); err != nil || totals.Items != 4 {
		t.Errorf("%d items are stored, want 4 (%v)", totals.Items, err)
	}
	if added, err := p.store.AddedFeeds(t.Context()); err != nil || len(added) != 0 {
		t.Errorf("still added: %v, %v", added, err)
	}
	notices, err := p.store.Notices(t.Context(), news.NoticeQuery{Feed: "in-the-file"})
	if err != nil || len(notices) != 0 {
		t.Errorf("notices: %+v, %v", notices, err)
	}
}

// Records of added feeds that are damaged keep neither the daemon from starting
// nor a feed that was visited from being visited, and people see them.
func TestTheRecordOfAnAddedFeedThatIsDamagedIsToldAndTheFeedIsVisited(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<rss version="2.0"><channel><title>T</title><item><guid>1</guid><title>The corridor</title></item></channel></rss>`)
	}))
	t.Cleanup(site.Close)
	path := filepath.Join(t.TempDir(), "vedette.db")
	store, err := storage.Open(path)
	if err == nil {
		_, err = store.AddFeeds(t.Context(), []news.AddedFeed{{ID: "seen", Name: "Seen", URL: site.URL}, {ID: "fresh", Name: "Fresh", URL: site.URL + "/fresh"}})
	}
	if err == nil {
		_, err = store.Accept(t.Context(), news.Visit{State: news.FeedState{Feed: "seen", Address: site.URL, Status: 200},
			Hold: news.HostHold{Host: "h.example", Until: time.Now().Add(time.Hour)}})
	}
	if err == nil {
		err = store.PutSubscription(t.Context(), news.Subscription{Token: "token", Feed: "seen"})
	}
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
	damage(t, path, "holds", "h.example")
	damage(t, path, "subscriptions", "token")
	damage(t, path, "added", "seen")
	damage(t, path, "added", "fresh")
	config := filepath.Join(t.TempDir(), "config.yaml")
	text := fmt.Sprintf(takeOverConfig, path, `{name: Other, url: "http://127.0.0.1:1/rss", every: 1h}`)
	writeFile(t, config, text)
	told := vedette(t, 0, "--config", config, "feeds")
	for _, want := range []string{"note: feed fresh: what was stored when it was added cannot be read", "table added is damaged", "vedette feeds remove seen"} {
		if !strings.Contains(strings.Join(strings.Fields(told), " "), want) {
			t.Errorf("`vedette feeds` does not say %q:\n%s", want, told)
		}
	}
	vedette(t, 0, "--config", config, "feeds", "show", "fresh")
	p, _, log := startDaemon(t, text)
	waitFor(t, "a visit to the feed", func() bool {
		state, err := p.store.FeedState(t.Context(), "seen")
		return err == nil && state.Items == 1 && state.Damaged != ""
	})
	if got := log.String(); strings.Count(got, "an added feed is damaged in the store") != 2 || !strings.Contains(got, "table holds is damaged") ||
		!strings.Contains(got, "table subscriptions is damaged") {
		t.Errorf("it is told:\n%s", got)
	}
	again := news.AddedFeed{ID: "fresh", Name: "Fresh", URL: site.URL + "/fresh"}
	if _, err := p.sources().Add(t.Context(), again); !errors.Is(err, news.ErrExists) || !strings.Contains(err.Error(), "vedette feeds remove fresh") {
		t.Errorf("it was added over the damaged one: %v", err)
	}
	if err := p.sources().Remove(t.Context(), "fresh"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.sources().Add(t.Context(), again); err != nil {
		t.Errorf("it is not added again: %v", err)
	}
}

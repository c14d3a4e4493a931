package monitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/alert"
	"vedette/fetch"
	"vedette/filter"
	"vedette/guard/guardtest"
	"vedette/news"
	"vedette/schedule"
	"vedette/secret"
	"vedette/storage"
)

// world is a line over a real store in a world of its own: every host name
// leads to one real server, which answers as the test says, and the network
// may be switched off.
type world struct {
	*Monitor
	store  *storage.Store
	path   string       // of the store
	alerts alert.Config // who is told
	server *httptest.Server
	off    atomic.Bool
	// transport makes all requests.
	transport *http.Transport

	mu       sync.Mutex
	answer   func(http.ResponseWriter, *http.Request)
	requests []request
	told     []string // what the webhook got
}

// request is one that the server got.
type request struct {
	at          time.Time
	host, path  string
	conditional bool
}

func newWorld(t *testing.T, feeds ...fetch.Feed) *world {
	t.Helper()
	w := &world{answer: func(rw http.ResponseWriter, r *http.Request) { document(rw, item(r.Host+"-1")) }}
	w.server = httptest.NewServer(w)
	t.Cleanup(w.server.Close)
	hook := httptest.NewServer(http.HandlerFunc(w.take))
	t.Cleanup(hook.Close)
	w.path = filepath.Join(t.TempDir(), "test.db")
	t.Cleanup(func() {
		if err := errors.Join(w.store.Check(context.Background()), w.store.Close()); err != nil {
			t.Errorf("the store: %v", err)
		}
	})
	w.alerts = alert.Config{
		Guard:     guardtest.Loopback(),
		Receivers: []alert.Receiver{{Name: "hook", Webhook: &alert.Webhook{URL: secret.Text(hook.URL)}}},
		Routes:    []alert.Route{{Receiver: "hook", GroupWait: schedule.Duration(time.Millisecond)}},
	}
	routes, problems := alert.NewRoutes(w.alerts)
	rules, more := filter.Compile(filter.Config{Rules: []filter.Rule{{Name: "corridor", Query: "corridor"}}})
	if err := append(problems, more...).Err(); err != nil {
		t.Fatal(err)
	}
	w.open(t, &Plan{Feeds: feeds, Every: time.Hour, Concurrency: 8, Fetcher: w.client(t), Rules: rules, Routes: routes, Publisher: noFiles{}})
	return w
}

// open makes the line over the store's file.
func (w *world) open(t *testing.T, plan *Plan) {
	t.Helper()
	var err error
	if w.store, err = storage.Open(w.path); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	w.Monitor = New(w.store, alert.NewSender(w.store, w.alerts, "test", log), plan, log)
}

// rework changes the store's file while nobody holds it, and has a new line go on
// with that.
func (w *world) rework(t *testing.T, do func(*bolt.Tx) error) {
	t.Helper()
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bolt.Open(w.path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(do), db.Close()); err != nil {
		t.Fatal(err)
	}
	w.open(t, w.plan.Load())
}

// damage breaks a record.
func (w *world) damage(t *testing.T, table, key string) {
	t.Helper()
	w.rework(t, func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(table))
		bad := append([]byte(nil), b.Get([]byte(key))...)
		bad[len(bad)-1] ^= 1
		return b.Put([]byte(key), bad)
	})
}

// client reaches the one server under every name.
func (w *world) client(t *testing.T) *fetch.Client {
	client := fetch.NewClient(fetch.Config{}, guardtest.Loopback())
	w.transport = &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		if w.off.Load() {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("network is unreachable")}
		}
		return (&net.Dialer{}).DialContext(ctx, network, w.server.Listener.Addr().String())
	}}
	client.Transport = w.transport
	t.Cleanup(w.transport.CloseIdleConnections)
	return client
}

// switchOff takes the network away.
func (w *world) switchOff() {
	w.off.Store(true)
	w.transport.CloseIdleConnections()
}

func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.requests = append(w.requests, request{time.Now(), r.Host, r.URL.Path, r.Header.Get("If-None-Match") != ""})
	answer := w.answer
	w.mu.Unlock()
	answer(rw, r)
}

// answers changes what the server answers.
func (w *world) answers(f func(http.ResponseWriter, *http.Request)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer = f
}

// asked gives the requests for a host so far.
func (w *world) asked(host string) []request {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []request
	for _, r := range w.requests {
		if r.host == host {
			list = append(list, r)
		}
	}
	return list
}

func (w *world) take(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, string(body))
}

// delivered tells whether the receiver was told of something.
func (w *world) delivered(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Contains(strings.Join(w.told, "\n"), text)
}

// run runs the line until something is so.
func (w *world) run(t *testing.T, what string, until func() bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	eventually(t, what, until)
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

func (w *world) state(t *testing.T, feed string) news.FeedState {
	t.Helper()
	state, err := w.store.FeedState(context.Background(), feed)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// change writes a feed's state anew, as a test needs it.
func (w *world) change(t *testing.T, feed string, change func(*news.FeedState)) {
	t.Helper()
	state := w.state(t, feed)
	change(&state)
	if _, err := w.store.Accept(context.Background(), news.Visit{State: state}); err != nil {
		t.Fatal(err)
	}
}

// overdue makes a feed due.
func (w *world) overdue(t *testing.T, feed string) {
	t.Helper()
	w.change(t, feed, func(s *news.FeedState) { s.NextCheck = time.Now().Add(-time.Second) })
}

func (w *world) totals(t *testing.T) news.Totals {
	t.Helper()
	totals, err := w.store.Totals(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return totals
}

func (w *world) notices(t *testing.T) []news.Notice {
	t.Helper()
	list, err := w.store.Notices(context.Background(), news.NoticeQuery{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// feed is one on a host of its own.
func feed(name string) fetch.Feed {
	return fetch.Feed{Name: name, URL: "http://" + name + ".example/rss"}
}

// shownItem is an item of a JSON Feed.
type shownItem struct {
	ID    string `json:"id"`
	URL   string `json:"url,omitempty"`
	Title string `json:"title"`
	Text  string `json:"content_text"`
	Date  string `json:"date_published,omitempty"`
}

func item(id string) shownItem {
	return shownItem{ID: id, URL: "http://news.example/" + id, Title: "The corridor, " + id, Text: "Words of " + id + ".",
		Date: time.Now().Add(-time.Minute).UTC().Format(time.RFC3339)}
}

func items(prefix string, n int) []shownItem {
	var list []shownItem
	for i := range n {
		list = append(list, item(fmt.Sprint(prefix, i)))
	}
	return list
}

// document answers with a feed.
func document(w http.ResponseWriter, items ...shownItem) { page(w, "", items...) }

// page answers with a feed that names an older document.
func page(w http.ResponseWriter, older string, items ...shownItem) {
	w.Header().Set("Content-Type", "application/feed+json")
	_ = json.NewEncoder(w).Encode(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": "t", "next_url": older, "items": items})
}

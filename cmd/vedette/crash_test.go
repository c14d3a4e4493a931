package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vedette/news"
	"vedette/storage"
)

// The size of the crash test: the program is killed kills times, while feeds
// show known items one after the other.
const (
	kills        = 44
	crashFeeds   = 5
	itemsPerFeed = 40
)

// TestKilledAtRandomNothingIsLostOrTwice kills the real program at random
// moments while feeds serve known items and a receiver answers 503 now and
// then, and then proves: every item is stored once, every hit judged once,
// every alert delivered at least once under one id with one content, and
// repeats are no more than the sends that were in flight at a kill.
func TestKilledAtRandomNothingIsLostOrTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some 30 s")
	}
	t.Parallel()
	dir := t.TempDir()
	binary := buildBinary(t, dir)
	site := httptest.NewServer(newCrashSite())
	defer site.Close()
	hook := &crashHook{bodies: map[string][32]byte{}, taken: map[string]int{}}
	receiver := httptest.NewServer(hook)
	defer receiver.Close()
	path := filepath.Join(dir, "config.yaml")
	writeFile(t, path, crashConfig(site.URL, receiver.URL))

	for range kills {
		run := startProgram(t, binary, path)
		time.Sleep(time.Duration(rand.IntN(500)) * time.Millisecond)
		run.kill(t)
	}
	run := startProgram(t, binary, path)
	run.untilQuiet(t, path)
	run.stop(t)

	proveLedger(t, filepath.Join(dir, "vedette.db"), hook)
}

// crashConfig asks for everything at once: feeds every second, two receivers,
// no waiting.
func crashConfig(site, hook string) string {
	var b strings.Builder
	b.WriteString("web: {address: \"127.0.0.1:0\"}\nnetwork: {allow: [127.0.0.1]}\nfetch: {host_gap: 0s}\nfeeds:\n")
	for n := range crashFeeds {
		fmt.Fprintf(&b, "  - {name: feed-%d, url: \"%s/%d\", language: en, every: 1s}\n", n, site, n)
	}
	fmt.Fprintf(&b, `rules:
  - {name: corridor, query: corridor}
  - {name: sanctions, query: '"section 907"'}
receivers:
  - {name: one, webhook: {url: "%[1]s/one"}}
  - {name: two, webhook: {url: "%[1]s/two"}}
routes:
  - {receiver: one, group_by: [rule, feed], group_wait: 100ms, continue: true}
  - {receiver: two, group_wait: 50ms}
`, hook)
	return b.String()
}

// crashSite shows one item more of each feed every 300 ms or so, and never
// takes one away.
type crashSite struct{ start time.Time }

func newCrashSite() *crashSite { return &crashSite{start: time.Now()} }

func (s *crashSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	shown := min(itemsPerFeed, int(time.Since(s.start)/(300*time.Millisecond))+1)
	tag := fmt.Sprintf(`"%s-%d"`, r.URL.Path, shown)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	fmt.Fprint(w, `<rss version="2.0"><channel><title>t</title><link>http://x</link><description>d</description>`)
	for n := range shown {
		fmt.Fprintf(w, `<item><guid isPermaLink="false">%s/%d</guid><title>%s</title></item>`, r.URL.Path, n, crashTitle(n))
	}
	fmt.Fprint(w, `</channel></rss>`)
}

// crashTitle makes every second item hit one rule and every fourth both.
func crashTitle(n int) string {
	switch n % 4 {
	case 0:
		return fmt.Sprintf("Corridor talks and Section 907, part %d", n)
	case 2:
		return fmt.Sprintf("Corridor talks, part %d", n)
	}
	return fmt.Sprintf("Weather, part %d", n)
}

// wantedHits is what the rules make of all items of all feeds.
const wantedHits = crashFeeds * (itemsPerFeed/2 + itemsPerFeed/4)

// crashHook is the receiver: it takes its time, so that kills meet sends in
// flight, answers 503 to the first try of every fourth alert, and keeps what
// it took.
type crashHook struct {
	mu       sync.Mutex
	requests int
	bodies   map[string][32]byte // by id: the content of its first try
	taken    map[string]int      // by id: how often it was answered 200
	changed  []string            // ids that came with another content
}

func (h *crashHook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender died in the middle
	}
	id := r.Header.Get("webhook-id")
	if !h.take(id, sha256.Sum256(body)) {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
}

// take keeps a delivery, unless it is one that is to come again.
func (h *crashHook) take(id string, sum [32]byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests++
	first, known := h.bodies[id]
	if known && first != sum {
		h.changed = append(h.changed, id)
	}
	h.bodies[id] = sum
	if !known && len(h.bodies)%4 == 0 {
		return false
	}
	h.taken[id]++
	return true
}

// proveLedger reads the store that the kills have left.
func proveLedger(t *testing.T, path string, hook *crashHook) {
	ctx := context.Background()
	store, err := storage.OpenExisting(path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Check(ctx); err != nil {
		t.Errorf("the store is damaged: %v", err)
	}
	items, err := store.Items(ctx, news.ItemQuery{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	proveItems(t, items)
	found, err := store.Hits(ctx, news.HitQuery{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != wantedHits {
		t.Errorf("%d hits, want %d", len(found), wantedHits)
	}
	alerts, err := store.Alerts(ctx, news.AlertQuery{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	proveAlerts(t, found, alerts, hook)
	cutOff := countCutOff(t, store, alerts)
	repeats := 0
	for _, n := range hook.taken {
		repeats += n - 1
	}
	t.Logf("%d kills, %d items, %d hits, %d alerts, %d requests; %d sends cut off, %d repeats",
		kills, len(items), len(found), len(alerts), hook.requests, cutOff, repeats)
	if repeats > cutOff {
		t.Errorf("%d alerts were repeated, but only %d sends were in flight at a kill", repeats, cutOff)
	}
	const receivers = 2 // each is sent one alert at a time
	if cutOff > kills*receivers {
		t.Errorf("%d sends were in flight at %d kills", cutOff, kills)
	}
}

func proveItems(t *testing.T, items []news.Item) {
	seen := map[string]int{}
	for _, it := range items {
		seen[it.GUID]++
		if it.Revision != 0 {
			t.Errorf("item %s has revision %d, but never changed", it.GUID, it.Revision)
		}
	}
	for feed := range crashFeeds {
		for n := range itemsPerFeed {
			if guid := fmt.Sprintf("/%d/%d", feed, n); seen[guid] != 1 {
				t.Errorf("item %s is stored %d times", guid, seen[guid])
			}
		}
	}
	if len(items) != crashFeeds*itemsPerFeed {
		t.Errorf("%d items, want %d", len(items), crashFeeds*itemsPerFeed)
	}
}

// proveAlerts checks that each hit is told to each receiver by exactly one
// alert, and that each alert was taken under its id with one content.
func proveAlerts(t *testing.T, found []news.Finding, alerts []news.Alert, hook *crashHook) {
	told := map[string]int{}
	for _, a := range alerts {
		if a.State != news.Delivered {
			t.Errorf("alert %s is %s: %s", a.ID, a.State, a.LastError)
		}
		if hook.taken[a.ID] == 0 {
			t.Errorf("alert %s never reached its receiver", a.ID)
		}
		for _, hit := range a.Hits {
			told[a.Receiver+" "+hit]++
		}
	}
	for _, f := range found {
		for _, receiver := range []string{"one", "two"} {
			if n := told[receiver+" "+f.Hit.ID]; n != 1 {
				t.Errorf("hit %s is in %d alerts to %s", f.Hit.ID, n, receiver)
			}
		}
	}
	if len(hook.changed) > 0 {
		t.Errorf("alerts came again with another content: %v", hook.changed)
	}
	if len(hook.taken) != len(alerts) {
		t.Errorf("%d ids were delivered, but there are %d alerts", len(hook.taken), len(alerts))
	}
}

// countCutOff counts the tries that have no result: those in flight at a kill.
func countCutOff(t *testing.T, store *storage.Store, alerts []news.Alert) int {
	n := 0
	for _, a := range alerts {
		tries, err := store.Attempts(context.Background(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range tries {
			if at.Result == "" {
				n++
			}
		}
	}
	return n
}

// buildBinary builds the program as a user would.
func buildBinary(t testing.TB, dir string) string {
	t.Helper()
	binary := filepath.Join(dir, "vedette")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// running is the program under test.
type running struct {
	cmd *exec.Cmd
	log *logBuffer
	url string
}

// logBuffer keeps what the program logs while the test reads it.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func startProgram(t *testing.T, binary, config string) *running {
	t.Helper()
	r := &running{log: &logBuffer{}}
	r.cmd = exec.Command(binary, "run", "--config", config, "--log-format", "json")
	r.cmd.Stderr = r.log
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *running) kill(t *testing.T) {
	t.Helper()
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatalf("%v\n%s", err, r.log)
	}
	_ = r.cmd.Wait() // it says "killed"
	if status := r.cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() {
		t.Fatalf("the program ended by itself: %v\n%s", r.cmd.ProcessState, r.log)
	}
}

// untilQuiet waits until everything was stored, judged and delivered, asking
// the running program through its own command line.
func (r *running) untilQuiet(t *testing.T, config string) {
	t.Helper()
	const patience = 90 * time.Second // retries wait 2 s, then 10 s
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		totals := r.totals(t)
		if totals.Items == crashFeeds*itemsPerFeed && totals.Hits == wantedHits && totals.Pending == 0 {
			return
		}
	}
	t.Fatalf("not quiet after %s: %+v", patience, r.totals(t))
}

// totals asks the page of the running program, whose port is in its log.
func (r *running) totals(t *testing.T) (totals news.Totals) {
	t.Helper()
	if r.url == "" {
		var line struct{ Page string }
		first, _, _ := strings.Cut(r.log.String(), "\n")
		if json.Unmarshal([]byte(first), &line) != nil || line.Page == "" {
			return totals
		}
		r.url = line.Page
	}
	resp, err := http.Get(r.url + "/api/v1/totals")
	if err != nil {
		t.Fatalf("%v\n%s", err, r.log)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&totals); err != nil {
		t.Fatal(err)
	}
	return totals
}

// stop asks the program to end and wants it to end cleanly.
func (r *running) stop(t *testing.T) {
	t.Helper()
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Wait(); err != nil {
		t.Fatalf("did not end cleanly: %v\n%s", err, r.log)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

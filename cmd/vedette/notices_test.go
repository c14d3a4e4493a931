package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/config"
	"vedette/news"
	"vedette/storage"
)

const noticesConfig = `
web: {address: "%s"}
network: {allow: [127.0.0.1]}
feeds: [{name: One, url: "http://127.0.0.1:1/rss", every: 1h}]
rules: [{name: first, query: corridor}]
receivers: [{name: hook, webhook: {url: "%s"}}]
routes: [{receiver: hook, group_wait: 1ms}]
`

// vedette runs a command line and gives what it prints.
func vedette(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := execute(t.Context(), args, streams{in: strings.NewReader(""), out: &out, err: &errs}); code != want {
		t.Fatalf("%v: exit code %d, want %d: %s", args, code, want, errs.String())
	}
	return out.String() + errs.String()
}

// acceptNotice stores a visit that found a feed broken, with its alert.
func acceptNotice(t *testing.T, path string, n news.Notice) {
	t.Helper()
	loaded, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(loaded.Config.Storage.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	_, err = store.Accept(t.Context(), news.Visit{
		State:   news.FeedState{Feed: "one", LastCheck: n.At, NextCheck: time.Now().Add(time.Hour), Failures: 3},
		Notices: []news.Notice{n}, Alerts: loaded.Routes.RouteNotice(n, n.At),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A notice that a visit made is listed, goes out, and is shown with its alert,
// by the store and by the daemon.
func TestANoticeIsListedSentAndShown(t *testing.T) {
	posts := make(chan []byte, 1)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		posts <- body
	}))
	defer hook.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	text := fmt.Sprintf(noticesConfig, free.Addr(), hook.URL)
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, text)
	at := time.Now().UTC().Truncate(time.Second)
	n := news.Notice{ID: news.NoticeID(news.Broken, "one", at), Kind: news.Broken, Feed: "one", Source: "One", Severity: news.High,
		At: at, Title: "One has been failing for 3 hours", Text: "Look at the site."}
	acceptNotice(t, path, n)

	listed := func(path string) {
		t.Helper()
		want := when(at) + "  high      broken  one   One has been failing for 3 hours\n"
		if got := vedette(t, 0, "notices", "-c", path); !strings.Contains(got, want) {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		var got news.Notice
		if err := json.Unmarshal([]byte(vedette(t, 0, "notices", "--json", "--feed", "one", "--kind", "broken", "-c", path)), &got); err != nil || got.ID != n.ID || got.Seq != 1 {
			t.Errorf("got %+v, %v", got, err)
		}
		if got := vedette(t, 0, "notices", "--kind", "gone", "-c", path); got != "no notices\n" {
			t.Errorf("got %q", got)
		}
	}
	listed(path)
	vedette(t, exitUsage, "notices", "--kind", "lost", "-c", path)
	vedette(t, exitUsage, "notices", "-n", "0", "-c", path)

	loaded, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	// The daemon has a configuration of its own that names the same store.
	_, daemon, _ := startDaemon(t, text+fmt.Sprintf("storage: {path: %q}\n", loaded.Config.Storage.Path))
	if body := <-posts; !strings.Contains(string(body), `"hits":[],"notices":[{"id":"`+n.ID) {
		t.Errorf("the webhook got %s", body)
	}
	listed(daemon)
	var a news.Alert
	waitFor(t, "the delivery in the ledger", func() bool {
		out := vedette(t, 0, "alerts", "list", "--json", "-c", daemon)
		a = news.Alert{}
		return json.Unmarshal([]byte(out), &a) == nil && a.State == news.Delivered && strings.Contains(out, `"hits":[]`)
	})
	shown := vedette(t, 0, "alerts", "show", a.ID, "-c", daemon)
	if !strings.Contains(shown, "One has been failing") || strings.Contains(shown, "RULE") || !strings.Contains(shown, "200 OK") {
		t.Errorf("got\n%s", shown)
	}
	if out := vedette(t, 0, "alerts", "show", "--json", a.ID, "-c", daemon); !strings.Contains(out, `"hits":[],"notices":[{"id":"`+n.ID) {
		t.Errorf("got %s", out)
	}
}

package main

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"vedette/news"
	"vedette/storage"
)

// Completion offers the feeds that were added, and without them those of the
// configuration when nobody answers who could name them.
func TestFeedsAreCompletedWithoutAnAnswerToo(t *testing.T) {
	dir := t.TempDir()
	silent, err := net.Listen("tcp", "127.0.0.1:0") // it takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	path := filepath.Join(dir, "config.yaml")
	writeFile(t, path, fmt.Sprintf(`
storage: {path: %q}
web: {address: %q}
feeds: [{name: One, url: "http://a.example/rss"}]
rules: [{name: r, query: x}]
`, filepath.Join(dir, "v.db"), silent.Addr()))
	offered := func() string {
		t.Helper()
		return vedette(t, 0, "__complete", "-c", path, "feeds", "check", "")
	}
	if got := offered(); !strings.HasPrefix(got, "one\tOne\n:") {
		t.Errorf("without a store: %s", got)
	}
	store, err := storage.Open(filepath.Join(dir, "v.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.AddFeeds(t.Context(), []news.AddedFeed{{ID: "two", Name: "Two", URL: "http://b.example/rss"}}); err != nil {
		t.Fatal(err)
	}
	if got := offered(); !strings.HasPrefix(got, "one\tOne\n:") {
		t.Errorf("with a store that is held, and nobody who answers: %s", got)
	}
	store.Close()
	if got := offered(); !strings.HasPrefix(got, "one\tOne\ntwo\tTwo\n:") {
		t.Errorf("with a store: %s", got)
	}
	writeFile(t, path, "feeds: nonsense")
	if got := offered(); !strings.HasPrefix(got, ":") {
		t.Errorf("with a configuration that has mistakes: %s", got)
	}
}

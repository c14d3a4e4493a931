package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/news"
	"vedette/storage"
)

// memoryFeeds is how many feeds the benchmark of memory has.
const memoryFeeds = 100_000

// BenchmarkMemory runs the built program with 100,000 feeds that were visited
// before and wait for their time, and reports what it keeps in memory: the
// resident set some seconds after the start was over, and its most, while the
// configuration was read. It needs Linux.
func BenchmarkMemory(b *testing.B) {
	dir := b.TempDir()
	binary := buildBinary(b, dir)
	config := filepath.Join(dir, "config.yaml")
	var text strings.Builder
	text.WriteString("storage: {path: news.db}\nweb: {address: \"127.0.0.1:0\"}\nrules: [{name: r, query: corridor}]\nfeeds:\n")
	for i := range memoryFeeds {
		fmt.Fprintf(&text, "- {name: paper-%d, url: \"https://paper-%d.example.org/rss\"}\n", i, i)
	}
	if err := os.WriteFile(config, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	visitAll(b, filepath.Join(dir, "news.db"))
	for b.Loop() {
		now, most := residentSet(b, exec.Command(binary, "run", "--config", config))
		b.ReportMetric(float64(now)/1024, "MB-resident")
		b.ReportMetric(float64(most)/1024, "MB-peak")
	}
}

// visitAll fills a store with the states of feeds that are not due for hours.
func visitAll(b *testing.B, path string) {
	b.Helper()
	store, err := storage.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	now := time.Now().UTC()
	var all errgroup.Group
	all.SetLimit(512)
	for i := range memoryFeeds {
		all.Go(func() error {
			url := fmt.Sprintf("https://paper-%d.example.org/rss", i)
			_, err := store.Accept(context.Background(), news.Visit{State: news.FeedState{
				Feed: fmt.Sprint("paper-", i), Address: url, URL: url, ETag: `"0123456789abcdef"`,
				LastModified: "Sun, 22 Nov 2026 04:00:00 GMT", LastCheck: now, LastSuccess: now, LastFull: now,
				NextCheck: now.Add(6 * time.Hour), Status: 200, Checks: 40}})
			return err
		})
	}
	if err := all.Wait(); err != nil {
		b.Fatal(err)
	}
}

// residentSet runs the program until its start is over, and gives the kilobytes
// that it has then, and that it had at most.
func residentSet(b *testing.B, program *exec.Cmd) (now, most int) {
	b.Helper()
	if err := program.Start(); err != nil {
		b.Fatal(err)
	}
	defer program.Wait()
	defer program.Process.Signal(os.Interrupt)
	time.Sleep(settling + 20*time.Second)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", program.Process.Pid))
	if err != nil {
		b.Skip(err)
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		switch name {
		case "VmRSS":
			now = kilobytes
		case "VmHWM":
			most = kilobytes
		}
	}
	return now, most
}

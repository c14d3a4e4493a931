package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"vedette/filter"
	"vedette/news"
)

// parallel matches all items with several threads and prints the hits in the
// order of the items.
func (m *matching) parallel(items []*news.Item) error {
	hits := make([][]news.Hit, len(items))
	start := time.Now()
	inThreads(m.threads, len(items), func(_, i int) { hits[i] = m.rules.Match(items[i]) })
	m.spent = time.Since(start)
	for i, it := range items {
		if err := m.print(it, hits[i]); err != nil {
			return err
		}
	}
	return nil
}

// inThreads calls do for the numbers from 0 to n, each in one of some threads.
func inThreads(threads, n int, do func(thread, i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for thread := range threads {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(thread, i)
			}
		})
	}
	wg.Wait()
}

// figures are what --bench prints.
type figures struct {
	Items         int     `json:"items"`
	Rules         int     `json:"rules"`
	Threads       int     `json:"threads"`
	Hits          int     `json:"hits"`
	ItemsPerSec   float64 `json:"items_per_second"`
	MicrosPerItem float64 `json:"microseconds_per_item"`
	WithReasons   float64 `json:"microseconds_per_item_with_reasons"`
	Candidates    float64 `json:"candidates_per_item"`
	Evaluated     float64 `json:"evaluated_per_item"`
	BuildSeconds  float64 `json:"build_seconds,omitempty"`
	PeakMiB       float64 `json:"peak_memory_mib,omitempty"`
}

// measure matches all items several times: to know their words, against the
// clock, and against the clock with the clauses and spans of the hits.
func (m *matching) measure(items []*news.Item) error {
	if len(items) == 0 {
		return fmt.Errorf("there are no items to match")
	}
	for range 2 { // to learn which words are rare, then to know the words anew
		inThreads(m.threads, m.threads, func(int, int) {
			for _, it := range items {
				m.rules.Count(it)
			}
		})
		m.rules = m.rules.Tuned()
	}
	all := make([]filter.Effort, m.threads)
	start := time.Now()
	inThreads(m.threads, len(items), func(thread, i int) { all[thread].Add(m.rules.Count(items[i])) })
	spent := time.Since(start)
	start = time.Now()
	inThreads(m.threads, len(items), func(_, i int) { m.rules.Match(items[i]) })
	reasons := time.Since(start)
	var sum filter.Effort
	for _, e := range all {
		sum.Add(e)
	}
	n := float64(len(items))
	return m.tell(figures{
		Items: len(items), Rules: len(m.rules.Rules()), Threads: m.threads, Hits: sum.Hits,
		ItemsPerSec: n / spent.Seconds(), MicrosPerItem: micros(spent) / n, WithReasons: micros(reasons) / n,
		Candidates: float64(sum.Candidates) / n, Evaluated: float64(sum.Evaluated) / n,
		BuildSeconds: m.build.Seconds(), PeakMiB: peakMiB(),
	})
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }

func (m *matching) tell(f figures) error {
	if wantsJSON(m.cmd) {
		return printJSON(m.cmd.OutOrStdout(), f)
	}
	_, err := fmt.Fprintf(m.cmd.OutOrStdout(), `items             %d
rules             %d
threads           %d
hits              %d (%.2f an item)
speed             %.0f items/s, %.1f µs an item
with reasons      %.1f µs an item
candidates        %.1f an item, %.1f of them evaluated
build             %.3f s
peak memory       %.0f MiB
`, f.Items, f.Rules, f.Threads, f.Hits, float64(f.Hits)/float64(f.Items), f.ItemsPerSec, f.MicrosPerItem,
		f.WithReasons, f.Candidates, f.Evaluated, f.BuildSeconds, f.PeakMiB)
	return err
}

// peakMiB is the most memory that the program had, with the items and the text
// of the rules; where the system does not tell it, what the runtime has.
func peakMiB() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		var kib float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kib); n == 1 {
			return kib / 1024
		}
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.Sys) / (1 << 20)
}

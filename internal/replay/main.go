// Command replay measures what package pace is worth: it replays the times at
// which items were published, visits the feeds as pace says and then as often
// at one interval for all, and compares how long the items waited.
//
//	go run ./internal/replay                 # a generated timetable
//	go run ./internal/replay FOLDER          # feed documents, by their items' dates
//	go run ./internal/replay FILE.tsv        # lines: feed, tab, RFC 3339 time
//
// Each feed is tested over the last week of its history, or the last half of
// a shorter one. What comes before is what its pace is learnt from, and learning
// goes on in the test; no visit knows what comes after it. Only requests and
// items within the test count, and those of a shorter test as much more.
package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"vedette/pace"
	"vedette/schedule"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	feeds, out, err := load(args)
	if err != nil {
		return err
	}
	items := 0
	for _, t := range feeds {
		items += len(t.times)
	}
	fmt.Fprintf(w, "%d timetables, %d publications; %d feeds left out, as their dates tell nothing\n\n", len(feeds), items, out)
	fmt.Fprintln(w, "| policy | visits | requests/feed/day | items | mean | p50 | p95 | lost | mean, of uniform |")
	fmt.Fprintln(w, "|---|---|---:|---:|---:|---:|---:|---:|---:|")
	for _, p := range policies {
		c := compare(feeds, p)
		name := fmt.Sprintf("%d a day, %s to %s", p.VisitsPerDay, schedule.Duration(p.MinEvery), schedule.Duration(p.MaxEvery))
		row(w, name, "uniform", feeds, c.uniform, "")
		row(w, name, "paced", feeds, c.paced, fmt.Sprintf("%+.0f %%", 100*c.gain()))
	}
	return nil
}

// policies are those of the shipped config.yaml, the defaults, half as many visits
// within wider bounds, and one without bounds that matter.
var policies = []pace.Policy{
	{MinEvery: 10 * time.Minute, MaxEvery: 3 * time.Hour, VisitsPerDay: 48},
	{MinEvery: time.Hour, MaxEvery: 12 * time.Hour, VisitsPerDay: 16},
	{MinEvery: time.Hour, MaxEvery: 24 * time.Hour, VisitsPerDay: 12},
	{MinEvery: time.Minute, MaxEvery: 7 * day, VisitsPerDay: 24},
}

// load reads what is to be replayed, and tells how many feeds had to be left out.
func load(args []string) ([]timetable, int, error) {
	switch {
	case len(args) == 0:
		return generated(1), 0, nil
	case len(args) > 1:
		return nil, 0, fmt.Errorf("name one file or folder, not %d", len(args))
	}
	info, err := os.Stat(args[0])
	if err != nil {
		return nil, 0, err
	}
	if info.IsDir() {
		return readFolder(args[0])
	}
	return readTSV(args[0])
}

// comparison is the same feeds visited in two ways with as many requests.
type comparison struct{ paced, uniform outcome }

func compare(feeds []timetable, p pace.Policy) comparison {
	a := paced(feeds, p)
	return comparison{paced: a, uniform: uniform(feeds, a.requests)}
}

// gain is by how much the mean delay changes: -0.25 is a quarter less.
func (c comparison) gain() float64 {
	return float64(c.paced.mean())/float64(max(c.uniform.mean(), 1)) - 1
}

func row(w io.Writer, policy, visits string, feeds []timetable, o outcome, gain string) {
	fmt.Fprintf(w, "| %s | %s | %.1f | %d | %s | %s | %s | %d | %s |\n", policy, visits, o.requests/float64(max(len(feeds), 1)),
		len(o.delays), short(o.mean()), short(o.quantile(0.5)), short(o.quantile(0.95)), o.lost, gain)
}

// short writes a length of time in minutes.
func short(d time.Duration) string { return fmt.Sprintf("%.1f min", d.Minutes()) }

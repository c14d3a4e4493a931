// Command replay measures what package pace is worth: it replays the times at
// which items were published, visits the feeds as pace says and then as often
// at one interval for all, and compares how long the items waited.
//
//	go run ./internal/replay                 # a generated timetable
//	go run ./internal/replay FOLDER          # feed documents, by their items' dates
//	go run ./internal/replay FILE.tsv        # lines: feed, tab, RFC 3339 time
//	go run ./internal/replay -fetched 2008-12-12T17:00:00Z FOLDER
//
// With -fetched, the documents are known to be of that time: each feed is tested
// over the three days before it, if its document reaches back four days more,
// and the silent ones count as much as the others. Without it, each feed is tested over the last week of its history, or the last half of
// a shorter one. What comes before is what its pace is learnt from, and learning
// goes on in the test; no visit knows what comes after it. Only requests and
// items within the test count, and those of a shorter test as much more; the
// last column has the mean with all items alike, beside a uniform polling with
// as many visits in all.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"vedette/fetch"
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
	flags := flag.NewFlagSet("replay", flag.ContinueOnError)
	var fetched time.Time
	flags.Func("fetched", "the `time` (RFC 3339) at which the documents were fetched", func(s string) (err error) {
		fetched, err = time.Parse(time.RFC3339, s)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	feeds, out, err := load(flags.Args(), fetched)
	if err != nil {
		return err
	}
	items := 0
	for _, t := range feeds {
		items += len(t.times)
	}
	fmt.Fprintf(w, "%d timetables, %d publications; %d feeds left out, as their dates tell too little\n\n", len(feeds), items, out)
	fmt.Fprintln(w, "| policy | visits | requests/feed/day | items | mean | p50 | p95 | lost | mean, of uniform | items alike |")
	fmt.Fprintln(w, "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, p := range policies {
		c := compare(feeds, p, rounds)
		name := fmt.Sprintf("%d a day, %s to %s", p.VisitsPerDay, schedule.Duration(p.MinEvery), schedule.Duration(p.MaxEvery))
		row(w, name, "uniform", feeds, c.uniform, "", "")
		row(w, name, "paced", feeds, c.paced, percent(c.gain()), percent(c.plainGain()))
	}
	return nil
}

// policies are the defaults, others from which they were chosen, and one without
// bounds that matter.
var policies = []pace.Policy{
	{MinEvery: time.Duration(fetch.DefaultMinEvery), MaxEvery: time.Duration(fetch.DefaultMaxEvery), VisitsPerDay: fetch.DefaultVisitsPerDay},
	{MinEvery: 10 * time.Minute, MaxEvery: 3 * time.Hour, VisitsPerDay: 36},
	{MinEvery: 10 * time.Minute, MaxEvery: 6 * time.Hour, VisitsPerDay: 24},
	{MinEvery: 15 * time.Minute, MaxEvery: 3 * time.Hour, VisitsPerDay: 48},
	{MinEvery: 15 * time.Minute, MaxEvery: 3 * time.Hour, VisitsPerDay: 36},
	{MinEvery: 20 * time.Minute, MaxEvery: 6 * time.Hour, VisitsPerDay: 24},
	{MinEvery: 30 * time.Minute, MaxEvery: 12 * time.Hour, VisitsPerDay: 16},
	{MinEvery: time.Hour, MaxEvery: 12 * time.Hour, VisitsPerDay: 16},
	{MinEvery: time.Hour, MaxEvery: 24 * time.Hour, VisitsPerDay: 12},
	{MinEvery: time.Minute, MaxEvery: 7 * day, VisitsPerDay: 24},
}

// load reads what is to be replayed, and tells how many feeds had to be left out.
func load(args []string, fetched time.Time) ([]timetable, int, error) {
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
		return readFolder(args[0], fetched)
	}
	return readTSV(args[0])
}

// comparison is the same feeds visited in two ways: as package pace says, and at
// one interval for all, with as many requests per feed and day, or (plain) with as
// many in all. That differs where a feed's test is shorter than a week.
type comparison struct{ paced, uniform, plain outcome }

// rounds is how often the table compares, each time with other jitter: one
// round alone is some points off.
const rounds = 5

func compare(feeds []timetable, p pace.Policy, rounds int) comparison {
	days := 0.0
	for _, t := range feeds {
		days += t.days()
	}
	var a, b, c []outcome
	for seed := range uint64(rounds) {
		a = append(a, paced(feeds, p, seed))
		b = append(b, uniform(feeds, a[seed].requests, seed))
		c = append(c, uniform(feeds, a[seed].visits/days*float64(len(feeds)), seed))
	}
	return comparison{paced: joined(a), uniform: joined(b), plain: joined(c)}
}

// gain is by how much the mean delay changes: -0.25 is a quarter less.
func (c comparison) gain() float64 {
	return float64(c.paced.mean())/float64(max(c.uniform.mean(), 1)) - 1
}

// plainGain is the same with all items alike.
func (c comparison) plainGain() float64 {
	return float64(c.paced.plainMean())/float64(max(c.plain.plainMean(), 1)) - 1
}

func percent(gain float64) string { return fmt.Sprintf("%+.0f %%", 100*gain) }

func row(w io.Writer, policy, visits string, feeds []timetable, o outcome, gain, plainGain string) {
	fmt.Fprintf(w, "| %s | %s | %.1f | %d | %s | %s | %s | %d | %s | %s |\n", policy, visits, o.requests/float64(max(len(feeds), 1)),
		len(o.delays)/rounds, short(o.mean()), short(o.quantile(0.5)), short(o.quantile(0.95)), o.lost/rounds, gain, plainGain)
}

// short writes a length of time in minutes.
func short(d time.Duration) string { return fmt.Sprintf("%.1f min", d.Minutes()) }

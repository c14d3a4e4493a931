// Command conformance runs feedparser's test suite through vedette's parser and
// counts what it meets:
//
//	go run ./internal/conformance FOLDER [-v] [--failing]
//
// FOLDER is a copy of the public repository kurtmckee/feedparser, or its
// folder tests. Each case is a document with a Python expression in a comment.
// A case is in scope when its expression speaks only of title, link, id,
// summary, content, author, dates, tags, image and enclosures, of feed or
// entry. Whether a document is "bozo" (not well-formed) is not asked: vedette
// mends what it can. Mark-up is compared as mark-up.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
)

func main() {
	verbose := flag.Bool("v", false, "print each case in scope, and what it met")
	failing := flag.Bool("failing", false, "print the cases in scope that are not met, and parse errors")
	flag.CommandLine.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: conformance [-v] [--failing] FOLDER")
	}
	var folder string
	args := os.Args[1:]
	if i := slices.IndexFunc(args, func(a string) bool { return !strings.HasPrefix(a, "-") }); i >= 0 {
		folder = args[i]
		args = slices.Delete(slices.Clone(args), i, i+1)
	}
	if err := flag.CommandLine.Parse(args); err != nil || folder == "" {
		flag.CommandLine.Usage()
		os.Exit(2)
	}
	cases, err := load(folder)
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
	t := newTable()
	for _, c := range cases {
		o := run(c)
		t.add(c, o)
		if *verbose && o.scope || *failing && (o.err != nil || o.scope && !o.met) {
			fmt.Printf("%s: %s\n\t%s\n", c.path, o, c.expect)
		}
	}
	t.print(os.Stdout)
}

// table counts by class.
type table struct {
	classes map[string]*counts
}

type counts struct {
	cases, errors, panics, timeouts, scope, met, unsupported int
}

func newTable() *table { return &table{classes: map[string]*counts{}} }

func (t *table) add(c testCase, o outcome) {
	names := []string{c.class, "all"}
	if !strings.Contains(c.class, "/sanitize") {
		names = append(names, "all but sanitize")
	}
	for _, name := range names {
		n := t.classes[name]
		if n == nil {
			n = &counts{}
			t.classes[name] = n
		}
		n.cases++
		n.errors += one(o.err != nil)
		n.panics += one(o.panicked)
		n.timeouts += one(o.late)
		n.scope += one(o.scope)
		n.met += one(o.scope && o.met)
		n.unsupported += one(o.scope && o.unsupported)
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (t *table) print(w io.Writer) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "class\tcases\tparse errors\tpanics\ttime-outs\tin scope\tnot evaluated\tmet\t%\t")
	var names []string
	for name := range t.classes {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { // the sums last
		return strings.Compare(strings.Replace(a, "all", "~", 1), strings.Replace(b, "all", "~", 1))
	})
	for _, name := range names {
		n := t.classes[name]
		share := "-"
		if n.scope > 0 {
			share = fmt.Sprintf("%.1f", 100*float64(n.met)/float64(n.scope))
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t\n", name, n.cases, n.errors, n.panics, n.timeouts, n.scope, n.unsupported, n.met, share)
	}
	tw.Flush()
}

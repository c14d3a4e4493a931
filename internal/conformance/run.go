package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"vedette/fetch"
)

// timeLimit is how long a document may take.
const timeLimit = 20 * time.Second

// inScope are the names that an expression in scope may use.
var inScope = map[string]bool{}

func init() {
	for _, name := range strings.Fields(`title title_detail link links href url rel type hreflang length id guid guidislink
		summary summary_detail description content value src author authors author_detail name email
		published updated created modified issued date published_parsed updated_parsed created_parsed modified_parsed issued_parsed date_parsed
		tags category term scheme label image enclosures subtitle subtitle_detail tagline tagline_detail
		feed entries bozo len ord has_key get not and or in is None True False`) {
		inScope[name] = true
	}
}

// outcome is what a case gave.
type outcome struct {
	err                                     error // the document was not read
	panicked, late, scope, met, unsupported bool
	note                                    string
}

func (o outcome) String() string {
	switch {
	case o.late:
		return "time-out"
	case o.err != nil:
		return o.err.Error()
	case o.met:
		return "met"
	}
	return "not met" + o.note
}

// run reads a case's document and evaluates its expression.
func run(c testCase) outcome {
	type reading struct {
		doc fetch.Document
		err error
	}
	done := make(chan reading, 1)
	go func() {
		doc, _, err := fetch.Inspect(c.body, c.header, c.base)
		done <- reading{doc, err}
	}()
	o := outcome{scope: scoped(c.expect)}
	select {
	case r := <-done:
		var partial *fetch.PartialError
		if r.err != nil && !errors.As(r.err, &partial) {
			o.err, o.panicked = r.err, errors.Is(r.err, fetch.ErrPanic)
		}
		o.judge(c, r.doc)
	case <-time.After(timeLimit):
		o.late = true
	}
	return o
}

// judge evaluates the expression over what was read.
func (o *outcome) judge(c testCase, doc fetch.Document) {
	e, err := parsePython(c.expect)
	if err == nil {
		var v any
		names := namesOf(doc)
		names["bozo"] = !strings.Contains(c.expect, "not bozo") // not asked
		v, err = e.eval(names)
		o.met = err == nil && truth(v)
		feed, _ := names["feed"].(dict)
		o.note = fmt.Sprintf(" (%v) feed %v", err, short(feed))
		if entries := names["entries"].(list); len(entries) > 0 {
			o.note += fmt.Sprintf(" entry %v", short(entries[0].(dict)))
		}
	}
	o.unsupported = errors.Is(err, errUnsupported)
}

// short lists a dictionary for a person who looks for a mistake.
func short(d dict) string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(d)) {
		if l, ok := d[key].(list); ok && len(l) == 0 {
			continue
		}
		fmt.Fprintf(&b, " %s=%q", key, fmt.Sprint(d[key]))
	}
	return b.String()
}

var (
	literals = regexp.MustCompile(`[\[(]\s*(?:u?'([\w-]+)'|u?"([\w-]+)")\s*[,\])]`)
	strs     = regexp.MustCompile(`"""(?s:.*?)"""|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`)
	words    = regexp.MustCompile(`[A-Za-z_]\w*`)
)

// scoped tells whether an expression uses only names in scope, and any of a
// feed or entry at all.
func scoped(expect string) bool {
	bare := literals.ReplaceAllString(expect, ".$1$2")
	bare = strs.ReplaceAllString(bare, "0")
	speaks := false
	for _, w := range words.FindAllString(bare, -1) {
		if !inScope[w] {
			return false
		}
		speaks = speaks || w == "feed" || w == "entries"
	}
	return speaks
}

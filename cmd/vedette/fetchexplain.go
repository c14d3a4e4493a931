package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/fetch"
	"vedette/news"
)

// explained is one thing to know about how a document was read.
type explained struct {
	Feed string `json:"feed"` // the argument that it was read for
	fetch.Note
}

// explainReading gives what was noted while a document was read, that it was
// read in part if that is its error, and what its items show.
func explainReading(arg string, r fetch.Reading, err error) []explained {
	var all []explained
	var partial *fetch.PartialError
	if errors.As(err, &partial) {
		all = append(all, explained{arg, fetch.Note{Kind: "partial", Text: partial.Error()}})
	}
	for _, n := range r.Notes {
		all = append(all, explained{arg, n})
	}
	if len(r.Items) > 0 {
		all = append(all, explained{arg, fetch.Note{Kind: "info", Text: describeItems(r.Items)}})
	}
	return all
}

// describeItems counts the items and their languages, with who named these.
func describeItems(items []news.Item) string {
	languages := map[string]int{}
	for _, it := range items {
		name := "no known language"
		if it.Lang != "" {
			name = it.Lang + " (" + news.NamedBy(it.LangFrom) + ")"
		}
		languages[name]++
	}
	names := slices.SortedFunc(maps.Keys(languages), func(a, b string) int {
		if languages[a] != languages[b] {
			return languages[b] - languages[a]
		}
		return strings.Compare(a, b)
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", languages[name], name)
	}
	return news.Count(len(items), "item") + ": " + strings.Join(names, ", ")
}

// printExplained lists what was noted, aligned or as JSON lines.
func printExplained(cmd *cobra.Command, all []explained) error {
	if wantsJSON(cmd) {
		for _, e := range all {
			if err := printJSON(cmd.OutOrStdout(), e); err != nil {
				return err
			}
		}
		return nil
	}
	if len(all) == 0 {
		return nil // what failed was told
	}
	t := newTable("FEED", "KIND", "WHAT").wrapped().shrinking(0)
	for _, e := range all {
		t.add(oneLine(e.Feed), e.Kind, oneLine(e.Text))
	}
	return t.print(cmd.OutOrStdout())
}

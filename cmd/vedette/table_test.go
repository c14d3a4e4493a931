package main

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A terminal's width cuts the last column, or wraps it where it tells what to do.
func TestATableFitsATerminal(t *testing.T) {
	const width = 44
	long := "never read so far: կապ չկա սերվերի հետ; next try in 9 min"
	for _, wrap := range []bool{false, true} {
		table := newTable("HEALTH", "FEED", "WHAT TO KNOW")
		if wrap {
			table.wrapped()
		}
		table.add("failing", "paper", long)
		table.add("ok", "other", "")
		table.fit(width)
		var said []string
		for _, row := range table.rows {
			if n := len("failing") + 2 + len("paper") + 2 + utf8.RuneCountInString(row[2]); n > width {
				t.Errorf("wrap %t: %q is %d wide", wrap, row, n)
			}
			said = append(said, row[2])
		}
		if got := strings.Join(said, " "); wrap && got != long+" " {
			t.Errorf("wrapped to %q", said)
		}
		if !wrap && !strings.HasSuffix(said[0], "…") {
			t.Errorf("cut to %q", said)
		}
		if !slices.Equal(table.rows[len(table.rows)-1], []string{"ok", "other", ""}) {
			t.Errorf("the last row is %q", table.rows)
		}
	}
}

func TestAColumnShrinksForTheLast(t *testing.T) {
	table := newTable("FEED", "WHAT").wrapped().shrinking(0)
	table.add("https://news.example/a/very/long/address/of/a/feed.xml", "15 items: 15 en (as the feed says)")
	table.fit(60)
	if row := table.rows[0]; utf8.RuneCountInString(row[0]) != 18 || row[1] != "15 items: 15 en (as the feed says)" {
		t.Errorf("got %q", table.rows)
	}
}

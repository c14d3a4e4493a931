package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// jsonFlag gives a listing command its --json.
func jsonFlag(cmd *cobra.Command) {
	cmd.Flags().Bool("json", false, "print JSON lines, one object a line")
}

func wantsJSON(cmd *cobra.Command) bool {
	yes, _ := cmd.Flags().GetBool("json")
	return yes
}

// printJSON writes one value as one line, with its letters as they are.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// table is an aligned list for people.
type table struct {
	columns []string
	rows    [][]string
	wrap    bool
	shrinks int // the column that may be cut too, or -1
}

func newTable(columns ...string) *table { return &table{columns: columns, shrinks: -1} }

// wrapped has the last column go on in the next line where the terminal ends,
// in place of being cut: it tells what to do.
func (t *table) wrapped() *table {
	t.wrap = true
	return t
}

// shrinking has a column cut where the terminal leaves too little room for the
// last: one that says what the user has typed.
func (t *table) shrinking(column int) *table {
	t.shrinks = column
	return t
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table; on a terminal, its last column is cut to the width, or
// wrapped. What is piped is left whole.
func (t *table) print(w io.Writer) error {
	width := terminalWidth(w)
	if width > 0 {
		t.fit(width)
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, strings.Join(t.columns, "\t"))
	for _, row := range t.rows {
		fmt.Fprintln(tw, strings.Join(row, "\t"))
	}
	return tw.Flush()
}

// fit shortens the last column so that rows fit into width, or wraps it.
func (t *table) fit(width int) {
	last := len(t.columns) - 1
	room := width
	for c := range last {
		room -= t.widest(c) + 2
	}
	const least, leastShrunk = 20, 12
	if c := t.shrinks; c >= 0 && room < 2*least {
		to := max(t.widest(c)-(2*least-room), leastShrunk)
		room += max(0, t.widest(c)-to)
		for _, row := range t.rows {
			row[c] = cut(row[c], to)
		}
	}
	room = max(room, least)
	if t.wrap {
		t.wrapLast(room)
		return
	}
	for _, row := range t.rows {
		row[last] = cut(row[last], room)
	}
}

// widest is how wide a column is.
func (t *table) widest(column int) int {
	n := utf8.RuneCountInString(t.columns[column])
	for _, row := range t.rows {
		n = max(n, utf8.RuneCountInString(row[column]))
	}
	return n
}

// wrapLast spreads the last column over as many rows as it takes.
func (t *table) wrapLast(room int) {
	last := len(t.columns) - 1
	var rows [][]string
	for _, row := range t.rows {
		for i, line := range lines(row[last], room) {
			if i > 0 {
				row = make([]string, len(t.columns))
			}
			row[last] = line
			rows = append(rows, row)
		}
	}
	t.rows = rows
}

// textWidth is how wide a text is set on a terminal that is wider.
const textWidth = 110

// printText writes a text behind a label; on a terminal it goes on below itself
// where a line ends.
func printText(w io.Writer, label, text string) {
	text = oneLine(text)
	told := []string{text}
	if width := terminalWidth(w); width > 0 {
		told = lines(text, max(min(width, textWidth)-utf8.RuneCountInString(label), 20))
	}
	for i, line := range told {
		if i > 0 {
			label = strings.Repeat(" ", utf8.RuneCountInString(label))
		}
		fmt.Fprintln(w, label+line)
	}
}

// lines divides a text between words into lines of n code points at most; a word
// that is longer stands alone.
func lines(text string, n int) []string {
	var out []string
	line, length := "", 0
	for _, word := range strings.Fields(text) {
		size := utf8.RuneCountInString(word)
		if length > 0 && length+1+size > n {
			out = append(out, line)
			line, length = "", 0
		}
		if length > 0 {
			line += " "
			length++
		}
		line += word
		length += size
	}
	return append(out, line)
}

// cut shortens a text to n code points, the last of them an ellipsis.
func cut(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:n-1]) + "…"
}

// oneLine makes feed text safe to print in a table: no line breaks or tabs,
// and no control characters that could drive the terminal.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, text)), " ")
}

// when writes a time for a table: UTC, to the minute.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

// terminalWidth gives the columns of a terminal, 0 for anything else.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}

package filter

import (
	"fmt"

	"vedette/problem"
)

// fault is one mistake in a query, at a code point counted from 0.
type fault struct {
	at            int
	message, hint string
}

func faultf(at int, hint, format string, args ...any) fault {
	return fault{at: at, hint: hint, message: fmt.Sprintf(format, args...)}
}

// Error lets a fault travel up through the parser.
func (f fault) Error() string { return f.message }

// problem places the fault in its query: lines and columns count from 1.
func (f fault) problem(path string, query []rune) problem.Problem {
	line, column := 1, 1
	for _, r := range query[:min(f.at, len(query))] {
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return problem.Problem{Path: path, Line: line, Column: column, Message: f.message, Hint: f.hint}
}

// nearest gives the name that a misspelt one was meant to be, or "".
func nearest(name string, names []string) string {
	best, found := len([]rune(name))/3+1, ""
	for _, n := range names {
		if d := distance([]rune(name), []rune(n)); d <= best && (found == "" || d < best) {
			best, found = d, n
		}
	}
	return found
}

// distance counts the letters to put in, take out or change (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

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
func (f fault) problem(path string, query string) problem.Problem {
	line, column := 1, 1
	runes := []rune(query)
	for _, r := range runes[:min(f.at, len(runes))] {
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return problem.Problem{Path: path, Line: line, Column: column, Message: f.message, Hint: f.hint}
}

// Package problem names what is wrong in something a user wrote, where, and
// what to write instead. Rooms that check their own part of the configuration
// report problems by path; package config turns paths into file, line and
// column, so that no room needs to know that the file is YAML.
package problem

import (
	"fmt"
	"strings"
)

// Problem is one mistake.
type Problem struct {
	// File, Line and Column say where; Line and Column count from 1. Before
	// config has placed it, Line and Column count inside the value at Path
	// and are 0 when the whole value is meant.
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	// Path leads to the value in the document: "feeds[3].url". Keys of maps
	// stand like fields: "concepts[0].forms.az[1]".
	Path string `json:"path,omitempty"`
	// Message says what is wrong, Hint what to write instead.
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Error gives "file:line:column: message (hint)".
func (p Problem) Error() string {
	var b strings.Builder
	switch {
	case p.File != "" && p.Line > 0:
		fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Line, p.Column)
	case p.File != "":
		fmt.Fprintf(&b, "%s: ", p.File)
	case p.Line > 0:
		fmt.Fprintf(&b, "%d:%d: ", p.Line, p.Column)
	}
	if p.Path != "" {
		fmt.Fprintf(&b, "%s: ", p.Path)
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		fmt.Fprintf(&b, " (%s)", p.Hint)
	}
	return b.String()
}

// List is all that is wrong. A nil or empty list is no error: use Err.
type List []Problem

// Add appends a problem at a path.
func (l *List) Add(path, hint, format string, args ...any) {
	*l = append(*l, Problem{Path: path, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

// Under gives the list with every path put below parent.
func (l List) Under(parent string) List {
	out := make(List, len(l))
	for i, p := range l {
		switch {
		case p.Path == "":
			p.Path = parent
		case strings.HasPrefix(p.Path, "["):
			p.Path = parent + p.Path
		default:
			p.Path = parent + "." + p.Path
		}
		out[i] = p
	}
	return out
}

// Err gives the list as an error, or nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Error gives one line a problem.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, p := range l {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

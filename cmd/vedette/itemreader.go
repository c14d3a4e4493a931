package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"vedette/news"
)

// maxItemLine bounds one line of items, so that a file that is no JSON lines
// does not fill the memory.
const maxItemLine = 64 << 20

// itemReader reads items as JSON lines, of which people write many kinds: the
// text may be called body, an author may stand outside a list, and a date may
// have any form, as no rule looks at it.
type itemReader struct {
	lines  *bufio.Scanner
	name   string
	line   int
	broken bool // nothing more can be read
}

func newItemReader(r io.Reader, name string) *itemReader {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), maxItemLine)
	if name == "-" {
		name = "stdin"
	}
	return &itemReader{lines: s, name: name}
}

// next gives the next item, io.EOF after the last one, or an error that names
// the line; after an error the next lines can still be read unless broken.
func (r *itemReader) next() (*news.Item, error) {
	for r.lines.Scan() {
		r.line++
		text := bytes.TrimSpace(bytes.TrimPrefix(r.lines.Bytes(), []byte("\ufeff")))
		if len(text) == 0 {
			continue
		}
		it, err := r.item(text)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: not an item: %s", r.name, r.line, jsonProblem(err))
		}
		return it, nil
	}
	if err := r.lines.Err(); err != nil {
		r.broken = true
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("a line is longer than %d MiB: write one JSON object a line", maxItemLine>>20)
		}
		return nil, fmt.Errorf("%s:%d: %w", r.name, r.line+1, err)
	}
	return nil, io.EOF
}

// itemLine is an item as a line has it.
type itemLine struct {
	ID, GUID, Feed, Title, Text, Body, Summary, Lang, Link, Source, Country string

	Authors, Tags textList
	Published     string
}

func (r *itemReader) item(text []byte) (*news.Item, error) {
	var l itemLine
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, err
	}
	it := &news.Item{ID: l.ID, GUID: l.GUID, Feed: l.Feed, Title: l.Title, Text: l.Text, Summary: l.Summary,
		Lang: l.Lang, Link: l.Link, Source: l.Source, Country: l.Country, Authors: l.Authors, Tags: l.Tags}
	if it.Text == "" {
		it.Text = l.Body
	}
	if it.ID == "" {
		it.ID = fmt.Sprintf("%s:%d", r.name, r.line)
	}
	it.Published, _ = time.Parse(time.RFC3339, l.Published)
	return it, nil
}

// textList is a list of texts, or one text alone.
type textList []string

// UnmarshalJSON reads a list of texts, one text, or null.
func (l *textList) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		if one != "" {
			*l = textList{one}
		}
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return err
	}
	*l = many
	return nil
}

// jsonProblem words the errors of encoding/json for people.
func jsonProblem(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("bad JSON at column %d: %v", syntax.Offset, syntax)
	case errors.As(err, &kind):
		return fmt.Sprintf("%s must not be a %s", kind.Field, kind.Value)
	}
	return err.Error()
}

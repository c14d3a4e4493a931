package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/news"
)

// maxBadLines is how many bad lines of a file are told before the rest of it is
// left: a file that has more is not one of items.
const maxBadLines = 10

// maxItemLine bounds one line of items, so that a file that is no JSON lines
// does not fill the memory.
const maxItemLine = 64 << 20

// openInput opens a file; "-" is standard input. The error does not
// name the path.
func openInput(cmd *cobra.Command, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	return f, nil
}

// itemReader reads items as JSON lines, of which people write many kinds: the
// text may be called body, an author may stand outside a list, and a date may
// have any form, as no rule looks at it.
type itemReader struct {
	lines  *bufio.Scanner
	name   string
	line   int
	bad    int
	broken bool // nothing more can be read, or is worth reading
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
		if r.line == 1 {
			if what := otherKind(text); what != "" {
				r.broken = true
				return nil, fmt.Errorf("%s: %s", r.name, what)
			}
		}
		it, err := r.item(text)
		if err == nil {
			return it, nil
		}
		err = fmt.Errorf("%s:%d: not an item: %s", r.name, r.line, jsonProblem(err))
		if r.bad++; r.bad == maxBadLines {
			r.broken = true
			err = fmt.Errorf("%w; there are %d such lines so far, and the rest is left", err, r.bad)
		}
		return nil, err
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

// otherKind says what a file is whose first line shows that it has no items.
func otherKind(first []byte) string {
	switch {
	case first[0] == '<':
		return "this is no file of items; if it is a feed, write: vedette fetch --json FILE | vedette match"
	case first[0] == '[', string(first) == "{":
		return "the JSON goes over several lines: write one object a line (jq -c '.[]' makes that of a list)"
	}
	return ""
}

// itemLine is an item as a line has it, or a line of hits --json, which has the
// item inside.
type itemLine struct {
	Item *itemLine

	ID                                                                  textOrNumber
	GUID, Feed, Title, Text, Body, Summary, Lang, Link, Source, Country string

	Authors, Tags textList
	Published     string
}

func (r *itemReader) item(text []byte) (*news.Item, error) {
	var l itemLine
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, err
	}
	if l.Item != nil {
		l = *l.Item
	}
	if l.Title+l.Text+l.Body+l.Summary == "" {
		return nil, errors.New("it has no title, text, body or summary")
	}
	it := &news.Item{ID: string(l.ID), GUID: l.GUID, Feed: l.Feed, Title: l.Title, Text: l.Text, Summary: l.Summary,
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

// textOrNumber is a text, or a number that is taken as it is written.
type textOrNumber string

// UnmarshalJSON reads a text or a number.
func (t *textOrNumber) UnmarshalJSON(b []byte) error {
	var number json.Number
	if json.Unmarshal(b, &number) == nil {
		*t = textOrNumber(number)
		return nil
	}
	return json.Unmarshal(b, (*string)(t))
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
		if kind.Field == "" {
			return "a line must be an object, not " + article(kind.Value)
		}
		return fmt.Sprintf("%s must not be %s", strings.ToLower(kind.Field), article(kind.Value))
	}
	return err.Error()
}

// article puts "a" or "an" before a kind of JSON value.
func article(kind string) string {
	if strings.HasPrefix(kind, "a") || strings.HasPrefix(kind, "o") {
		return "an " + kind
	}
	return "a " + kind
}

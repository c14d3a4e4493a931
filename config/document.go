package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"vedette/problem"
)

// maxBytes bounds a config file. A thousand feeds with rules in ten languages
// stay under one megabyte, so a larger file is a mistake, such as a database
// named as the config.
const maxBytes = 8 << 20

// document is a YAML file as nodes: where everything stands, nothing decoded.
type document struct {
	name  string
	lines [][]rune
	root  *yaml.Node
}

// parseDocument reads the nodes of a file that holds one YAML document. What
// hinders that is one problem: after a syntax error the rest means nothing.
func parseDocument(name string, data []byte) (*document, *problem.Problem) {
	if p := unreadable(data); p != nil {
		p.File = name
		return nil, p
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	d := &document{name: name}
	for line := range strings.Lines(string(data)) {
		d.lines = append(d.lines, []rune(strings.TrimRight(line, "\r\n")))
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, d.syntaxProblem(err)
	}
	var first, second yaml.Node
	if err := loader.Load(&first); err != nil && !errors.Is(err, io.EOF) {
		return nil, d.syntaxProblem(err)
	}
	if len(first.Content) == 0 || isNull(first.Content[0]) {
		return nil, &problem.Problem{File: name, Line: 1, Column: 1, Message: "the file is empty",
			Hint: "write at least feeds and rules, or copy the config.yaml that comes with vedette"}
	}
	d.root = first.Content[0]
	if d.root.Kind != yaml.MappingNode {
		return nil, &problem.Problem{File: name, Line: d.root.Line, Column: d.root.Column,
			Message: "the file does not begin with a key", Hint: "write keys such as feeds: and rules: at the left edge"}
	}
	if err := loader.Load(&second); err == nil {
		return nil, &problem.Problem{File: name, Line: second.Line, Column: second.Column,
			Message: "a second document begins here", Hint: "remove the line --- and write everything as one document"}
	} else if !errors.Is(err, io.EOF) {
		return nil, d.syntaxProblem(err)
	}
	return d, nil
}

// unreadable finds what the YAML reader would refuse without telling where.
func unreadable(data []byte) *problem.Problem {
	if len(data) > maxBytes {
		return &problem.Problem{Line: 1, Column: 1, Message: fmt.Sprintf("the file has %d bytes, more than %d", len(data), maxBytes),
			Hint: "check that this is the config file"}
	}
	line, column := 1, 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return &problem.Problem{Line: line, Column: column, Message: "the text is not UTF-8", Hint: "save the file in the encoding UTF-8"}
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f:
			return &problem.Problem{Line: line, Column: column, Message: fmt.Sprintf("a control character (%U) stands here", r), Hint: "remove it"}
		}
		i += size
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return nil
}

// syntaxWords puts what the YAML scanner says into words for people who write
// YAML now and then.
var syntaxWords = []struct{ said, message, hint string }{
	{"tab character", "a tab stands where spaces belong", "indent with spaces"},
	{"mapping values are not allowed", "a second colon on this line", `put the value in quotes, as in name: "A: B", or indent the lines below as YAML wants it`},
	{"expected ',' or ']'", "a list that begins with [ is not closed", "write ] at its end and commas between the entries"},
	{"expected ',' or '}'", "a group that begins with { is not closed", "write } at its end and commas between the entries"},
	{"unexpected end of stream", "a quote is not closed before the file ends", "write the closing quote"},
	{"cannot start any token", "a value cannot begin with this character", "put the value in quotes"},
	{"unknown escape character", "an unknown escape in a text in double quotes", `write \\ for a backslash, or use single quotes`},
	{"unknown anchor", "this name after * was never set with &", "set it above, or put the value in quotes"},
	{"expected key", "a key: value line is expected here", "check the indentation: keys of one group begin in the same column"},
	{"could not find expected ':'", "a colon is missing", "write key: value, with a space after the colon"},
	{"block end", "the indentation does not fit the lines above", "keys of one group begin in the same column"},
	{"expected <document start>", "the indentation does not fit the lines above", "keys of one group begin in the same column"},
	{"expected '-' indicator", "this line does not belong to the list above", "begin it with a dash, or indent it differently"},
}

func (d *document) syntaxProblem(err error) *problem.Problem {
	p := &problem.Problem{File: d.name, Line: 1, Column: 1, Message: "this is not YAML: " + err.Error()}
	var at *yaml.LoadError
	if !errors.As(err, &at) {
		return p
	}
	p.Message = "this is not YAML: " + strings.TrimPrefix(at.Message, "yaml: ")
	if at.Mark.Line > 0 {
		p.Line, p.Column = at.Mark.Line, max(1, at.Mark.Column)
	}
	if p.Line <= len(d.lines) && strings.HasPrefix(strings.TrimLeft(string(d.lines[p.Line-1]), " "), "\t") {
		p.Message, p.Hint = syntaxWords[0].message, syntaxWords[0].hint
		return p
	}
	for _, w := range syntaxWords {
		if strings.Contains(at.Message, w.said) {
			p.Message, p.Hint = w.message, w.hint
			break
		}
	}
	// An open quote or bracket is mended where it was opened, not where the
	// file ended.
	if strings.Contains(at.Message, "end of stream") && at.ContextMark.Line > 0 {
		p.Line, p.Column = at.ContextMark.Line, at.ContextMark.Column
	}
	return p
}

// isNull tells a value that was left out: "key:", "~" or "null".
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// target follows an alias to what it stands for.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

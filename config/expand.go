package config

import (
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"vedette/news"
)

// maxVariableProblems is how many mistakes with ${ are told of one value: each
// is found in the file by walking the value from its beginning.
const maxVariableProblems = 20

// expanded gives a scalar's text with every ${NAME} replaced by the variable
// of the environment, and $${ by ${. What is wrong in it is reported.
func (d *decoder) expanded(n *yaml.Node, at spot) (string, bool) {
	if at.verbatim || !strings.Contains(n.Value, "${") {
		return n.Value, true
	}
	var out strings.Builder
	faults, untold := 0, 0 // untold is the offset of the first fault too many
	rest, found := n.Value, true
	for found {
		var before, after string
		before, after, found = strings.Cut(rest, "${")
		rest = after
		literal, escaped := strings.CutSuffix(before, "$")
		switch {
		case !found:
			out.WriteString(before)
			continue
		case escaped:
			out.WriteString(literal + "${")
			continue
		}
		name, tail, closed := strings.Cut(after, "}")
		value, message, hint := d.variable(at, name, closed)
		out.WriteString(before + value)
		rest = tail
		if message == "" {
			continue
		}
		offset := len(n.Value) - len(after) - len("${")
		if faults++; faults <= maxVariableProblems {
			d.reportInside(n, at, offset, message, hint)
		} else if faults == maxVariableProblems+1 {
			untold = offset
		}
	}
	if more := faults - maxVariableProblems; more > 0 {
		d.reportInside(n, at, untold, "the value has "+news.Count(more, "more mistake")+" with ${ from here on", "mend the ones before first")
	}
	return out.String(), faults == 0
}

// variable looks one name up. Without a message, it was found.
func (d *decoder) variable(at spot, name string, closed bool) (value, message, hint string) {
	const form = "write ${NAME}, or $${ for the characters themselves"
	switch {
	case !closed:
		return "", "${ is not closed by }", form
	case !isVariableName(name):
		return "", "${" + clip(name) + "} names no variable", form
	}
	value, set := os.LookupEnv(name)
	if !set {
		return "", "the environment variable " + name + " is not set", "set it before vedette starts, or write $${ for the characters ${ themselves"
	}
	d.told = append(d.told, told{text: value, as: "${" + name + "}", path: at.path})
	return value, "", ""
}

// reportInside adds a problem at an offset, in bytes, of a scalar's text.
func (d *decoder) reportInside(n *yaml.Node, at spot, offset int, message, hint string) {
	where := *n
	where.Line, where.Column = d.inside(n, 1+strings.Count(n.Value[:offset], "\n"), 1+columnOf(n.Value[:offset]))
	d.report(&where, at.path, hint, "%s", message)
}

// columnOf counts the code points after the last line break.
func columnOf(text string) int { return len([]rune(text[strings.LastIndexByte(text, '\n')+1:])) }

func isVariableName(name string) bool {
	for i, r := range name {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

// absolute takes a relative path from the config file's folder.
func (d *decoder) absolute(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(d.dir, path)
}

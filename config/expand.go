package config

import (
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"
)

// expanded gives a scalar's text with every ${NAME} replaced by the variable
// of the environment, and $${ by ${. All that is wrong in it is reported.
func (d *decoder) expanded(n *yaml.Node, at spot) (string, bool) {
	if at.verbatim || !strings.Contains(n.Value, "${") {
		return n.Value, true
	}
	var out strings.Builder
	ok := true
	rest := n.Value
	for {
		before, after, found := strings.Cut(rest, "${")
		if !found {
			out.WriteString(rest)
			return out.String(), ok
		}
		if literal, escaped := strings.CutSuffix(before, "$"); escaped {
			out.WriteString(literal + "${")
			rest = after
			continue
		}
		out.WriteString(before)
		name, tail, closed := strings.Cut(after, "}")
		offset := len(n.Value) - len(after) - len("${")
		value, fine := d.variable(n, at, name, closed, offset)
		ok = ok && fine
		out.WriteString(value)
		if !closed {
			return out.String(), ok
		}
		rest = tail
	}
}

// variable looks one name up. Its offset in the value, in bytes, tells where a
// problem stands.
func (d *decoder) variable(n *yaml.Node, at spot, name string, closed bool, offset int) (string, bool) {
	hint, message := "write ${NAME}, or $${ for the characters themselves", ""
	value, set := "", false
	switch {
	case !closed:
		message = "${ is not closed by }"
	case !isVariableName(name):
		message = "${" + clip(name) + "} names no variable"
	default:
		value, set = os.LookupEnv(name)
		message = "the environment variable " + name + " is not set"
		hint = "set it before vedette starts, or write $${ for the characters ${ themselves"
	}
	if set {
		d.told = append(d.told, told{text: value, as: "${" + name + "}", path: at.path})
		return value, true
	}
	where := *n
	where.Line, where.Column = d.inside(n, 1+strings.Count(n.Value[:offset], "\n"), 1+columnOf(n.Value[:offset]))
	d.report(&where, at.path, hint, "%s", message)
	return "", false
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

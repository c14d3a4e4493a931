package config

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"vedette/problem"
)

// place gives problems that were found by path their file, line and column,
// and leaves those out that decoding has reported already.
func (d *decoder) place(found problem.List) problem.List {
	var placed problem.List
	for _, p := range found {
		if d.saidAlready(p.Path) {
			continue
		}
		p.File = d.name
		exact, n := d.find(p.Path)
		if exact && p.Line > 0 && n.Kind == yaml.ScalarNode {
			p.Line, p.Column = d.inside(n, p.Line, p.Column)
		} else {
			p.Line, p.Column = n.Line, n.Column
		}
		placed = append(placed, p)
	}
	return placed
}

// saidAlready tells whether the path, or one above it, was reported.
func (d *decoder) saidAlready(path string) bool {
	for ; path != ""; path = parent(path) {
		if d.broken[path] {
			return true
		}
	}
	return false
}

// find gives the node of a path, or of the nearest one above it that stands
// in the file. A value left out stands where its key does.
func (d *decoder) find(path string) (exact bool, n *yaml.Node) {
	for at := path; at != ""; at = parent(at) {
		p, ok := d.places[at]
		switch {
		case !ok:
		case p.key != nil && (isNull(p.value) || at != path):
			return at == path, p.key
		default:
			return at == path, target(p.value)
		}
	}
	return false, d.root
}

// parent cuts the last key or index off a path. A key may hold dots itself;
// then a few of the steps lead nowhere, which does no harm.
func parent(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}

package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"vedette/problem"
)

const (
	// maxNodes bounds how many values are decoded: by aliases to aliases, a
	// few short lines could mean billions. A hundred thousand feeds have fewer.
	maxNodes = 500_000
	// maxProblems bounds the list: nobody mends a thousand mistakes at once.
	maxProblems = 1000
)

// decoder fills structs from nodes. It goes on after every mistake: what does
// not fit is reported and left at its zero value.
type decoder struct {
	*document
	dir      string
	places   map[string]place
	problems problem.List
	// broken are the paths that were reported already: what the rooms say of
	// the zero values left there is not repeated.
	broken map[string]bool
	// told are texts that came from outside the file, to be hidden again in
	// messages.
	told  []told
	nodes int
}

// place is where a path stands. An entry of a list has no key.
type place struct{ key, value *yaml.Node }

// spot is what the decoder knows of the value it looks at.
type spot struct {
	path string
	// verbatim values are queries: "${" means nothing in them.
	verbatim bool
	// file values are paths, taken from the config file's folder.
	file bool
}

// child gives the spot of a key below s. How a value is read follows from its
// key, so that the rooms need not know of it.
func (s spot) child(key string) spot {
	path := key
	if s.path != "" {
		path = s.path + "." + key
	}
	return spot{
		path:     path,
		verbatim: s.verbatim || key == "query" || key == "forms",
		file:     key == "path" || key == "dir" || strings.HasSuffix(key, "_file"),
	}
}

func (s spot) entry(i int) spot {
	s.path = fmt.Sprintf("%s[%d]", s.path, i)
	return s
}

func newDecoder(doc *document, dir string) *decoder {
	return &decoder{document: doc, dir: dir, places: map[string]place{}, broken: map[string]bool{}}
}

// report adds a problem at a node. Nothing more is said of its path.
func (d *decoder) report(n *yaml.Node, path, hint, format string, args ...any) {
	d.broken[path] = true
	d.problems = append(d.problems, problem.Problem{File: d.name, Line: n.Line, Column: n.Column,
		Path: path, Message: fmt.Sprintf(format, args...), Hint: hint})
}

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// value decodes a node into v. Nothing is what a value left out means.
func (d *decoder) value(n *yaml.Node, v reflect.Value, at spot) {
	n = target(n)
	if d.nodes++; d.nodes > maxNodes {
		if d.nodes == maxNodes+1 {
			d.report(n, at.path, "write the values out, or use fewer aliases", "the file has more than %d values, aliases written out", maxNodes)
		}
		return
	}
	if isNull(n) || !d.knownTag(n, at) {
		return
	}
	switch {
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), at)
	case v.Kind() == reflect.Struct && !v.Addr().Type().Implements(textUnmarshaler):
		d.group(n, v, at)
	case v.Kind() == reflect.Slice:
		d.list(n, v, at)
	case v.Kind() == reflect.Map:
		d.table(n, v, at)
	default:
		d.scalar(n, v, at)
	}
}

// knownTag refuses tags of the user's own and those that change bytes.
func (d *decoder) knownTag(n *yaml.Node, at spot) bool {
	known := []string{"!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!!timestamp", "!!merge"}
	if n.Style&yaml.TaggedStyle == 0 || slices.Contains(known, n.ShortTag()) {
		return true
	}
	d.report(n, at.path, "remove the tag", "the tag %s means nothing here", shown(n.ShortTag()))
	return false
}

// group decodes keys and values into a struct.
func (d *decoder) group(n *yaml.Node, v reflect.Value, at spot) {
	if n.Kind != yaml.MappingNode {
		d.wrongKind(n, at, "a group of keys", "write "+strings.Join(keysOf(fieldsOf(v.Type())), ", ")+" below it, each as key: value")
		return
	}
	fields := fieldsOf(v.Type())
	present := presentKeys(n)
	for _, pair := range d.pairs(n, at) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == pair.key.Value })
		if i < 0 {
			i = d.unknownKey(pair.key, at, fields, present)
		}
		if i >= 0 {
			child := at.child(fields[i].key)
			d.places[child.path] = place(pair)
			d.value(pair.value, v.Field(fields[i].index), child)
		}
	}
	d.readSecretFiles(v, at, fields)
}

// unknownKey reports a key and gives the index of the one that was meant, so
// that the value below it is checked all the same; -1 if that is not clear.
func (d *decoder) unknownKey(key *yaml.Node, at spot, fields []field, present map[string]bool) int {
	path := at.child(key.Value).path
	if key.Value == "<<" {
		d.report(key, path, "repeat the keys", "merging with << is not offered")
		return -1
	}
	known := keysOf(fields)
	meant := intended(key.Value, known)
	if meant == "" {
		d.report(key, path, "the keys here are "+strings.Join(known, ", "), "unknown key %s", shown(key.Value))
		return -1
	}
	d.report(key, path, "write "+meant, "unknown key %s", shown(key.Value))
	if present[meant] {
		return -1
	}
	present[meant] = true
	return slices.Index(known, meant)
}

func presentKeys(n *yaml.Node) map[string]bool {
	present := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		present[n.Content[i].Value] = true
	}
	return present
}

// pairs gives the keys and values of a mapping. Keys that come twice, or are
// no plain words, are reported and left out.
func (d *decoder) pairs(n *yaml.Node, at spot) []place {
	var pairs []place
	first := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := target(n.Content[i])
		if key.Kind != yaml.ScalarNode {
			d.report(n.Content[i], at.path, "write key: value", "a key must be a word")
			continue
		}
		if before := first[key.Value]; before != nil {
			d.report(key, at.child(key.Value).path, "keep one of them", "the key %s stands in line %d already", shown(key.Value), before.Line)
			continue
		}
		first[key.Value] = key
		pairs = append(pairs, place{key: key, value: n.Content[i+1]})
	}
	return pairs
}

// list decodes the entries of a sequence.
func (d *decoder) list(n *yaml.Node, v reflect.Value, at spot) {
	if n.Kind != yaml.SequenceNode {
		hint := "begin each entry with a dash on a line of its own"
		if n.Kind == yaml.ScalarNode {
			hint = "write [" + shown(n.Value) + "]"
		}
		d.wrongKind(n, at, "a list", hint)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, child := range n.Content {
		if d.nodes > maxNodes {
			return
		}
		entry := at.entry(i)
		d.places[entry.path] = place{value: child}
		if isNull(target(child)) {
			d.report(child, entry.path, "write a value after the dash, or remove it", "an empty entry in a list")
			continue
		}
		d.value(child, v.Index(i), entry)
	}
}

// table decodes a mapping whose keys the user chooses.
func (d *decoder) table(n *yaml.Node, v reflect.Value, at spot) {
	if n.Kind != yaml.MappingNode {
		d.wrongKind(n, at, "a table of names and values", "write name: value on lines of their own below it")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, pair := range d.pairs(n, at) {
		child := at.child(pair.key.Value)
		child.file = false
		d.places[child.path] = pair
		element := reflect.New(v.Type().Elem()).Elem()
		d.value(pair.value, element, child)
		v.SetMapIndex(reflect.ValueOf(pair.key.Value).Convert(v.Type().Key()), element)
	}
}

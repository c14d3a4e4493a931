package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"go.yaml.in/yaml/v4"

	"vedette/filter"
	"vedette/problem"
)

// RuleFile is a file of rules apart from a configuration, for trying them: a
// list of rules, or the keys "concepts" and "rules".
type RuleFile struct {
	filter.Config
	name  string
	lines []int // of the rules
}

// LoadRules reads a file of rules, however large, and does not compile them.
// Environment variables are not expanded.
func LoadRules(path string) (*RuleFile, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the rules cannot be read: %w", err)
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithKnownFields())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var document yaml.Node
	if err := loader.Load(&document); err != nil {
		return nil, fmt.Errorf("%s is no YAML: %w", path, err)
	}
	f := &RuleFile{name: path}
	root := document.Content[0]
	list := root
	if root.Kind == yaml.SequenceNode {
		err = root.Decode(&f.Rules)
	} else {
		err = root.Decode(&f.Config)
		list = entry(root, "rules")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if list == nil || len(list.Content) == 0 {
		return nil, errors.New(path + " holds no rules: write a list, as in - {name: corridor, query: zangezur}")
	}
	for _, n := range list.Content {
		f.lines = append(f.lines, n.Line)
	}
	return f, nil
}

// entry gives the value of a key of a mapping, nil if there is none.
func entry(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// Place gives the problems of the rules their file, and the lines on which the
// rules begin; columns are those inside the queries.
func (f *RuleFile) Place(found problem.List) problem.List {
	for i := range found {
		var rule int
		found[i].File = f.name
		if n, _ := fmt.Sscanf(found[i].Path, "rules[%d]", &rule); n > 0 && rule < len(f.lines) {
			found[i].Line += f.lines[rule] - min(found[i].Line, 1)
		}
	}
	return found
}

package config

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"vedette/fetch"
)

// FeedsYAML writes feeds as the config file has them: the key "feeds" with a
// list below it. What was a secret comes out as "[secret]".
func FeedsYAML(feeds []fetch.Feed) ([]byte, error) {
	var list yaml.Node
	if err := list.Encode(feeds); err != nil {
		return nil, fmt.Errorf("write feeds as YAML: %w", err)
	}
	escapeVariables(&list)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(map[string]*yaml.Node{"feeds": &list}); err != nil {
		return nil, fmt.Errorf("write feeds as YAML: %w", err)
	}
	if err := e.Close(); err != nil {
		return nil, fmt.Errorf("write feeds as YAML: %w", err)
	}
	return b.Bytes(), nil
}

// escapeVariables makes every ${ in the values stand for itself.
func escapeVariables(n *yaml.Node) {
	n.Value = strings.ReplaceAll(n.Value, "${", "$${")
	for _, child := range n.Content {
		escapeVariables(child)
	}
}

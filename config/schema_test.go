package config

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// compiled gives the schema as an independent validator reads it, after that
// has checked it against the draft's own schema.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("vedette.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("vedette.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchemaTakesGoodFiles(t *testing.T) {
	s := compiled(t)
	for _, path := range []string{"../config.yaml", "testdata/full.yaml"} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := yaml.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := compiled(t)
	tests := []struct{ name, text string }{
		{"unknown key", "feed: []"},
		{"unknown key below", "feeds: [{name: A, ulr: x}]"},
		{"text for a list", "feeds: [{tags: a}]"},
		{"a number for a duration", "fetch: {every: 30}"},
		{"words for a duration", "fetch: {every: half an hour}"},
		{"text for a number", "fetch: {concurrency: many}"},
		{"a severity there is not", "rules: [{severity: urgent}]"},
		{"a kind of TLS there is not", "receivers: [{email: {tls: ssl}}]"},
		{"a group for a secret", "feeds: [{bearer_token: {a: b}}]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var doc any
			if err := yaml.Unmarshal([]byte(test.text), &doc); err != nil {
				t.Fatal(err)
			}
			if s.Validate(doc) == nil {
				t.Error("the schema takes it")
			}
		})
	}
}

// Every key has a description, as editors show it.
func TestSchemaDescribes(t *testing.T) {
	s := compiled(t)
	seen := map[*jsonschema.Schema]bool{}
	var walk func(path string, s *jsonschema.Schema)
	walk = func(path string, s *jsonschema.Schema) {
		for s != nil && !seen[s] {
			seen[s] = true
			for name, child := range s.Properties {
				if child.Description == "" {
					t.Errorf("%s has no description", strings.TrimPrefix(path+"."+name, "."))
				}
				walk(path+"."+name, child)
			}
			walk(path, s.Items2020)
			s = s.Ref
		}
	}
	walk("", s)
	if len(seen) < 10 {
		t.Errorf("only %d schemas were walked", len(seen))
	}
}

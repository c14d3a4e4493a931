package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vedette/filter"
)

func TestLoadRules(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a list", "- {name: a, query: b}\n- {name: c, query: d}\n", ""},
		{"keys", "concepts:\n  - {name: x, query: y}\nrules:\n  - {name: a, query: \"@x\"}\n  - {name: c, query: d}\n", ""},
		{"a fault", "- {name: a, query: b}\n- {name: c, query: (d}\n", "rules.yaml:2"},
		{"nothing", "[]\n", "holds no rules"},
		{"no YAML", "- {name: [\n", "no YAML"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "rules.yaml")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got := ""
			f, err := LoadRules(path)
			if err == nil {
				_, problems := filter.Compile(f.Config)
				err = f.Place(problems).Err()
			}
			if err != nil {
				got = err.Error()
			}
			if tt.want == "" && (got != "" || len(f.Rules) != 2) || !strings.Contains(got, tt.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

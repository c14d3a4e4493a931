package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"vedette/problem"
)

// full reads testdata/full.yaml, which has a secret in every place that can
// hold one. All of them have "hush" in them.
func full(t *testing.T) *Loaded {
	t.Helper()
	t.Setenv("VEDETTE_TEST_TOKEN", "token-hush")
	t.Setenv("VEDETTE_TEST_PASSWORD", "password-hush")
	t.Setenv("VEDETTE_TEST_HOOK", "https://chat.example/hook-hush")
	loaded, err := Load("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestNothingPrintsSecrets(t *testing.T) {
	loaded := full(t)
	c := loaded.Config
	if c.Feeds[0].BasicAuth.Password.Reveal() != "password-hush" || c.Receivers[1].Webhook.URL.Reveal() != "https://chat.example/hook-hush" {
		t.Fatal("the secrets were not read")
	}
	asYAML, err := yaml.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	feeds, err := FeedsYAML(c.Feeds)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("loaded", "config", c, "loaded", loaded)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("loaded", "config", c, "loaded", loaded)
	printed := map[string]string{
		"YAML": string(asYAML), "JSON": string(asJSON), "FeedsYAML": string(feeds), "slog": logged.String(),
		"%v": fmt.Sprintf("%v", c), "%+v": fmt.Sprintf("%+v", c), "%#v": fmt.Sprintf("%#v", c),
		"feed %#v": fmt.Sprintf("%#v", *c.Feeds[0].BasicAuth), "mail %+v": fmt.Sprintf("%+v", *c.Receivers[0].Email), "hook %#v": fmt.Sprintf("%#v", *c.Receivers[1].Webhook),
		"loaded": fmt.Sprintf("%+v", loaded),
	}
	for form, text := range printed {
		if strings.Contains(text, "hush") || strings.Contains(text, "aHVzaC1") {
			t.Errorf("%s shows a secret: %s", form, text)
		}
	}
}

// Rooms show the values they find fault with; secrets must not come out so.
func TestProblemsHideSecrets(t *testing.T) {
	d := newDecoder(&document{}, "")
	d.told = []told{{text: `to"ken`, as: "${T}", path: "feeds[0].headers.X"}, {text: "ab", as: "[secret]", path: "receivers[0].webhook"}}
	tests := []struct{ name, path, message, want string }{
		{"anywhere", "", `to"ken`, "${T}"},
		{"quoted", "", `the value "to\"ken" is bad`, `the value "${T}" is bad`},
		{"a short one elsewhere", "feeds[0]", "about", "about"},
		{"a short one at its own path", "receivers[0].webhook", "ab is bad", "[secret] is bad"},
		{"a short one below its path", "receivers[0].webhook.url", "ab is bad", "[secret] is bad"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := d.hidden(problem.List{{Path: test.path, Message: test.message, Hint: test.message}})[0]
			if got.Message != test.want || got.Hint != test.want {
				t.Errorf("%q, %q, want %q", got.Message, got.Hint, test.want)
			}
		})
	}
}

func TestSecretFile(t *testing.T) {
	dir := t.TempDir()
	tests := []struct{ name, content, want, wrong string }{
		{"plain", "hush", "hush", ""},
		{"line break at the end", "hush\n", "hush", ""},
		{"line break of Windows", "hush\r\n", "hush", ""},
		{"spaces are kept", " hush ", " hush ", ""},
		{"empty", "\n", "", "is empty"},
		{"too long", strings.Repeat("x", maxSecretBytes+1), "", "is longer than"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(dir, "secret")
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := secretFile(path)
			if got != test.want || (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

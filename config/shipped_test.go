package config

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// The config.yaml that comes with vedette works as it is, with nothing set.
func TestTheShippedFile(t *testing.T) {
	loaded, err := Load("../config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range loaded.Warnings {
		if w.Path != "receivers" {
			t.Errorf("a warning: %s", w.Error())
		}
	}
	c := loaded.Config
	if len(c.Feeds) < 40 {
		t.Errorf("only %d feeds", len(c.Feeds))
	}
	feeds, forms := map[string]bool{}, map[string]bool{}
	for _, f := range c.Feeds {
		feeds[f.Language] = true
		if f.Country == "" || f.Language == "" || len(f.Tags) == 0 {
			t.Errorf("the feed %s lacks country, language or tags", f.Name)
		}
	}
	for _, concept := range c.Concepts {
		for language := range concept.Forms {
			forms[language] = true
		}
	}
	for _, language := range []string{"en", "ru", "az", "tr", "hy", "ka", "fa"} {
		if !feeds[language] || !forms[language] {
			t.Errorf("%s: in feeds %v, in forms %v", language, feeds[language], forms[language])
		}
	}
	topics := map[string]bool{}
	for _, r := range c.Rules {
		topics[r.Labels["topic"]] = true
	}
	for _, ch := range c.Channels {
		if topic := ch.Labels["topic"]; topic != "" && !topics[topic] {
			t.Errorf("the channel %s selects the topic %s, which no rule has", ch.Name, topic)
		}
	}
}

// What stands in the file to be uncommented is sound as well.
func TestTheShippedExamples(t *testing.T) {
	data, err := os.ReadFile("../config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), "\n# receivers:\n")
	examples, after, ends := strings.Cut(rest, "\n\n")
	if !found || !ends {
		t.Fatal("the examples were not found")
	}
	examples = regexp.MustCompile(`(?m)^# ?`).ReplaceAllString(examples, "")
	t.Setenv("SMTP_PASSWORD", "hush")
	t.Setenv("WEBHOOK_URL", "https://chat.example/hush")
	loaded := parse(t, before+"\nreceivers:\n"+examples+"\n\n"+after)
	if len(loaded.Config.Receivers) < 2 || len(loaded.Config.Routes) < 3 || len(loaded.Warnings) > 0 {
		t.Errorf("%d receivers, %d routes, %v", len(loaded.Config.Receivers), len(loaded.Config.Routes), loaded.Warnings)
	}
}

// Every key is explained in docs/CONFIGURATION.md.
func TestTheReferenceIsComplete(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "CONFIGURATION.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range keyPaths(reflect.TypeFor[Config](), "") {
		if !strings.Contains(string(text), "\n| `"+path+"` |") {
			t.Errorf("there is no line for %s", path)
		}
	}
}

// keyPaths lists the paths of all keys below a type: feeds[].basic_auth.
func keyPaths(t reflect.Type, at string) []string {
	switch {
	case t.Kind() == reflect.Pointer:
		return keyPaths(t.Elem(), at)
	case t.Kind() == reflect.Slice:
		return keyPaths(t.Elem(), at+"[]")
	case t.Kind() != reflect.Struct:
		return nil
	}
	var paths []string
	for _, f := range fieldsOf(t) {
		path := strings.TrimPrefix(at+"."+f.key, ".")
		paths = append(paths, path)
		paths = append(paths, keyPaths(t.Field(f.index).Type, path)...)
	}
	return paths
}

// The file with every key has every key: a new one must come into the tests.
func TestFullHasEveryKey(t *testing.T) {
	loaded := full(t)
	if len(loaded.Warnings) > 1 {
		t.Errorf("%v", loaded.Warnings)
	}
	data, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc, p := parseDocument("full.yaml", data)
	if p != nil {
		t.Fatal(p)
	}
	d := newDecoder(doc, "testdata")
	var c Config
	d.value(doc.root, reflect.ValueOf(&c).Elem(), spot{})
	have := map[string]bool{}
	for path := range d.places {
		have[regexp.MustCompile(`\[\d+\]`).ReplaceAllString(path, "[]")] = true
	}
	for _, path := range keyPaths(reflect.TypeFor[Config](), "") {
		if !have[path] && !strings.HasSuffix(path, "_file") {
			t.Errorf("%s is missing", path)
		}
	}
}

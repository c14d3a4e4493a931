package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/problem"
)

var update = flag.Bool("update", false, "write the golden files anew")

// small is the least that is sound.
const small = `
feeds: [{name: A, url: "https://a.example/feed"}]
rules: [{name: r, query: zangezur}]
`

func parse(t *testing.T, text string) *Loaded {
	t.Helper()
	loaded, err := Parse("config.yaml", []byte(text), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestMistakes(t *testing.T) {
	data, err := os.ReadFile("testdata/mistakes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Parse("mistakes.yaml", data, "/etc/vedette")
	if err == nil {
		t.Fatal("no mistake was found")
	}
	const golden = "testdata/mistakes.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(err.Error()+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, readErr := os.ReadFile(golden)
	if readErr != nil {
		t.Fatal(readErr)
	}
	if diff := cmp.Diff(string(want), err.Error()+"\n"); diff != "" {
		t.Errorf("run with -update if this is meant:\n%s", diff)
	}
}

// Every mistake of the file is told in its line, and nothing else is.
func TestMistakesAreToldWhereTheyAre(t *testing.T) {
	data, err := os.ReadFile("testdata/mistakes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Parse("mistakes.yaml", data, "/etc/vedette")
	list, ok := err.(problem.List)
	if !ok {
		t.Fatalf("the error is a %T", err)
	}
	told := map[int]bool{}
	for _, p := range list {
		told[p.Line] = true
		if p.Hint == "" {
			t.Errorf("no hint: %s", p.Error())
		}
	}
	for i, line := range strings.Split(string(data), "\n") {
		marked := strings.Contains(line, "# ") && i > 0
		if strings.HasSuffix(line, "@zangezurr") {
			marked = true // the mark of this one stands above the block
		} else if strings.Contains(line, "query: > #") {
			marked = false
		}
		if marked != told[i+1] {
			t.Errorf("line %d: marked %v, told %v: %s", i+1, marked, told[i+1], line)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "vedette.db"); loaded.Config.Storage.Path != want {
		t.Errorf("the archive is at %s, want %s", loaded.Config.Storage.Path, want)
	}
	if loaded.Config.Fetch.MinEvery == 0 || loaded.Filter == nil || loaded.Routes == nil {
		t.Errorf("%+v", loaded)
	}
}

func TestLoadWithoutAFile(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "config.yaml"))
	if err == nil || !strings.Contains(err.Error(), "there is no config file") || !strings.Contains(err.Error(), "copy the config.yaml") {
		t.Errorf("%v", err)
	}
	if _, err := Load(t.TempDir()); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a folder: %v", err)
	}
}

func TestParseTells(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no feeds", "rules: [{name: r, query: a}]", "f:1:1: feeds: there are no feeds to watch"},
		{"feeds left empty", "rules: [{name: r, query: a}]\nfeeds:\n", "f:2:1: feeds: there are no feeds to watch"},
		{"no rules", "feeds: [{name: A, url: 'https://a.example/'}]", "f:1:1: rules: there are no rules to look for"},
		{"a name left out", small + "receivers: [{email: {to: [a@example.org], from: a@example.org, smarthost: 'm:25'}}]", "f:4:13: receivers[0].name: the receiver has no name"},
		{"a rule name of a channel", "feeds: [{name: A, url: 'https://a.example/'}]\nrules: [{name: channel/a, query: a}]", "f:2:16: rules[0].name: rule names beginning with channel/ belong to channels"},
		{"a channel's query", small + "channels: [{name: a, rules: [r]}, {name: b, query: 'baku AND'}]", "f:4:61: channels[1].query: "},
		{"what came from the environment", strings.Replace(small, "https://a.example/feed", "x${VEDETTE_TEST_SECRET}y", 1), `f:2:24: feeds[0].url: the url "x${VEDETTE_TEST_SECRET}y" begins with neither http:// nor https://`},
	}
	t.Setenv("VEDETTE_TEST_SECRET", `hu"sh`)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("f", []byte(test.text), t.TempDir())
			if err == nil {
				t.Fatal("nothing was found")
			}
			if got := err.Error(); !strings.HasPrefix(got, test.want) || strings.Contains(got, "\n") {
				t.Errorf("%s, want %s…", got, test.want)
			}
		})
	}
}

// What decoding reported is not reported again by the room that misses it.
func TestNothingIsToldTwice(t *testing.T) {
	_, err := Parse("f", []byte("feeds:\n  - name: A\n    url: [x]\n  - text\nrules: none\n"), t.TempDir())
	list, _ := err.(problem.List)
	if len(list) != 3 {
		t.Errorf("%v", err)
	}
}

func TestTheListOfProblemsIsBounded(t *testing.T) {
	_, err := Parse("f", []byte("feeds:\n"+strings.Repeat("  - x\n", 3*maxProblems)), t.TempDir())
	list, _ := err.(problem.List)
	if len(list) != maxProblems+1 {
		t.Fatalf("%d problems", len(list))
	}
	if last := list[maxProblems].Error(); !strings.Contains(last, "2001 more problems below are not listed") {
		t.Error(last)
	}
}

// A file that was cut off is not checked further: the rest would be missing.
func TestParseBoundsAliases(t *testing.T) {
	text := "feeds:\n- {name: A, url: 'https://a.example/', tags: &tags [" + strings.Repeat("x, ", 5000) + "]}\n" + strings.Repeat("- {tags: *tags}\n", 100)
	_, err := Parse("f", []byte(text), t.TempDir())
	if list, _ := err.(problem.List); len(list) != 1 || !strings.Contains(list[0].Message, "aliases written out") {
		t.Errorf("%v", err)
	}
}

func TestChannelQueriesBecomeQuietRules(t *testing.T) {
	loaded := parse(t, small+"channels: [{name: a, rules: [r]}, {name: b, query: baku}]")
	rules := loaded.Config.filter().Rules
	if len(rules) != 2 || rules[1].Name != "channel/b" || !rules[1].Quiet || rules[1].Query != "baku" {
		t.Errorf("%+v", rules)
	}
	if len(loaded.Config.Rules) != 1 {
		t.Error("the rules of the file have changed")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	for _, path := range []string{"testdata/mistakes.yaml", "testdata/full.yaml"} {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("feeds: &a [*a]\n? x\n: !!set {y: ${Z}}\n<<: {}\n"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		loaded, err := Parse("f", data, dir)
		if (loaded == nil) == (err == nil) {
			t.Error("neither a configuration nor an error, or both")
		}
		list, ok := err.(problem.List)
		if err != nil && !ok {
			t.Errorf("the error is a %T", err)
		}
		for _, p := range list {
			if p.Line < 1 || p.Column < 1 || p.Message == "" {
				t.Errorf("a problem without a place: %+v", p)
			}
		}
	})
}

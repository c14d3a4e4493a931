package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/problem"
	"vedette/schedule"
	"vedette/secret"
)

// sample has a field of every kind that the rooms' structs use.
type sample struct {
	Name  string            `yaml:"name"`
	Query string            `yaml:"query"`
	Every schedule.Duration `yaml:"every"`
	Limit int               `yaml:"limit"`
	Quiet bool              `yaml:"quiet"`
	Tags  []string          `yaml:"tags"`
	Forms map[string][]string
	Heads map[string]secret.Text `yaml:"headers"`
	Login *login                 `yaml:"basic_auth"`
	Parts []sample               `yaml:"parts"`
	Dir   string                 `yaml:"dir"`
}

type login struct {
	Password     secret.Text `yaml:"password"`
	PasswordFile string      `yaml:"password_file"`
}

// decodeSample decodes text and gives the problems, one a line, without the
// file's name.
func decodeSample(t *testing.T, text, dir string) (sample, *decoder, string) {
	t.Helper()
	doc, p := parseDocument("f", []byte(text))
	if p != nil {
		return sample{}, nil, strings.TrimPrefix(p.Error(), "f:") + "\n"
	}
	d := newDecoder(doc, dir)
	var s sample
	d.value(doc.root, reflect.ValueOf(&s).Elem(), spot{})
	var out strings.Builder
	for _, p := range d.problems {
		fmt.Fprintln(&out, strings.TrimPrefix(p.Error(), "f:"))
	}
	return s, d, out.String()
}

func TestDecodeSound(t *testing.T) {
	t.Setenv("VEDETTE_TEST_WORD", "wörd")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pw"), []byte("from file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _, problems := decodeSample(t, `# ${COMMENTS_ARE_LEFT_ALONE}
name: a ${VEDETTE_TEST_WORD} $${HOME}
query: "${NOT_EXPANDED}"
every: 1d2h
limit: 10
quiet: true
tags: &tags [a, "b"]
headers: {X-Key: "k.1"}
basic_auth: {password_file: pw}
dir: out/feeds
parts:
  - name: 7
    tags: *tags
  - {name: }
`, dir)
	if problems != "" {
		t.Fatal(problems)
	}
	every, _ := schedule.ParseDuration("26h")
	want := sample{Name: "a wörd ${HOME}", Query: "${NOT_EXPANDED}", Every: schedule.Duration(every), Limit: 10, Quiet: true,
		Tags: []string{"a", "b"}, Heads: map[string]secret.Text{"X-Key": "k.1"},
		Login: &login{Password: "from file", PasswordFile: filepath.Join(dir, "pw")},
		Dir:   filepath.Join(dir, "out/feeds"), Parts: []sample{{Name: "7", Tags: []string{"a", "b"}}, {}}}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeMistakes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key, a near one", "nmae: x", `1:1: nmae: unknown key "nmae" (write name)`},
		{"unknown key, a synonym", "interval: 5m", `1:1: interval: unknown key "interval" (write every)`},
		{"unknown key, none near", "zzzzzz: x", `1:1: zzzzzz: unknown key "zzzzzz" (the keys here are name, query, every, limit, quiet, tags, headers, basic_auth, parts, dir)`},
		{"the value below a misspelt key", "lmit: many", `1:1: lmit: unknown key "lmit" (write limit)` + "\n" + `1:7: limit: "many" is no whole number (write digits only, such as 8)`},
		{"key twice", "name: a\nname: b", `2:1: name: the key "name" stands in line 1 already (keep one of them)`},
		{"name twice in a table", "headers: {A: b, A: c}", `1:17: headers.A: the key "A" stands in line 1 already (keep one of them)`},
		{"list for text", "name: [a]", `1:7: name: a list stands where text is expected (write one value on the same line, after the colon)`},
		{"group for text", "name: {a: b}", `1:7: name: a group of keys stands where text is expected (write one value on the same line, after the colon)`},
		{"text for list", "tags: a", `1:7: tags: text stands where a list is expected (write ["a"])`},
		{"number for group", "basic_auth: 5", `1:13: basic_auth: a number stands where a group of keys is expected (write password, password_file below it, each as key: value)`},
		{"list for table", "headers: [a]", `1:10: headers: a list stands where a table of names and values is expected (write name: value on lines of their own below it)`},
		{"list for number", "limit: [1]", `1:8: limit: a list stands where a number is expected (write one value on the same line, after the colon)`},
		{"no duration", "every: 5 minutes", `1:8: every: "5 minutes" is no length of time (write a number with a unit, such as 90s, 15m, 1h30m or 2d)`},
		{"duration without unit", "every: 5", `1:8: every: "5" is no length of time (write a number with a unit, such as 90s, 15m, 1h30m or 2d)`},
		{"no number", "limit: ten", `1:8: limit: "ten" is no whole number (write digits only, such as 8)`},
		{"no boolean", "quiet: yes", `1:8: quiet: "yes" is neither true nor false (write true or false)`},
		{"empty entry", "tags:\n  - a\n  -\n", `3:4: tags[1]: an empty entry in a list (write a value after the dash, or remove it)`},
		{"merge key", "<<: {name: a}", `1:1: <<: merging with << is not offered (repeat the keys)`},
		{"key that is a list", "? [a]\n: b", `1:3: a key must be a word (write key: value)`},
		{"tag", "name: !!binary aGk=", `1:7: name: the tag "!!binary" means nothing here (remove the tag)`},
		{"variable not set", "name: a ${VEDETTE_TEST_NONE}", `1:9: name: the environment variable VEDETTE_TEST_NONE is not set (set it before vedette starts, or write $${ for the characters ${ themselves)`},
		{"variable in the second line", "name: |\n  ä\n  ä ${}", `3:5: name: ${} names no variable (write ${NAME}, or $${ for the characters themselves)`},
		{"variable not closed", "name: '${A'", `1:8: name: ${ is not closed by } (write ${NAME}, or $${ for the characters themselves)`},
		{"two variables", "name: ${VEDETTE_TEST_NONE}${a-b}", "1:7: name: the environment variable VEDETTE_TEST_NONE is not set (set it before vedette starts, or write $${ for the characters ${ themselves)\n" +
			`1:27: name: ${a-b} names no variable (write ${NAME}, or $${ for the characters themselves)`},
		{"secret file missing", "basic_auth: {password_file: /none/pw}", `1:29: basic_auth.password_file: there is no file /none/pw (check the path, and that vedette's user may read it)`},
		{"secret file a folder", "basic_auth: {password_file: /}", `1:29: basic_auth.password_file: / is not a file (check the path, and that vedette's user may read it)`},
		{"secret twice", "basic_auth: {password: a, password_file: /none/pw}", `1:42: basic_auth.password_file: the secret is given twice, here and in basic_auth.password (keep one of the two)`},
		{"several, one an entry", "parts:\n  - nam: a\n  - text\n  - every: x\n    limit: y", `2:5: parts[0].nam: unknown key "nam" (write name)
3:5: parts[1]: text stands where a group of keys is expected (write name, query, every, limit, quiet, tags, headers, basic_auth, parts, dir below it, each as key: value)
4:12: parts[2].every: "x" is no length of time (write a number with a unit, such as 90s, 15m, 1h30m or 2d)
5:12: parts[2].limit: "y" is no whole number (write digits only, such as 8)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, got := decodeSample(t, test.text, t.TempDir())
			if diff := cmp.Diff(test.want+"\n", got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A few lines of aliases can stand for billions of values.
func TestDecodeBoundsAliases(t *testing.T) {
	var text strings.Builder
	text.WriteString("tags: &tags [" + strings.Repeat("x,", 2000) + "]\nparts:\n- &p {tags: *tags}\n")
	text.WriteString(strings.Repeat("- *p\n", 2000))
	_, d, problems := decodeSample(t, text.String(), "")
	if strings.Count(problems, "\n") != 1 || !strings.Contains(problems, "aliases written out") {
		t.Error(problems)
	}
	if d.nodes > maxNodes+10_000 {
		t.Errorf("%d nodes were visited", d.nodes)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"name", "url", "time_zone", "basic_auth", "every"}
	for word, want := range map[string]string{"nme": "name", "ulr": "url", "timezone": "time_zone", "TimeZone": "time_zone",
		"basic-auth": "basic_auth", "every ": "every", "colour": "", "": "", "x": "", "tz": "time_zone"} {
		if got := intended(word, known); got != want {
			t.Errorf("intended(%q) = %q, want %q", word, got, want)
		}
	}
}

// A value full of mistakes is told by the first few, in time that grows with
// its length only.
func TestManyVariablesOfOneValue(t *testing.T) {
	value := strings.Repeat("${VEDETTE_TEST_NONE} ", 5000)
	_, err := Parse("f", []byte(small+"storage: {path: \""+value+"\"}\n"), t.TempDir())
	var list problem.List
	if !errors.As(err, &list) || len(list) != maxVariableProblems+1 {
		t.Fatalf("%d problems", len(list))
	}
	first, last := list[0], list[len(list)-1]
	if want := first.Column + (maxVariableProblems-1)*21; list[maxVariableProblems-1].Column != want {
		t.Errorf("the last one told stands in column %d, want %d", list[maxVariableProblems-1].Column, want)
	}
	if last.Column != first.Column+maxVariableProblems*21 || last.Message != fmt.Sprintf("the value has %d more mistakes with ${ from here on", 5000-maxVariableProblems) {
		t.Errorf("the rest is told as %v", last)
	}
}

package vedette_test

import (
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	tableRow = regexp.MustCompile(`(?m)^\| (\d+) \|.*\| ([^|]*) \|$`)
	testName = regexp.MustCompile(`\bTest[A-Z][A-Za-z0-9]*`)
	testFunc = regexp.MustCompile(`(?m)^func (Test[A-Z][A-Za-z0-9]*)\(`)
)

// TestEachPoliteBehaviourHasATest holds the table of docs/POLITENESS.md: all 77
// rows are there, in order, and the tests they name exist.
func TestEachPoliteBehaviourHasATest(t *testing.T) {
	table, err := os.ReadFile("docs/POLITENESS.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range testFiles(t) {
		for _, m := range testFunc.FindAllStringSubmatch(f, -1) {
			known[m[1]] = true
		}
	}
	rows := tableRow.FindAllStringSubmatch(string(table), -1)
	if len(rows) != 77 {
		t.Errorf("the table has %d rows", len(rows))
	}
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Errorf("row %d has the number %s", i+1, row[1])
		}
		names := testName.FindAllString(row[2], -1)
		if len(names) == 0 && !strings.Contains(row[2], "TODO:") {
			t.Errorf("behaviour %s has no test", row[1])
		}
		for _, name := range names {
			if !known[name] {
				t.Errorf("behaviour %s names %s, which is no test", row[1], name)
			}
		}
	}
}

// testFiles gives the text of all test files.
func testFiles(t *testing.T) (texts []string) {
	t.Helper()
	root := os.DirFS(".")
	err := fs.WalkDir(root, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(root, path)
		texts = append(texts, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

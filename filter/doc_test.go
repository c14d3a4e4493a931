package filter_test

import (
	"os"
	"strings"
	"testing"

	"vedette/filter"
)

// TestManual compiles the examples of the manual, so that it stays true.
func TestManual(t *testing.T) {
	manual, err := os.ReadFile("../docs/RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	_, examples, found := strings.Cut(string(manual), "\n## Examples\n")
	if !found {
		t.Fatal("the manual has no examples")
	}
	var concepts []filter.Concept
	for _, name := range []string{"sanctions", "region", "zangezur", "tripp"} {
		concepts = append(concepts, filter.Concept{Name: name, Query: name})
	}
	set := compile(t, filter.Config{Concepts: concepts})
	n := 0
	for line := range strings.Lines(examples) {
		if !strings.HasPrefix(line, "    ") {
			continue
		}
		n++
		if _, err := set.Query(line); err != nil {
			t.Errorf("%s%v", line, err)
		}
	}
	if n < 10 {
		t.Errorf("only %d examples were found", n)
	}
}

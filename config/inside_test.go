package config

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// Each text marks a place in the file with ▲; the letter after it, x, stands
// once in the value. The place of x in the value must lead to the mark.
func TestInside(t *testing.T) {
	tests := []struct{ name, text string }{
		{"plain", "a: one two ▲x"},
		{"plain, other letters", "a: შენი დერეფანი ▲x"},
		{"plain over two lines", "a: one\n  two ▲x three"},
		{"plain over an empty line", "a: one\n\n    two\n  ▲x"},
		{"first letter", "a: ▲x"},
		{"single quotes", "a: 'one ▲x'"},
		{"single quotes with quotes in it", "a: '''one'' or ''two'' ▲x'"},
		{"single quotes over lines", "a: 'one\n   two ''\n\n  ▲x'"},
		{"double quotes", `a: "one ▲x"`},
		{"double quotes with quotes in it", `a: "\"one two\" or \\ ▲x"`},
		{"double quotes with code points", `a: "\u0259\x41\U0001F600 \t\n\_ ▲x"`},
		{"double quotes over lines", "a: \"one \\\n    two\n\n   three \\\"▲x\""},
		{"literal block", "a: |\n  one\n  two ▲x\n"},
		{"literal block, indented lines", "a: |-\n    one\n      two\n\n    ▲x\n"},
		{"literal block with a comment", "a: |2- # why\n  one\n  (\"two\"\n    ▲x)\n"},
		{"folded block", "a: >\n  one\n  two ▲x\n"},
		{"folded block, empty and indented lines", "a: >-\n  one\n\n  two\n    three\n  ▲x\n"},
		{"in a list", "a:\n  - one\n  - 'two ''▲x'\n"},
		{"in a flow list", "a: [one, \"two \\\"▲x\"]"},
		{"with a tag and an anchor", "a: !!str &here 'two ''▲x'"},
		{"an alias shows the anchored text", "b: &here 'two ''▲x'\na: *here"},
		{"line ends of Windows", "a: |\r\n  one\r\n  two ▲x\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before, after, _ := strings.Cut(test.text, "▲")
			doc, p := parseDocument("f", []byte(before+after))
			if p != nil {
				t.Fatal(p)
			}
			n := scalarWith(doc.root, "x")
			head := n.Value[:strings.Index(n.Value, "x")]
			line, column := doc.inside(n, 1+strings.Count(head, "\n"), 1+columnOf(head))
			wantLine, wantColumn := 1+strings.Count(before, "\n"), 1+columnOf(before)
			if line != wantLine || column != wantColumn {
				t.Errorf("%d:%d, want %d:%d", line, column, wantLine, wantColumn)
			}
		})
	}
}

// The end of a text is a place, too: a bracket may be missing there.
func TestInsideAtTheEnd(t *testing.T) {
	for text, column := range map[string]int{"a: one": 7, "a: 'one'": 8, "a: \"one\"": 8, "a: ''": 5} {
		doc, p := parseDocument("f", []byte(text))
		if p != nil {
			t.Fatal(p)
		}
		n := doc.root.Content[1]
		if line, got := doc.inside(n, 1, 1+len(n.Value)); line != 1 || got != column {
			t.Errorf("%s: %d:%d, want 1:%d", text, line, got, column)
		}
	}
}

// A place that is not in the text leads somewhere near, without a panic.
func TestInsideOutOfBounds(t *testing.T) {
	doc, p := parseDocument("f", []byte("a: one\n"))
	if p != nil {
		t.Fatal(p)
	}
	for _, at := range [][2]int{{0, 0}, {9, 9}, {1, 99}, {-1, -1}} {
		if line, column := doc.inside(doc.root.Content[1], at[0], at[1]); line < 1 || column < 1 {
			t.Errorf("%v leads to %d:%d", at, line, column)
		}
	}
}

func scalarWith(n *yaml.Node, word string) *yaml.Node {
	if n.Kind == yaml.ScalarNode && strings.Contains(n.Value, word) {
		return n
	}
	for _, child := range n.Content {
		if found := scalarWith(child, word); found != nil {
			return found
		}
	}
	return nil
}

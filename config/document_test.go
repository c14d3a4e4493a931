package config

import (
	"bytes"
	"strings"
	"testing"
)

func TestParseDocumentRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", "f:1:1: the file is empty"},
		{"comments only", "# one\n# two\n", "f:1:1: the file is empty"},
		{"null", "~\n", "f:1:1: the file is empty"},
		{"a list", "- a: 1\n", "f:1:1: the file does not begin with a key"},
		{"text", "hello\n", "f:1:1: the file does not begin with a key"},
		{"two documents", "a: 1\n---\nb: 2\n", "f:2:1: a second document begins here"},
		{"a tab", "a:\n\tb: 2\n", "f:2:1: a tab stands where spaces belong (indent with spaces)"},
		{"a tab after text", "a: 1\n\tb: 2\n", "f:2:1: a tab stands where spaces belong"},
		{"open list", "a: [1, 2\nb: 3\n", "f:2:2: a list that begins with [ is not closed"},
		{"open group", "a: {b: c\n", "f:2:1: a group that begins with { is not closed"},
		{"open quote", "a: 1\nb: 'x\nc: 2\n", "f:2:4: a quote is not closed before the file ends"},
		{"second colon", "a: b: c\n", "f:1:5: a second colon on this line"},
		{"strange first letter", "a: @x\n", "f:1:4: a value cannot begin with this character (put the value in quotes)"},
		{"bad escape", `a: "\q"`, "f:1:5: an unknown escape"},
		{"unknown alias", "a: 1\nb: *all\n", "f:2:4: this name after * was never set"},
		{"indentation", "  a: 1\n b: 2\n", "f:2:2: the indentation does not fit"},
		{"list and keys mixed", "a:\n- b\nc\n", "f:4:1: a colon is missing"},
		{"not UTF-8", "a: 1\nä: \xff\n", "f:2:4: the text is not UTF-8"},
		{"UTF-16", "\xff\xfea\x00", "f:1:1: the text is not UTF-8"},
		{"control character", "a: 1\nb: \x01\n", "f:2:4: a control character (U+0001) stands here (remove it)"},
		{"too large", string(bytes.Repeat([]byte("#"), maxBytes+1)), "f:1:1: the file has 8388609 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, p := parseDocument("f", []byte(test.text))
			if p == nil {
				t.Fatal("no problem was found")
			}
			if got := p.Error(); !strings.HasPrefix(got, test.want) {
				t.Errorf("%s, want %s…", got, test.want)
			}
		})
	}
}

func TestParseDocumentTakesAByteOrderMark(t *testing.T) {
	doc, p := parseDocument("f", []byte("\ufeffa: 1\n"))
	if p != nil {
		t.Fatal(p)
	}
	if n := doc.root.Content[1]; n.Line != 1 || n.Column != 4 {
		t.Errorf("the value stands at %d:%d", n.Line, n.Column)
	}
}

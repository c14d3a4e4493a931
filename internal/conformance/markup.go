package main

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// sameMarkup compares two texts as HTML: the order of attributes, the way to
// write an empty element or a character, declarations of namespaces and space
// at the ends make no difference. Text without any mark-up is compared as it
// is.
func sameMarkup(a, b string) bool {
	if !strings.ContainsAny(a, "<&") || !strings.ContainsAny(b, "<&") {
		return false
	}
	return slices.Equal(tokens(a), tokens(b))
}

func tokens(markup string) []string {
	z := html.NewTokenizer(strings.NewReader(strings.TrimSpace(markup)))
	var out []string
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if z.Err() != io.EOF {
				out = append(out, z.Err().Error())
			}
			return out
		}
		t := z.Token()
		if kind == html.SelfClosingTagToken {
			t.Type = html.StartTagToken
		}
		t.Attr = slices.DeleteFunc(t.Attr, func(a html.Attribute) bool { return strings.HasPrefix(a.Key, "xmlns") || a.Key == "xml:base" })
		slices.SortFunc(t.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
		if s := t.String(); t.Type != html.EndTagToken || !isVoid(t.Data) {
			out = append(out, s)
		}
	}
}

func isVoid(name string) bool {
	return slices.Contains([]string{"br", "img", "hr", "input", "circle", "path", "area", "col", "param"}, name)
}

package fetch

import (
	"strings"

	"golang.org/x/net/html"
)

// nodeText gives the text of a part of a page as plain gives that of a
// fragment: white space collapsed, blocks on lines of their own, paragraphs
// after an empty line, form NFC.
func nodeText(n *html.Node) string {
	var w words
	w.node(n)
	return w.normal()
}

func (w *words) node(n *html.Node) {
	if n.Type == html.TextNode {
		w.write(n.Data, false)
		return
	}
	if n.Type == html.ElementNode && unseen[n.Data] {
		return
	}
	w.gap = max(w.gap, gapOf(n.Data))
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	w.gap = max(w.gap, gapOf(n.Data))
}

// nodeLine is nodeText on one line, for titles and dates.
func nodeLine(n *html.Node) string { return joined(nodeText(n)) }

// attributeOf gives an attribute of an element, trimmed.
func attributeOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

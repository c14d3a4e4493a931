package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// pageWindow is how much of a page is searched for the feeds it names: they
// stand in its head.
const pageWindow = 256 << 10

// feedTypes are the media types by which pages name their feeds.
var feedTypes = map[string]bool{
	"application/rss+xml": true, "application/atom+xml": true,
	"application/rdf+xml": true, "application/feed+json": true,
}

// notAFeed says what a document is instead of a feed, and where the feed is
// if a web page tells.
func notAFeed(text, base string) error {
	text = text[:min(len(text), pageWindow)]
	root, feed, more := scanPage(text)
	switch {
	case !isName(root) && strings.ContainsRune(root, unicode.ReplacementChar):
		return errBinary
	case root == "", !isName(root):
		return errNoFeed
	case root != "html":
		return fmt.Errorf("%w: the document's first element is <%s>", errNeither, root)
	case more > 0:
		return fmt.Errorf("this is a web page, not a feed: the page names %d feeds, the first at %s; `vedette feeds discover` with the page's address lists them", more+1, resolve(base, feed))
	case feed != "":
		return fmt.Errorf("this is a web page, not a feed: the page names a feed at %s", resolve(base, feed))
	}
	return errors.New("this is a web page, not a feed: look on the site for a link named RSS, Atom or feed; `vedette feeds discover` searches, and `vedette fetch --select` reads the page itself")
}

var errBinary = fmt.Errorf("%w but binary data", errNeither)

// binaryWindow is how much of a document is searched for what no text has.
const binaryWindow = 1 << 10

// hasControls tells whether a document begins with control characters that no text
// of one byte a letter has.
func hasControls(body []byte) bool {
	return bytes.ContainsFunc(body[:min(len(body), binaryWindow)], func(r rune) bool {
		return r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1b", r)
	})
}

// isName tells whether a text could be the name of an element, which is what
// stands behind a < of a document but rarely of anything else.
func isName(text string) bool {
	return len(text) < 100 && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.:", r) || r == unicode.ReplacementChar
	})
}

// scanPage gives the first element's name, "html" for any of a page's, and the
// address of the first feed that the page names, and how many more it names.
func scanPage(text string) (root, feed string, more int) {
	base := ""
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return root, feed, more
		case html.DoctypeToken:
			if t := z.Token(); strings.HasPrefix(strings.ToLower(strings.TrimSpace(t.Data)), "html") {
				root = "html"
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if root == "" {
				root = rootOf(t.Data)
			}
			switch {
			case t.Data == "base" && base == "":
				base = attribute(t, "href")
			case t.Data == "link" && isAlternateFeed(t):
				if feed != "" {
					more++
					continue
				}
				feed = resolve(base, attribute(t, "href"))
			}
		}
	}
}

// rootOf counts the usual parts of a page without its root as a page.
func rootOf(name string) string {
	switch name {
	case "head", "body", "title", "script", "meta", "div", "p", "h1", "br", "b", "center":
		return "html"
	}
	return name
}

func isAlternateFeed(t html.Token) bool {
	rel := strings.Fields(strings.ToLower(attribute(t, "rel")))
	kind, _, _ := strings.Cut(strings.ToLower(attribute(t, "type")), ";")
	for _, word := range rel {
		if word == "alternate" {
			return feedTypes[strings.TrimSpace(kind)] && attribute(t, "href") != ""
		}
	}
	return false
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// resolve makes an address absolute. What cannot be resolved stays as it is;
// absolute addresses are not rewritten.
func resolve(base, address string) string {
	address = strings.TrimSpace(address)
	if address == "" || strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() {
		return address
	}
	b, err := url.Parse(base)
	if err != nil || base == "" {
		return address
	}
	return b.ResolveReference(u).String()
}

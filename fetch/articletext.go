package fetch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability"
	"golang.org/x/net/html"
)

// MaxArticle is the most code points that are kept of an article. The longest
// reports of news have some 60,000.
const MaxArticle = 100_000

// minArticle is the least that counts as an article: shorter texts are notes
// about cookies, about a subscription, or that JavaScript is needed.
const minArticle = 200

var errNoArticle = errors.New("no article text found: the page may need a browser, a login or consent")

// articleText finds the article on a page by Mozilla's Readability, which
// weighs the elements of a page by their paragraphs, commas and links. The
// tree is used up. A panic in there is this page's error.
func articleText(doc *html.Node, address string) (text string, err error) {
	defer func() {
		if r := recover(); r != nil {
			text, err = "", fmt.Errorf("the page broke the reader of articles: %v", r)
		}
	}()
	base, err := url.Parse(address)
	if err != nil {
		base = nil
	}
	prune(doc, maxPageText)
	reader := readability.NewParser()
	reader.DisableJSONLD = true // what it would tell of title and author is not used
	found, err := reader.ParseAndMutate(doc, base)
	if err != nil {
		return "", fmt.Errorf("the article cannot be read: %w", err)
	}
	if found.Node != nil {
		text = nodeText(found.Node)
	}
	if utf8.RuneCountInString(text) < minArticle {
		return "", errNoArticle
	}
	return cutText(text, MaxArticle), nil
}

// maxPageText is how many bytes of a page's text are weighed. The library looks
// at a text again for every element around it, and the article is never behind
// half a megabyte of other text.
const maxPageText = 512 << 10

// prune takes out scripts and the like, so that nobody reads them again (the
// library would parse what stands in a <noscript>), and what stands behind
// maxPageText. It gives how many bytes of text may still come.
func prune(n *html.Node, left int) int {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case left <= 0, c.Type == html.ElementNode && unseen[c.Data]:
			n.RemoveChild(c)
		case c.Type == html.TextNode:
			left -= len(c.Data)
		default:
			left = prune(c, left)
		}
		c = next
	}
	return left
}

// cutText gives at most n code points, cut at a paragraph or a word if one ends
// near.
func cutText(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	text = string([]rune(text)[:n])
	if at := strings.LastIndexAny(text, " \n"); at > len(text)*9/10 {
		text = text[:at]
	}
	return strings.TrimSpace(text)
}

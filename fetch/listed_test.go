package fetch

import "vedette/news"

// parsed reads a document that came without an HTTP header.
func parsed(body, base string, feed Feed) ([]news.Item, error) {
	return Parse([]byte(body), "", base, feed, testNow)
}

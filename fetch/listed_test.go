package fetch

import "vedette/news"

// parsed reads a document that came without an HTTP header.
func parsed(body, base string, feed Feed) ([]news.Item, error) {
	reading, err := Parse([]byte(body), nil, base, feed, testNow)
	return reading.Items, err
}

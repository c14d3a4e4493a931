package fetch

import (
	"encoding/json"
	"errors"
	"strings"
)

// jsonFeedVersion is part of every JSON Feed's version, which is an address
// (jsonfeed.org, "Top-level").
const jsonFeedVersion = "jsonfeed.org/version/"

// readJSON reads a JSON Feed. Any other JSON document is refused, as the
// library would take an error message for a feed without items.
func readJSON(text string) (document, error) {
	var fields map[string]any
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return document{}, errors.New("the JSON document is no feed: it is no object")
	}
	version, _ := fields["version"].(string)
	items, ok := fields["items"].([]any)
	if !ok || !strings.Contains(version, jsonFeedVersion) {
		return document{}, errors.New("the JSON document is no feed: it has no version of jsonfeed.org or no items")
	}
	doc, err := parseFeed(text)
	if err != nil {
		doc, err = parseFeed(coerced(fields, items))
	}
	if err != nil {
		return document{}, err
	}
	if missing := len(items) - len(doc.entries); missing > 0 {
		return doc, &PartialError{Items: len(doc.entries), Missing: missing}
	}
	return doc, nil
}

// coerced gives the feed anew with the members that are used, in the types
// that the format wants: one odd author must not cost the feed.
func coerced(fields map[string]any, items []any) string {
	out := make([]any, 0, len(items))
	for _, it := range items {
		if from, ok := it.(map[string]any); ok {
			out = append(out, coercedItem(from))
		}
	}
	feed := map[string]any{"version": fields["version"], "items": out}
	if s, ok := fields["language"].(string); ok {
		feed["language"] = s
	}
	text, _ := json.Marshal(feed) // values read from JSON can be written as JSON
	return string(text)
}

func coercedItem(from map[string]any) map[string]any {
	to := map[string]any{"id": from["id"]}
	for _, name := range []string{"url", "external_url", "title", "summary", "content_html", "content_text", "date_published", "date_modified"} {
		if s, ok := from[name].(string); ok {
			to[name] = s
		}
	}
	var authors []any
	for _, name := range append(strs(from["author"]), strs(from["authors"])...) {
		authors = append(authors, map[string]any{"name": name})
	}
	to["authors"] = authors
	to["tags"] = strs(from["tags"])
	return to
}

// strs gives the strings of a value: itself, its members, their names.
func strs(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case map[string]any:
		return strs(v["name"])
	case []any:
		var list []string
		for _, x := range v {
			if _, nested := x.([]any); !nested {
				list = append(list, strs(x)...)
			}
		}
		return list
	}
	return nil
}

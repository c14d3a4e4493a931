package fetch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// jsonFeedVersion is part of every JSON Feed's version, which is an address
// (jsonfeed.org, "Top-level").
const jsonFeedVersion = "jsonfeed.org/version/"

// readJSON reads a JSON Feed, tolerating members of a wrong type: one odd
// author must not cost the feed. Any other JSON document is refused, as an
// error message would pass for a feed without items.
func readJSON(text, base string) (Document, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		return Document{}, errors.New("the JSON document is no feed: it is no object")
	}
	var items []json.RawMessage
	err := json.Unmarshal(members["items"], &items)
	delete(members, "items")
	fields := object{}
	for name, value := range members {
		fields[name] = decoded(value)
	}
	if err != nil || !strings.Contains(fields.text("version"), jsonFeedVersion) {
		return Document{}, errors.New("the JSON document is no feed: it has no version of jsonfeed.org or no items")
	}
	doc, err := parseJSON(fields, items, base)
	if err != nil {
		return Document{}, err
	}
	if missing := len(items) - len(doc.Entries); missing > 0 {
		return doc, &PartialError{Items: len(doc.Entries), Missing: missing}
	}
	return doc, nil
}

// parseJSON hands the items to gofeed, with what the feed says of itself
// before them, all in the types that the format asks for.
func parseJSON(fields object, items []json.RawMessage, base string) (Document, error) {
	whole := []object{fields.coerced()}
	whole[0]["url"], whole[0]["summary"] = fields.text("home_page_url"), fields.text("description")
	whole[0]["image"] = firstOf(fields.text("icon"), fields.text("favicon"))
	for _, it := range items[:min(len(items), maxItems)] {
		if it, ok := decoded(it).(map[string]any); ok {
			whole = append(whole, object(it).coerced())
		}
	}
	text, err := json.Marshal(object{"version": "https://" + jsonFeedVersion + "1.1", "items": whole})
	if err != nil {
		return Document{}, fmt.Errorf("write the JSON feed anew: %w", err)
	}
	entries, err := jsonEntries(text, base)
	if err != nil {
		return Document{}, err
	}
	return Document{Format: "json", Feed: entries[0], Entries: entries[1:]}, nil
}

// decoded gives a value of valid JSON. Numbers stay as they are written: ids
// may be numbers, of any length.
func decoded(value json.RawMessage) any {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return nil
	}
	return v
}

// object is a JSON object of any members.
type object map[string]any

// text gives a string, or a number as it is written; "" for anything else.
func (o object) text(name string) string {
	switch v := o[name].(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	return ""
}

// coerced gives an item with the members that matter in the types that they
// should have.
func (o object) coerced() object {
	out := object{}
	for _, name := range []string{
		"id", "url", "external_url", "title", "summary", "content_html", "content_text",
		"image", "banner_image", "date_published", "date_modified", "language",
	} {
		if text := o.text(name); text != "" {
			out[name] = text
		}
	}
	var authors []object
	for _, name := range append(strs(o["author"]), strs(o["authors"])...) {
		authors = append(authors, object{"name": name})
	}
	list, _ := o["attachments"].([]any)
	var attachments []object
	for _, a := range list {
		if a, ok := a.(map[string]any); ok {
			o := object(a)
			attachments = append(attachments, object{
				"url": o.text("url"), "mime_type": o.text("mime_type"), "title": o.text("title"), "size_in_bytes": o.text("size_in_bytes"),
			})
		}
	}
	out["authors"], out["tags"], out["attachments"] = authors, strs(o["tags"]), attachments
	return out
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

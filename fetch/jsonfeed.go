package fetch

import (
	"bytes"
	"encoding/json"
	"errors"
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
	doc := Document{Format: "json", Feed: *fields.entry(base)}
	doc.Feed.Link = resolve(base, fields.text("home_page_url"))
	doc.Feed.Summary = Text{Value: fields.text("description"), Type: plainType}
	doc.Feed.Image = resolve(base, firstOf(fields.text("icon"), fields.text("favicon")))
	for _, it := range items[:min(len(items), maxItems)] {
		if it, ok := decoded(it).(map[string]any); ok {
			doc.Entries = append(doc.Entries, *object(it).entry(base))
		}
	}
	if missing := len(items) - len(doc.Entries); missing > 0 {
		return doc, &PartialError{Items: len(doc.Entries), Missing: missing}
	}
	return doc, nil
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

// entry reads an item, or what the feed says of itself in the same words.
func (o object) entry(base string) *Entry {
	e := &Entry{
		ID: o.text("id"), Title: Text{Value: o.text("title"), Type: plainType, Base: base},
		Summary:   Text{Value: o.text("summary"), Type: plainType, Base: base},
		Published: o.text("date_published"), Updated: o.text("date_modified"), Language: o.text("language"),
		Image: resolve(base, firstOf(o.text("image"), o.text("banner_image"))),
		Link:  resolve(base, firstOf(o.text("url"), o.text("external_url"))),
	}
	if text := o.text("content_html"); text != "" {
		e.Contents = grow(e, e.Contents, Text{Value: text, Type: htmlType, Base: base})
	} else if text := o.text("content_text"); text != "" {
		e.Contents = grow(e, e.Contents, Text{Value: text, Type: plainType, Base: base})
	}
	for _, name := range append(strs(o["author"]), strs(o["authors"])...) {
		e.Authors = grow(e, e.Authors, Person{Name: name})
	}
	for _, term := range strs(o["tags"]) {
		e.tag(Tag{}, term)
	}
	e.attachments(o["attachments"], base)
	return e
}

func (e *Entry) attachments(v any, base string) {
	list, _ := v.([]any)
	for _, a := range list {
		if a, ok := a.(map[string]any); ok {
			o := object(a)
			e.Links = grow(e, e.Links, Link{
				Rel: "enclosure", Href: resolve(base, o.text("url")), Type: o.text("mime_type"), Title: o.text("title"), Length: o.text("size_in_bytes"),
			})
		}
	}
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

package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	goatom "github.com/mmcdole/gofeed/atom"
	gojson "github.com/mmcdole/gofeed/json"
	gorss "github.com/mmcdole/gofeed/rss"
)

// errMiscounted says that the parser found another number of items than were
// written for it.
var errMiscounted = errors.New("the parser found another number of items than the feed has")

// parse hands the slim document to gofeed and puts the texts and facts that
// went around it back in. A panic in there is an error. With an error the items
// are to be read one by one.
func (l *lifted) parse() (Document, error) {
	doc := Document{Format: l.format}
	err := unbroken(func() error {
		entries, err := l.entries()
		if err == nil {
			doc.Feed, doc.Entries = entries[0], entries[1:]
		}
		return err
	})
	return doc, err
}

// entries gives the slim items as gofeed reads them, the feed's own first.
func (l *lifted) entries() ([]Entry, error) {
	out := make([]Entry, len(l.asides))
	if l.format == "atom" {
		feed, err := (&goatom.Parser{}).Parse(bytes.NewReader(l.slim))
		if err != nil {
			return nil, fmt.Errorf("the feed cannot be read: %w", err)
		}
		if len(feed.Entries) != l.shapes {
			return nil, errMiscounted
		}
		for i := range l.asides {
			a := &l.asides[i]
			l.atomEntry(&out[i], feed.Entries[a.shape], a)
		}
		return out, nil
	}
	feed, err := (&gorss.Parser{}).Parse(bytes.NewReader(l.slim))
	if err != nil {
		return nil, fmt.Errorf("the feed cannot be read: %w", err)
	}
	if len(feed.Items) != l.shapes {
		return nil, errMiscounted
	}
	for i := range l.asides {
		a := &l.asides[i]
		l.rssEntry(&out[i], feed.Items[a.shape], a)
	}
	return out, nil
}

// rssEntry and atomEntry fill an entry.
func (l *lifted) rssEntry(e *Entry, it *gorss.Item, a *aside) {
	*e = Entry{ID: a.about, Permalink: a.about != "", Title: one(l.texts[a.from.texts:], it.Title), Summary: one(l.texts[a.from.texts:], it.Description)}
	e.Contents = slices.AppendSeq(e.Contents, each(l.texts[a.from.texts:], it.Content))
	for k := range each(l.links[a.from.links:], it.Link) {
		e.addLink(a.base, k)
	}
	if it.GUID != nil {
		e.ID = one(l.texts[a.from.texts:], it.GUID.Value).Value
		e.Permalink = !a.guidOnly
		if e.Permalink && strings.HasPrefix(e.ID, "/") {
			e.addLink(a.base, Link{Href: e.ID})
		}
	}
	if it.Enclosure != nil {
		for k := range each(l.links[a.from.links:], it.Enclosure.URL) {
			e.addLink(a.base, k)
		}
	}
	for p := range each(l.people[a.from.people:], it.Author) {
		e.Authors = grow(e, e.Authors, p)
	}
	if len(it.Categories) > 0 {
		for t := range each(l.tags[a.from.tags:], it.Categories[0].Value) {
			e.tag(t)
		}
	}
	e.extend(a)
}

func (l *lifted) atomEntry(e *Entry, it *goatom.Entry, a *aside) {
	*e = Entry{ID: one(l.texts[a.from.texts:], it.ID).Value, Title: one(l.texts[a.from.texts:], it.Title), Summary: one(l.texts[a.from.texts:], it.Summary)}
	e.Permalink = e.ID != ""
	if it.Content != nil {
		e.Contents = slices.AppendSeq(e.Contents, each(l.texts[a.from.texts:], it.Content.Value))
	}
	if len(it.Links) > 0 {
		for k := range each(l.links[a.from.links:], it.Links[0].Title) {
			e.addLink(a.base, k)
		}
	}
	if len(it.Authors) > 0 {
		for p := range each(l.people[a.from.people:], it.Authors[0].Name) {
			e.Authors = grow(e, e.Authors, p)
		}
	}
	if len(it.Categories) > 0 {
		for t := range each(l.tags[a.from.tags:], it.Categories[0].Term) {
			e.tag(t)
		}
	}
	e.extend(a)
}

// one gives the value that a key stands for, each those of several keys.
func one[T any](values []T, key string) (value T) {
	for value = range each(values, key) {
		break
	}
	return value
}

func each[T any](values []T, keys string) iter.Seq[T] {
	return func(yield func(T) bool) {
		for key := range strings.FieldsSeq(keys) {
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(values) {
				continue // cannot be: all values are lifted
			}
			if !yield(values[i]) {
				return
			}
		}
	}
}

// jsonEntries gives the items of a JSON Feed as gofeed reads them, which has
// what it says of itself for its first item.
func jsonEntries(text []byte, base string) ([]Entry, error) {
	feed, err := (&gojson.Parser{}).Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("the JSON feed cannot be read: %w", err)
	}
	var entries []Entry
	for _, it := range feed.Items {
		entries = append(entries, jsonEntry(it, base))
	}
	return entries, nil
}

func jsonEntry(it *gojson.Item, base string) Entry {
	e := Entry{
		ID: it.ID, Title: Text{Value: it.Title, Type: plainType, Base: base}, Summary: Text{Value: it.Summary, Type: plainType, Base: base},
		Published: it.DatePublished, Updated: it.DateModified, Language: it.Language,
		Image: resolve(base, firstOf(it.Image, it.BannerImage)), Link: resolve(base, firstOf(it.URL, it.ExternalURL)),
	}
	if it.ContentHTML != "" {
		e.Contents = grow(&e, e.Contents, Text{Value: it.ContentHTML, Type: htmlType, Base: base})
	} else if it.ContentText != "" {
		e.Contents = grow(&e, e.Contents, Text{Value: it.ContentText, Type: plainType, Base: base})
	}
	for _, p := range it.Authors {
		e.Authors = grow(&e, e.Authors, Person{Name: p.Name})
	}
	for _, term := range it.Tags {
		e.tag(Tag{Term: term})
	}
	if it.Attachments != nil {
		for _, a := range *it.Attachments {
			l := Link{Rel: "enclosure", Href: a.URL, Type: a.MimeType, Title: a.Title}
			if a.SizeInBytes > 0 {
				l.Length = strconv.FormatInt(a.SizeInBytes, 10)
			}
			e.addLink(base, l)
		}
	}
	return e
}

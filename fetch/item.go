package fetch

import (
	"slices"
	"strings"
	"time"

	"vedette/news"
)

// oldest is the first date that is believed: what is older in a feed of news
// is a counter that was never set.
var oldest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// cleaner makes items out of a document's entries.
type cleaner struct {
	feed         Feed
	key          string
	doc          Document
	base         string
	zone         *time.Location
	now          time.Time
	httpLanguage string
	notes        *notes
	// languages are the codes of those who speak for all items.
	languages struct{ config, feed, http string }
}

// items gives all items in the document's order, with their ids. Those without
// a date get the visit's once versions were compared by the dates there are.
func (c *cleaner) items() []news.Item {
	c.languages.config, c.languages.feed, c.languages.http = languageCode(c.feed.Language), languageCode(c.doc.Feed.Language), languageCode(c.httpLanguage)
	list := make([]news.Item, len(c.doc.Entries))
	for i := range c.doc.Entries {
		c.item(&list[i], &c.doc.Entries[i])
	}
	list = identify(c.key, list, c.doc.Entries)
	for i := range list {
		list[i].Published = firstTime(list[i].Published, c.now)
	}
	return list
}

// item makes an item of one entry; Published stays zero if it has no date to believe.
// What is a slice of the document is copied: an item must not keep all of it in
// memory.
func (c *cleaner) item(it *news.Item, e *Entry) {
	*it = news.Item{
		Feed: c.key, Source: c.feed.Name, Country: strings.ToUpper(c.feed.Country),
		GUID: strings.Clone(e.ID), Link: strings.Clone(page(resolve(c.base, e.link()))), Title: joined(clean(e.Title)),
		Summary: clean(e.Summary), Text: clean(e.content()),
		Authors: distinct(e.Authors, Person.name), Tags: distinct(e.Tags, Tag.name),
	}
	if it.Text == "" {
		it.Text = it.Summary
	}
	c.setLanguage(it, e)
	it.Updated = c.date(e.Updated)
	it.Published = firstTime(c.date(e.Published), c.date(e.Created), it.Updated)
}

// clean gives the plain text of a text of any type.
func clean(t Text) string {
	value := t.Value
	if t.Type == plainType && strings.Contains(value, "<") && !hasMarkup(value) {
		value = strings.ReplaceAll(value, "<", "&lt;") // a "<" that is meant
	}
	return plain(value)
}

// page gives an address that is safe to show as a link, "" for a script.
func page(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	scheme, _, _ := strings.Cut(strings.ToLower(address), ":")
	switch strings.Join(strings.Fields(scheme), "") {
	case "javascript", "vbscript", "data":
		return ""
	}
	return address
}

// name gives what people are to read.
func (p Person) name() string { return firstOf(p.Name, p.Email) }

func (t Tag) name() string { return firstOf(t.Label, t.Term) }

// date gives the date in UTC, not later than the visit, or zero when there is
// none to believe.
func (c *cleaner) date(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, ok := ReadDate(text, c.zone)
	if !ok || t.Before(oldest) {
		c.notes.add("skipped", "the date %q cannot be read or is too old", cutText(text, maxDateBytes))
		return time.Time{}
	}
	if t.After(c.now) {
		return c.now
	}
	return t
}

// cutText shortens a text for a message.
func cutText(text string, size int) string {
	if len(text) <= size {
		return text
	}
	return strings.ToValidUTF8(text[:size], "") + "…"
}

func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

const fewNames = 16

// distinct cleans the names of a list and leaves out blanks and repeats.
func distinct[T any](list []T, toRead func(T) string) []string {
	var out []string
	var seen map[string]bool // of many names: few are compared at once
	for _, one := range list {
		name := oneLine(toRead(one))
		if name == "" || seen[name] || seen == nil && slices.Contains(out, name) {
			continue
		}
		if out == nil {
			out = make([]string, 0, len(list))
		}
		out = append(out, name)
		if len(out) == fewNames {
			seen = map[string]bool{}
			for _, known := range out {
				seen[known] = true
			}
		} else if seen != nil {
			seen[name] = true
		}
	}
	return out
}

// firstOf gives the first string that is not blank, trimmed.
func firstOf(list ...string) string {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

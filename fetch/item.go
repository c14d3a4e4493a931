package fetch

import (
	"strings"
	"time"

	"vedette/news"
)

// oldest is the first date that is believed: what is older in a feed of news
// is a counter that was never set.
var oldest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// cleaner makes items out of a document's entries.
type cleaner struct {
	feed Feed
	key  string
	doc  document
	base string
	zone *time.Location
	now  time.Time
}

func newCleaner(feed Feed, doc document, base string, now time.Time) cleaner {
	return cleaner{feed: feed, key: feed.Key(), doc: doc, base: base, zone: feed.zone(), now: now.UTC()}
}

// items gives all items in the document's order, with their ids. Those without
// a date get the visit's once versions were compared by the dates there are.
func (c cleaner) items() []news.Item {
	list := make([]news.Item, len(c.doc.entries))
	for i, e := range c.doc.entries {
		list[i] = c.item(e)
	}
	list = identify(c.key, list, c.doc.entries)
	for i := range list {
		list[i].Published = firstTime(list[i].Published, c.now)
	}
	return list
}

// item cleans one entry; Published stays zero if it has no date to believe.
func (c cleaner) item(e entry) news.Item {
	it := news.Item{
		Feed: c.key, Source: c.feed.Name, Country: strings.ToUpper(c.feed.Country),
		GUID: strings.TrimSpace(e.guid), Link: resolve(c.base, e.link), Title: oneLine(e.title),
		Summary: plain(e.summary), Text: plain(e.content),
		Authors: distinct(e.authors), Tags: distinct(e.tags),
		Lang: c.language(e),
	}
	if it.Text == "" {
		it.Text = it.Summary
	}
	it.Updated = c.date(e.updated, e.updatedAt)
	it.Published = firstTime(c.date(e.published, e.publishedAt), it.Updated)
	return it
}

// language is the configured one, which wins because publishers copy templates
// that say en-US; else the item's or the document's.
func (c cleaner) language(e entry) string {
	tag := strings.ToLower(firstOf(c.feed.Language, e.language, c.doc.language))
	primary, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	if !isCode(primary, 2, 3) {
		return ""
	}
	return primary
}

// date gives the date in UTC, not later than the visit, or zero when there is
// none to believe. The library's reading is the last resort.
func (c cleaner) date(text string, library *time.Time) time.Time {
	t, ok := readDate(text, c.zone)
	if !ok && library != nil {
		t, ok = library.UTC(), true
	}
	if !ok || t.Before(oldest) {
		return time.Time{}
	}
	if t.After(c.now) {
		return c.now
	}
	return t
}

func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// distinct cleans names and leaves out blanks and repeats.
func distinct(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, name := range names {
		if name = oneLine(name); name != "" && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

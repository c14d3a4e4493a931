package fetch

import (
	"time"

	"golang.org/x/net/html"

	"vedette/news"
)

// listed is a piece of news that something other than a feed lists: a page or
// a sitemap. All is plain text; dates are as written.
type listed struct {
	link, title, summary, language string
	published, updated             string
	tags                           []string
}

// itemsOf cleans what was listed, by the same rules as what feeds say. The
// language is that of the whole list.
func itemsOf(list []listed, language, base string, feed Feed, now time.Time) []news.Item {
	doc := Document{Feed: Entry{Language: language}}
	for _, l := range list {
		e := Entry{
			Link: l.link, Title: Text{Value: l.title, Type: plainType}, Summary: Text{Value: l.summary, Type: plainType},
			Language: l.language, Published: l.published, Updated: l.updated,
		}
		for _, tag := range l.tags {
			e.Tags = append(e.Tags, Tag{Term: html.EscapeString(tag)})
		}
		doc.Entries = append(doc.Entries, e)
	}
	c := cleaner{feed: feed, key: feed.Key(), doc: doc, base: base, zone: feed.zone(), now: now.UTC(), notes: &notes{}}
	return c.items()
}

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
	doc := document{language: language}
	for _, l := range list {
		tags := make([]string, len(l.tags))
		for i, tag := range l.tags {
			tags[i] = html.EscapeString(tag)
		}
		doc.entries = append(doc.entries, entry{
			link: l.link, title: html.EscapeString(l.title), summary: html.EscapeString(l.summary), language: l.language,
			published: l.published, updated: l.updated, tags: tags,
		})
	}
	return newCleaner(feed, doc, base, now).items()
}

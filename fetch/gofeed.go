package fetch

import (
	"fmt"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"
)

// document is a feed as its format gives it, all texts still as written.
type document struct {
	language string
	entries  []entry
}

type entry struct {
	guid, link, title, summary, content string
	language                            string
	// published and updated are dates as written; the At values are what the
	// library made of them, without knowing the feed's zone.
	published, updated     string
	publishedAt, updatedAt *time.Time
	authors, tags          []string
}

// parseFeed hands a clean document to the library. A panic in there is this
// feed's error.
func parseFeed(text string) (doc document, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = document{}, fmt.Errorf("the feed broke the parser: %v", r)
		}
	}()
	p := gofeed.NewParser()
	p.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true} // pictures are not used
	feed, err := p.ParseString(text)
	if err != nil {
		return document{}, fmt.Errorf("the feed cannot be read: %w", err)
	}
	doc.language = feed.Language
	for _, it := range feed.Items {
		if it != nil {
			doc.entries = append(doc.entries, entryOf(it))
		}
	}
	return doc, nil
}

func entryOf(it *gofeed.Item) entry {
	e := entry{
		guid: it.GUID, link: linkOf(it), title: it.Title,
		summary: it.Description, content: it.Content,
		published: it.Published, publishedAt: it.PublishedParsed,
		updated: it.Updated, updatedAt: it.UpdatedParsed,
		tags: it.Categories,
	}
	for _, p := range it.Authors {
		if p != nil {
			e.authors = append(e.authors, firstOf(p.Name, p.Email))
		}
	}
	if dc := it.DublinCoreExt; dc != nil {
		e.authors = append(e.authors, dc.Creator...)
		e.language = firstOf(dc.Language...)
	}
	if e.summary == "" && e.content == "" {
		e.summary = mediaText(it.Extensions["media"], "description")
	}
	if e.title == "" {
		e.title = mediaText(it.Extensions["media"], "title")
	}
	if e.published == "" {
		e.published = dublinDate(it.Extensions["dcterms"])
	}
	return e
}

// linkOf gives the item's page: its link, else any other link, the guid where
// it is an address, or what is enclosed.
func linkOf(it *gofeed.Item) string {
	candidates := append([]string{it.Link}, it.Links...)
	if strings.HasPrefix(it.GUID, "http://") || strings.HasPrefix(it.GUID, "https://") {
		candidates = append(candidates, it.GUID)
	}
	for _, e := range it.Enclosures {
		if e != nil {
			candidates = append(candidates, e.URL)
		}
	}
	return firstOf(candidates...)
}

// mediaText looks for a text of Media RSS, by itself or in a group.
func mediaText(media map[string][]ext.Extension, name string) string {
	for _, e := range media[name] {
		if e.Value != "" {
			return e.Value
		}
	}
	for _, group := range media["group"] {
		for _, e := range group.Children[name] {
			if e.Value != "" {
				return e.Value
			}
		}
	}
	return ""
}

// dublinDate looks for a date in the newer Dublin Core terms.
func dublinDate(terms map[string][]ext.Extension) string {
	for _, name := range []string{"issued", "created", "date", "modified"} {
		for _, e := range terms[name] {
			if e.Value != "" {
				return e.Value
			}
		}
	}
	return ""
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

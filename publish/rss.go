package publish

import (
	"encoding/xml"
	"html"
	"time"
)

// The elements of RSS 2.0 (rssboard.org/rss-specification), with the three
// additions that its best practices profile recommends: atom:link for the
// feed's own address, content:encoded for HTML, Dublin Core for what an
// item's author and language are.
type rssDocument struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title         string    `xml:"title"`
	Link          string    `xml:"link"`
	Description   string    `xml:"description"`
	Language      string    `xml:"language,omitempty"`
	LastBuildDate string    `xml:"lastBuildDate"`
	Generator     string    `xml:"generator"`
	Self          atomLink  `xml:"atom:link"`
	Items         []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string     `xml:"title"`
	Link        string     `xml:"link,omitempty"`
	GUID        rssGUID    `xml:"guid"`
	PubDate     string     `xml:"pubDate"`
	Creators    []string   `xml:"dc:creator"`
	Language    string     `xml:"dc:language,omitempty"`
	Categories  []string   `xml:"category"`
	Description string     `xml:"description"`
	Content     string     `xml:"content:encoded"`
	Source      *rssSource `xml:"source"`
}

type rssGUID struct {
	IsPermaLink bool   `xml:"isPermaLink,attr"`
	ID          string `xml:",chardata"`
}

// rssSource needs an address, so items without a link have none.
type rssSource struct {
	URL  string `xml:"url,attr"`
	Name string `xml:",chardata"`
}

func writeRSS(pg page) ([]byte, error) {
	doc := rssDocument{
		Version: "2.0",
		Atom:    "http://www.w3.org/2005/Atom",
		Content: "http://purl.org/rss/1.0/modules/content/",
		DC:      "http://purl.org/dc/elements/1.1/",
		Channel: rssChannel{
			Title:         pg.Title,
			Link:          pg.Home,
			Description:   html.EscapeString(pg.Description),
			Language:      pg.Language,
			LastBuildDate: rssTime(pg.Updated),
			Generator:     generator,
			Self:          atomLink{Rel: "self", Type: "application/rss+xml", Href: pg.Self + ".rss"},
		},
	}
	for _, e := range pg.Entries {
		doc.Channel.Items = append(doc.Channel.Items, newRSSItem(e))
	}
	return marshalXML(doc)
}

// newRSSItem writes the description as HTML, which is what RSS says it is;
// the title is plain text.
func newRSSItem(e entry) rssItem {
	item := rssItem{
		Title:       e.Title,
		Link:        e.Link,
		GUID:        rssGUID{ID: e.ID},
		PubDate:     rssTime(e.Published),
		Creators:    e.Authors,
		Language:    e.Lang,
		Categories:  e.Tags,
		Description: html.EscapeString(e.Brief),
		Content:     e.Content,
	}
	if e.SourceURL != "" {
		item.Source = &rssSource{URL: e.SourceURL, Name: e.Source}
	}
	return item
}

// rssTime is RFC 822's form with the year in four digits (RFC 1123).
func rssTime(t time.Time) string { return t.UTC().Format(time.RFC1123Z) }

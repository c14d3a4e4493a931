package demo

import "time"

// The elements of RSS 2.0 (rssboard.org/rss-specification) that the demo
// uses. Prefixed names stand as they are: encoding/xml writes no prefixes of
// its own choice.
type rssDocument struct {
	XMLName struct{}   `xml:"rss"`
	Version string     `xml:"version,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Built       string    `xml:"lastBuildDate"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	GUID        rssGUID  `xml:"guid"`
	Published   string   `xml:"pubDate"`
	Creator     string   `xml:"dc:creator,omitempty"`
	Categories  []string `xml:"category"`
	Description string   `xml:"description"`
}

type rssGUID struct {
	PermaLink bool   `xml:"isPermaLink,attr"`
	Value     string `xml:",chardata"`
}

// dublinCore is the namespace of authors and dates in RSS 1.0 and 2.0.
const dublinCore = "http://purl.org/dc/elements/1.1/"

// zonelessDate is RFC 1123 without its end, as careless programs write it.
const zonelessDate = "Mon, 02 Jan 2006 15:04:05"

func rssOf(d document) rssDocument {
	layout := time.RFC1123Z
	if d.Quirk == ZonelessDates {
		layout = zonelessDate
	}
	channel := rssChannel{
		Title: d.Name, Link: d.Home, Description: d.About, Language: d.Language,
		Built: d.Updated.In(d.Zone).Format(layout),
	}
	for _, e := range d.Entries {
		channel.Items = append(channel.Items, rssItem{
			Title: e.Title, Link: e.Link, GUID: rssGUID{Value: e.ID},
			Published: e.At.In(d.Zone).Format(layout),
			Creator:   e.Author, Categories: e.Categories, Description: e.HTML,
		})
	}
	return rssDocument{Version: "2.0", DC: dublinCore, Channel: channel}
}

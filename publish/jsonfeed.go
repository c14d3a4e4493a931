package publish

import (
	"bytes"
	"encoding/json"
	"time"

	"vedette/news"
)

// The members of JSON Feed 1.1 (jsonfeed.org/version/1.1).
type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID            string        `json:"id"`
	URL           string        `json:"url,omitempty"`
	Title         string        `json:"title"`
	ContentHTML   string        `json:"content_html"`
	Summary       string        `json:"summary,omitempty"`
	DatePublished time.Time     `json:"date_published"`
	DateModified  time.Time     `json:"date_modified"`
	Authors       []jsonAuthor  `json:"authors"`
	Tags          []string      `json:"tags,omitempty"`
	Language      string        `json:"language,omitempty"`
	Extension     jsonExtension `json:"_vedette"`
}

// jsonExtension is vedette's addition to an item, for programs: where it came
// from and why it is here. Names that begin with an underscore are free for
// that (JSON Feed 1.1, "Extensions").
type jsonExtension struct {
	Item    string      `json:"item"`
	Feed    string      `json:"feed,omitempty"`
	Source  string      `json:"source"`
	Country string      `json:"country,omitempty"`
	Hits    []jsonMatch `json:"hits"`
}

// jsonMatch is one hit: the rule, what it says of itself, and what it met.
type jsonMatch struct {
	ID       string            `json:"id"`
	Rule     string            `json:"rule"`
	Severity news.Severity     `json:"severity,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
	Clause   string            `json:"clause"`
	Spans    []news.Span       `json:"spans"`
	At       time.Time         `json:"at,omitzero"`
}

func writeJSON(pg page) ([]byte, error) {
	feed := jsonFeed{
		Version:     "https://jsonfeed.org/version/1.1",
		Title:       pg.Title,
		HomePageURL: pg.Home,
		FeedURL:     pg.Self + ".json",
		Description: pg.Description,
		Language:    pg.Language,
		Authors:     []jsonAuthor{{Name: generator}},
		Items:       make([]jsonItem, len(pg.Entries)),
	}
	for i, e := range pg.Entries {
		feed.Items[i] = newJSONItem(e)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // it is no part of a page, and people read it
	enc.SetIndent("", " ")
	err := enc.Encode(feed)
	return b.Bytes(), err
}

func newJSONItem(e entry) jsonItem {
	item := jsonItem{
		ID:            e.ID,
		URL:           e.Link,
		Title:         e.Title,
		ContentHTML:   e.Content,
		Summary:       e.Brief,
		DatePublished: e.Published.Truncate(time.Second),
		DateModified:  e.Updated.Truncate(time.Second),
		Tags:          e.Tags,
		Language:      e.Lang,
		Extension: jsonExtension{
			Item:    e.match.Item.ID,
			Feed:    line(e.match.Item.Feed),
			Source:  e.Source,
			Country: line(e.match.Item.Country),
		},
	}
	for _, name := range e.Authors {
		item.Authors = append(item.Authors, jsonAuthor{Name: name})
	}
	for _, h := range e.match.Hits {
		item.Extension.Hits = append(item.Extension.Hits, jsonMatch{
			ID: h.ID, Rule: h.Rule, Severity: h.Severity, Labels: h.Labels,
			Clause: h.Clause, Spans: append([]news.Span{}, h.Spans...), At: h.At,
		})
	}
	return item
}

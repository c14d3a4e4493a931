package demo

import (
	"encoding/json"
	"time"
)

// The members of JSON Feed 1.1 (jsonfeed.org/version/1.1) that the demo uses.
type jsonDocument struct {
	Version     string     `json:"version"`
	Title       string     `json:"title"`
	Home        string     `json:"home_page_url"`
	Self        string     `json:"feed_url"`
	Description string     `json:"description"`
	Language    string     `json:"language"`
	Items       []jsonItem `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	HTML      string       `json:"content_html"`
	Published string       `json:"date_published"`
	Authors   []jsonPerson `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
}

type jsonPerson struct {
	Name string `json:"name"`
}

func jsonFeedOf(d document) ([]byte, error) {
	doc := jsonDocument{
		Version: "https://jsonfeed.org/version/1.1", Title: d.Name, Home: d.Home, Self: d.Self,
		Description: d.About, Language: d.Language, Items: []jsonItem{},
	}
	for _, e := range d.Entries {
		item := jsonItem{
			ID: e.ID, URL: e.Link, Title: e.Title, HTML: e.HTML,
			Published: e.At.In(d.Zone).Format(time.RFC3339), Tags: e.Categories,
		}
		if e.Author != "" {
			item.Authors = []jsonPerson{{Name: e.Author}}
		}
		doc.Items = append(doc.Items, item)
	}
	return json.MarshalIndent(doc, "", "  ")
}

package publish

import (
	"encoding/xml"
	"time"
)

// The elements of Atom 1.0, RFC 4287. Tags with a colon are written as they
// stand, which keeps prefixes where readers expect them.
type atomFeed struct {
	XMLName   xml.Name    `xml:"feed"`
	Namespace string      `xml:"xmlns,attr"`
	Lang      string      `xml:"xml:lang,attr,omitempty"`
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Subtitle  string      `xml:"subtitle,omitempty"`
	Updated   string      `xml:"updated"`
	Author    atomPerson  `xml:"author"`
	Links     []atomLink  `xml:"link"`
	Generator string      `xml:"generator"`
	Entries   []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Links      []atomLink     `xml:"link"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Authors    []atomPerson   `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    atomContent    `xml:"content"`
	Source     atomSource     `xml:"source"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",chardata"`
}

// atomSource names the feed that the item came from (RFC 4287, 4.2.11).
type atomSource struct {
	ID    string     `xml:"id"`
	Title string     `xml:"title"`
	Links []atomLink `xml:"link"`
}

func writeAtom(pg page) ([]byte, error) {
	feed := atomFeed{
		Namespace: "http://www.w3.org/2005/Atom",
		Lang:      pg.Language,
		ID:        pg.ID,
		Title:     pg.Title,
		Subtitle:  pg.Description,
		Updated:   atomTime(pg.Updated),
		Author:    atomPerson{Name: generator},
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: pg.Self + ".atom"},
			{Rel: "alternate", Type: "text/html", Href: pg.Home},
		},
		Generator: generator,
	}
	for _, e := range pg.Entries {
		feed.Entries = append(feed.Entries, newAtomEntry(e))
	}
	return marshalXML(feed)
}

func newAtomEntry(e entry) atomEntry {
	out := atomEntry{
		Lang:      e.Lang,
		ID:        e.ID,
		Title:     e.Title,
		Published: atomTime(e.Published),
		Updated:   atomTime(e.Updated),
		Summary:   e.Brief,
		Content:   atomContent{Type: "html", HTML: e.Content},
		Source:    atomSource{ID: e.SourceID, Title: e.Source},
	}
	if e.Link != "" {
		out.Links = []atomLink{{Rel: "alternate", Href: e.Link}}
		out.Source.Links = []atomLink{{Rel: "alternate", Href: e.SourceURL}}
	}
	for _, name := range e.Authors {
		out.Authors = append(out.Authors, atomPerson{Name: name})
	}
	for _, tag := range e.Tags {
		out.Categories = append(out.Categories, atomCategory{Term: tag})
	}
	return out
}

// generator is the program's name, and the author of what has none.
const generator = "vedette"

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// marshalXML gives a document in UTF-8 with its declaration.
func marshalXML(doc any) ([]byte, error) {
	body, err := xml.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, err
	}
	return append(append([]byte(xml.Header), body...), '\n'), nil
}

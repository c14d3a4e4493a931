package demo

import "time"

// The elements of Atom (RFC 4287) that the demo uses.
type atomDocument struct {
	XMLName  struct{}    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Link       atomLink       `xml:"link"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Author     *atomPerson    `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Content    atomContent    `xml:"content"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",chardata"`
}

func atomOf(d document) atomDocument {
	doc := atomDocument{
		Language: d.Language, ID: "urn:vedette-demo:" + d.ID, Title: d.Name, Subtitle: d.About,
		Updated: d.Updated.In(d.Zone).Format(time.RFC3339), Author: atomPerson{Name: d.Name},
		Links: []atomLink{{Rel: "self", Href: d.Self}, {Rel: "alternate", Href: d.Home}},
	}
	for _, e := range d.Entries {
		at := e.At.In(d.Zone).Format(time.RFC3339)
		out := atomEntry{
			ID: e.ID, Title: e.Title, Link: atomLink{Rel: "alternate", Href: e.Link},
			Published: at, Updated: at, Content: atomContent{Type: "html", HTML: e.HTML},
		}
		if e.Author != "" {
			out.Author = &atomPerson{Name: e.Author}
		}
		for _, c := range e.Categories {
			out.Categories = append(out.Categories, atomCategory{Term: c})
		}
		doc.Entries = append(doc.Entries, out)
	}
	return doc
}

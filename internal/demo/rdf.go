package demo

import "time"

// The elements of RSS 1.0 (web.resource.org/rss/1.0/spec) that the demo uses.
type rdfDocument struct {
	XMLName struct{}   `xml:"rdf:RDF"`
	RDF     string     `xml:"xmlns:rdf,attr"`
	RSS     string     `xml:"xmlns,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rdfChannel `xml:"channel"`
	Items   []rdfItem  `xml:"item"`
}

type rdfChannel struct {
	About       string  `xml:"rdf:about,attr"`
	Title       string  `xml:"title"`
	Link        string  `xml:"link"`
	Description string  `xml:"description"`
	Language    string  `xml:"dc:language"`
	Date        string  `xml:"dc:date"`
	Order       rdfList `xml:"items>rdf:Seq"`
}

type rdfList struct {
	Items []rdfPointer `xml:"rdf:li"`
}

type rdfPointer struct {
	Resource string `xml:"rdf:resource,attr"`
}

type rdfItem struct {
	About       string   `xml:"rdf:about,attr"`
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	Description string   `xml:"description"`
	Creator     string   `xml:"dc:creator,omitempty"`
	Date        string   `xml:"dc:date"`
	Subjects    []string `xml:"dc:subject"`
}

func rdfOf(d document) rdfDocument {
	doc := rdfDocument{
		RDF: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", RSS: "http://purl.org/rss/1.0/", DC: dublinCore,
		Channel: rdfChannel{
			About: d.Self, Title: d.Name, Link: d.Home, Description: d.About, Language: d.Language,
			Date: d.Updated.In(d.Zone).Format(time.RFC3339),
		},
	}
	for _, e := range d.Entries {
		doc.Channel.Order.Items = append(doc.Channel.Order.Items, rdfPointer{Resource: e.Link})
		doc.Items = append(doc.Items, rdfItem{
			About: e.Link, Title: e.Title, Link: e.Link, Description: e.HTML, Creator: e.Author,
			Date: e.At.In(d.Zone).Format(time.RFC3339), Subjects: e.Categories,
		})
	}
	return doc
}

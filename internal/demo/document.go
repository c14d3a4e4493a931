package demo

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// document is what a feed shows at one moment, in no format yet.
type document struct {
	Outlet
	// Home and Self are the addresses of the outlet and of this feed.
	Home, Self string
	Updated    time.Time
	Zone       *time.Location
	Entries    []entry
}

// entry is one edition of a story with the addresses of the site that shows it.
type entry struct {
	Story
	ID, Link string
	At       time.Time
}

// mediaTypes are what HTTP says of each format.
var mediaTypes = map[Format]string{
	RSS: "application/rss+xml", RDF: "application/rdf+xml",
	Atom: "application/atom+xml", JSON: "application/feed+json",
}

// write gives the document's bytes and media type, quirks included.
func (d document) write() ([]byte, string, error) {
	media := mediaTypes[d.Format] + "; charset=utf-8"
	body, err := d.inFormat()
	if err != nil {
		return nil, "", fmt.Errorf("feed of %s: %w", d.ID, err)
	}
	switch d.Quirk {
	case Windows1251:
		body, err = inWindows1251(body)
		media = mediaTypes[d.Format]
	case StrayByte:
		// 0x92 is the apostrophe of Windows, pasted into a UTF-8 text.
		body = bytes.ReplaceAll(body, []byte("\ufffd"), []byte{0x92})
	}
	return body, media, err
}

func (d document) inFormat() ([]byte, error) {
	switch d.Format {
	case RSS:
		return inXML(rssOf(d))
	case RDF:
		return inXML(rdfOf(d))
	case Atom:
		return inXML(atomOf(d))
	case JSON:
		return jsonFeedOf(d)
	}
	return nil, fmt.Errorf("format %q is unknown", d.Format)
}

const declaration = `<?xml version="1.0" encoding="utf-8"?>` + "\n"

func inXML(v any) ([]byte, error) {
	body, err := xml.MarshalIndent(v, "", "  ")
	return append([]byte(declaration), body...), err
}

func inWindows1251(body []byte) ([]byte, error) {
	body = bytes.Replace(body, []byte(`"utf-8"`), []byte(`"windows-1251"`), 1)
	return encoding.HTMLEscapeUnsupported(charmap.Windows1251.NewEncoder()).Bytes(body)
}

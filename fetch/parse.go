package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"vedette/news"
)

// PartialError says that a feed was read in part. The items that were read
// came with it; the visit still counts as failed, so that the next one asks
// for the whole document again.
type PartialError struct {
	// Items were read, Missing are known to be in the document but were not
	// (0 when the document broke off and nobody can know).
	Items, Missing int
}

// Error says how much was read.
func (e *PartialError) Error() string {
	if e.Missing > 0 {
		return fmt.Sprintf("only %d of the feed's %d items could be read", e.Items, e.Items+e.Missing)
	}
	return fmt.Sprintf("the feed breaks off after %d whole items, which were kept", e.Items)
}

// Parse reads one document: RSS 0.9 to 2.0, Atom or JSON Feed, in any charset.
// The contentType is the HTTP header's value or empty, base the address that
// relative links are resolved against, feed what is known of the feed, now the
// time that no date may pass.
//
// Items come in the document's order. With a *PartialError the items that
// could be read are given too; with any other error there are none. Parse
// never panics and is safe for concurrent use. The caller limits the size.
func Parse(body []byte, contentType, base string, feed Feed, now time.Time) ([]news.Item, error) {
	if feed.Select != nil {
		items, _, err := readPage(body, contentType, base, feed, now)
		return items, err
	}
	text, err := decode(body, contentType, feed.Language)
	if err != nil {
		return nil, err
	}
	doc, err := read(text, base)
	var partial *PartialError
	if err != nil && !errors.As(err, &partial) {
		return nil, err
	}
	return newCleaner(feed, doc, base, now).items(), err
}

// read finds out what the text is and parses it. Junk before the document,
// such as the warning of a broken server, is passed over.
func read(text, base string) (document, error) {
	start := strings.IndexAny(text, "<{")
	if start < 0 {
		return document{}, errNoFeed
	}
	if text[start] == '{' {
		if json.Valid([]byte(text[start:])) {
			return readJSON(text[start:])
		}
		tag := strings.IndexByte(text, '<')
		if tag < 0 {
			return document{}, errors.New("the JSON document breaks off or is broken: no item was read")
		}
		start = tag
	}
	return readXML(text[start:], base)
}

var errNoFeed = errors.New("this is no feed: the answer is neither XML nor JSON")

// roots are the root elements of the formats.
var roots = map[string]bool{"rss": true, "rdf": true, "feed": true}

func readXML(text, base string) (document, error) {
	if i := feedStart(text); i > 0 {
		text = text[i:]
	} else if i < 0 {
		return document{}, notAFeed(text, base)
	}
	xml, err := tidy(text)
	if err != nil {
		return document{}, err
	}
	if xml.cut && len(xml.abouts) == 0 {
		return document{}, errors.New("the feed breaks off before its first item ends: nothing was read")
	}
	doc, err := parseFeed(xml.text)
	if err != nil {
		return document{}, err
	}
	if len(doc.entries) == len(xml.abouts) {
		for i := range doc.entries {
			doc.entries[i].guid = firstOf(doc.entries[i].guid, xml.abouts[i])
		}
	}
	missing := max(0, len(xml.abouts)-len(doc.entries))
	if missing > 0 || xml.cut {
		return doc, &PartialError{Items: len(doc.entries), Missing: missing}
	}
	return doc, nil
}

// feedStart finds the root element of a feed, -1 if there is none. It is the
// first element but for junk in front, which has no page's root in it.
func feedStart(text string) int {
	for at := 0; ; at++ {
		next := strings.IndexByte(text[at:], '<')
		if next < 0 {
			return -1
		}
		at += next
		if strings.HasPrefix(text[at:], "<!--") {
			end := strings.Index(text[at:], "-->")
			if end < 0 {
				return -1
			}
			at += end
			continue
		}
		n := nameLength(text[at+1:])
		_, local := splitName(text[at+1 : at+1+n])
		if roots[local] {
			return at
		}
		if local == "html" || local == "body" {
			return -1
		}
	}
}

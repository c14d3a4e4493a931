package fetch

import (
	"errors"
	"strings"
)

// errRoot is told of a document whose first tag looks like a feed's, but is
// none.
var errRoot = errors.New("the feed cannot be read: its first tag is broken")

// readFeed reads a tidied document: what gofeed needs not see is lifted out,
// the rest parsed by it.
func readFeed(t tidied, base string) (Document, error) {
	if formats[t.root] == "" {
		return Document{}, errRoot
	}
	l := lift(t, base)
	doc, err := l.parse()
	if err != nil {
		return doc, err
	}
	doc.Feed.Language = firstOf(doc.Feed.Language, l.asides[0].lang)
	doc.Feed.dropped += l.asides[0].dropped
	doc.Feed.settle("")
	for i := range doc.Entries {
		e, a := &doc.Entries[i], &l.asides[i+1]
		e.Language = firstOf(e.Language, a.lang)
		e.dropped += a.dropped
		e.settle(a.around)
	}
	return doc, nil
}

// settle finds what follows from the rest: the page, and the language where it
// is another than that around.
func (e *Entry) settle(around string) {
	if e.Link == "" {
		e.Link = alternate(e.Links)
	}
	if e.Link == "" && e.Permalink && isAddress(e.ID) {
		e.Link = e.ID
	}
	e.settleLanguage(&e.Title, around)
	e.settleLanguage(&e.Summary, around)
	for i := range e.Contents {
		e.settleLanguage(&e.Contents[i], around)
	}
}

func (e *Entry) settleLanguage(t *Text, around string) {
	if t.Lang != around {
		e.Language = firstOf(e.Language, t.Lang)
	}
}

// alternate finds the page among the links: the first alternate that is HTML,
// else the first alternate.
func alternate(links []Link) string {
	first := ""
	for _, l := range links {
		if l.Rel != "alternate" || l.Href == "" {
			continue
		}
		if l.Type == "" || strings.Contains(l.Type, "html") {
			return l.Href
		}
		first = firstOf(first, l.Href)
	}
	return first
}

func isAddress(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// addLink adds a link, whose address is the base's.
func (e *Entry) addLink(base string, l Link) {
	l.Rel, l.Href = firstOf(l.Rel, "alternate"), resolve(base, l.Href)
	e.Links = grow(e, e.Links, l)
}

package fetch

import (
	"strconv"
)

// role is what a value is to an item. gofeed has a field for each.
type role int

const (
	asTitle role = iota
	asLink
	asID
	asSummary
	asContent
	asAuthor
	asTag
	asEnclosure // of RSS only: Atom's are links
	roles
)

// frames are what stands in the slim document of a format around the items,
// around each, and around the keys of each role. Attributes are such that
// gofeed does not take for addresses.
var frames = map[string]struct {
	start, end, itemStart, itemEnd string
	roles                          [roles][2]string
}{
	"rss":  {`<rss version="2.0"><channel>`, `</channel></rss>`, "<item>", "</item>", rssRoles},
	"rdf":  {`<rdf:RDF>`, `</rdf:RDF>`, "<item>", "</item>", rssRoles},
	"atom": {`<feed>`, `</feed>`, "<entry>", "</entry>", atomRoles},
}

var (
	rssRoles = [roles][2]string{
		asTitle: {"<title>", "</title>"}, asLink: {"<link>", "</link>"}, asID: {"<guid>", "</guid>"},
		asSummary: {"<description>", "</description>"}, asContent: {"<content:encoded>", "</content:encoded>"},
		asAuthor: {"<author>", "</author>"}, asTag: {"<category>", "</category>"}, asEnclosure: {`<enclosure url="`, `"/>`},
	}
	atomRoles = [roles][2]string{
		asTitle: {"<title>", "</title>"}, asLink: {`<link title="`, `"/>`}, asID: {"<id>", "</id>"},
		asSummary: {"<summary>", "</summary>"}, asContent: {"<content>", "</content>"},
		asAuthor: {"<author><name>", "</name></author>"}, asTag: {`<category term="`, `"/>`},
	}
)

// usualItem is about how long an item is in a slim document.
const usualItem = 256

// slimItem writes one item.
type slimItem struct {
	*lifted
	keys    [roles][]byte
	number  int
	written int    // elements
	base    string // of the item: where an element has another, its address is resolved here
	// said is what was written already, of elements of which the first counts.
	said struct{ summary, author, comments bool }
}

// from is where the values of an item begin among those of all.
type from struct{ texts, links, people, tags int }

func (w *slimItem) reset(base string) {
	keys := w.keys
	for i := range keys {
		keys[i] = keys[i][:0]
	}
	*w = slimItem{lifted: w.lifted, keys: keys, base: base, number: len(w.asides) - 1}
	w.aside().from = from{len(w.texts), len(w.links), len(w.people), len(w.tags)}
}

func (w *slimItem) atom() bool { return w.format == "atom" }

func (w *slimItem) aside() *aside { return &w.asides[w.number] }

// says gives what a vocabulary says of the item, to be added to.
func (w *slimItem) says(is vocabulary) *says {
	said := &w.aside().said[is]
	if *said == nil {
		*said = new(says)
	}
	return *said
}

// appendTo adds the item to a slim document.
func (w *slimItem) appendTo(doc []byte) []byte {
	f := frames[w.format]
	doc = append(doc, f.itemStart...)
	for as, keys := range w.keys {
		if len(keys) > 0 {
			doc = append(doc, f.roles[as][0]...)
			doc = append(doc, keys...)
			doc = append(doc, f.roles[as][1]...)
		}
	}
	return append(doc, f.itemEnd...)
}

// maxElements is how many elements of one item are taken: several times what it
// may have of authors, tags or links. The rest is counted.
const maxElements = 5 * maxParts

// full tells that an item has no room for one more element.
func (w *slimItem) full() bool {
	if w.written++; w.written > maxElements {
		w.aside().dropped++
		return true
	}
	return false
}

// only lifts a text that has a role alone: the last one counts.
func (w *slimItem) only(as role, t Text) {
	w.keys[as] = w.keys[as][:0]
	w.text(as, t)
}

func (w *slimItem) text(as role, t Text) {
	w.texts = lifting(w, as, w.texts, w.aside().from.texts, t)
}

// lifting appends a value to those of its kind, and writes its key.
func lifting[T any](w *slimItem, as role, values []T, from int, value T) []T {
	if len(w.keys[as]) > 0 {
		w.keys[as] = append(w.keys[as], ' ')
	}
	w.keys[as] = strconv.AppendInt(w.keys[as], int64(len(values)-from), 10)
	return append(values, value)
}

// content lifts one of several contents; link, person and tag do so with theirs.
func (w *slimItem) content(t Text) {
	if !w.full() {
		w.text(asContent, t)
	}
}

func (w *slimItem) link(as role, l Link) {
	w.links = lifting(w, as, w.links, w.aside().from.links, l)
}

func (w *slimItem) person(p Person) {
	w.people = lifting(w, asAuthor, w.people, w.aside().from.people, p)
}

func (w *slimItem) tag(t Tag) {
	w.tags = lifting(w, asTag, w.tags, w.aside().from.tags, t)
}

package fetch

import (
	"strconv"
	"strings"
)

// Texts go around the parser. gofeed gets a slim document: every text is lifted
// out and a key, its number, stands in its place; elements of vocabularies that
// nobody asks for are left out. What gofeed knows no place for is written in
// words that it does know. So the parser's work does not grow with the texts,
// mark-up in them cannot hurt it, and they come out byte for byte.

// lifted is a slim document with what goes around gofeed.
type lifted struct {
	format string
	slim   []byte
	texts  []Text // by key
	// asides are facts that gofeed drops, by the slim item's number. Item 0 is
	// what the feed says of itself: it is written in the words of an item.
	asides []aside
}

// aside is what an item inherits or has in attributes of its own.
type aside struct {
	base  string
	about string // rdf:about
	// around is the language of what stands around the item, lang that within.
	around, lang string
	dropped      int // elements beyond maxElements
}

// formats are the root elements.
var formats = map[string]string{"rss": "rss", "rdf": "rdf", "feed": "atom"}

// frames are what stands around the slim items of a format, and around each.
var frames = map[string]struct{ start, end, itemStart, itemEnd string }{
	"rss":  {`<rss version="2.0"><channel>`, `</channel></rss>`, "<item>", "</item>"},
	"rdf":  {`<rdf:RDF>`, `</rdf:RDF>`, "<item>", "</item>"},
	"atom": {`<feed>`, `</feed>`, "<entry>", "</entry>"},
}

// usualItem is about how long an item is in a slim document.
const usualItem = 512

// lift makes the slim document of a tidied one, in one pass.
func lift(t tidied, base string) *lifted {
	l := &lifted{format: formats[t.root]}
	l.asides = make([]aside, 1, min(t.items, maxItems)+1)
	l.texts = make([]Text, 0, 4*cap(l.asides))
	w := &walk{lifted: l, atom: l.format == "atom", items: make([]byte, 0, usualItem*cap(l.asides))}
	w.feed.lifted, w.item.lifted = l, l
	if tag, inner, ok := nextTag(t.text); ok {
		w.root(startOf(tag), inner, base)
	}
	w.finish()
	return l
}

// walk is the pass over a document.
type walk struct {
	*lifted
	atom       bool
	feed, item slimItem
	items      []byte
}

// root walks over the root, whose tag is given, and all that is within.
func (w *walk) root(root element, inner, base string) {
	prefix, _ := splitName(root.name)
	s := scope{base: base, root: prefix, atom: w.atom}.within(root)
	s.old = strings.HasPrefix(root.attr("version"), "0.") || !strings.Contains(root.attrs, "2005/Atom") && strings.Contains(root.attrs, "/atom/ns#")
	w.asides[0] = aside{base: s.base, lang: s.lang}
	w.feed.base = s.base
	w.frame(inner, s)
}

// frame walks over what is in the root or the channel, items and what is said
// of the feed, and gives the text behind its end tag. It does not look for that
// end first, as that would be one more pass.
func (w *walk) frame(text string, s scope) string {
	for {
		tag, rest, ok := nextTag(text)
		if !ok || strings.HasPrefix(tag, "/") {
			return rest
		}
		e := startOf(tag)
		prefix, local := splitName(e.name)
		inner := s.within(e)
		is := inner.vocabulary(prefix)
		whole := strings.HasSuffix(tag, "/")
		if is == core && local == "channel" {
			w.asides[0].lang = firstOf(w.asides[0].lang, inner.lang)
			if !whole {
				rest = w.frame(rest, inner)
			}
			text = rest
			continue
		}
		if !whole {
			e.inner, rest, _ = untilEnd(rest)
		}
		switch {
		case is != core || local != "item" && local != "entry":
			w.feed.take(is, local, e, inner)
		case len(w.asides) <= maxItems:
			w.entry(e, s)
		}
		text = rest
	}
}

// entry writes an item within the scope of its frame.
func (w *walk) entry(item element, frame scope) {
	s := frame.within(item)
	a := aside{base: s.base, about: item.attr("rdf:about"), around: frame.lang}
	if s.lang != frame.lang {
		a.lang = s.lang
	}
	w.asides = append(w.asides, a)
	w.item.reset(s.base)
	for child := range elements(item.inner) {
		prefix, local := splitName(child.name)
		inner := s.within(child)
		w.item.take(inner.vocabulary(prefix), local, child, inner)
	}
	w.items = w.item.appendTo(w.items, w.format)
}

func (w *walk) finish() {
	f := frames[w.format]
	slim := make([]byte, 0, len(f.start)+len(w.feed.out)+len(w.items)+256)
	slim = append(slim, f.start...)
	slim = w.feed.appendTo(slim, w.format)
	slim = append(slim, w.items...)
	w.slim = append(slim, f.end...)
}

// key lifts a text out and gives its key.
func (l *lifted) key(t Text) string {
	l.texts = append(l.texts, t)
	return strconv.Itoa(len(l.texts) - 1)
}

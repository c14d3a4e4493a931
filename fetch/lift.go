package fetch

import "strings"

// Values go around the parser. gofeed gets a slim document: every value is
// lifted out, and keys, the numbers of an item's values, stand in its place. What
// gofeed has no field for is left aside altogether, and elements of vocabularies
// that nobody asks for are left out. Items whose elements are the same are the
// same then, and stand in it once: most feeds have one shape of item or two. So
// the parser's work does not grow with the texts and hardly with the items,
// mark-up cannot hurt it, and the texts come out byte for byte.

// lifted is a slim document with what goes around gofeed.
type lifted struct {
	format string
	slim   []byte
	// What the keys stand for: texts and ids, links and enclosures, authors,
	// tags.
	texts  []Text
	links  []Link
	people []Person
	tags   []Tag
	// asides are by the item's number. Item 0 is what the feed says of itself: it
	// is written in the words of an item.
	asides []aside
	shapes int // items in the slim document, the feed's own among them
}

// formats are the root elements.
var formats = map[string]string{"rss": "rss", "rdf": "rdf", "feed": "atom"}

// lift makes the slim document of a tidied one, in one pass.
func lift(t tidied, base string) *lifted {
	l := &lifted{format: formats[t.root]}
	items := min(t.items, maxItems) + 1
	l.asides = make([]aside, 1, items)
	l.texts = make([]Text, 0, 4*items)
	l.links = make([]Link, 0, items)
	l.tags = make([]Tag, 0, 2*items)
	w := &walk{lifted: l, atom: l.format == "atom", shapes: map[string]int{}}
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
	shapes     map[string]int // the numbers of the slim items, by what they are
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
		switch {
		case is == core && local == "channel":
			w.asides[0].lang = firstOf(w.asides[0].lang, inner.lang)
			if !whole {
				rest = w.frame(rest, inner)
			}
		case is == core && (local == "item" || local == "entry") && len(w.asides) <= maxItems:
			if whole {
				w.entry(e, "", s)
			} else {
				rest = w.entry(e, rest, s)
			}
		default:
			if !whole {
				e.inner, rest, _ = untilEnd(rest)
			}
			if is != core || local != "item" && local != "entry" {
				w.feed.take(is, local, e, inner)
			}
		}
		text = rest
	}
}

// entry writes an item within the scope of its frame. The text begins behind
// its start tag; what stands behind its end tag is given.
func (w *walk) entry(item element, text string, frame scope) string {
	s := frame.within(item)
	a := aside{base: s.base, about: item.attr("rdf:about"), around: frame.lang}
	if s.lang != frame.lang {
		a.lang = s.lang
	}
	w.asides = append(w.asides, a)
	w.item.reset(s.base)
	for {
		child, rest, ok := nextElement(text)
		if !ok {
			w.shape()
			return rest
		}
		prefix, local := splitName(child.name)
		inner := s.within(child)
		w.item.take(inner.vocabulary(prefix), local, child, inner)
		text = rest
	}
}

// shape puts an item that is done into the slim document, unless one that looks
// the same stands there.
func (w *walk) shape() {
	from := len(w.items)
	w.items = w.item.appendTo(w.items)
	number, known := w.shapes[string(w.items[from:])]
	if known {
		w.items = w.items[:from]
	} else {
		number = 1 + len(w.shapes)
		w.shapes[string(w.items[from:])] = number
	}
	w.item.aside().shape = number
}

func (w *walk) finish() {
	f := frames[w.format]
	slim := make([]byte, 0, len(f.start)+usualItem+len(w.items)+len(f.end))
	slim = append(slim, f.start...)
	slim = w.feed.appendTo(slim)
	slim = append(slim, w.items...)
	w.slim = append(slim, f.end...)
	w.lifted.shapes = 1 + len(w.shapes)
}

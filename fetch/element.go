package fetch

import (
	"fmt"
	"strings"
)

// kind is what an element is to the structure of a feed.
type kind int

const (
	foreign kind = iota // extensions, mark-up in content
	frame               // the root and the channel
	item                // an item or entry
	field               // an item's own elements, which hold text only
)

// elementTraits are what the structure depends on.
type elementTraits struct {
	kind kind
	// Short fields never hold mark-up: another field within one means that its
	// end tag is missing.
	short bool
	// Voids are the elements of HTML that have no end tag. Raws are those whose
	// "/>" no HTML parser sees: what follows would be taken for their content.
	void, raw bool
}

// traitsOf knows the elements of RSS and Atom that matter to finding items, and
// those of HTML that are written in a way of their own.
func traitsOf(local string) elementTraits {
	switch local {
	case "rss", "rdf", "feed", "channel":
		return elementTraits{kind: frame}
	case "item", "entry":
		return elementTraits{kind: item}
	case "title", "link", "guid", "pubdate", "category", "id":
		return elementTraits{kind: field, short: true}
	case "description", "author", "comments", "summary":
		return elementTraits{kind: field}
	case "br", "hr", "img", "input", "wbr":
		return elementTraits{void: true}
	case "script", "style", "iframe", "noscript", "textarea":
		return elementTraits{raw: true}
	}
	return elementTraits{}
}

// start takes a start tag.
func (t *tidier) start() {
	tag, ok := readTag(t.in[t.at:], t.attrs[:0])
	if !ok {
		t.literal()
		return
	}
	t.attrs = tag.attrs
	prefix, local := splitName(tag.name)
	if t.root == "" {
		t.root, t.prefix = local, prefix
	}
	is := traitsOf(local)
	e := opened{name: tag.name, namespaces: declared(tag.attrs)}
	if prefix == "" || prefix == t.prefix || prefix == "rss" {
		e.kind = is.kind
	}
	if prefix == "" {
		e.short = is.short
	} else {
		is.raw, is.void = false, false
	}
	if e.kind == item || e.kind == frame {
		t.place(&e)
	}
	if n := len(t.open); e.kind == field && n > 0 && t.open[n-1].short {
		t.closeTo(n - 1)
	}
	if n := len(t.open); n > 0 {
		e.namespaces += t.open[n-1].namespaces
	}
	if t.limits(e); t.err == nil && len(tag.attrs) > maxAttributes {
		t.err = fmt.Errorf("the feed has an element with more than %d attributes and was not read", maxAttributes)
	}
	if t.err != nil {
		return
	}
	if e.kind == item {
		if t.items == 0 {
			t.itemEnded()
		}
		t.items++
	}
	t.write(tag, is.raw, is.void, e)
}

// place finds where an item begins. Within foreign elements it is foreign
// too; an item that begins before the last one ended ends that one.
func (t *tidier) place(e *opened) {
	for i := len(t.open) - 1; i >= 0; i-- {
		switch t.open[i].kind {
		case foreign:
			e.kind = foreign
			return
		case item:
			if e.kind == frame {
				e.kind = foreign
				return
			}
			t.closeTo(i)
		}
	}
}

// write puts out a start tag, and its end tag where it has no content.
func (t *tidier) write(tag tag, raw, void bool, e opened) {
	whole := tag.closed || void
	if tag.regular && tag.closed == whole && !(raw && whole) {
		t.keep(tag.size)
	} else {
		tag.write(t.flush())
		switch {
		case whole && raw:
			t.put("></", tag.name, ">")
		case whole:
			t.put("/>")
		default:
			t.put(">")
		}
		t.drop(tag.size)
	}
	if !whole {
		t.open = append(t.open, e)
	} else if e.kind == item {
		t.itemEnded()
	}
}

// declared counts the namespaces that a tag declares.
func declared(attrs []attr) int {
	n := 0
	for _, a := range attrs {
		if a.name == "xmlns" || strings.HasPrefix(a.name, "xmlns:") {
			n++
		}
	}
	return n
}

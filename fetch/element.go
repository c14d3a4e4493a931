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

// kinds knows the elements of RSS and Atom that matter to finding items.
var kinds = map[string]kind{
	"rss": frame, "rdf": frame, "feed": frame, "channel": frame,
	"item": item, "entry": item,
	"title": field, "link": field, "description": field, "guid": field, "pubdate": field,
	"author": field, "category": field, "comments": field, "summary": field, "id": field,
}

// shortFields never hold mark-up: another field within one means that its end
// tag is missing.
var shortFields = map[string]bool{"title": true, "link": true, "guid": true, "pubdate": true, "category": true, "id": true}

// voids are the elements of HTML that have no end tag.
var voids = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "wbr": true}

// raws are the elements of HTML whose "/>" no HTML parser sees: what follows
// would be taken for their content.
var raws = map[string]bool{"script": true, "style": true, "iframe": true, "noscript": true, "textarea": true}

// start takes a start tag.
func (t *tidier) start() {
	tag, ok := readTag(t.in[t.at:])
	if !ok {
		t.literal()
		return
	}
	prefix, local := splitName(tag.name)
	if t.root == "" {
		t.root, t.prefix = local, prefix
	}
	e := opened{name: tag.name, namespaces: declared(tag.attrs)}
	if prefix == "" || prefix == t.prefix || prefix == "rss" {
		e.kind = kinds[local]
	}
	if e.kind == item || e.kind == frame {
		t.place(&e)
	}
	if n := len(t.open); e.kind == field && n > 0 && shortFields[strings.ToLower(t.open[n-1].name)] {
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
			t.safe.size, t.safe.tail = t.out.Len(), t.tail()
		}
		t.items++
	}
	t.write(tag, prefix == "" && raws[local], prefix == "" && voids[local], e)
	t.at += tag.size
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
		t.out.WriteString(t.in[t.at : t.at+tag.size])
	} else {
		tag.write(&t.out)
		switch {
		case whole && raw:
			t.out.WriteString("></" + tag.name + ">")
		case whole:
			t.out.WriteString("/>")
		default:
			t.out.WriteByte('>')
		}
	}
	if !whole {
		t.open = append(t.open, e)
		t.names[strings.ToLower(e.name)]++
	} else if e.kind == item {
		t.safe.size, t.safe.items, t.safe.tail = t.out.Len(), t.items, t.tail()
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

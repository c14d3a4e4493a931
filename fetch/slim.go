package fetch

import (
	"html"
	"strings"
)

// slimItem writes one item.
type slimItem struct {
	*lifted
	out      []byte
	number   int
	written  int    // elements, contents among them
	base     string // of the item: where an element has another, its address is resolved here
	contents []byte // the keys of all its contents, of which gofeed keeps one element
	// said is what was written already, of elements of which the first counts.
	said struct{ summary, author, comments bool }
}

func (w *slimItem) reset(base string) {
	*w = slimItem{lifted: w.lifted, out: w.out[:0], contents: w.contents[:0], base: base, number: len(w.asides) - 1}
}

func (w *slimItem) atom() bool { return w.format == "atom" }

// appendTo adds the item to a slim document.
func (w *slimItem) appendTo(doc []byte, format string) []byte {
	f := frames[format]
	doc = append(doc, f.itemStart...)
	doc = append(doc, w.out...)
	if len(w.contents) > 0 {
		name := "content:encoded"
		if w.atom() {
			name = "content"
		}
		doc = appendElement(doc, name, string(w.contents))
	}
	return append(doc, f.itemEnd...)
}

func appendElement(doc []byte, name, chars string) []byte {
	doc = append(append(append(doc, '<'), name...), '>')
	doc = append(doc, chars...)
	return append(append(append(doc, "</"...), name...), '>')
}

// maxElements is how many elements of one item gofeed gets to see: several
// times what it may have of authors, tags or links. The rest is counted.
const maxElements = 5 * maxParts

// full tells that an item has no room for one more element.
func (w *slimItem) full() bool {
	if w.written++; w.written > maxElements {
		w.asides[w.number].dropped++
		return true
	}
	return false
}

// element writes an element with text that is fit for XML.
func (w *slimItem) element(name, chars string) {
	if !w.full() {
		w.out = appendElement(w.out, name, chars)
	}
}

// lift writes an element with a text's key, unless the text is blank.
func (w *slimItem) lift(name string, t Text) {
	if strings.TrimSpace(t.Value) != "" {
		w.element(name, w.key(t))
	}
}

// content adds to the contents.
func (w *slimItem) content(t Text) {
	if !w.full() {
		w.contents = append(append(w.contents, w.key(t)...), ' ')
	}
}

// put writes an element with the text that another has, for gofeed to read.
// Without mark-up it is as in the document.
func (w *slimItem) put(name string, el element) {
	if !strings.ContainsAny(el.inner, "<&") {
		if strings.TrimSpace(el.inner) != "" {
			w.element(name, el.inner)
		}
		return
	}
	if chars := strings.TrimSpace(el.text()); chars != "" {
		w.element(name, escape(chars))
	}
}

// write writes an element with a text and attributes: names and values in turn,
// of which those without a value are left out.
func (w *slimItem) write(name, chars string, attrs ...string) {
	if w.full() {
		return
	}
	w.out = append(append(w.out, '<'), name...)
	for i := 0; i < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			w.out = append(append(append(w.out, ' '), attrs[i]...), `="`...)
			w.out = append(append(w.out, escape(attrs[i+1])...), '"')
		}
	}
	w.out = append(append(w.out, '>'), escape(chars)...)
	w.out = append(append(append(w.out, "</"...), name...), '>')
}

// escape makes text of any characters fit for XML.
func escape(s string) string {
	s = allowed(s)
	if strings.ContainsAny(s, "<>&\"'\r") {
		return strings.ReplaceAll(html.EscapeString(s), "\r", "&#13;")
	}
	return s
}

// address gives an address that the item's base is to be applied to later.
func (w *slimItem) address(s scope, address string) string {
	if s.base != w.base {
		return resolve(s.base, address)
	}
	return address
}

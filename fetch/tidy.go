package fetch

import (
	"fmt"
	"strings"
)

// Limits of a document's structure. Open elements and the namespaces in scope
// are looked through again and again, so that the work grows with their number
// times the document's length; real feeds stay below a quarter of each.
const (
	maxDepth      = 256
	maxNamespaces = 64 // declared by an element and those around it
	maxAttributes = 256
	// maxItems is more than any feed shows; each costs some KB while it is read,
	// however empty it is.
	maxItems = 15_000
)

// tidied is an XML document made well-formed.
type tidied struct {
	// text begins with the root element; comments, declarations and
	// processing instructions are left out.
	text  string
	root  string // the root element's local name, in lower case
	items int
	// cut says that the document broke off; text has the items before that.
	cut   bool
	notes notes
}

// tidy makes a document well-formed in one pass: tags are closed where the
// elements around them end, end tags of nothing are dropped, what only looks
// like a tag becomes text. A well-formed document comes out as it went in. The
// work is linear in the length.
func tidy(doc string) (tidied, error) {
	t := tidier{copier: copier{in: doc}, marks: marks{}}
	for t.err == nil && t.at < len(t.in) && !t.done {
		t.step()
	}
	return t.result(), t.err
}

type tidier struct {
	copier

	root   string
	prefix string // the root element's
	open   []opened
	attrs  []attr // of the tag that is read, to be used again
	items  int
	// safe is the state after the last whole item, before the first one ends at
	// its beginning.
	safe struct {
		size, items int
		open        []opened
	}
	cut, done bool
	ended     bool // the root was, before the last item
	marks     marks
	mended    struct{ dropped, closed, sections, hidden int }
	err       error
}

// opened is an element whose end is to come.
type opened struct {
	name       string
	sum        uint32 // that of its name, 0 until it is asked for
	kind       kind
	short      bool
	namespaces int // in scope
}

// nameSum is a number that names have in common which differ in case only.
func nameSum(name string) (sum uint32) {
	for i := range len(name) {
		sum = sum*31 + uint32(name[i]|0x20)
	}
	return sum
}

// step takes the text up to the next "<" and what begins there.
func (t *tidier) step() {
	next := strings.IndexByte(t.in[t.at:], '<')
	if next < 0 {
		next = len(t.in) - t.at
	}
	t.chars(next)
	rest := t.in[t.at:]
	if len(rest) < 2 {
		if rest != "" {
			t.literal()
		}
		return
	}
	switch rest[1] {
	case '!':
		switch {
		case strings.HasPrefix(rest, "<!--"):
			t.skip("-->")
		case strings.HasPrefix(rest, "<![CDATA["):
			t.cdata()
		default:
			t.doctype()
		}
	case '?':
		t.skip("?>")
	case '/':
		t.end()
	default:
		t.start()
	}
}

// chars takes so many bytes of text. The end mark of a CDATA section is not
// allowed in it.
func (t *tidier) chars(size int) {
	switch s := t.in[t.at : t.at+size]; {
	case len(t.open) == 0:
		t.drop(size)
	case strings.Contains(s, "]]>"):
		t.put(strings.ReplaceAll(s, "]]>", "]]&gt;"))
		t.drop(size)
	default:
		t.keep(size)
	}
}

// literal takes the "<" of what is no mark-up as text.
func (t *tidier) literal() {
	if len(t.open) > 0 {
		t.put("&lt;")
	}
	t.drop(1)
}

// skip leaves out everything through an end mark.
func (t *tidier) skip(mark string) {
	end := t.next(mark)
	if end < 0 {
		t.literal()
		return
	}
	if hidden := t.in[t.at : t.at+end]; mark == "-->" {
		t.mended.hidden += strings.Count(hidden, "<item>") + strings.Count(hidden, "<entry>")
	}
	t.drop(end + len(mark))
}

// doctype leaves a document type declaration out, with what it may declare in
// brackets.
func (t *tidier) doctype() {
	rest := t.in[t.at+1:]
	switch head := strings.IndexAny(rest, "[<>"); {
	case head < 0 || rest[head] == '<':
		t.literal()
	case rest[head] == '[':
		t.skip("]>")
	default:
		t.drop(head + 2)
	}
}

// end takes an end tag: it ends the innermost element of that name and all
// that is open within; with no such element it is dropped.
func (t *tidier) end() {
	rest := t.in[t.at:]
	n := nameLength(rest[2:])
	size := endTagEnd(rest)
	if n == 0 || size < 0 {
		t.literal()
		return
	}
	name := rest[2 : 2+n]
	switch i := t.innermost(name); {
	case i > 0 || i == 0 && !t.moreItems():
		t.mended.closed += len(t.open) - 1 - i
		t.closeTo(i + 1)
		if t.open[i].name == name && size == 2+n {
			t.keep(size + 1)
			t.pop()
		} else {
			t.closeTo(i)
			t.drop(size + 1)
		}
	case i == 0:
		t.ended = true
		t.drop(size + 1)
	default:
		t.mended.dropped++
		t.drop(size + 1)
	}
	t.done = t.root != "" && len(t.open) == 0
}

// moreItems tells that another item begins after an end tag of the root, which was
// ended by mistake then.
func (t *tidier) moreItems() bool { return t.next("<item") >= 0 || t.next("<entry") >= 0 }

// endTagEnd finds the ">" of an end tag, -1 if another tag begins before it.
func endTagEnd(s string) int {
	end := strings.IndexByte(s, '>')
	if end < 0 || strings.IndexByte(s[1:end], '<') >= 0 {
		return -1
	}
	return end
}

// innermost gives the place of the innermost open element of a name, whatever
// its case, -1 if there is none.
func (t *tidier) innermost(name string) int {
	i := len(t.open) - 1
	if i >= 0 && t.open[i].name == name {
		return i // nearly always
	}
	for sum := nameSum(name); i >= 0; i-- {
		e := &t.open[i]
		if e.sum == 0 {
			e.sum = nameSum(e.name)
		}
		if e.sum == sum && strings.EqualFold(e.name, name) {
			break
		}
	}
	return i
}

// closeTo ends the open elements from the innermost through number i.
func (t *tidier) closeTo(i int) {
	for len(t.open) > i {
		t.put("</", t.open[len(t.open)-1].name, ">")
		t.pop()
	}
}

// pop takes an element whose end tag was written from the open ones.
func (t *tidier) pop() {
	last := len(t.open) - 1
	kind := t.open[last].kind
	t.open = t.open[:last]
	if kind == item {
		t.itemEnded()
	}
}

// itemEnded remembers the state after a whole item.
func (t *tidier) itemEnded() {
	t.safe.size, t.safe.items = t.size(), t.items
	t.safe.open = append(t.safe.open[:0], t.open...)
}

// tail gives the end tags of all that is open.
func tail(open []opened) string {
	var b strings.Builder
	for n := len(open) - 1; n >= 0; n-- {
		b.WriteString("</" + open[n].name + ">")
	}
	return b.String()
}

func (t *tidier) result() tidied {
	r := tidied{root: t.root, items: t.items, cut: t.cut || len(t.open) > 0 && !t.endedEarly(), text: t.text()}
	t.told(&r.notes)
	switch {
	case r.cut && t.items > 0:
		r.text = r.text[:t.safe.size] + tail(t.safe.open)
		r.items = t.safe.items
	case len(t.open) > 0:
		r.text += tail(t.open)
	}
	return r
}

// endedEarly tells that the document is whole, but has items behind its end.
func (t *tidier) endedEarly() bool {
	inItem := t.open[len(t.open)-1].kind != frame
	inTag := strings.LastIndexByte(t.in, '<') > strings.LastIndexByte(t.in, '>')
	return t.ended && !inItem && !inTag
}

// told notes what was mended.
func (t *tidier) told(n *notes) {
	n.count("repaired", t.mended.closed, "an element without an end tag was closed", "%d elements without an end tag were closed")
	n.count("repaired", t.mended.dropped, "an end tag of nothing was dropped", "%d end tags of nothing were dropped")
	n.count("repaired", t.mended.sections, "a CDATA section without an end was closed", "%d CDATA sections without an end were closed")
	n.count("skipped", t.mended.hidden, "an item stands in a comment and was left out", "%d items stand in comments and were left out")
}

func (t *tidier) limits(e opened) {
	switch {
	case len(t.open) >= maxDepth:
		t.err = fmt.Errorf("the feed nests elements deeper than %d levels and was not read", maxDepth)
	case e.namespaces > maxNamespaces:
		t.err = fmt.Errorf("the feed declares more than %d namespaces at once and was not read", maxNamespaces)
	}
}

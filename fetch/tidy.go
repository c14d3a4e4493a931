package fetch

import (
	"fmt"
	"strings"
)

// Limits of a document's structure. The library spends memory that grows with
// the square of nested namespace declarations and of the pieces that the text
// of an extension comes in, and a stack frame a level; real feeds stay below a
// quarter of each.
const (
	maxDepth      = 256
	maxNamespaces = 64   // declared by an element and those around it
	maxPieces     = 2000 // of text, between the elements in one extension
)

// tidied is an XML document made well-formed.
type tidied struct {
	// text begins with the root element; comments, declarations and
	// processing instructions are left out.
	text string
	root string // the root element's local name, in lower case
	// abouts has an entry for each item: its rdf:about (RSS 1.0), or "".
	abouts []string
	// cut says that the document broke off; text has the items before that.
	cut bool
}

// tidy makes a document well-formed in one pass: tags are closed where the
// elements around them end, end tags of nothing are dropped, what only looks
// like a tag becomes text. A well-formed document comes out as it went in. The
// work is linear in the length.
func tidy(doc string) (tidied, error) {
	t := tidier{in: doc, missing: map[string]bool{}}
	t.lastItem = max(strings.LastIndex(doc, "<item"), strings.LastIndex(doc, "<entry"))
	t.out.Grow(len(doc) + 64)
	for t.err == nil && t.at < len(t.in) && !t.done {
		t.step()
	}
	return t.result(), t.err
}

type tidier struct {
	in  string
	at  int
	out strings.Builder

	root   string
	prefix string // the root element's
	open   []element
	abouts []string
	// lastItem is where the last item begins: a root that ends before it was
	// ended by mistake.
	lastItem int
	// safe is the state after the last whole item.
	safe struct {
		size, items int
		tail        string // the end tags of what was open
	}
	cut, done bool
	missing   map[string]bool // end marks that are known not to come any more
	err       error
}

type element struct {
	name       string
	kind       kind
	namespaces int  // in scope
	extension  bool // its text is collected by the library, not copied whole
	pieces     int  // of text so far
}

// step takes the text up to the next "<" and what begins there.
func (t *tidier) step() {
	next := strings.IndexByte(t.in[t.at:], '<')
	if next < 0 {
		next = len(t.in) - t.at
	}
	t.chars(t.in[t.at : t.at+next])
	t.at += next
	switch rest := t.in[t.at:]; {
	case rest == "":
	case strings.HasPrefix(rest, "<!--"):
		t.skip("-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		t.cdata()
	case strings.HasPrefix(rest, "<?"):
		t.skip("?>")
	case strings.HasPrefix(rest, "<!"):
		t.doctype()
	case strings.HasPrefix(rest, "</"):
		t.end()
	default:
		t.start()
	}
}

// chars writes text. The end mark of a CDATA section is not allowed in it.
func (t *tidier) chars(s string) {
	if len(t.open) > 0 && s != "" {
		t.out.WriteString(strings.ReplaceAll(s, "]]>", "]]&gt;"))
		t.piece()
	}
}

// piece counts the pieces of text of the innermost element.
func (t *tidier) piece() {
	e := &t.open[len(t.open)-1]
	if e.pieces++; e.extension && e.pieces > maxPieces {
		t.err = fmt.Errorf("the feed breaks the text of <%s> into more than %d pieces and was not read", e.name, maxPieces)
	}
}

// literal writes the "<" of what is no mark-up as text.
func (t *tidier) literal() {
	t.chars("&lt;")
	t.at++
}

// skip leaves out everything through an end mark.
func (t *tidier) skip(mark string) {
	end := -1
	if !t.missing[mark] {
		end = strings.Index(t.in[t.at:], mark)
	}
	if end < 0 {
		t.missing[mark] = true
		t.literal()
		return
	}
	t.at += end + len(mark)
}

func (t *tidier) cdata() {
	end := strings.Index(t.in[t.at:], "]]>")
	if end < 0 {
		t.at, t.cut = len(t.in), true
		return
	}
	if len(t.open) > 0 {
		t.out.WriteString(t.in[t.at : t.at+end+3])
		t.piece()
	}
	t.at += end + 3
}

// doctype leaves a document type declaration out, with the entities that it
// may declare in brackets: none is ever expanded.
func (t *tidier) doctype() {
	rest := t.in[t.at+1:]
	switch head := strings.IndexAny(rest, "[<>"); {
	case head < 0 || rest[head] == '<':
		t.literal()
	case rest[head] == '[':
		t.skip("]>")
	default:
		t.at += head + 2
	}
}

// end takes an end tag: it ends the innermost element of that name and all
// that is open within; with no such element it is dropped.
func (t *tidier) end() {
	rest := t.in[t.at:]
	n := nameLength(rest[2:])
	size := 1 + strings.IndexAny(rest[1:], "<>")
	if n == 0 || size == 0 || rest[size] == '<' {
		t.literal()
		return
	}
	name := rest[2 : 2+n]
	for i := len(t.open) - 1; i >= 0; i-- {
		if strings.EqualFold(t.open[i].name, name) {
			if i > 0 || t.at > t.lastItem {
				t.closeTo(i)
			}
			break
		}
	}
	t.at += size + 1
	t.done = t.root != "" && len(t.open) == 0
}

// closeTo ends the open elements from the innermost through number i.
func (t *tidier) closeTo(i int) {
	for n := len(t.open) - 1; n >= i; n-- {
		e := t.open[n]
		t.open = t.open[:n]
		t.out.WriteString("</" + e.name + ">")
		if e.kind == item {
			t.safe.size, t.safe.items, t.safe.tail = t.out.Len(), len(t.abouts), t.tail()
		}
	}
}

// tail gives the end tags of all that is open.
func (t *tidier) tail() string {
	var b strings.Builder
	for n := len(t.open) - 1; n >= 0; n-- {
		b.WriteString("</" + t.open[n].name + ">")
	}
	return b.String()
}

func (t *tidier) result() tidied {
	r := tidied{root: t.root, abouts: t.abouts, cut: t.cut || len(t.open) > 0, text: t.out.String()}
	if r.cut {
		r.text = r.text[:t.safe.size] + t.safe.tail
		r.abouts = r.abouts[:t.safe.items]
	}
	return r
}

func (t *tidier) limits(e element) {
	switch {
	case len(t.open) >= maxDepth:
		t.err = fmt.Errorf("the feed nests elements deeper than %d levels and was not read", maxDepth)
	case e.namespaces > maxNamespaces:
		t.err = fmt.Errorf("the feed declares more than %d namespaces at once and was not read", maxNamespaces)
	}
}

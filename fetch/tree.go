package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of a web page's structure. Pages of news have some 5,000 nodes, 30
// levels and 10 attributes; what is deeper becomes flat, what is more is
// refused.
const (
	maxNodes          = 100_000
	maxTreeDepth      = 50
	maxNodeAttributes = 40      // of an element; the others are left out
	maxToken          = 1 << 20 // bytes of a tag, a text or a script
)

// decodePage gives a web page as UTF-8. It is decode with the charset that the
// page's own <meta> names, where the server names none.
func decodePage(body []byte, contentType, language string) (string, error) {
	if httpCharset(contentType) == "" {
		if m := metaCharset.FindSubmatch(body[:min(len(body), metaWindow)]); m != nil {
			contentType = "text/html; charset=" + string(m[1])
		}
	}
	text, _, err := decode(body, contentType, language, &notes{})
	return text, err
}

// metaCharset finds <meta charset="…"> and its older form.
var metaCharset = regexp.MustCompile(`(?i)<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([a-z0-9_:.\-]{1,40})`)

// metaWindow is where it must stand (HTML, 4.2.5.4: within 1,024 bytes; real
// pages have scripts before it).
const metaWindow = 8 << 10

// parsePage makes a tree of a web page in one pass, in time and memory linear
// in its length.
//
// It is a plain builder over the tokenizer. x/net/html's own follows the
// standard to the letter, whose rules for broken mark-up are quadratic: 100 KB
// of unclosed <b> and <p>, or of text between ignored tags, cost it gigabytes
// or minutes. What is left out is what readers of text do not miss: formatting
// that goes on behind a block which cut it off, and what stands in a table
// outside of its cells stays there.
func parsePage(text string) (*html.Node, error) {
	b := newTreeBuilder()
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(maxToken)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if errors.Is(z.Err(), html.ErrBufferExceeded) {
				return nil, fmt.Errorf("the page has a tag or script of more than %d bytes and was not read", maxToken)
			}
			return b.document, nil
		case html.TextToken:
			b.text(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			b.start(b.element(z))
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		}
		if b.nodes > maxNodes {
			return nil, fmt.Errorf("the page has more than %d elements and was not read", maxNodes)
		}
	}
}

// treeBuilder is a page on its way to a tree.
type treeBuilder struct {
	document, head, body *html.Node
	nodes                int
	open                 []*html.Node // innermost last, below body
	opened               map[string]int
	// flat counts elements that are open but too deep to hold others.
	flat map[string]int
	// inBody is set by the first thing that cannot stand in a head.
	inBody bool
}

func newTreeBuilder() *treeBuilder {
	b := &treeBuilder{document: &html.Node{Type: html.DocumentNode}, opened: map[string]int{}, flat: map[string]int{}}
	root := newElement("html")
	b.head, b.body = newElement("head"), newElement("body")
	b.document.AppendChild(root)
	root.AppendChild(b.head)
	root.AppendChild(b.body)
	return b
}

func newElement(name string) *html.Node {
	return &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))}
}

// element takes a start tag, with the first of its attributes.
func (b *treeBuilder) element(z *html.Tokenizer) *html.Node {
	name, more := z.TagName()
	n := newElement(string(name))
	for more && len(n.Attr) < maxNodeAttributes {
		var key, value []byte
		key, value, more = z.TagAttr()
		n.Attr = append(n.Attr, html.Attribute{Key: string(key), Val: string(value)})
		b.nodes++
	}
	return n
}

// inner is where new nodes go.
func (b *treeBuilder) inner() *html.Node {
	switch {
	case len(b.open) > 0:
		return b.open[len(b.open)-1]
	case b.inBody:
		return b.body
	}
	return b.head
}

func (b *treeBuilder) text(text []byte) {
	if len(b.open) == 0 && len(bytes.TrimSpace(text)) > 0 {
		b.inBody = true
	}
	b.add(&html.Node{Type: html.TextNode, Data: string(text)})
}

func (b *treeBuilder) add(n *html.Node) {
	b.nodes++
	b.inner().AppendChild(n)
}

// inHead are the elements that can stand in a head.
var inHead = map[string]bool{
	"title": true, "meta": true, "link": true, "base": true, "script": true, "style": true, "noscript": true, "template": true,
}

// contentless are the void elements of HTML (13.1.2).
var contentless = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true,
}

func (b *treeBuilder) start(n *html.Node) {
	switch n.Data {
	case "html":
		b.adopt(b.head.Parent, n)
		return
	case "head":
		return
	case "body":
		b.inBody = true
		b.adopt(b.body, n)
		return
	}
	if len(b.open) == 0 && !inHead[n.Data] {
		b.inBody = true
	}
	b.imply(n.Data)
	b.add(n)
	switch {
	case contentless[n.Data]:
	case len(b.open) >= maxTreeDepth:
		b.flat[n.Data]++
	default:
		b.open = append(b.open, n)
		b.opened[n.Data]++
	}
}

// adopt gives an element that is there already the attributes of its tag.
func (b *treeBuilder) adopt(there, n *html.Node) {
	if len(there.Attr) == 0 {
		there.Attr = n.Attr
	}
}

// closes names the elements whose start ends another one that has no end tag
// of its own, and where the search for that stops.
type closes struct{ ended, within []string }

var (
	cells     = []string{"td", "th", "caption", "table", "button", "template"}
	endsP     = closes{[]string{"p"}, cells}
	endsItem  = closes{[]string{"li"}, append([]string{"ul", "ol", "menu"}, cells...)}
	endsTerm  = closes{[]string{"dt", "dd"}, append([]string{"dl"}, cells...)}
	endsCell  = closes{[]string{"td", "th", "caption"}, []string{"tr", "table"}}
	endsRow   = closes{[]string{"tr", "caption"}, []string{"tbody", "thead", "tfoot", "table"}}
	endsRows  = closes{[]string{"tbody", "thead", "tfoot", "caption"}, []string{"table"}}
	endsLink  = closes{[]string{"a"}, cells}
	endsEntry = closes{[]string{"option"}, []string{"select", "datalist"}}
)

// implied are the end tags that people may leave out (HTML, 13.1.2.4).
var implied = map[string][]closes{
	"li": {endsP, endsItem}, "dt": {endsP, endsTerm}, "dd": {endsP, endsTerm},
	"td": {endsCell}, "th": {endsCell}, "tr": {endsRow},
	"tbody": {endsRows}, "thead": {endsRows}, "tfoot": {endsRows},
	"a": {endsLink}, "option": {endsEntry}, "optgroup": {endsEntry},
}

func (b *treeBuilder) imply(name string) {
	rules := implied[name]
	if rules == nil && gapOf(name) == paragraph || endsParagraph[name] {
		rules = []closes{endsP}
	}
	for _, rule := range rules {
		b.closeOne(rule.ended, rule.within)
	}
	if name == "tr" && len(b.open) > 0 && b.open[len(b.open)-1].Data == "table" {
		b.start(newElement("tbody")) // as browsers do, and selectors are copied from them
	}
}

// endsParagraph are the blocks, beside those that gapOf has as paragraphs, that
// end one.
var endsParagraph = map[string]bool{
	"address": true, "article": true, "aside": true, "center": true, "details": true, "dialog": true, "div": true,
	"fieldset": true, "figcaption": true, "figure": true, "footer": true, "form": true, "header": true, "hgroup": true,
	"main": true, "menu": true, "nav": true, "section": true,
}

// formatting elements may be closed in another order than they were opened in.
var formatting = map[string]bool{
	"b": true, "big": true, "code": true, "em": true, "font": true, "i": true, "nobr": true, "s": true,
	"small": true, "strike": true, "strong": true, "tt": true, "u": true, "span": true,
}

func (b *treeBuilder) end(name string) {
	switch {
	case b.flat[name] > 0:
		b.flat[name]--
	case name == "head":
		b.inBody = true
	case formatting[name]:
		b.closeOne([]string{name}, blocks)
	case tableParts[name]:
		b.closeOne([]string{name}, []string{"table"})
	default:
		b.closeOne([]string{name}, []string{"td", "th", "table"})
	}
}

// tableParts may be ended from within a cell that has no end tag.
var tableParts = map[string]bool{
	"table": true, "thead": true, "tbody": true, "tfoot": true, "tr": true, "td": true, "th": true, "caption": true,
}

// blocks hold a formatting element's end tag from closing what is around them.
var blocks = []string{"p", "div", "td", "th", "li", "table", "blockquote", "article", "section", "h1", "h2", "h3"}

// closeOne ends the innermost open element of these names, and all within it,
// unless one of the others stands in between.
func (b *treeBuilder) closeOne(names, within []string) {
	if b.none(names) {
		return
	}
	for i := len(b.open) - 1; i >= 0; i-- {
		name := b.open[i].Data
		if has(names, name) {
			b.closeTo(i)
			return
		}
		if has(within, name) {
			return
		}
	}
}

func (b *treeBuilder) none(names []string) bool {
	for _, name := range names {
		if b.opened[name] > 0 {
			return false
		}
	}
	return true
}

func has(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

func (b *treeBuilder) closeTo(i int) {
	for _, n := range b.open[i:] {
		b.opened[n.Data]--
	}
	b.open = b.open[:i]
}

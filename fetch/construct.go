package fetch

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Media types of texts.
const (
	plainType = "text/plain"
	htmlType  = "text/html"
	xhtmlType = "application/xhtml+xml"
)

// titleType is what a text is when it says nothing: RSS texts are HTML by
// custom, Atom's plain (RFC 4287, 3.1.1).
func titleType(s scope) string {
	if s.atom {
		return plainType
	}
	return htmlType
}

var shortTypes = map[string]string{"text": plainType, "plain": plainType, "html": htmlType, "xhtml": xhtmlType}

// construct reads a text of RSS or Atom in any of the ways to write one:
// escaped, in CDATA, as elements, in base64 (Atom 0.3 and 1.0).
func construct(el element, s scope, usually string) Text {
	t := Text{Type: usually, Base: s.base, Lang: s.lang}
	mode := ""
	if el.attrs != "" {
		mode = strings.ToLower(el.attr("mode"))
		kind := strings.ToLower(el.attr("type"))
		if long := shortTypes[kind]; long != "" {
			kind = long
		}
		if strings.Contains(kind, "/") {
			t.Type = kind
		}
	}
	switch {
	case mode == "base64" || s.atom && !s.old && isBinary(t.Type):
		t.Value = fromBase64(el.text())
	case t.Type == xhtmlType || mode == "xml" || isXML(t.Type) && el.hasElements():
		markup := elementPrefix.ReplaceAllString(escaped(el.inner), "<$1")
		t.Value = strings.TrimSpace(unwrapped(markup, s.atom && !s.old))
	default:
		t.Value = strings.TrimSpace(wrappedText(el))
	}
	return t
}

// elementPrefix is what stands before an element's name where XHTML is not the
// default namespace.
var elementPrefix = regexp.MustCompile(`<(/?)[A-Za-z_][\w.-]*:`)

// contentOf reads Atom's content, which may be somewhere else.
func contentOf(el element, s scope) Text {
	usually := titleType(s)
	if _, local := splitName(el.name); local == "body" {
		usually = xhtmlType
	}
	t := construct(el, s, usually)
	if src := el.attr("src"); src != "" {
		t.Src = resolve(s.base, src)
	}
	return t
}

// isBinary knows the types whose content is base64 (RFC 4287, 4.1.3.3).
func isBinary(mime string) bool {
	return strings.Contains(mime, "/") && !strings.HasPrefix(mime, "text/") && !isXML(mime)
}

func isXML(mime string) bool {
	return strings.HasSuffix(mime, "+xml") || strings.HasSuffix(mime, "/xml")
}

// fromBase64 gives the text as it is where it is no text in base64.
func fromBase64(text string) string {
	packed := strings.Join(strings.Fields(text), "")
	if out, err := base64.StdEncoding.DecodeString(packed); err == nil && utf8.Valid(out) {
		return strings.TrimSpace(allowed(string(out)))
	}
	return text
}

// wrappedText is the element's text. A <div> around text that is escaped as
// well is no mark-up but a habit of one publisher's program.
func wrappedText(el element) string {
	if section, ok := onlySection(el.inner); ok {
		return section
	}
	if inner, ok := onlyDiv(el.inner); ok && !inner.hasElements() {
		return inner.text()
	}
	return el.text()
}

// unwrapped takes off the <div> that Atom 1.0 puts around XHTML, which is no
// part of the content (RFC 4287, 3.1.1.3).
func unwrapped(markup string, strip bool) string {
	if inner, ok := onlyDiv(markup); ok && strip && !strings.Contains(inner.attrs, "xml:base") {
		return inner.inner
	}
	return markup
}

// onlyDiv gives the <div> that is all there is in a text.
func onlyDiv(text string) (element, bool) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "<") {
		return element{}, false
	}
	for e := range elements(text) {
		_, local := splitName(e.name)
		whole := len(text) == len("<></>")+2*len(e.name)+len(e.attrs)+len(e.inner)
		return e, local == "div" && whole
	}
	return element{}, false
}

func (t Text) blank() bool { return strings.TrimSpace(t.Value) == "" }

// firstText gives the first text that says anything.
func firstText(texts ...Text) Text {
	for _, t := range texts {
		if !t.blank() {
			return t
		}
	}
	return Text{}
}

func longerText(a, b Text) Text {
	if len(b.Value) > len(a.Value) {
		return b
	}
	return a
}

// tag adds a category once.
func (e *Entry) tag(t Tag) {
	t.Term = strings.TrimSpace(t.Term)
	if t == (Tag{}) {
		return
	}
	for _, known := range e.Tags[max(0, len(e.Tags)-maxCompared):] {
		if known == t {
			return
		}
	}
	e.Tags = grow(e, e.Tags, t)
}

// maxCompared is how many tags a new one is compared with: more are no tags
// but an attack, and are compared when they are cleaned.
const maxCompared = 64

func hrefOf(el element) string {
	return firstOf(el.attr("href"), el.attr("url"), el.attr("uri"))
}

// imageOf finds the address of a picture: an attribute, the url within, or
// the text.
func imageOf(el element) string {
	if href := hrefOf(el); href != "" {
		return href
	}
	if !el.hasElements() {
		return firstOf(el.text())
	}
	for child := range elements(el.inner) {
		if _, local := splitName(child.name); local == "url" {
			return firstOf(child.text())
		}
	}
	return ""
}

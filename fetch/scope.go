package fetch

import (
	"html"
	"strings"
)

// vocabulary is a set of elements that a namespace stands for.
type vocabulary int

const (
	unknown       vocabulary = iota
	core                     // RSS and Atom themselves
	dublin                   // Dublin Core, elements and terms
	contentModule            // the RSS content module
	media                    // Media RSS
	itunes
	xhtml
	vocabularies
)

// namespaces knows them by a part of their address, as publishers write it with
// and without a last slash, in http and https.
var namespaces = []struct {
	part string
	is   vocabulary
}{
	{"://www.w3.org/2005/atom", core}, {"://purl.org/atom/ns#", core}, {"://example.com/newformat#", core},
	{"://example.com/necho", core}, {"://purl.org/echo/", core}, {"uri/of/echo/namespace#", core}, {"://purl.org/pie/", core},
	{"://purl.org/rss/1.0/modules/content", contentModule}, {"://purl.org/rss/1.0/modules/", unknown}, {"://purl.org/rss/1.0", core},
	{"://purl.org/net/rss1.1#", core}, {"://my.netscape.com/", core}, {"://channel.netscape.com/", core}, {"://my.netscape.com/publish/formats/", core},
	{"://backend.userland.com/rss", core}, {"://blogs.law.harvard.edu/tech/rss", core}, {"://backend.userland.com/rss2", core}, {"www.rssboard.org/", core},
	{"://purl.org/dc/terms", dublin}, {"://purl.org/dc/", dublin}, {"://dublincore.org/", dublin},
	{"://search.yahoo.com/mrss", media}, {"://tools.search.yahoo.com/mrss", media}, {"://video.search.yahoo.com/mrss", media},
	{"://www.itunes.com/", itunes}, {"://example.com/dtds/podcast-1.0.dtd", itunes},
	{"://www.w3.org/1999/xhtml", xhtml},
}

// usual are the prefixes that mean a vocabulary where nothing was declared.
var usual = map[string]vocabulary{
	"dc": dublin, "dcterms": dublin, "content": contentModule, "media": media, "itunes": itunes,
	"xhtml": xhtml, "atom": core, "rss": core,
}

func vocabularyOf(uri string) (vocabulary, bool) {
	uri = strings.ToLower(strings.TrimSpace(uri))
	for _, v := range namespaces {
		if strings.Contains(uri, v.part) {
			return v.is, true
		}
	}
	return unknown, false
}

// scope is what an element inherits: the base of its addresses, its language
// and the meaning of prefixes (XML Base, XML 1.0 2.12, Namespaces in XML).
type scope struct {
	base, lang string
	root       string // the root element's prefix: what has it is core
	atom, old  bool   // the root is Atom's; and that of version 0.3 or before
	names      *binding
}

// binding is a declared prefix, linked to those declared before.
type binding struct {
	prefix string
	is     vocabulary
	known  bool
	next   *binding
}

// within gives the scope inside an element.
func (s scope) within(e element) scope {
	if e.attrs == "" || !strings.Contains(e.attrs, "xml") {
		return s
	}
	for name, value := range attributes(e.attrs) {
		switch {
		case name == "xml:base":
			s.base = resolve(s.base, html.UnescapeString(value))
		case name == "xml:lang":
			s.lang = strings.TrimSpace(value)
		case name == "xmlns":
			s.bind("", value)
		case strings.HasPrefix(name, "xmlns:"):
			s.bind(strings.ToLower(name[len("xmlns:"):]), value)
		}
	}
	return s
}

func (s *scope) bind(prefix, uri string) {
	is, known := vocabularyOf(uri)
	s.names = &binding{prefix, is, known, s.names}
}

// vocabulary tells what an element's prefix means.
func (s scope) vocabulary(prefix string) vocabulary {
	for b := s.names; b != nil; b = b.next {
		if b.prefix == prefix && b.known {
			return b.is
		}
	}
	if prefix == "" || prefix == s.root {
		return core
	}
	return usual[prefix]
}

package fetch

import (
	"strings"
)

// formats are the root elements.
var formats = map[string]string{"rss": "rss", "rdf": "rdf", "feed": "atom"}

// readFeed reads a tidied document. It cannot fail: what it does not know it
// passes over.
func readFeed(t tidied, base string) Document {
	doc := Document{Format: formats[t.root], Entries: make([]Entry, 0, min(t.items, maxItems))}
	for root := range elements(t.text) {
		prefix, _ := splitName(root.name)
		s := scope{base: base, root: prefix, atom: doc.Format == "atom"}.within(root)
		s.old = strings.HasPrefix(root.attr("version"), "0.") || !strings.Contains(root.attrs, "2005/Atom") && strings.Contains(root.attrs, "/atom/ns#")
		readFrame(&doc, root, s)
		doc.Feed.Language = firstOf(doc.Feed.Language, s.lang)
		break
	}
	doc.Feed.settle("")
	return doc
}

// readFrame reads the root or the channel: items and what is said of the feed.
func readFrame(doc *Document, frame element, s scope) {
	for e := range elements(frame.inner) {
		prefix, local := splitName(e.name)
		inner := s.within(e)
		is := inner.vocabulary(prefix)
		switch {
		case is == core && (local == "item" || local == "entry"):
			if len(doc.Entries) < maxItems {
				doc.Entries = append(doc.Entries, readEntry(e, s))
			}
		case is == core && local == "channel":
			doc.Feed.Language = firstOf(doc.Feed.Language, inner.lang)
			readFrame(doc, e, inner)
		default:
			doc.Feed.read(is, local, e, inner)
		}
	}
}

// readEntry reads an item within the scope of its frame.
func readEntry(item element, frame scope) Entry {
	s := frame.within(item)
	e := Entry{ID: item.attr("rdf:about")}
	e.Permalink = e.ID != ""
	for child := range elements(item.inner) {
		prefix, local := splitName(child.name)
		inner := s.within(child)
		e.read(inner.vocabulary(prefix), local, child, inner)
	}
	if s.lang != frame.lang {
		e.Language = firstOf(e.Language, s.lang)
	}
	e.settle(frame.lang)
	return e
}

// settle finds what follows from the rest: the page, the language where it is
// another than that around, and a module's text where the format's own are
// missing.
func (e *Entry) settle(around string) {
	if e.Summary.Value == "" && len(e.Contents) == 0 && e.module.Value != "" {
		e.Summary = e.module
	}
	if e.Link == "" {
		e.Link = alternate(e.Links)
	}
	if e.Link == "" && e.Permalink && isAddress(e.ID) {
		e.Link = e.ID
	}
	for _, t := range append([]Text{e.Title, e.Summary}, e.Contents...) {
		if t.Lang != around {
			e.Language = firstOf(e.Language, t.Lang)
		}
	}
}

// alternate finds the page among the links: the first alternate that is HTML,
// else the first alternate.
func alternate(links []Link) string {
	first := ""
	for _, l := range links {
		if l.Rel != "alternate" || l.Href == "" {
			continue
		}
		if l.Type == "" || strings.Contains(l.Type, "html") {
			return l.Href
		}
		first = firstOf(first, l.Href)
	}
	return first
}

func isAddress(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// read takes one element in.
func (e *Entry) read(is vocabulary, local string, el element, s scope) {
	switch is {
	case core:
		e.readCore(local, el, s)
	case dublin:
		e.readDublin(local, el, s)
	case media:
		e.readMedia(local, el, s)
	case itunes:
		e.readItunes(local, el, s)
	case contentModule:
		if local == "encoded" {
			e.Contents = grow(e, e.Contents, construct(el, s, htmlType))
		}
	case xhtml:
		if local == "body" || local == "div" {
			e.Contents = grow(e, e.Contents, construct(el, s, xhtmlType))
		}
	}
}

// readCore reads the elements of RSS and Atom, which are read in either, as
// publishers mix them.
func (e *Entry) readCore(local string, el element, s scope) {
	switch local {
	case "title":
		e.Title = firstText(construct(el, s, titleType(s)), e.Title)
	case "description", "summary", "subtitle", "tagline":
		e.describe(construct(el, s, titleType(s)))
	case "content", "fullitem", "body":
		e.Contents = grow(e, e.Contents, contentOf(el, s))
	case "link":
		e.readLink(el, s)
	case "enclosure":
		e.Links = grow(e, e.Links, Link{Rel: "enclosure", Href: resolve(s.base, hrefOf(el)), Type: el.attr("type"), Length: el.attr("length")})
	case "id", "guid":
		e.readID(local, el, s)
	case "pubdate", "published", "issued":
		e.Published = firstOf(el.text(), e.Published)
	case "updated", "modified", "lastbuilddate":
		e.Updated = firstOf(el.text(), e.Updated)
	case "created":
		e.Created = firstOf(el.text(), e.Created)
	case "author", "managingeditor":
		e.Authors = grow(e, e.Authors, person(el, s)...)
	case "contributor":
		e.Contributors = grow(e, e.Contributors, person(el, s)...)
	case "category", "keywords":
		e.tag(Tag{Term: el.attr("term"), Scheme: firstOf(el.attr("scheme"), el.attr("domain")), Label: el.attr("label")}, el.text())
	case "tags":
		for term := range strings.SplitSeq(el.text(), ",") {
			e.tag(Tag{}, term)
		}
	case "image", "logo":
		e.Image = firstOf(e.Image, resolve(s.base, imageOf(el)))
	case "comments":
		e.Comments = firstOf(e.Comments, resolve(s.base, el.text()))
	case "language":
		e.Language = firstOf(e.Language, el.text())
	}
}

// describe takes a short description. A second one is content: some feeds give
// the text in the one and the teaser in the other.
func (e *Entry) describe(t Text) {
	switch {
	case strings.TrimSpace(t.Value) == "" && e.Summary.Value != "":
	case strings.TrimSpace(e.Summary.Value) == "":
		e.Summary = t
	default:
		e.Contents = grow(e, e.Contents, t)
	}
}

func (e *Entry) readID(local string, el element, s scope) {
	id := firstOf(el.text())
	if id == "" {
		return
	}
	e.ID = id
	e.Permalink = !strings.EqualFold(firstOf(el.attr("isPermaLink"), "true"), "false")
	if e.Permalink && local == "guid" && strings.HasPrefix(id, "/") {
		e.Links = grow(e, e.Links, Link{Rel: "alternate", Href: resolve(s.base, id)})
	}
}

func (e *Entry) readLink(el element, s scope) {
	l := Link{
		Rel: firstOf(strings.ToLower(el.attr("rel")), "alternate"), Href: firstOf(hrefOf(el), firstOf(el.text())),
		Type: el.attr("type"), Title: el.attr("title"), Lang: el.attr("hreflang"), Length: el.attr("length"),
	}
	if l.Href == "" {
		return
	}
	l.Href = resolve(s.base, l.Href)
	e.Links = grow(e, e.Links, l)
}

// readDublin reads Dublin Core, the 15 elements and the newer terms. Its
// title and description yield to the format's own.
func (e *Entry) readDublin(local string, el element, s scope) {
	switch local {
	case "title":
		e.Title = firstText(e.Title, construct(el, s, htmlType))
	case "description", "abstract":
		if e.Summary.Value == "" {
			e.Summary = construct(el, s, htmlType)
		}
	case "creator", "author":
		e.Authors = grow(e, e.Authors, person(el, s)...)
	case "contributor":
		e.Contributors = grow(e, e.Contributors, person(el, s)...)
	case "subject":
		e.tag(Tag{}, el.text())
	case "issued", "available":
		e.Published = firstOf(el.text(), e.Published)
	case "date", "modified":
		e.Updated = firstOf(el.text(), e.Updated)
	case "created":
		e.Created = firstOf(el.text(), e.Created)
	case "language":
		e.Language = firstOf(e.Language, el.text())
	}
}

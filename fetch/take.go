package fetch

import (
	"net/url"
	"strings"
)

// take takes one element of an item: its value goes by a key where gofeed has a
// field for it, else aside. Elements of RSS and Atom are taken in either, as
// publishers mix them; what is in no vocabulary that matters is left out.
func (w *slimItem) take(is vocabulary, local string, el element, s scope) {
	switch is {
	case core:
		w.takeCore(local, el, s)
	case dublin:
		w.takeDublin(local, el, s)
	case media:
		w.takeMedia(local, el, s)
	case itunes:
		w.takeItunes(local, el, s)
	case contentModule:
		if local == "encoded" {
			w.content(construct(el, s, htmlType))
		}
	case xhtml:
		if local == "body" || local == "div" {
			w.content(construct(el, s, xhtmlType))
		}
	}
}

func (w *slimItem) takeCore(local string, el element, s scope) {
	a := w.aside()
	switch local {
	case "title":
		if t := construct(el, s, titleType(s)); !t.blank() && !w.full() {
			w.only(asTitle, t)
		}
	case "description", "summary", "subtitle", "tagline":
		w.describe(construct(el, s, titleType(s)))
	case "content", "fullitem", "body":
		w.content(contentOf(el, s))
	case "link":
		w.takeLink(el, s)
	case "enclosure":
		w.enclosure(el, s)
	case "id", "guid":
		w.id(el)
	case "pubdate", "published", "issued":
		w.last(&a.published, el)
	case "updated", "modified", "lastbuilddate":
		w.last(&a.updated, el)
	case "created":
		w.last(&a.created, el)
	case "author", "managingeditor":
		w.author(el, s)
	case "contributor":
		w.contributor(el, s)
	case "category", "keywords":
		w.category(el)
	case "tags":
		for term := range strings.SplitSeq(el.text(), ",") {
			if term = strings.TrimSpace(term); term != "" && !w.full() {
				w.tag(Tag{Term: allowed(term)})
			}
		}
	case "image", "logo":
		w.image(imageOf(el), s)
	case "comments":
		if text := firstOf(el.text()); text != "" && !w.said.comments {
			w.said.comments = true
			if !w.full() {
				a.comments = resolve(w.base, allowed(w.address(s, text)))
			}
		}
	case "language":
		w.first(&a.language, el)
	}
}

// last keeps the text of an element that says anything, first does unless
// another said something before.
func (w *slimItem) last(kept *string, el element) {
	if text := el.line(); text != "" && !w.full() {
		*kept = text
	}
}

func (w *slimItem) first(kept *string, el element) {
	if text := el.line(); text != "" && !w.full() {
		*kept = firstOf(*kept, text)
	}
}

// firstText keeps a text that says anything unless another did before.
func (w *slimItem) firstText(kept *Text, t Text) {
	if !t.blank() && !w.full() {
		*kept = firstText(*kept, t)
	}
}

// describe takes a short description. A second one is content: some feeds give
// the text in the one and the teaser in the other.
func (w *slimItem) describe(t Text) {
	blank := t.blank()
	switch {
	case blank && w.said.summary:
	case w.said.summary:
		w.content(t)
	default:
		w.said.summary = !blank
		if !w.full() {
			w.only(asSummary, t)
		}
	}
}

// id takes an id: the last one counts.
func (w *slimItem) id(el element) {
	id := strings.TrimSpace(el.text())
	if id == "" || w.full() {
		return
	}
	if !w.atom() {
		id = allowed(id)
		w.aside().guidOnly = strings.EqualFold(el.attr("isPermaLink"), "false")
	}
	w.only(asID, Text{Value: id})
}

// takeLink takes a link. RSS's has no attributes: one that has is Atom's.
func (w *slimItem) takeLink(el element, s scope) {
	href := firstOf(hrefOf(el), el.text())
	switch {
	case href == "" || w.full():
	case !w.atom() && el.attrs == "":
		w.link(asLink, Link{Href: allowed(href)})
	default:
		link := Link{
			Rel: allowed(strings.ToLower(el.attr("rel"))), Href: anew(allowed(w.address(s, href))),
			Type: allowed(el.attr("type")), Title: allowed(el.attr("title")), Lang: allowed(el.attr("hreflang")), Length: allowed(el.attr("length")),
		}
		if w.atom() {
			w.link(asLink, link)
		} else {
			w.says(core).links = append(w.says(core).links, link)
		}
	}
}

func (w *slimItem) enclosure(el element, s scope) {
	if w.full() {
		return
	}
	link := Link{Rel: "enclosure", Href: allowed(w.address(s, hrefOf(el))), Type: allowed(el.attr("type")), Length: allowed(el.attr("length"))}
	if w.atom() {
		link.Href = anew(link.Href)
		w.link(asLink, link)
	} else {
		w.link(asEnclosure, link)
	}
}

// category takes a category of RSS, whose term is the text, or of Atom.
func (w *slimItem) category(el element) {
	t := Tag{Term: el.attr("term"), Scheme: firstOf(el.attr("scheme"), el.attr("domain")), Label: el.attr("label")}
	ofAtom := w.atom() || t.Term != "" || t.Label != ""
	t.Term = firstOf(t.Term, el.line())
	if !ofAtom && t.Scheme == "" && t.Term == "" || w.full() {
		return
	}
	t = Tag{Term: allowed(t.Term), Scheme: allowed(t.Scheme), Label: allowed(t.Label)}
	switch {
	case w.atom():
		t.Scheme = anew(t.Scheme)
		w.tag(t)
	case ofAtom:
		t.Scheme = anew(t.Scheme)
		w.says(core).tags = append(w.says(core).tags, t)
	default:
		w.tag(t)
	}
}

func (w *slimItem) image(href string, s scope) {
	if href != "" && !w.full() {
		a := w.aside()
		a.image = firstOf(a.image, resolve(w.base, anew(allowed(w.address(s, href)))))
	}
}

// address gives an address that the item's base is to be applied to later.
func (w *slimItem) address(s scope, address string) string {
	if s.base != w.base {
		return resolve(s.base, address)
	}
	return address
}

// anew gives an address as net/url writes it, with escapes for what is not
// ASCII. Addresses of Atom are written so, as gofeed does: the ids of items
// hang on them.
func anew(address string) string {
	if u, err := url.Parse(strings.TrimLeft(address, " ")); err == nil {
		return u.String()
	}
	return address
}

// takeDublin takes Dublin Core, the 15 elements and the newer terms, which have
// all of those.
func (w *slimItem) takeDublin(local string, el element, s scope) {
	a := w.aside()
	switch local {
	case "title":
		w.firstText(&w.says(dublin).title, construct(el, s, htmlType))
	case "description", "abstract":
		w.firstText(&w.says(dublin).summary, construct(el, s, htmlType))
	case "creator", "author":
		w.said.author = true
		w.author(el, s)
	case "contributor":
		w.contributor(el, s)
	case "subject":
		if term := el.line(); term != "" && !w.full() {
			w.says(dublin).tags = append(w.says(dublin).tags, Tag{Term: term})
		}
	case "issued", "available":
		w.last(&a.published, el)
	case "date", "modified":
		w.last(&a.updated, el)
	case "created":
		w.last(&a.created, el)
	case "language":
		w.first(&a.language, el)
	}
}

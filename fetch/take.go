package fetch

import "strings"

// take writes one element of an item in words that gofeed knows. Those of RSS
// and Atom are taken in either, as publishers mix them; what is in no
// vocabulary that matters is left out.
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

// pick is the name that a thing has in the slim document's format.
func (w *slimItem) pick(rss, atom string) string {
	if w.atom() {
		return atom
	}
	return rss
}

func (w *slimItem) takeCore(local string, el element, s scope) {
	switch local {
	case "title":
		w.lift("title", construct(el, s, titleType(s)))
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
		w.put(w.pick("dcterms:issued", "published"), el)
	case "updated", "modified", "lastbuilddate":
		w.put(w.pick("dcterms:date", "updated"), el)
	case "created":
		w.put("dcterms:created", el)
	case "author", "managingeditor":
		w.author(el, s)
	case "contributor":
		w.person("dcterms:contributor", w.pick("atom:contributor", "contributor"), el, s)
	case "category", "keywords":
		w.category(el)
	case "tags":
		for term := range strings.SplitSeq(el.text(), ",") {
			w.term(term)
		}
	case "image", "logo":
		w.image(imageOf(el), s)
	case "comments":
		if text := firstOf(el.text()); text != "" && !w.said.comments {
			w.said.comments = true
			w.write(w.pick("comments", "rss:comments"), w.address(s, text))
		}
	case "language":
		w.put("dcterms:language", el)
	}
}

// describe takes a short description. A second one is content: some feeds give
// the text in the one and the teaser in the other.
func (w *slimItem) describe(t Text) {
	blank := strings.TrimSpace(t.Value) == ""
	switch {
	case blank && w.said.summary:
	case w.said.summary:
		w.content(t)
	default:
		w.said.summary = !blank
		w.element(w.pick("description", "summary"), w.key(t))
	}
}

// id takes an id. Atom's goes around gofeed, which writes addresses anew.
func (w *slimItem) id(el element) {
	if !w.atom() {
		if id := firstOf(el.text()); id != "" {
			w.write("guid", id, "isPermaLink", el.attr("isPermaLink"))
		}
		return
	}
	w.lift("id", Text{Value: strings.TrimSpace(el.text())})
}

// takeLink takes a link. RSS's has no attributes: one that has is Atom's.
func (w *slimItem) takeLink(el element, s scope) {
	href := firstOf(hrefOf(el), firstOf(el.text()))
	switch {
	case href == "":
	case !w.atom() && el.attrs == "":
		w.write("link", href)
	default:
		w.write(w.pick("atom:link", "link"), "", "rel", strings.ToLower(el.attr("rel")), "href", w.address(s, href),
			"type", el.attr("type"), "title", el.attr("title"), "hreflang", el.attr("hreflang"), "length", el.attr("length"))
	}
}

func (w *slimItem) enclosure(el element, s scope) {
	href := w.address(s, hrefOf(el))
	if w.atom() {
		w.write("link", "", "rel", "enclosure", "href", href, "type", el.attr("type"), "length", el.attr("length"))
	} else {
		w.write("enclosure", "", "url", href, "type", el.attr("type"), "length", el.attr("length"))
	}
}

// category takes a category of RSS, whose term is the text, or of Atom.
func (w *slimItem) category(el element) {
	term, label := el.attr("term"), el.attr("label")
	switch {
	case !w.atom() && term == "" && label == "":
		if domain := firstOf(el.attr("scheme"), el.attr("domain")); el.attrs != "" && domain != "" {
			w.write("category", firstOf(el.text()), "domain", domain)
		} else {
			w.put("category", el)
		}
	default:
		w.write(w.pick("atom:category", "category"), "", "term", firstOf(term, el.text()), "scheme", firstOf(el.attr("scheme"), el.attr("domain")), "label", label)
	}
}

// term writes a category that has nothing but a term.
func (w *slimItem) term(term string) {
	if term = strings.TrimSpace(term); term == "" {
		return
	}
	if w.atom() {
		w.write("category", "", "term", term)
	} else {
		w.write("category", term)
	}
}

func (w *slimItem) image(href string, s scope) {
	if href != "" {
		w.write("itunes:image", "", "href", w.address(s, href))
	}
}

// takeDublin takes Dublin Core, the 15 elements and the newer terms, which have
// all of those. RSS's dates are written as terms too: gofeed would try a pubDate with
// up to 173 layouts, without knowing the feed's zone, and nobody asks for that.
func (w *slimItem) takeDublin(local string, el element, s scope) {
	switch local {
	case "title":
		w.lift("dcterms:title", construct(el, s, htmlType))
	case "description", "abstract":
		w.lift("dcterms:description", construct(el, s, htmlType))
	case "creator", "author":
		w.said.author = true
		w.person("dcterms:creator", w.pick("atom:author", "author"), el, s)
	case "contributor":
		w.person("dcterms:contributor", w.pick("atom:contributor", "contributor"), el, s)
	case "subject":
		w.put("dcterms:subject", el)
	case "issued", "available":
		w.put(w.pick("dcterms:issued", "published"), el)
	case "date", "modified":
		w.put(w.pick("dcterms:date", "updated"), el)
	case "created":
		w.put("dcterms:created", el)
	case "language":
		w.put("dcterms:language", el)
	}
}

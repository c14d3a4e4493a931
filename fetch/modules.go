package fetch

import "strings"

// takeMedia takes Media RSS, by itself or in groups, which are one level deep.
func (w *slimItem) takeMedia(local string, el element, s scope) {
	switch local {
	case "group":
		for child := range elements(el.inner) {
			prefix, name := splitName(child.name)
			inner := s.within(child)
			if is := inner.vocabulary(prefix); is == media && name != "group" {
				w.takeMedia(name, child, inner)
			}
		}
	case "title":
		w.lift("media:title", construct(el, s, htmlType))
	case "description":
		w.lift("media:description", construct(el, s, htmlType))
	case "category":
		w.write("media:category", firstOf(el.text()), "scheme", firstOf(el.attr("scheme"), mediaScheme), "label", el.attr("label"))
	case "content":
		for child := range elements(el.inner) { // a title in there is the picture's
			if prefix, name := splitName(child.name); s.within(child).vocabulary(prefix) == media && name == "description" {
				w.takeMedia(name, child, s)
			}
		}
	}
}

// mediaScheme is the scheme of a category that names none (Media RSS 1.5.1).
const mediaScheme = "http://search.yahoo.com/mrss/category_schema"

// takeItunes takes the podcast elements, which repeat the format's own.
func (w *slimItem) takeItunes(local string, el element, s scope) {
	switch local {
	case "title":
		w.lift("itunes:title", construct(el, s, htmlType))
	case "subtitle", "summary":
		w.lift("itunes:summary", construct(el, s, htmlType))
	case "author":
		w.person("itunes:author", "itunes:owner", el, s)
	case "category":
		w.itunesCategory(el)
	case "keywords":
		for _, term := range strings.FieldsFunc(el.text(), func(r rune) bool { return r == ',' || r == ' ' }) {
			w.write("itunes:category", "", "text", term)
		}
	case "image":
		w.image(imageOf(el), s)
	case "link":
		if strings.EqualFold(el.attr("rel"), "image") {
			w.image(imageOf(el), s)
		}
	}
}

const itunesScheme = "http://www.itunes.com/"

// itunesCategory takes a category and those within, which are one level deep.
func (w *slimItem) itunesCategory(el element) {
	w.write("itunes:category", "", "text", el.attr("text"))
	for child := range elements(el.inner) {
		if _, local := splitName(child.name); local == "category" {
			w.write("itunes:category", "", "text", child.attr("text"))
		}
	}
}

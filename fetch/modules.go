package fetch

import "strings"

// readMedia reads Media RSS, by itself or in groups, which are one level deep.
func (e *Entry) readMedia(local string, el element, s scope) {
	switch local {
	case "group":
		for child := range elements(el.inner) {
			prefix, name := splitName(child.name)
			inner := s.within(child)
			if is := inner.vocabulary(prefix); is == media && name != "group" {
				e.readMedia(name, child, inner)
			}
		}
	case "title":
		e.Title = firstText(e.Title, construct(el, s, htmlType))
	case "description":
		e.module = firstText(e.module, construct(el, s, htmlType))
	case "category":
		e.tag(Tag{Scheme: firstOf(el.attr("scheme"), mediaScheme), Label: el.attr("label")}, el.text())
	case "content":
		for child := range elements(el.inner) { // a title in there is the picture's
			if prefix, name := splitName(child.name); s.within(child).vocabulary(prefix) == media && name == "description" {
				e.readMedia(name, child, s)
			}
		}
	}
}

// mediaScheme is the scheme of a category that names none (Media RSS 1.5.1).
const mediaScheme = "http://search.yahoo.com/mrss/category_schema"

// readItunes reads the podcast elements, which repeat the format's own.
func (e *Entry) readItunes(local string, el element, s scope) {
	switch local {
	case "title":
		e.Title = firstText(e.Title, construct(el, s, htmlType))
	case "subtitle", "summary":
		e.module = longerText(e.module, construct(el, s, htmlType))
	case "author":
		if len(e.Authors) == 0 {
			e.Authors = person(el, s)
		}
	case "category":
		e.itunesCategory(el)
	case "keywords":
		for _, term := range strings.FieldsFunc(el.text(), func(r rune) bool { return r == ',' || r == ' ' }) {
			e.tag(Tag{Scheme: itunesScheme}, term)
		}
	case "image", "link":
		if href := imageOf(el); href != "" && (local == "image" || strings.EqualFold(el.attr("rel"), "image")) {
			e.Image = resolve(s.base, href)
		}
	}
}

const itunesScheme = "http://www.itunes.com/"

// itunesCategory takes a category and those within, which are one level deep.
func (e *Entry) itunesCategory(el element) {
	e.tag(Tag{Scheme: itunesScheme}, el.attr("text"))
	for child := range elements(el.inner) {
		if _, local := splitName(child.name); local == "category" {
			e.tag(Tag{Scheme: itunesScheme}, child.attr("text"))
		}
	}
}

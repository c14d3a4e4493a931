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
		w.firstText(&w.says(media).title, construct(el, s, htmlType))
	case "description":
		w.firstText(&w.says(media).summary, construct(el, s, htmlType))
	case "category":
		if !w.full() {
			t := Tag{Term: allowed(firstOf(el.text())), Scheme: anew(allowed(firstOf(el.attr("scheme"), mediaScheme))), Label: allowed(el.attr("label"))}
			w.says(media).tags = append(w.says(media).tags, t)
		}
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
		w.firstText(&w.says(itunes).title, construct(el, s, htmlType))
	case "subtitle", "summary":
		if t := construct(el, s, htmlType); !t.blank() && !w.full() {
			w.says(itunes).summary = longerText(w.says(itunes).summary, t)
		}
	case "author":
		w.podcaster(el, s)
	case "category":
		w.itunesCategory(el)
	case "keywords":
		for _, term := range strings.FieldsFunc(el.text(), func(r rune) bool { return r == ',' || r == ' ' }) {
			w.podcastTag(term)
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
	w.podcastTag(el.attr("text"))
	for child := range elements(el.inner) {
		if _, local := splitName(child.name); local == "category" {
			w.podcastTag(child.attr("text"))
		}
	}
}

func (w *slimItem) podcastTag(term string) {
	if !w.full() {
		w.says(itunes).tags = append(w.says(itunes).tags, Tag{Scheme: itunesScheme, Term: allowed(term)})
	}
}

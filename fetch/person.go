package fetch

import (
	"html"
	"regexp"
	"strings"
)

var email = regexp.MustCompile(`[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+`)

// mailbox splits a name from an address: RSS's "me@example.org (Name)" in all
// its forms.
func mailbox(text string) Person {
	if strings.IndexByte(text, '@') < 0 {
		return Person{Name: text}
	}
	at := email.FindStringIndex(text)
	if at == nil {
		return Person{Name: text}
	}
	name := strings.TrimSuffix(text[:at[0]], "mailto:") + text[at[1]:]
	for _, empty := range []string{"()", "<>", "&lt;&gt;"} {
		name = strings.ReplaceAll(name, empty, "")
	}
	name = strings.TrimSpace(name)
	if strings.HasPrefix(name, "(") && strings.HasSuffix(name, ")") {
		name = name[1 : len(name)-1]
	}
	return Person{Name: strings.TrimSpace(html.UnescapeString(name)), Email: text[at[0]:at[1]]}
}

// author takes an author of RSS or Atom. One of RSS is a line of text, one of
// Atom has elements; gofeed keeps one of RSS, and those that are written
// otherwise go with those of Dublin Core or Atom.
func (w *slimItem) author(el element, s scope) {
	first := !w.said.author
	w.said.author = true
	p, whole := personOf(el, s)
	switch {
	case p == (Person{}) || w.full():
	case whole && w.atom():
		p.URL = anew(p.URL)
		w.person(p)
	case whole:
		w.says(core).authors = append(w.says(core).authors, p)
	case first && !w.atom():
		w.person(p)
	default:
		w.says(dublin).authors = append(w.says(dublin).authors, p)
	}
}

func (w *slimItem) contributor(el element, s scope) {
	p, whole := personOf(el, s)
	switch {
	case p == (Person{}) || w.full():
	case whole:
		if w.atom() {
			p.URL = anew(p.URL)
		}
		w.says(core).contributors = append(w.says(core).contributors, p)
	default:
		w.says(dublin).contributors = append(w.says(dublin).contributors, p)
	}
}

// podcaster takes the author of a podcast, of whom a line of text counts last.
func (w *slimItem) podcaster(el element, s scope) {
	p, whole := personOf(el, s)
	switch said := w.says(itunes); {
	case p == (Person{}) || w.full():
	case whole:
		said.authors = append(said.authors, p)
	case said.plain == (Person{}):
		said.plain = p
	}
}

// personOf reads somebody who is named by Atom's elements, which makes whole
// true, or in a line of text as in "me@example.org (Name)".
func personOf(el element, s scope) (p Person, whole bool) {
	if el.hasElements() {
		if p = personIn(el, s); p != (Person{}) {
			return Person{Name: allowed(p.Name), Email: allowed(p.Email), URL: allowed(p.URL)}, true
		}
	}
	if text := el.line(); text != "" {
		p = mailbox(text)
	}
	return p, false
}

// personIn reads Atom's elements of a person.
func personIn(el element, s scope) (p Person) {
	for child := range elements(el.inner) {
		switch _, local := splitName(child.name); local {
		case "name":
			p.Name = firstOf(p.Name, child.text())
		case "email":
			p.Email = firstOf(p.Email, child.text())
		case "uri", "url", "homepage":
			p.URL = firstOf(p.URL, resolve(s.within(child).base, child.text()))
		}
	}
	return p
}

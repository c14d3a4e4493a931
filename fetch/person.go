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

// author takes an author of RSS or Atom. gofeed keeps one plain author of an
// item: others are written as Dublin Core's, of which it keeps all.
func (w *slimItem) author(el element, s scope) {
	plain := "dcterms:creator"
	if !w.atom() && !w.said.author {
		plain = "author"
	}
	w.said.author = true
	w.person(plain, w.pick("atom:author", "author"), el, s)
}

// person writes somebody by the first name if only text is said, as in "me@example.org (Name)",
// else by the second with Atom's elements.
func (w *slimItem) person(plain, whole string, el element, s scope) {
	var p Person
	if el.hasElements() {
		p = personIn(el, s)
	}
	if p == (Person{}) {
		w.put(plain, el)
		return
	}
	var parts []byte
	for _, part := range [][2]string{{"name", p.Name}, {"email", p.Email}, {"uri", p.URL}} {
		if part[1] != "" {
			parts = appendElement(parts, part[0], escape(part[1]))
		}
	}
	w.element(whole, string(parts))
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

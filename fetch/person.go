package fetch

import (
	"html"
	"regexp"
	"strings"
)

var email = regexp.MustCompile(`[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+`)

// person reads an author: Atom's elements, or RSS's "me@example.org (Name)"
// in all its forms. Nothing in it is nobody.
func person(el element, s scope) []Person {
	var p Person
	if el.hasElements() {
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
	}
	if p == (Person{}) {
		p = mailbox(firstOf(el.text()))
	}
	if p == (Person{}) {
		return nil
	}
	return []Person{p}
}

// mailbox splits a name from an address.
func mailbox(text string) Person {
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

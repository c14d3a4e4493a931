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

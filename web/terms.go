package web

import (
	"html/template"
	"regexp"
	"strings"
)

// queryTerm is what stands together in a query: a phrase with what is attached
// to it, or signs without spaces and brackets.
var queryTerm = regexp.MustCompile(`[^\s()"]*"[^"]*"\*?|[^\s()"]+`)

// terms writes a query so that each term keeps its own direction of writing: a
// query is read from left to right, but the star of a Persian word stands at
// that word's left end. Everything is escaped.
func terms(query string) template.HTML {
	var b strings.Builder
	at := 0
	for _, m := range queryTerm.FindAllStringIndex(query, -1) {
		b.WriteString(template.HTMLEscapeString(query[at:m[0]]))
		b.WriteString("<bdi>" + template.HTMLEscapeString(query[m[0]:m[1]]) + "</bdi>")
		at = m[1]
	}
	b.WriteString(template.HTMLEscapeString(query[at:]))
	return template.HTML(b.String())
}

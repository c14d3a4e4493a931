package filter

import (
	"strings"

	"vedette/news"
)

// scope is a set of item fields in which words are looked for.
type scope uint8

const (
	inTitle scope = 1 << iota
	inSummary
	inText
	inAuthor
	inTag
	inSource
	inURL

	inBody     = inSummary | inText
	inAnywhere = inTitle | inBody // a query without a field
)

// spanField is the field that a span of a single scope lies in.
type spanField struct {
	in   scope
	name string
}

// spanFields stand in the order in which spans are told.
var spanFields = []spanField{
	{inTitle, news.FieldTitle},
	{inSummary, news.FieldSummary},
	{inText, news.FieldText},
	{inAuthor, news.FieldAuthor},
	{inTag, news.FieldTag},
	{inSource, news.FieldSource},
	{inURL, news.FieldURL},
}

// wordFields are the fields of the language that hold words.
var wordFields = map[string]scope{
	"title": inTitle, "body": inBody, "author": inAuthor, "tag": inTag, "source": inSource, "url": inURL,
}

// codeFields hold one code, which is compared whole and whatever its case.
var codeFields = map[string]func(*news.Item) string{
	"lang":    func(it *news.Item) string { return it.Lang },
	"country": func(it *news.Item) string { return it.Country },
}

func isField(name string) bool {
	_, code := codeFields[name]
	return code || wordFields[name] != 0
}

// fieldNames lists the fields for people.
func fieldNames() []string {
	return []string{"title", "body", "source", "lang", "country", "author", "tag", "url"}
}

// fieldOrder gives the place of a span's field among all.
func fieldOrder(name string) int {
	for i, f := range spanFields {
		if f.name == name {
			return i
		}
	}
	return len(spanFields) + len(name) // lang, then country
}

// body gives the summary and text to match: no summary where the text begins
// with it, so that nothing is told twice.
func body(it *news.Item) (summary, text string) {
	start := strings.TrimRight(strings.TrimSpace(it.Summary), ".…[] ")
	if strings.HasPrefix(strings.TrimSpace(it.Text), start) {
		return "", it.Text
	}
	return it.Summary, it.Text
}

package filter

import (
	"strings"

	"vedette/news"
)

// scope is a set of item fields in which words are looked for.
type scope uint16

const (
	inTitle scope = 1 << iota
	inSummary
	inText
	inArticle
	inAuthor
	inTag
	inSource
	inURL
	inLead // also set on the words of the parts of the body that begin them

	inBody     = inSummary | inText | inArticle
	inAnywhere = inTitle | inBody // a query without a field
)

// leadWords bounds the lead, for texts without paragraphs: an opening paragraph
// of news has 25 to 45 words.
const leadWords = 50

// window is where a part of a query looks: some fields, and of each only the
// first words if first is not 0.
type window struct {
	in    scope
	first int32
}

// everywhere is the window of a query as a whole.
var everywhere = window{in: inAnywhere}

// holds tells whether a word stands in the window.
func (w window) holds(p *placed) bool {
	return p.in&w.in != 0 && (w.first == 0 || p.nth < w.first)
}

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
	{inArticle, news.FieldArticle},
	{inAuthor, news.FieldAuthor},
	{inTag, news.FieldTag},
	{inSource, news.FieldSource},
	{inURL, news.FieldURL},
}

// wordFields are the fields of the language that hold words.
var wordFields = map[string]scope{
	"title": inTitle, "lead": inLead, "body": inBody, "article": inArticle,
	"author": inAuthor, "tag": inTag, "source": inSource, "url": inURL,
}

// codeFields hold one code, which is compared whole and whatever its case.
var codeFields = map[string]func(*news.Item) string{
	"lang":    func(it *news.Item) string { return it.Lang },
	"country": func(it *news.Item) string { return it.Country },
}

func isField(name string) bool {
	return wordFields[name] != 0 || codeFields[name] != nil || dateFields[name] != nil
}

// fieldNames lists the fields for people.
func fieldNames() []string {
	return []string{"title", "lead", "body", "article", "source", "lang", "country", "author", "tag", "url", "since", "before"}
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

// body gives the summary, text and article to match, without a part that the
// next one begins with, so that nothing is told twice: a summary often is the
// beginning of the text, and a text that of the article.
func body(it *news.Item) (summary, text, article string) {
	summary, text, article = it.Summary, it.Text, it.Article
	if repeats(summary, text) || article != "" && repeats(summary, article) {
		summary = ""
	}
	if article != "" && repeats(text, article) {
		text = ""
	}
	return summary, text, article
}

// repeats tells whether the longer text begins with the shorter one, which may
// end in an ellipsis.
func repeats(short, long string) bool {
	return strings.HasPrefix(strings.TrimSpace(long), strings.TrimRight(strings.TrimSpace(short), ".…[] "))
}

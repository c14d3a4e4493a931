package publish

import (
	"cmp"
	"html/template"
	"strings"

	"vedette/news"
)

const (
	// excerptWidth is how much of a field is shown around its marked words,
	// in code points: about three lines.
	excerptWidth = 240
	// summaryWidth bounds the summary: some feeds put the article there, and
	// the reader has the link for that.
	summaryWidth = 1500
)

// contentTemplate writes an entry: why it matched, where it is from, what it
// says. Texts may be of any script, so each part finds its direction itself.
// The template has no line breaks of its own: some readers show them.
var contentTemplate = template.Must(template.New("content").Parse(
	`{{define "pieces"}}{{range .}}{{if .Mark}}<mark>{{.Text}}</mark>{{else}}{{.Text}}{{end}}{{end}}{{end -}}
	{{range .Reasons}}<p dir="auto"><strong>{{.Name}}</strong>{{with .Clause}}: <code dir="auto">{{.}}</code>{{end}}</p>{{end -}}
	{{$lang := .Lang}}{{range .Excerpts}}<blockquote dir="auto"{{with $lang}} lang="{{.}}"{{end}}>{{template "pieces" .Pieces}} <small>({{.Field}})</small></blockquote>{{end -}}
	<p dir="auto">{{range $i, $part := .Origin}}{{if $i}} · {{end}}<bdi>{{$part}}</bdi>{{end}}</p>
	{{- with .Summary}}<p dir="auto"{{with $lang}} lang="{{.}}"{{end}}>{{template "pieces" .}}</p>{{end}}`))

type contentData struct {
	Reasons  []reason
	Excerpts []excerpt
	Origin   []string
	Summary  []news.Piece
	Lang     string
}

type reason struct{ Name, Clause string }

// excerpt is a part of one field with the words that rules met.
type excerpt struct {
	Field  string
	Pieces []news.Piece
	whole  bool
}

// content gives an entry's HTML, with every text escaped.
func content(m match) string {
	data := contentData{Lang: language(m.Item.Lang), Origin: origin(m.Item)}
	var spans []news.Span
	for _, h := range m.Hits {
		data.Reasons = append(data.Reasons, reason{Name: reasonName(h), Clause: h.Clause})
		spans = append(spans, h.Spans...)
	}
	data.Excerpts = excerpts(m.Item, spans)
	data.Summary = summary(m.Item, spans, data.Excerpts)
	var b strings.Builder
	if err := contentTemplate.Execute(&b, data); err != nil {
		return "" // cannot be: a strings.Builder takes everything
	}
	return clean(b.String())
}

// excerpts gives one excerpt for each field that has spans, in their order.
func excerpts(it news.Item, spans []news.Span) []excerpt {
	var out []excerpt
	seen := map[string]bool{}
	for _, s := range spans {
		text := it.FieldValue(s.Field)
		if seen[s.Field] || text == "" || s.Field == news.FieldText && seen[news.FieldSummary] && it.Text == it.Summary {
			continue
		}
		seen[s.Field] = true
		out = append(out, excerpt{
			Field:  s.Field,
			Pieces: news.Excerpt(text, s.Field, spans, excerptWidth),
			whole:  len([]rune(text)) <= excerptWidth,
		})
	}
	return out
}

// summary gives the item's summary, or its text where there is none, with its
// marked words; nothing when an excerpt has shown it whole.
func summary(it news.Item, spans []news.Span, shown []excerpt) []news.Piece {
	field := news.FieldSummary
	if it.Summary == "" {
		field = news.FieldText
	}
	for _, e := range shown {
		if e.whole && it.FieldValue(e.Field) == it.FieldValue(field) {
			return nil
		}
	}
	return news.Excerpt(it.FieldValue(field), field, spans, summaryWidth)
}

// origin says where and when the item appeared.
func origin(it news.Item) []string {
	parts := lines([]string{cmp.Or(it.Source, it.Feed), it.Country, it.Lang})
	if !it.Published.IsZero() {
		parts = append(parts, it.Published.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return parts
}

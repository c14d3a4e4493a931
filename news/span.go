package news

import (
	"slices"
	"strings"
	"unicode"
)

// The fields of an item that a span can lie in.
const (
	FieldTitle   = "title"
	FieldSummary = "summary"
	FieldText    = "text"
	FieldArticle = "article"
	FieldAuthor  = "author"
	FieldTag     = "tag"
	FieldSource  = "source"
	FieldCountry = "country"
	FieldLang    = "lang"
	FieldURL     = "url"
)

// Span is a stretch of one field: code points Start to End, End excluded, and
// the words that stand there. In a field with several values (author, tag)
// positions are those in the values joined by ", ".
type Span struct {
	Field string `json:"field"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// FieldValue gives the text that a span of that field counts in.
func (it *Item) FieldValue(field string) string {
	switch field {
	case FieldTitle:
		return it.Title
	case FieldSummary:
		return it.Summary
	case FieldText:
		return it.Text
	case FieldArticle:
		return it.Article
	case FieldAuthor:
		return strings.Join(it.Authors, ", ")
	case FieldTag:
		return strings.Join(it.Tags, ", ")
	case FieldSource:
		return it.Source
	case FieldCountry:
		return it.Country
	case FieldLang:
		return it.Lang
	case FieldURL:
		return it.Link
	}
	return ""
}

// Piece is a stretch of text, marked when a span covers it.
type Piece struct {
	Text string
	Mark bool
}

// Mark cuts a field's text into marked and unmarked pieces. Spans of other
// fields are passed over, overlapping ones are joined, and spans that reach
// outside the text are cut to it, so that a stale span can do no harm.
func Mark(text, field string, spans []Span) []Piece {
	runes := []rune(text)
	return mark(runes, 0, len(runes), merged(len(runes), field, spans))
}

// Excerpt is Mark on a part of the text of about width code points, chosen to
// begin shortly before the first span and cut at spaces; an ellipsis stands
// where text was left out. Without a span in the field it is the beginning.
func Excerpt(text, field string, spans []Span, width int) []Piece {
	runes := []rune(text)
	if len(runes) <= width {
		return Mark(text, field, spans)
	}
	own := merged(len(runes), field, spans)
	start := 0
	if len(own) > 0 {
		start = max(0, min(own[0].Start-width/3, len(runes)-width))
	}
	end := min(len(runes), start+width)
	start, end = atSpaces(runes, start, end, own)
	pieces := mark(runes, start, end, own)
	if start > 0 {
		pieces = append([]Piece{{Text: "… "}}, pieces...)
	}
	if end < len(runes) {
		pieces = append(pieces, Piece{Text: " …"})
	}
	return pieces
}

// merged gives the spans of one field, in order, within [0, n), disjoint.
func merged(n int, field string, spans []Span) []Span {
	var own []Span
	for _, s := range spans {
		s.Start, s.End = max(0, s.Start), min(n, s.End)
		if s.Field == field && s.Start < s.End {
			own = append(own, s)
		}
	}
	slices.SortFunc(own, func(a, b Span) int { return a.Start - b.Start })
	var out []Span
	for _, s := range own {
		if last := len(out) - 1; last >= 0 && s.Start <= out[last].End {
			out[last].End = max(out[last].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

func mark(runes []rune, start, end int, spans []Span) []Piece {
	var pieces []Piece
	add := func(from, to int, marked bool) {
		if from < to {
			pieces = append(pieces, Piece{Text: string(runes[from:to]), Mark: marked})
		}
	}
	at := start
	for _, s := range spans {
		from, to := max(s.Start, at), min(s.End, end)
		if from >= to {
			continue
		}
		add(at, from, false)
		add(from, to, true)
		at = to
	}
	add(at, end, false)
	return pieces
}

// wordLimit bounds the search for a space: a text without spaces is cut.
const wordLimit = 30

// atSpaces moves both ends inward to a space, unless a span is in the way.
func atSpaces(runes []rune, start, end int, spans []Span) (int, int) {
	inSpan := func(i int) bool {
		return slices.ContainsFunc(spans, func(s Span) bool { return s.Start <= i && i < s.End })
	}
	if start > 0 {
		for i := start; i < start+wordLimit && !inSpan(i); i++ {
			if unicode.IsSpace(runes[i]) {
				start = i + 1
				break
			}
		}
	}
	if end < len(runes) {
		for i := end; i > max(start, end-wordLimit) && !inSpan(i-1); i-- {
			if unicode.IsSpace(runes[i-1]) {
				end = i - 1
				break
			}
		}
	}
	return start, end
}

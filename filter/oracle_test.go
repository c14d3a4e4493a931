package filter

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vedette/filter/stem"
	"vedette/news"
)

// oracle evaluates queries as the manual says them, one by one, over lists of
// words, with nothing of the engine but the cut of a text into tokens. It is
// slow and plain, and the engine has to agree with it.
type oracle struct {
	item     *news.Item
	patterns []pattern
	values   [][]sighting
}

// sighting is a word of a value of a field.
type sighting struct {
	token
	field                    string // of the span
	shown                    [2]int // the code points of the span
	nth, sentence, paragraph int
	lead                     bool
}

// spot is a stretch of words of one value.
type spot struct {
	value, from, to int
	loose           bool // other words may stand in between
}

func newOracle(it *news.Item, v *vocabulary) *oracle {
	o := &oracle{item: it, patterns: v.patterns}
	o.addAll(news.FieldTitle, it.Title)
	n := 0
	for _, field := range bodyFields {
		if !o.repeated(field) {
			n = o.add(field, it.FieldValue(field), 0, n)
		}
	}
	o.addAll(news.FieldAuthor, it.Authors...)
	o.addAll(news.FieldTag, it.Tags...)
	o.addAll(news.FieldSource, it.Source)
	o.addAll(news.FieldURL, it.Link)
	return o
}

// bodyFields are the parts of the body, in order.
var bodyFields = []string{news.FieldSummary, news.FieldText, news.FieldArticle}

// repeated tells whether a part of the body is the beginning of a later one.
// That the text begins with a summary holds of an empty text too; an article
// has to be there.
func (o *oracle) repeated(field string) bool {
	start := strings.TrimRight(strings.TrimSpace(o.item.FieldValue(field)), ".…[] ")
	for _, later := range bodyFields[slices.Index(bodyFields, field)+1:] {
		text := strings.TrimSpace(o.item.FieldValue(later))
		if strings.HasPrefix(text, start) && (later == news.FieldText || o.item.Article != "") {
			return true
		}
	}
	return false
}

// addAll adds the values of a field, which count as if ", " stood between.
func (o *oracle) addAll(field string, values ...string) {
	base, n := 0, 0
	for _, v := range values {
		n = o.add(field, v, base, n)
		base += utf8.RuneCountInString(v) + 2
	}
}

var sentenceEnd = regexp.MustCompile(`[.!?…։؟].* `)

func (o *oracle) add(field, text string, base, nth int) int {
	runes := []rune(text)
	var words []sighting
	sentence, paragraph, last := 0, 0, 0
	for i, t := range tokens(text) {
		between := string(runes[last:t.start])
		switch {
		case i > 0 && strings.Contains(between, "\n"):
			sentence, paragraph = sentence+1, paragraph+1
		case i > 0 && sentenceEnd.MatchString(between):
			sentence++
		}
		last = t.end
		words = append(words, sighting{
			token: t, field: field, shown: [2]int{base + t.start, base + t.end},
			nth: nth, sentence: sentence, paragraph: paragraph,
			lead: paragraph == 0 && i < 50 && slices.Contains(bodyFields, field),
		})
		nth++
	}
	o.values = append(o.values, words)
	return nth
}

// view is where a part of a query looks: a field of the language and the
// first so many words.
type view struct {
	field string
	first int
}

func (v view) has(w sighting) bool {
	if v.first > 0 && w.nth >= v.first {
		return false
	}
	return v.hasField(w.field) || v.field == "lead" && w.lead
}

func (v view) hasField(field string) bool {
	inBody := slices.Contains(bodyFields, field)
	switch v.field {
	case "":
		return inBody || field == news.FieldTitle
	case "body":
		return inBody
	}
	return v.field == field
}

func (v view) of(e first) view {
	if v.first == 0 || int(e.words) < v.first {
		v.first = int(e.words)
	}
	return v
}

func (o *oracle) meets(e expr, v view) bool {
	switch e := e.(type) {
	case and:
		return !slices.ContainsFunc(e.parts, func(p expr) bool { return !o.meets(p, v) })
	case or:
		return slices.ContainsFunc(e.parts, func(p expr) bool { return o.meets(p, v) })
	case not:
		return !o.meets(e.part, v)
	case ref:
		return o.meets(e.concept.expr, v)
	case scoped:
		return o.meets(e.part, view{e.field, v.first})
	case first:
		return o.meets(e.part, v.of(e))
	case atleast:
		return o.apart(e.part, v) >= int(e.times)
	case code:
		return strings.EqualFold(map[string]string{"lang": o.item.Lang, "country": o.item.Country}[e.field], e.value)
	case regex:
		return len(o.matches(e, v)) > 0
	case scored:
		sum := 0
		for _, t := range e.terms {
			sum += t.weight * o.times(t, v)
		}
		return sum >= e.threshold
	}
	return len(o.spots(e, v)) > 0
}

func (o *oracle) times(t weighted, v view) int {
	if t.each {
		return o.apart(t.part, v)
	}
	if o.meets(t.part, v) {
		return 1
	}
	return 0
}

// apart counts the spots that share no word, as many as there can be.
func (o *oracle) apart(e expr, v view) int {
	spots := o.spots(e, v)
	slices.SortFunc(spots, func(a, b spot) int { return cmp.Or(a.value-b.value, a.to-b.to) })
	n, last := 0, spot{value: -1}
	for _, s := range spots {
		if s.value != last.value || s.from > last.to {
			n, last = n+1, s
		}
	}
	return n
}

// spots gives all places where a part is met.
func (o *oracle) spots(e expr, v view) (out []spot) {
	switch e := e.(type) {
	case or:
		for _, p := range e.parts {
			out = append(out, o.spots(p, v)...)
		}
	case ref:
		return o.spots(e.concept.expr, v)
	case near:
		for _, pair := range o.pairs(e, v) {
			out = append(out, covering(pair))
		}
	case term:
		for value, words := range o.values {
			for from := 0; from+len(e.words) <= len(words); from++ {
				if o.stands(e, words[from:from+len(e.words)], v) {
					out = append(out, spot{value, from, from + len(e.words) - 1, false})
				}
			}
		}
	}
	return out
}

func (o *oracle) stands(e term, words []sighting, v view) bool {
	for i, w := range e.words {
		if !v.has(words[i]) || !o.says(o.patterns[w], words[i].token) {
			return false
		}
	}
	return true
}

// says tells whether a word of the item is what a pattern means.
func (o *oracle) says(p pattern, t token) bool {
	switch p.kind {
	case exact:
		return exactForm(t.surface) == p.text
	case prefix:
		return strings.HasPrefix(t.fold, p.text)
	case wildcard:
		ok, err := path.Match(p.text, t.fold) // ? and * mean the same there
		return ok && err == nil
	}
	lang := stem.Language(o.item.Lang, t.fold)
	return t.fold == p.text ||
		lang != "" && stem.Language(lang, p.text) == lang && stem.Stem(lang, p.text) == stem.Stem(lang, t.fold)
}

// pairs gives all pairs of places that are near each other.
func (o *oracle) pairs(e near, v view) (out [][2]spot) {
	for _, x := range o.spots(e.left, v) {
		for _, y := range o.spots(e.right, v) {
			if x.value == y.value && (o.follows(e, x, y) || !e.ordered && (o.follows(e, y, x) || o.between(e, x, y) || o.between(e, y, x))) {
				out = append(out, [2]spot{x, y})
			}
		}
	}
	return out
}

// follows tells whether y stands behind x and near enough.
func (o *oracle) follows(e near, x, y spot) bool {
	return x.to < y.from && o.together(e, x.from, y.to, x.value) && (e.unit != inWords || y.from-x.to <= int(e.distance))
}

// between tells whether x stands between the words of a group y.
func (o *oracle) between(e near, x, y spot) bool {
	return y.loose && y.from < x.from && x.to < y.to && o.together(e, y.from, y.to, y.value)
}

func (o *oracle) together(e near, from, to, value int) bool {
	a, b := o.values[value][from], o.values[value][to]
	switch e.unit {
	case inSentence:
		return a.sentence == b.sentence
	case inParagraph:
		return a.paragraph == b.paragraph
	}
	return true
}

func covering(pair [2]spot) spot {
	x, y := pair[0], pair[1]
	return spot{x.value, min(x.from, y.from), max(x.to, y.to), true}
}

// matches gives the spans of a regular expression: it is tried at every sign
// that stands behind one that belongs to no word.
func (o *oracle) matches(e regex, v view) (out []news.Span) {
	source, _, _ := unicodeClasses(e.text)
	form := regexp.MustCompile(`^((?i:` + source + `))(?:$|[^\p{L}\p{M}\p{N}_])`)
	for _, field := range append([]string{news.FieldTitle}, bodyFields...) {
		if !v.hasField(field) || field != news.FieldTitle && o.repeated(field) {
			continue
		}
		text := []rune(o.item.FieldValue(field))
		for at := 0; at < len(text); at++ {
			if at > 0 && (unicode.IsLetter(text[at-1]) || unicode.IsNumber(text[at-1]) || unicode.IsMark(text[at-1]) || text[at-1] == '_') {
				continue
			}
			if m := form.FindStringSubmatch(string(text[at:])); m != nil {
				n := utf8.RuneCountInString(m[1])
				out = append(out, news.Span{Field: field, Start: at, End: at + n, Text: m[1]})
				at += n - 1
			}
		}
	}
	return out
}

// marks gives the spans of all that fired. If only is set, of the spots in it.
func (o *oracle) marks(e expr, v view, only []spot) (out []news.Span) {
	all := func(parts ...expr) []news.Span {
		for _, p := range parts {
			if only != nil || o.meets(p, v) {
				out = append(out, o.marks(p, v, only)...)
			}
		}
		return out
	}
	switch e := e.(type) {
	case and:
		return all(e.parts...)
	case or:
		return all(e.parts...)
	case ref:
		return all(e.concept.expr)
	case atleast:
		return all(e.part)
	case scoped:
		return o.marks(e.part, view{e.field, v.first}, only)
	case first:
		return o.marks(e.part, v.of(e), only)
	case scored:
		for _, t := range e.terms {
			if t.weight > 0 {
				all(t.part)
			}
		}
	case code:
		text := o.item.FieldValue(e.field)
		return []news.Span{{Field: e.field, End: len(text), Text: text}}
	case regex:
		return o.matches(e, v)
	case near:
		return o.nearMarks(e, v, only)
	case term:
		for _, s := range o.spots(e, v) {
			if only == nil || slices.Contains(only, s) {
				out = append(out, o.span(s))
			}
		}
	}
	return out
}

// nearMarks gives the spans of the places that are near each other.
func (o *oracle) nearMarks(e near, v view, only []spot) []news.Span {
	var left, right []spot
	for _, pair := range o.pairs(e, v) {
		if only == nil || slices.Contains(only, covering(pair)) {
			left, right = append(left, pair[0]), append(right, pair[1])
		}
	}
	if len(left) == 0 {
		return nil
	}
	return append(o.marks(e.left, v, left), o.marks(e.right, v, right)...)
}

func (o *oracle) span(s spot) news.Span {
	a, b := o.values[s.value][s.from], o.values[s.value][s.to]
	text := string([]rune(o.item.FieldValue(a.field))[a.shown[0]:b.shown[1]])
	return news.Span{Field: a.field, Start: a.shown[0], End: b.shown[1], Text: text}
}

// told puts spans in order and leaves out those within another.
func told(spans []news.Span) []news.Span {
	order := []string{news.FieldTitle, news.FieldSummary, news.FieldText, news.FieldArticle, news.FieldAuthor, news.FieldTag, news.FieldSource, news.FieldURL, news.FieldLang}
	within := func(a, b news.Span) bool {
		return a.Field == b.Field && a.Start >= b.Start && a.End <= b.End && a != b
	}
	var out []news.Span
	for _, s := range spans {
		if !slices.ContainsFunc(spans, func(b news.Span) bool { return within(s, b) }) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b news.Span) int {
		return cmp.Or(slices.Index(order, a.Field)-slices.Index(order, b.Field), a.Start-b.Start)
	})
	return out[:min(len(out), maxSpans)]
}

package alert

import (
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strings"
	texttemplate "text/template"
	"time"

	"vedette/news"
)

//go:embed templates
var templates embed.FS

var (
	htmlLetter = template.Must(template.ParseFS(templates, "templates/letter.html"))
	textLetter = texttemplate.Must(texttemplate.ParseFS(templates, "templates/letter.txt"))
)

const (
	// maxSubject keeps a subject readable in a list of mails.
	maxSubject = 200
	// excerptWidth is some three lines: enough to judge a hit by.
	excerptWidth = 300
	// dateForm says the zone, because readers sit in several.
	dateForm = "2 January 2006, 15:04 UTC"
)

// letter is what the templates of an e-mail show.
type letter struct {
	Subject string
	Intro   string
	Items   []paragraph
	More    int
	ID      string
}

// paragraph is one item of a letter, with all its hits.
type paragraph struct {
	Title   []news.Piece
	Link    string // empty unless it is http or https
	Facts   string // source, country, language, time
	Excerpt []news.Piece
	Also    []string // what matched outside title, summary and text
	Reasons []reason // the severest first
}

// reason is why an item is told.
type reason struct {
	Rule     string
	Severity news.Severity
	Clause   string
}

func newLetter(m message) letter {
	findings, more := m.shown()
	l := letter{Subject: subject(m), Intro: intro(m), More: more, ID: m.alert.ID}
	for _, told := range byItem(findings) {
		l.Items = append(l.Items, newParagraph(told))
	}
	return l
}

// byItem gathers the hits of each wording of an item, so that it is told once.
// The severest hits come first, and so do the items that have them.
func byItem(findings []news.Finding) [][]news.Finding {
	type wording struct {
		id       string
		revision int
	}
	at := map[wording]int{}
	var all [][]news.Finding
	for _, f := range slices.SortedStableFunc(slices.Values(findings), bySeverity) {
		w := wording{f.Item.ID, f.Item.Revision}
		i, known := at[w]
		if !known {
			i = len(all)
			at[w] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], f)
	}
	return all
}

func bySeverity(a, b news.Finding) int {
	return cmp.Compare(b.Hit.Severity.Rank(), a.Hit.Severity.Rank())
}

// render gives the two bodies.
func (l letter) render() (text, html string, err error) {
	var t, h strings.Builder
	if err := textLetter.Execute(&t, l); err != nil {
		return "", "", err
	}
	if err := htmlLetter.Execute(&h, l); err != nil {
		return "", "", err
	}
	return t.String(), h.String(), nil
}

// subject is "[severity] rule: title" for one item and "[severity] N hits:
// rule, rule" for several, with the highest severity.
func subject(m message) string {
	var (
		highest news.Severity
		rules   []string
	)
	for _, f := range m.findings {
		if f.Hit.Severity.Rank() > highest.Rank() {
			highest = f.Hit.Severity
		}
		if !slices.Contains(rules, f.Hit.Rule) {
			rules = append(rules, f.Hit.Rule)
		}
	}
	s := fmt.Sprintf("%d hits: %s", len(m.findings), strings.Join(rules, ", "))
	if len(byItem(m.findings)) == 1 {
		s = strings.Join(rules, ", ") + ": " + m.findings[0].Item.Title
	}
	if highest != "" {
		s = fmt.Sprintf("[%s] %s", highest, s)
	}
	return oneLine(s, maxSubject)
}

// intro says what kind of alert it is: "Digest of 12 hits, country AM".
func intro(m message) string {
	s := "1 hit"
	if n := len(m.findings); n != 1 {
		s = fmt.Sprintf("%d hits", n)
	}
	if m.alert.Digest {
		s = "Digest of " + s
	}
	for _, name := range slices.Sorted(maps.Keys(m.alert.Group)) {
		if value := m.alert.Group[name]; value != "" {
			s += ", " + name + " " + oneLine(value, maxSubject)
		}
	}
	return s
}

// newParagraph tells the hits of one item.
func newParagraph(told []news.Finding) paragraph {
	it := told[0].Item
	var spans []news.Span
	var reasons []reason
	for _, f := range told {
		spans = append(spans, f.Hit.Spans...)
		reasons = append(reasons, reason{f.Hit.Rule, f.Hit.Severity, flat(f.Hit.Clause)})
	}
	p := paragraph{
		Title:   news.Mark(flat(it.Title), news.FieldTitle, spans),
		Link:    webLink(it.Link),
		Facts:   facts(it),
		Also:    elsewhere(spans),
		Reasons: reasons,
	}
	if len(p.Title) == 0 {
		p.Title = []news.Piece{{Text: "(without a title)"}}
	}
	field := excerptField(it, spans)
	p.Excerpt = news.Excerpt(flat(it.FieldValue(field)), field, spans, excerptWidth)
	return p
}

// elsewhere names what matched in fields that are not shown marked.
func elsewhere(spans []news.Span) []string {
	var also []string
	for _, s := range spans {
		if s.Field == news.FieldTitle || slices.Contains(excerptFields(), s.Field) {
			continue
		}
		if what := s.Field + " " + flat(s.Text); !slices.Contains(also, what) {
			also = append(also, what)
		}
	}
	return also
}

// facts is the line under the title: source, country, language and time.
func facts(it news.Item) string {
	var parts []string
	for _, s := range []string{it.Source, it.Country, it.Lang, date(it.Published)} {
		if s != "" {
			parts = append(parts, flat(s))
		}
	}
	return strings.Join(parts, " · ")
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(dateForm)
}

// excerptFields are those that an excerpt is taken from, the best ones first.
// The page comes last: what the feed says is shorter and nearer to the matter.
func excerptFields() []string {
	return []string{news.FieldText, news.FieldSummary, news.FieldArticle}
}

// excerptField picks the field that shows best why the rule fired: the first
// with a span, else the summary or the text.
func excerptField(it news.Item, spans []news.Span) string {
	for _, field := range excerptFields() {
		if slices.ContainsFunc(spans, func(s news.Span) bool { return s.Field == field }) {
			return field
		}
	}
	if it.Summary != "" {
		return news.FieldSummary
	}
	return news.FieldText
}

// webLink gives the link when it is one to the web, else "".
func webLink(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

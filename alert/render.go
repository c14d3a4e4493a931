package alert

import (
	"cmp"
	"embed"
	"html/template"
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
	Notices []bulletin // those of one source together
	LeftOut string     // what is not shown, empty when all is
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
	shown := m.shown()
	l := letter{Subject: subject(m), Intro: intro(m), LeftOut: shown.leftOut(), ID: m.alert.ID}
	for _, told := range byItem(shown.findings) {
		l.Items = append(l.Items, newParagraph(told))
	}
	for _, n := range bySource(shown.notices) {
		l.Notices = append(l.Notices, newBulletin(n))
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
	return dotted(it.Source, it.Country, it.Lang, date(it.Published))
}

// dotted joins what is not empty by dots.
func dotted(parts ...string) string {
	var said []string
	for _, s := range parts {
		if s != "" {
			said = append(said, flat(s))
		}
	}
	return strings.Join(said, " · ")
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

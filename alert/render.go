package alert

import (
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
	Hits    []paragraph
	More    int
	ID      string
}

// paragraph is one hit of a letter.
type paragraph struct {
	Rule     string
	Severity news.Severity
	Title    []news.Piece
	Link     string // empty unless it is http or https
	Facts    string // source, country, language, time
	Clause   string
	Excerpt  []news.Piece
	Also     []string // what matched outside title, summary and text
}

func newLetter(m message) letter {
	findings, more := m.shown()
	l := letter{Subject: subject(m), Intro: intro(m), More: more, ID: m.alert.ID}
	for _, f := range findings {
		l.Hits = append(l.Hits, newParagraph(f))
	}
	return l
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

// subject is "[severity] rule: title" for one hit and "[severity] N hits:
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
	if len(m.findings) == 1 {
		s = rules[0] + ": " + m.findings[0].Item.Title
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

func newParagraph(f news.Finding) paragraph {
	p := paragraph{
		Rule:     f.Hit.Rule,
		Severity: f.Hit.Severity,
		Title:    news.Mark(flat(f.Item.Title), news.FieldTitle, f.Hit.Spans),
		Link:     webLink(f.Item.Link),
		Facts:    facts(f.Item),
		Clause:   flat(f.Hit.Clause),
	}
	if len(p.Title) == 0 {
		p.Title = []news.Piece{{Text: "(without a title)"}}
	}
	field := excerptField(f)
	p.Excerpt = news.Excerpt(flat(f.Item.FieldValue(field)), field, f.Hit.Spans, excerptWidth)
	p.Also = elsewhere(f.Hit.Spans)
	return p
}

// elsewhere names what matched in fields that are not shown marked.
func elsewhere(spans []news.Span) []string {
	var also []string
	for _, s := range spans {
		if s.Field == news.FieldTitle || s.Field == news.FieldSummary || s.Field == news.FieldText {
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

// excerptField picks the field that shows best why the rule fired: the first
// of text and summary with a span, else the first that is not empty.
func excerptField(f news.Finding) string {
	fields := []string{news.FieldText, news.FieldSummary}
	for _, field := range fields {
		if slices.ContainsFunc(f.Hit.Spans, func(s news.Span) bool { return s.Field == field }) {
			return field
		}
	}
	if f.Item.Summary != "" {
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

package publish

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"vedette/news"
)

// page is a feed ready to be written: all text is clean and no required field
// is empty.
type page struct {
	ID, Title, Description, Language string
	// Home is the address for people, Self that of the feed without ending.
	Home, Self string
	Updated    time.Time
	Entries    []entry
}

// entry is one item of a feed.
type entry struct {
	ID, Title string
	// Link, Lang, Brief, SourceURL may be empty.
	Link, Lang string
	// Brief is plain text for readers that show no HTML, Content the HTML.
	Brief, Content string
	Authors        []string
	// Source is the name of the feed that the item came from, SourceID a name
	// for it that never changes, SourceURL the front page of its site.
	Source, SourceID, SourceURL string
	Tags                        []string
	Published, Updated          time.Time

	match match
}

// emptyUpdated dates a channel that has no hits yet. It must be fixed, so that
// the feed's bytes are, and late enough for readers that think a date before
// the web a mistake.
var emptyUpdated = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

const (
	// untitled stands where an item has no text at all.
	untitled = "(untitled)"
	// titleWidth is how much of a text stands in for a missing title.
	titleWidth = 100
	// briefWidth is how much of the summary a plain entry shows, in code
	// points: about four lines.
	briefWidth = 300
)

// newPage prepares a channel's matches. It depends on nothing else.
func newPage(c Channel, matches []match, baseURL string) page {
	pg := page{
		ID:          "urn:vedette:channel:" + url.PathEscape(c.Name),
		Title:       line(c.title()),
		Description: line(cmp.Or(c.Description, "News that met the channel "+c.Name)),
		Language:    c.Language,
		Home:        baseURL + "/",
		Self:        baseURL + prefix + c.Name,
		Updated:     emptyUpdated,
		Entries:     make([]entry, len(matches)),
	}
	for i, m := range matches {
		pg.Entries[i] = newEntry(m)
		if e := pg.Entries[i]; i == 0 || e.Updated.After(pg.Updated) {
			pg.Updated = e.Updated
		}
	}
	return pg
}

func newEntry(m match) entry {
	it := m.Item
	source := line(cmp.Or(it.Source, it.Feed, "unknown source"))
	e := entry{
		ID:       "urn:vedette:item:" + url.PathEscape(it.ID),
		Title:    title(it),
		Link:     webLink(it.Link),
		Lang:     language(it.Lang),
		Brief:    brief(m),
		Content:  content(m),
		Authors:  lines(it.Authors),
		Source:   source,
		SourceID: "urn:vedette:feed:" + url.PathEscape(cmp.Or(it.Feed, source)),
		Tags:     lines(append(ruleNames(m.Hits), it.Tags...)),
		Updated:  updated(m),
		match:    m,
	}
	e.Published = e.Updated
	if first := cmp.Or(it.Published, it.FirstSeen); !first.IsZero() {
		e.Published = first.UTC()
	}
	if e.Link != "" {
		e.SourceURL = frontPage(e.Link)
	}
	if len(e.Authors) == 0 {
		e.Authors = []string{source}
	}
	return e
}

// updated is when the entry last changed for its readers: a rule met it, or
// its feed revised it.
func updated(m match) time.Time {
	last := m.Item.Updated
	for _, h := range m.Hits {
		if h.At.After(last) {
			last = h.At
		}
	}
	if last.IsZero() {
		return emptyUpdated
	}
	return last.UTC()
}

func title(it news.Item) string {
	if t := line(it.Title); t != "" {
		return t
	}
	return cmp.Or(beginning(it, titleWidth), untitled)
}

// beginning gives the first words of the summary, or of the text.
func beginning(it news.Item, width int) string {
	if s := line(cut(it.Summary, width)); s != "" {
		return s
	}
	return line(cut(it.Text, width))
}

// brief says why the item is here and how it begins.
func brief(m match) string {
	var why []string
	for _, h := range m.Hits {
		why = append(why, line(reasonName(h)+": "+h.Clause))
	}
	text := beginning(m.Item, briefWidth)
	if text == "" {
		return strings.Join(why, "; ")
	}
	return strings.Join(why, "; ") + " — " + text
}

// reasonName is the rule's name for people, with the severity if it has one.
func reasonName(h news.Hit) string {
	name := h.Rule
	if strings.HasPrefix(h.Rule, QueryRulePrefix) {
		name = "the channel's query"
	}
	if h.Severity == "" {
		return name
	}
	return name + " (" + string(h.Severity) + ")"
}

// ruleNames gives the rules of the hits that users wrote, which readers can
// then filter by.
func ruleNames(hits []news.Hit) []string {
	var names []string
	for _, h := range hits {
		if !strings.HasPrefix(h.Rule, QueryRulePrefix) && !slices.Contains(names, h.Rule) {
			names = append(names, h.Rule)
		}
	}
	return names
}

package web

import (
	"net/http"
	"time"

	"vedette/news"
)

// excerptWidth is the code points of text below a title: about three lines.
const excerptWidth = 280

// card is an item with the hits that lie next to each other in the order of
// judging: one piece of news is shown once, however many rules met it.
type card struct {
	Item           news.Item
	Title, Excerpt []news.Piece
	Hits           []news.Hit
	At             time.Time
	// Gone counts marked words that a later revision of the item took away,
	// when the version that was judged is not kept any more.
	Gone int
}

// day is the cards of one date, UTC.
type day struct {
	Date  time.Time
	Cards []card
}

// hitList is what the page of hits shows.
type hitList struct {
	Filter   hitFilter
	Troubles troubles
	Days     []day
	Empty    string
	Pager    pager
	Total    int
}

// hitFilter is the form above the hits.
type hitFilter struct {
	Rules, Severities, Languages, Countries, Feeds []choice
	// Labels have no field of their own; each is shown with a way to drop it.
	Labels []string
	Active bool
}

// troubles are what a reader of hits must know of and a silent page does not
// show: feeds that fail, feeds that are not visited any more, and alerts given
// up of late. The ledger keeps older ones for ever, and a word that never goes
// away is not read.
type troubles struct{ Failing, Stopped, Dead int }

// Any tells whether there are some.
func (t troubles) Any() bool { return t.Failing+t.Stopped+t.Dead > 0 }

// troubleAge is how long an alert that was given up stays in the troubles.
const troubleAge = 7 * 24 * time.Hour

func (s *Server) hitsPage(r *http.Request) (page, error) {
	p := params{values: r.URL.Query()}
	q := hitQuery(&p)
	if p.wrong != nil {
		return page{}, p.wrong
	}
	size := pageOf(q.Limit)
	q.Limit = size + 1
	found, err := s.store.Hits(r.Context(), q)
	if err != nil {
		return page{}, err
	}
	languages := make([]string, len(found))
	for i, f := range found {
		languages[i] = f.Item.Lang
	}
	list := hitList{Filter: s.hitFilter(q, languages)}
	if list.Troubles, list.Total, err = s.troubles(r); err != nil {
		return page{}, err
	}
	found, list.Pager = paged(r, found, size, func(f news.Finding) uint64 { return f.Hit.Seq })
	list.Days = days(cards(found))
	list.Empty = s.whyNoHits(list.Filter.Active || q.Before > 0, list.Total)
	shown := page{Title: "Latest hits", Tab: "/", Content: list}
	if q.Before == 0 {
		shown.Refresh = refreshSeconds
	}
	return shown, nil
}

// hitFilter is the form for a query that gave hits in these languages.
func (s *Server) hitFilter(q news.HitQuery, languages []string) hitFilter {
	c := s.catalogue.Load()
	since := !q.Since.IsZero() || !q.Until.IsZero()
	return hitFilter{
		Rules:      c.ruleChoices(q.Rule),
		Severities: severityChoices(q.Severity),
		Languages:  c.languageChoices(q.Lang, languages),
		Countries:  c.countryChoices(q.Country),
		Feeds:      c.feedChoices(q.Feed),
		Labels:     pairs(q.Labels),
		Active:     q.Rule+string(q.Severity)+q.Lang+q.Country+q.Feed != "" || len(q.Labels) > 0 || since,
	}
}

// troubles also gives the number of all hits.
func (s *Server) troubles(r *http.Request) (troubles, int, error) {
	totals, err := s.store.Totals(r.Context())
	if err != nil {
		return troubles{}, 0, err
	}
	states, err := s.store.FeedStates(r.Context())
	if err != nil {
		return troubles{}, 0, err
	}
	dead, err := s.store.Alerts(r.Context(), news.AlertQuery{State: news.Dead, Limit: maxLimit})
	if err != nil {
		return troubles{}, 0, err
	}
	var t troubles
	for _, a := range dead {
		if s.options.Now().Sub(a.Finished) < troubleAge {
			t.Dead++
		}
	}
	for _, row := range s.feedRows(states, nil) {
		switch row.Health {
		case "failing":
			t.Failing++
		case "stopped":
			t.Stopped++
		}
	}
	return t, totals.Hits, nil
}

// whyNoHits says what to do when the list is empty.
func (s *Server) whyNoHits(filtered bool, total int) string {
	c := s.catalogue.Load()
	switch {
	case filtered && total > 0:
		return "No hit passes this filter. Take a part of it away to see more."
	case len(c.Feeds) == 0:
		return "No feeds are configured, so there is nothing to read. List some under “feeds” in the configuration."
	case len(c.Rules) == 0:
		return "No rules are configured, so nothing can be a hit. Write some under “rules” in the configuration; the items that came in are under Items."
	}
	return "No rule has met an item yet. What came in is under Items, how the feeds are under Feeds, and what is looked for under Rules."
}

// cards joins neighbouring findings of the same version of an item.
func cards(found []news.Finding) []card {
	var out []card
	for i := 0; i < len(found); {
		end := i + 1
		for end < len(found) && sameVersion(found[end].Item, found[i].Item) {
			end++
		}
		out = append(out, newCard(found[i:end]))
		i = end
	}
	return out
}

func sameVersion(a, b news.Item) bool { return a.ID == b.ID && a.Revision == b.Revision }

func newCard(found []news.Finding) card {
	c := card{Item: found[0].Item, At: found[0].Hit.At}
	var spans []news.Span
	for _, f := range found {
		c.Hits = append(c.Hits, f.Hit)
		spans = append(spans, f.Hit.Spans...)
	}
	spans, c.Gone = standing(&c.Item, spans)
	c.Title = news.Mark(c.Item.Title, news.FieldTitle, spans)
	field := telling(&c.Item, spans)
	c.Excerpt = news.Excerpt(c.Item.FieldValue(field), field, spans, excerptWidth)
	return c
}

// telling chooses the field for an excerpt: one with marked words if there is
// one, and the feed's own summary rather than the text, that rather than the
// page's.
func telling(it *news.Item, spans []news.Span) string {
	for _, field := range []string{news.FieldSummary, news.FieldText, news.FieldArticle} {
		for _, span := range spans {
			if span.Field == field {
				return field
			}
		}
	}
	if it.Summary != "" {
		return news.FieldSummary
	}
	return news.FieldText
}

// standing keeps the spans whose words still stand where they were found. A
// revision moves or removes words; marking others in their place would lie.
func standing(it *news.Item, spans []news.Span) (kept []news.Span, gone int) {
	texts := map[string][]rune{}
	for _, span := range spans {
		text, ok := texts[span.Field]
		if !ok {
			text = []rune(it.FieldValue(span.Field))
			texts[span.Field] = text
		}
		if span.Start < 0 || span.Start > span.End || span.End > len(text) ||
			span.Text != "" && string(text[span.Start:span.End]) != span.Text {
			gone++
			continue
		}
		kept = append(kept, span)
	}
	return kept, gone
}

// days cuts cards, which come newest first, by date.
func days(all []card) []day {
	var out []day
	for _, c := range all {
		date := c.At.UTC().Truncate(24 * time.Hour)
		if last := len(out) - 1; last < 0 || !out[last].Date.Equal(date) {
			out = append(out, day{Date: date})
		}
		out[len(out)-1].Cards = append(out[len(out)-1].Cards, c)
	}
	return out
}

package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"vedette/news"
)

const (
	// maxText is how many code points of one text a page shows: a book's
	// worth. The rest is left to the original, and the page says so.
	maxText = 200_000
	// maxRevisions is how many earlier versions a page shows, latest first,
	// beside those that a rule met.
	maxRevisions = 20
)

// itemList is what the page of items shows.
type itemList struct {
	Languages, Countries, Feeds []choice
	Active                      bool
	Items                       []card
	Empty                       string
	Pager                       pager
	Total                       int
}

func (s *Server) itemsPage(r *http.Request) (page, error) {
	p := params{values: r.URL.Query()}
	q := itemQuery(&p)
	if p.wrong != nil {
		return page{}, p.wrong
	}
	size := pageOf(q.Limit)
	q.Limit = size + 1
	items, err := s.store.Items(r.Context(), q)
	if err != nil {
		return page{}, err
	}
	totals, err := s.store.Totals(r.Context())
	if err != nil {
		return page{}, err
	}
	c := s.catalogue.Load()
	languages := make([]string, len(items))
	for i, it := range items {
		languages[i] = it.Lang
	}
	list := itemList{
		Languages: c.languageChoices(q.Lang, languages), Countries: c.countryChoices(q.Country), Feeds: c.feedChoices(q.Feed),
		Active: q.Lang+q.Country+q.Feed != "" || !q.Since.IsZero() || !q.Until.IsZero(),
		Total:  totals.Items,
		Empty:  "No items yet. Each feed is asked for the first time soon after the start; Feeds shows how that went.",
	}
	if totals.Items > 0 {
		list.Empty = "No item passes this filter. Take a part of it away to see more."
	}
	items, list.Pager = paged(r, items, size, func(it news.Item) uint64 { return it.Seq })
	for _, it := range items {
		c := newCard([]news.Finding{{Item: it}})
		c.Hits = nil // this list does not look for them
		list.Items = append(list.Items, c)
	}
	return page{Title: "Latest items", Tab: "/items", Content: list}, nil
}

// itemView is what the page of one item shows.
type itemView struct {
	Item              news.Item
	Feed              Feed
	Title, Lead, Text []news.Piece
	Article           []news.Piece
	Authors, Tags     []news.Piece
	Cut               bool // of the text or the article
	Gone              int
	Hits              []hitView
	Only              string
	Revisions         []version
	MoreRevisions     int
}

// version is an earlier version of an item, with the words that were found in
// it marked.
type version struct {
	Revision          int
	Title, Lead, Text []news.Piece
	Judged            bool
}

// hitView is a hit with its words, each once.
type hitView struct {
	news.Hit
	Words []word
	// Shown tells whether its words are marked on the page.
	Shown bool
	// Stale tells that the rule's query was changed or removed since.
	Stale string
	// Earlier tells that it is on another version than the current one.
	Earlier bool
}

// word is a marked word and the fields it stands in.
type word struct {
	Text   string
	Fields []string
}

// Where names the fields for reading: "title, text".
func (w word) Where() string { return strings.Join(w.Fields, ", ") }

func (s *Server) itemPage(r *http.Request) (page, error) {
	it, hits, err := s.store.Item(r.Context(), r.PathValue("id"))
	if err != nil {
		return page{}, err
	}
	v := itemView{Item: it, Feed: s.catalogue.Load().feed(it.Feed), Only: r.URL.Query().Get("rule")}
	var spans []news.Span
	for _, h := range hits {
		view := s.hitView(h, v.Only)
		view.Earlier = h.Revision != it.Revision
		if view.Shown {
			spans = append(spans, h.Spans...)
		}
		v.Hits = append(v.Hits, view)
	}
	v.fill(spans)
	if it.Revision > 0 {
		earlier, err := s.store.Revisions(r.Context(), it.ID)
		if err != nil {
			return page{}, err
		}
		for _, old := range slices.Backward(earlier) {
			v.addVersion(old)
		}
	}
	return page{Title: it.Title, Tab: "/items", Content: v}, nil
}

// fill marks the spans in every field that is shown.
func (v *itemView) fill(spans []news.Span) {
	it := &v.Item
	spans, v.Gone = standing(it, spans)
	v.Title = news.Mark(it.Title, news.FieldTitle, spans)
	v.Authors = news.Mark(it.FieldValue(news.FieldAuthor), news.FieldAuthor, spans)
	v.Tags = news.Mark(it.FieldValue(news.FieldTag), news.FieldTag, spans)
	text, cut := shorten(it.Text)
	v.Text, v.Cut = news.Mark(text, news.FieldText, spans), cut
	text, cut = shorten(it.Article)
	v.Article, v.Cut = news.Mark(text, news.FieldArticle, spans), v.Cut || cut
	if it.Article != "" && strings.HasPrefix(it.Article, it.Text) && !marks(spans, news.FieldText) {
		v.Text = nil // the article says it again
	}
	if !strings.Contains(it.Text, it.Summary) {
		v.Lead = news.Mark(it.Summary, news.FieldSummary, spans)
	}
}

// marks tells whether a span lies in the field.
func marks(spans []news.Span, field string) bool {
	return slices.ContainsFunc(spans, func(s news.Span) bool { return s.Field == field })
}

// addVersion adds an earlier version: one that a rule met, or one for which
// there is room.
func (v *itemView) addVersion(it news.Item) {
	old := version{Revision: it.Revision}
	var spans []news.Span
	for _, h := range v.Hits {
		if h.Revision == it.Revision {
			old.Judged = true
			if h.Shown {
				spans = append(spans, h.Spans...)
			}
		}
	}
	if len(v.Revisions) >= maxRevisions && !old.Judged {
		v.MoreRevisions++
		return
	}
	old.Title = news.Mark(it.Title, news.FieldTitle, spans)
	old.Lead = news.Mark(it.Summary, news.FieldSummary, spans)
	old.Text = news.Mark(it.Text, news.FieldText, spans)
	v.Revisions = append(v.Revisions, old)
}

// shorten cuts a text to maxText.
func shorten(text string) (string, bool) {
	if len(text) <= maxText {
		return text, false
	}
	runes := []rune(text)
	if len(runes) <= maxText {
		return text, false
	}
	return string(runes[:maxText]), true
}

func (s *Server) hitView(h news.Hit, only string) hitView {
	v := hitView{Hit: h, Shown: only == "" || only == h.Rule, Stale: s.stale(h)}
	v.Words = words(h.Spans)
	return v
}

// words gives each marked word once, in order of first place.
func words(spans []news.Span) []word {
	var out []word
	for _, span := range spans {
		i := slices.IndexFunc(out, func(w word) bool { return w.Text == span.Text })
		if i < 0 {
			i = len(out)
			out = append(out, word{Text: span.Text})
		}
		if !slices.Contains(out[i].Fields, span.Field) {
			out[i].Fields = append(out[i].Fields, span.Field)
		}
	}
	return out
}

// stale says how the rule of today differs from the one that made the hit.
func (s *Server) stale(h news.Hit) string {
	for _, rule := range s.catalogue.Load().Rules {
		if rule.Name != h.Rule {
			continue
		}
		if rule.Version != "" && h.Version != "" && rule.Version != h.Version {
			return fmt.Sprintf("The rule was changed since: this hit is of its version %s, today's is %s.", h.Version, rule.Version)
		}
		return ""
	}
	return "The rule is no longer configured."
}

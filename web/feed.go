package web

import (
	"net/http"
	"net/url"
	"slices"

	"vedette/news"
)

// feedView is what the page of one feed shows.
type feedView struct {
	FeedReport
	// Changeable says that the reader can act on the feed; Done is what was just
	// done, and NotDone that it did not work.
	Changeable bool
	Done       string
	NotDone    bool
	Cards      []card
}

func (s *Server) feedPage(r *http.Request) (page, error) {
	p := params{values: r.URL.Query()}
	id := r.PathValue("id")
	feeds := s.catalogue.Load().Feeds
	at := slices.IndexFunc(feeds, func(f Feed) bool { return f.ID == id })
	f := Feed{ID: id, Name: id}
	if at >= 0 {
		f = feeds[at]
	}
	report, err := Report(r.Context(), s.store, f, at >= 0, s.options.Now())
	if err != nil {
		return page{}, err
	}
	v := feedView{FeedReport: report, Changeable: s.options.Sources != nil}
	if action, ok := feedActions[p.text("did")]; ok && at >= 0 {
		v.Done = s.didTo(f, p.text("did"), action)
		v.NotDone = s.checkFailed(f.ID, p.text("did"))
	}
	for _, it := range report.Items {
		found := []news.Finding{{Item: it.Item}}
		if len(it.Hits) > 0 {
			found = found[:0]
		}
		for _, h := range it.Hits {
			found = append(found, news.Finding{Hit: h, Item: it.Item})
		}
		c := newCard(found)
		c.Hits = it.Hits
		v.Cards = append(v.Cards, c)
	}
	return page{Title: f.title(), Tab: "/feeds", Refresh: refreshSeconds, Content: v}, nil
}

// feedPath is where the page of a feed is. It is not below /feeds/, where a feed
// named Add would hide the page for adding feeds.
func feedPath(id string) string { return "/feed/" + url.PathEscape(id) }

package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

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
	if errors.Is(err, news.ErrNotFound) {
		return page{}, failure{http.StatusNotFound, "there is no feed with this id, and none was watched before"}
	}
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

// maxShownBody is how much of a body that could not be read a page shows; the
// command prints all that is kept.
const maxShownBody = 256 << 10

// feedBody shows what a feed's server sent last that could not be read: as plain
// text, whatever it is, and without what would drive a terminal or turn lines.
func (s *Server) feedBody(w http.ResponseWriter, r *http.Request) {
	u, err := s.store.Unread(r.Context(), r.PathValue("id"))
	if errors.Is(err, news.ErrNotFound) {
		err = failure{http.StatusNotFound, "no body of this feed is kept: its last document could be read, or none came"}
	}
	var body []byte
	if err == nil {
		body, err = u.Body()
	}
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	shown := strings.Map(func(c rune) rune {
		if c != '\n' && c != '\t' && (unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c)) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(string(body[:min(len(body), maxShownBody)]), "\uFFFD"))
	if len(body) > maxShownBody || u.Size > len(body) {
		shown += fmt.Sprintf("\n\n[%d bytes in all; `vedette feeds body` prints more]", u.Size)
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	plain(w, http.StatusOK, shown)
}

// feedPath is where the page of a feed is. It is not below /feeds/, where a feed
// named Add would hide the page for adding feeds.
func feedPath(id string) string { return "/feed/" + url.PathEscape(id) }

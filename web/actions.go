package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"vedette/news"
)

// actionAnswer is what the API says after something was done to a feed.
type actionAnswer struct {
	Done string `json:"done"`
	// Count is how many items it was done to.
	Count int `json:"count,omitempty"`
	// Visit is how the visit went that was asked for.
	Visit *news.Checked `json:"visit,omitempty"`
}

// feedAction is what can be done to a feed by hand, and the words for having
// done it.
type feedAction struct {
	did string
	do  func(from Sources, ctx context.Context, id string) (actionAnswer, error)
}

// How long a visit is waited for: a command's user waits longer than a
// browser's. Both are below writeTimeout.
const (
	apiPatience  = 45 * time.Second
	formPatience = 10 * time.Second
)

var feedActions = map[string]feedAction{
	"check": {"is visited now", func(from Sources, ctx context.Context, id string) (actionAnswer, error) {
		checked, err := from.Check(ctx, id)
		return actionAnswer{Done: checked.Line(), Visit: &checked}, err
	}},
	"release": {"has its held items judged", func(from Sources, ctx context.Context, id string) (actionAnswer, error) {
		n, err := from.Release(ctx, id)
		return actionAnswer{Count: n}, err
	}},
	"revive": {"is visited again", func(from Sources, ctx context.Context, id string) (actionAnswer, error) {
		return actionAnswer{}, from.Revive(ctx, id)
	}},
	"remove": {"is taken out; its items stay", func(from Sources, ctx context.Context, id string) (actionAnswer, error) {
		return actionAnswer{}, from.Remove(ctx, id)
	}},
}

// actionForm is a button of the page of feeds, or of that of one feed.
func (s *Server) actionForm(name string, action feedAction) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		ctx, cancel := context.WithTimeout(r.Context(), formPatience)
		defer cancel()
		done, err := action.do(s.options.Sources, ctx, id)
		if err != nil {
			s.failPage(w, r, told(err))
			return
		}
		if done.Visit != nil {
			s.checked.Store(id, *done.Visit)
		}
		query := url.Values{"did": {name}}
		back := feedPath(id)
		if name == "remove" || r.PostFormValue("from") != "feed" {
			back = "/feeds"
			query.Set("feed", id)
		}
		http.Redirect(w, r, back+"?"+query.Encode(), http.StatusSeeOther)
	}
}

// done words what the reader has just done, for the page that follows. Of a
// feed that is not there it says nothing: anybody can write an address.
func (s *Server) done(ctx context.Context, p *params) string {
	id, did := p.text("feed"), p.text("did")
	name := s.nameOf(ctx, id)
	action, ok := feedActions[did]
	switch {
	case id == "":
	case did == "remove" && name == "":
		return "The feed " + action.did + "."
	case did == "remove" || name == "":
	case did == "add":
		return name + " is watched from now on. It is visited within minutes."
	case ok:
		return s.didTo(Feed{ID: id, Name: name}, did, action)
	}
	return ""
}

// didTo words what was done to a feed that is there.
func (s *Server) didTo(f Feed, did string, action feedAction) string {
	if did == "check" {
		return f.title() + " " + s.howChecked(f.ID)
	}
	return f.title() + " " + action.did + "."
}

// howChecked words how the last visit to a feed went that was asked for on a page.
func (s *Server) howChecked(id string) string {
	last, ok := s.checked.Load(id)
	if !ok {
		return feedActions["check"].did + "."
	}
	c := last.(news.Checked)
	if c.Result == news.CheckWaiting {
		return "is being visited. That is " + c.Line() + "."
	}
	return "was visited at " + c.At.UTC().Format("15:04:05 UTC") + ": " + c.Line() + "."
}

// checkFailed tells whether what was done to a feed is a visit that failed.
func (s *Server) checkFailed(id, did string) bool {
	last, ok := s.checked.Load(id)
	return ok && did == "check" && last.(news.Checked).Result == news.CheckFailed
}

// nameOf gives the name of a feed that is watched, "" for any other. One that
// was added a moment ago may not be in the catalogue yet.
func (s *Server) nameOf(ctx context.Context, id string) string {
	for _, f := range s.catalogue.Load().Feeds {
		if f.ID == id {
			return cmp.Or(f.Name, f.ID)
		}
	}
	if s.options.Sources == nil {
		return ""
	}
	added, err := s.options.Sources.AddedFeeds(ctx)
	if err != nil {
		return "" // the feed is added all the same; only the word on it is missing
	}
	for _, f := range added {
		if f.ID == id {
			return cmp.Or(f.Name, f.ID)
		}
	}
	return ""
}

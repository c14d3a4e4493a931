package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"

	"vedette/news"
)

// page is what the layout wants: Tab is the path of the section it lies in,
// Refresh the seconds after which a browser may look again, 0 for never.
type page struct {
	Title, Tab string
	Refresh    int
	Content    any

	// Trouble is why the daemon cannot do its work just now, if it cannot.
	Trouble         string
	Version, Assets string
}

// refreshSeconds is how soon a list that moves by itself is looked at again.
const refreshSeconds = 60

// failure is an error with the HTTP status that tells it. Its message is for
// the reader; it must hold nothing that only the operator may know.
type failure struct {
	status  int
	message string
}

func (f failure) Error() string { return f.message }

// page makes a handler of a function that gathers what a template shows.
func (s *Server) page(view string, build func(*http.Request) (page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := build(r)
		if err != nil {
			s.failPage(w, r, err)
			return
		}
		s.render(w, r, http.StatusOK, view, p)
	}
}

// render writes a page only when all of it could be made.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, view string, p page) {
	p.Version, p.Assets = s.catalogue.Load().Version, s.views.assets
	if err := s.options.Ready(); err != nil {
		p.Trouble = err.Error()
	}
	var body bytes.Buffer
	if err := s.views.pages[view].ExecuteTemplate(&body, "layout", p); err != nil {
		s.options.Log.Error("page could not be made", "path", r.URL.Path, "error", err)
		plain(w, http.StatusInternalServerError, "this page could not be made: see the daemon's log")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(body.Bytes())
}

// failPage shows an error as a page.
func (s *Server) failPage(w http.ResponseWriter, r *http.Request, err error) {
	f := s.explain(r, err)
	s.render(w, r, f.status, "error", page{Title: http.StatusText(f.status), Content: errorView{f.message, strings.HasPrefix(r.URL.Path, "/feed")}})
}

// errorView is what the page of an error shows: what went wrong, and whether it
// was about a feed.
type errorView struct {
	Said string
	Feed bool
}

func (s *Server) noSuchPage(w http.ResponseWriter, r *http.Request) {
	s.failPage(w, r, failure{http.StatusNotFound, "there is no page with this address"})
}

// explain turns any error into one for the reader. What only the operator can
// mend goes to the log and is not shown.
func (s *Server) explain(r *http.Request, err error) failure {
	var f failure
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, news.ErrNotFound):
		return failure{http.StatusNotFound, "the store has no record with this id"}
	case errors.Is(err, news.ErrExists):
		return failure{http.StatusConflict, "the store has a record with this id already"}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return failure{http.StatusServiceUnavailable, "the request was broken off: try again"}
	}
	s.options.Log.Error("request failed", "path", r.URL.Path, "error", err)
	return failure{http.StatusInternalServerError, "the store could not answer: see the daemon's log"}
}

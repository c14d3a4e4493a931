package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"vedette/news"
)

// apiRoot is where the API of this shape lives.
const apiRoot = "/api/v1/"

// itemAnswer is what the API says of one item.
type itemAnswer struct {
	Item news.Item  `json:"item"`
	Hits []news.Hit `json:"hits"`
}

// errorAnswer is what the API says when it cannot answer.
type errorAnswer struct {
	Error string `json:"error"`
}

func (s *Server) routeAPI(mux *http.ServeMux) {
	for path, answer := range map[string]func(*http.Request) (any, error){
		"hits":                 s.apiHits,
		"items":                s.apiItems,
		"items/{id}":           s.apiItem,
		"items/{id}/revisions": s.apiRevisions,
		"feeds":                s.apiFeeds,
		"feeds/{id}/state":     s.apiFeedState,
		"holds":                s.apiHolds,
		"subscriptions":        s.apiSubscriptions,
		"feeds/{id}/unread":    s.apiUnread,
		"notices":              s.apiNotices,
		"alerts":               s.apiAlerts,
		"alerts/{id}/contents": s.apiContents,
		"alerts/{id}/notices":  s.apiAlertNotices,
		"alerts/{id}/attempts": s.apiAttempts,
		"totals":               s.apiTotals,
	} {
		mux.HandleFunc("GET "+apiRoot+path, s.api(answer))
	}
	mux.HandleFunc("POST "+apiRoot+"alerts/{id}/retry", s.api(s.apiRetry))
	mux.HandleFunc("GET /api/", s.api(func(*http.Request) (any, error) {
		return nil, failure{http.StatusNotFound, "the API has nothing at this address"}
	}))
}

// api makes a handler of a function that gathers an answer.
func (s *Server) api(answer func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := answer(r)
		if err != nil {
			s.failAPI(w, r, err)
			return
		}
		s.write(w, r, http.StatusOK, v)
	}
}

func (s *Server) failAPI(w http.ResponseWriter, r *http.Request, err error) {
	f := s.explain(r, err)
	s.write(w, r, f.status, errorAnswer{f.message})
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		s.options.Log.Error("answer could not be written", "path", r.URL.Path, "error", err)
		status, body = http.StatusInternalServerError, []byte(`{"error":"the answer could not be written: see the daemon's log"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
}

// list makes an empty list "[]", which null is not.
func list[T any](all []T, err error) (any, error) {
	if all == nil {
		all = []T{}
	}
	return all, err
}

func (s *Server) apiHits(r *http.Request) (any, error) {
	p := params{values: r.URL.Query()}
	q := hitQuery(&p)
	if err := p.strict(); err != nil {
		return nil, err
	}
	return list(s.store.Hits(r.Context(), q))
}

func (s *Server) apiItems(r *http.Request) (any, error) {
	p := params{values: r.URL.Query()}
	q := itemQuery(&p)
	if err := p.strict(); err != nil {
		return nil, err
	}
	return list(s.store.Items(r.Context(), q))
}

func (s *Server) apiItem(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	it, hits, err := s.store.Item(r.Context(), r.PathValue("id"))
	if hits == nil {
		hits = []news.Hit{}
	}
	return itemAnswer{it, hits}, err
}

func (s *Server) apiRevisions(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	return list(s.store.Revisions(r.Context(), r.PathValue("id")))
}

func (s *Server) apiFeeds(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	states, err := s.store.FeedStates(r.Context())
	if err != nil {
		return nil, err
	}
	return list(s.shownStates(r.Context(), states...))
}

// shownStates gives states as readers get them: with the next visit as it will
// be while the host is left alone, and why it waits.
func (s *Server) shownStates(ctx context.Context, states ...news.FeedState) ([]news.FeedState, error) {
	now := s.options.Now()
	holds, err := s.store.Holds(ctx, now)
	if err != nil {
		return nil, err
	}
	addresses := map[string]string{}
	if len(holds) > 0 {
		for _, f := range s.catalogue.Load().Feeds {
			addresses[f.ID] = f.URL
		}
	}
	for i, state := range states {
		hold := news.HoldOf(holds, state.ServedFrom(cmp.Or(addresses[state.Feed], state.Address)))
		states[i] = state.Under(hold, now)
	}
	return states, nil
}

func (s *Server) apiFeedState(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	state, err := s.store.FeedState(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	shown, err := s.shownStates(r.Context(), state)
	if err != nil {
		return nil, err
	}
	return shown[0], nil
}

func (s *Server) apiHolds(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	return list(s.store.Holds(r.Context(), s.options.Now()))
}

func (s *Server) apiSubscriptions(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	all, err := s.store.Subscriptions(r.Context())
	for i := range all {
		all[i] = all[i].Public()
	}
	return list(all, err)
}

// apiUnread gives the body as gzip in base64.
func (s *Server) apiUnread(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	return s.store.Unread(r.Context(), r.PathValue("id"))
}

func (s *Server) apiAlerts(r *http.Request) (any, error) {
	p := params{values: r.URL.Query()}
	q := alertQuery(&p)
	if err := p.strict(); err != nil {
		return nil, err
	}
	return list(s.store.Alerts(r.Context(), q))
}

func (s *Server) apiContents(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	a, err := s.alert(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return list(s.store.Contents(r.Context(), a))
}

func (s *Server) apiNotices(r *http.Request) (any, error) {
	p := params{values: r.URL.Query()}
	q := noticeQuery(&p)
	if err := p.strict(); err != nil {
		return nil, err
	}
	return list(s.store.Notices(r.Context(), q))
}

func (s *Server) apiAlertNotices(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	a, err := s.alert(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return list(s.store.AlertNotices(r.Context(), a))
}

func (s *Server) apiAttempts(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	return list(s.store.Attempts(r.Context(), r.PathValue("id")))
}

// apiRetry answers with the alert as it is after.
func (s *Server) apiRetry(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	if err := s.retry(r.Context(), r.PathValue("id")); err != nil {
		return nil, err
	}
	return s.alert(r.Context(), r.PathValue("id"))
}

func (s *Server) apiTotals(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	return s.store.Totals(r.Context())
}

// unasked refuses parameters where there are none.
func unasked(r *http.Request) error {
	p := params{values: r.URL.Query()}
	return p.strict()
}

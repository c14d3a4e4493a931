package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"vedette/news"
	"vedette/problem"
)

// Sources changes the feeds that are watched, beside those of the
// configuration. Client offers the same over HTTP. Errors about what a reader
// wrote are a problem.List, other errors for the reader a news.Refusal;
// news.ErrExists, news.ErrNotFound and news.ErrNotStopped are as the store's. All
// others are vedette's own. It is safe for concurrent use.
type Sources interface {
	// Discover says what feeds there are at an address: at least one that can be
	// read, and behind those the ones that cannot. Without any it is an error.
	Discover(ctx context.Context, address string) ([]Candidate, error)
	// Add takes up a feed; it is visited soon. What is left empty but the
	// address is found out.
	Add(ctx context.Context, feed news.AddedFeed) (news.AddedFeed, error)
	// AddAll takes up a list of feeds that have a name, and no address is looked
	// at. It says of each what became of it: one that cannot be added does not
	// hinder the others.
	AddAll(ctx context.Context, feeds []news.AddedFeed) ([]AddResult, error)
	// Remove takes out a feed that was added; its items stay.
	Remove(ctx context.Context, id string) error
	// AddedFeeds lists the feeds that were added, by id.
	AddedFeeds(ctx context.Context) ([]news.AddedFeed, error)
	// Check has a feed visited now, unless its host asked to be left alone, and
	// tells how the visit went. It waits for its end as long as ctx lasts; a
	// visit that is not over then is news.CheckWaiting, and no error.
	Check(ctx context.Context, id string) (news.Checked, error)
	// Release lets the held items of a feed be judged, and says how many.
	Release(ctx context.Context, id string) (int, error)
	// Revive has a feed visited again that was given up as gone.
	Revive(ctx context.Context, id string) error
}

// AddResult is what became of one feed of a list.
type AddResult struct {
	// ID is the feed's own if it was added, else that of the feed which has its
	// address or its id already, if there is one.
	ID string `json:"id,omitempty"`
	// Exists says that the feed of that ID was there before.
	Exists bool `json:"exists,omitempty"`
	// Why says for people why it was not added; empty if it was.
	Why string `json:"why,omitempty"`
}

// Candidate is a feed that was found at an address.
type Candidate struct {
	URL      string    `json:"url"`
	Title    string    `json:"title,omitempty"`
	Format   string    `json:"format,omitempty"`
	Language string    `json:"language,omitempty"`
	Items    int       `json:"items"`
	Newest   time.Time `json:"newest,omitzero"`
	// Found says how: "the address itself", "link on the page".
	Found string `json:"found,omitempty"`
	Hub   bool   `json:"hub,omitempty"`
	// Trouble says for people why it cannot be read; what it holds is not known
	// then.
	Trouble string `json:"trouble,omitempty"`
}

// addedPath lists the feeds that were added, and takes more of them.
const addedPath = apiRoot + "feeds/added"

func (s *Server) routeSources(mux *http.ServeMux) {
	mux.HandleFunc("GET "+addedPath, s.api(s.apiAdded))
	mux.HandleFunc("POST "+addedPath, s.api(s.apiAddAll))
	mux.HandleFunc("GET "+apiRoot+"feeds/discover", s.api(s.apiDiscover))
	mux.HandleFunc("POST "+apiRoot+"feeds", s.api(s.apiAdd))
	for name, action := range feedActions {
		request := "POST " + apiRoot + "feeds/{id}/" + name
		if name == "remove" { // HTTP has a method for that; forms have not
			request = "DELETE " + apiRoot + "feeds/{id}"
		}
		mux.HandleFunc(request, s.api(func(r *http.Request) (any, error) {
			ctx, cancel := context.WithTimeout(r.Context(), apiPatience)
			defer cancel()
			done, err := action.do(s.options.Sources, ctx, r.PathValue("id"))
			done.Done = cmp.Or(done.Done, action.did)
			return done, told(err)
		}))
		mux.HandleFunc("POST /feeds/{id}/"+name, s.actionForm(name, action))
	}
	mux.HandleFunc("GET /feeds/add", s.page("add", s.addPage))
	mux.HandleFunc("POST /feeds/add", s.addForm)
}

func (s *Server) apiAdded(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	return list(s.options.Sources.AddedFeeds(r.Context()))
}

func (s *Server) apiDiscover(r *http.Request) (any, error) {
	p := params{values: r.URL.Query()}
	address := p.text("url")
	if address == "" {
		p.refuse("url", address, "the address of a feed or of a site that has one")
	}
	if err := p.strict(); err != nil {
		return nil, err
	}
	if fromElsewhere(r) {
		return nil, failure{http.StatusForbidden, "this was asked for by a page of another site"}
	}
	found, err := s.options.Sources.Discover(r.Context(), address)
	return list(found, told(err))
}

func (s *Server) apiAdd(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	var feed news.AddedFeed
	if err := decode(r, "the feed", &feed); err != nil {
		return nil, err
	}
	added, err := s.options.Sources.Add(r.Context(), feed)
	return added, told(err)
}

func (s *Server) apiAddAll(r *http.Request) (any, error) {
	if err := unasked(r); err != nil {
		return nil, err
	}
	var feeds []news.AddedFeed
	if err := decode(r, "the list of feeds", &feeds); err != nil {
		return nil, err
	}
	return list(s.options.Sources.AddAll(r.Context(), feeds))
}

// decode reads the JSON of a request.
func decode(r *http.Request, what string, v any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return failure{http.StatusBadRequest, what + " cannot be read: " + err.Error()}
	}
	return nil
}

// told makes what a reader did wrong an answer for the reader, and what else is
// for the reader: what feeds answer, and that an address is refused. Other errors
// are as they were, for explain.
func told(err error) error {
	var list problem.List
	var refusal news.Refusal
	switch {
	case errors.As(err, &list):
		return failure{http.StatusBadRequest, list.Error()}
	case errors.Is(err, news.ErrExists):
		return failure{http.StatusConflict, err.Error()}
	case errors.As(err, &refusal), errors.Is(err, news.ErrNotStopped):
		return failure{http.StatusUnprocessableEntity, err.Error()}
	}
	return err
}

// fromElsewhere tells whether another site's page sent the browser here. A
// search makes requests, so that a link or a picture must not start one.
func fromElsewhere(r *http.Request) bool {
	from := r.Header.Get("Sec-Fetch-Site")
	return from == "cross-site" || from == "same-site"
}

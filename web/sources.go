package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
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

// addition is what the page for adding a feed shows: first a question for an
// address, then what was found there.
type addition struct {
	Address string
	Asked   bool
	Found   []foundFeed
	// Unreadable are feeds that the page names and that nobody can add: they
	// cannot be read.
	Unreadable []foundFeed
	Trouble    string
	// Again says that the feed below is one that was just refused.
	Again bool
}

// Choice tells whether there is a feed to be added.
func (a addition) Choice() bool {
	return slices.ContainsFunc(a.Found, func(f foundFeed) bool { return f.Watched == nil })
}

// foundFeed is a candidate, and the feed that is watched at its address, if one
// is.
type foundFeed struct {
	Candidate
	Watched *Feed
	Typed   typed
}

// typed is what stands in the fields of a candidate's form.
type typed struct {
	Name, Language, Country, Tags, Every string
	Fulltext                             bool
}

// typedIn reads the fields of a form.
func typedIn(form url.Values) typed {
	field := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	return typed{field("name"), field("language"), field("country"), field("tags"), field("every"), form.Get("fulltext") != ""}
}

// feed gives the feed that the fields describe.
func (t typed) feed(address string) news.AddedFeed {
	return news.AddedFeed{URL: address, Name: t.Name, Language: t.Language, Country: strings.ToUpper(t.Country),
		Tags: strings.Fields(strings.ReplaceAll(t.Tags, ",", " ")), Every: t.Every, Fulltext: t.Fulltext}
}

// fromElsewhere tells whether another site's page sent the browser here. A
// search makes requests, so that a link or a picture must not start one.
func fromElsewhere(r *http.Request) bool {
	from := r.Header.Get("Sec-Fetch-Site")
	return from == "cross-site" || from == "same-site"
}

func (s *Server) addPage(r *http.Request) (page, error) {
	a := addition{Address: strings.TrimSpace(r.URL.Query().Get("url"))}
	if a.Address != "" && !fromElsewhere(r) {
		a.Asked = true
		found, err := s.options.Sources.Discover(r.Context(), a.Address)
		if err != nil {
			a.Trouble = s.explain(r, told(err)).message
		}
		for _, c := range found {
			f := foundFeed{c, s.watchedAt(c.URL), typed{Name: c.Title}}
			if c.Trouble != "" {
				a.Unreadable = append(a.Unreadable, f)
			} else {
				a.Found = append(a.Found, f)
			}
		}
	}
	return page{Title: "Add a feed", Tab: "/feeds", Content: a}, nil
}

// watchedAt gives the feed that is watched at an address, however that is
// written, or nil.
func (s *Server) watchedAt(address string) *Feed {
	feeds := s.catalogue.Load().Feeds
	key := news.AddressKey(address)
	if at := slices.IndexFunc(feeds, func(f Feed) bool { return news.AddressKey(f.URL) == key }); at >= 0 {
		return &feeds[at]
	}
	return nil
}

// addForm takes up the feed that the reader chose. One that is refused comes
// back with the reason and with what was typed.
func (s *Server) addForm(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.failPage(w, r, failure{http.StatusBadRequest, "the form cannot be read"})
		return
	}
	address, fields := strings.TrimSpace(r.PostForm.Get("url")), typedIn(r.PostForm)
	added, err := s.options.Sources.Add(r.Context(), fields.feed(address))
	if err != nil {
		refused := s.explain(r, told(err))
		a := addition{Address: address, Asked: true, Again: true, Trouble: refused.message}
		if address != "" {
			a.Found = []foundFeed{{Candidate{URL: address, Title: fields.Name}, s.watchedAt(address), fields}}
		}
		s.render(w, r, refused.status, "add", page{Title: "Add a feed", Tab: "/feeds", Content: a})
		return
	}
	http.Redirect(w, r, "/feeds?"+url.Values{"did": {"add"}, "feed": {added.ID}}.Encode(), http.StatusSeeOther)
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

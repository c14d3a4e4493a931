package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vedette/news"
)

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

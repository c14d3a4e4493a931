package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vedette/guard"
	"vedette/news"
)

// Candidate is a feed that Discover found.
type Candidate struct {
	URL string `json:"url"`
	// Site is the page that names the feed, empty when the feed was asked for
	// itself.
	Site  string `json:"site,omitempty"`
	Title string `json:"title,omitempty"`
	// Format is the name of the format for people: "RSS 2.0", "Atom".
	Format string `json:"format,omitempty"`
	// Items counts the items of the document now, Newest is the date of the
	// latest.
	Items  int       `json:"items"`
	Newest time.Time `json:"newest,omitzero"`
	// Language is the one of most items, as an ISO 639-1 code.
	Language string `json:"language,omitempty"`
	// Hubs are the WebSub hubs that the feed names.
	Hubs []string `json:"hubs,omitempty"`
	// Found says how, for people: one of the words below.
	Found string `json:"found"`
	// Trouble says why a feed that the page names cannot be read; the fields
	// about its content are empty then.
	Trouble string `json:"trouble,omitempty"`
}

// How a feed was found.
const (
	foundItself  = "the address itself"
	foundHeader  = "HTTP header"
	foundHead    = "link of the page"
	foundText    = "link in the text"
	foundUsual   = "usual address"
	foundByShape = "known site" // it follows from the address
)

// Feed gives the candidate as an entry for the configuration. It names no
// language: that would be the one of every item from then on, also of those
// that say or show another, and a rule would not know their inflected forms.
func (c Candidate) Feed() Feed {
	name := c.Title
	if name == "" {
		if u, err := url.Parse(c.URL); err == nil {
			name = u.Host
		}
	}
	return Feed{Name: name, URL: c.URL, Site: c.Site}
}

// Bounds of a search: each candidate costs its server a request.
const (
	maxDeclared = 12
	maxGuesses  = 5
)

// usualPaths are where programs that make sites put their feeds.
var usualPaths = []string{"/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss/"}

// Discover finds the feeds that an address leads to. An address that is a feed
// is told as such. Of a web page they are those that its Link headers (RFC
// 8288) and its <link rel="alternate"> name (rssboard.org/rss-autodiscovery);
// only if these give none, links in its text whose addresses look like feeds;
// then those whose words say RSS, Atom or feed; and then the usual addresses of
// the site, until one is found.
//
// Every candidate was read, by one GET with the client's limits and guard, one
// after the other with host_gap between two; no page is followed to another.
// Feeds that the page names but that cannot be read come last, with their
// Trouble, after at least one that can. Without any the error says what was looked at.
// An address without a scheme is one of https, or of http where https brings no
// answer; a bad certificate is told.
func (c *Client) Discover(ctx context.Context, address string) ([]Candidate, error) {
	typed := strings.TrimSpace(address)
	open := !strings.Contains(typed, "://")
	address = typed
	if open {
		address = "https://" + typed
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || open && hasScheme(typed) {
		return nil, fmt.Errorf("%s is no web address: write it like https://example.org/", shownURL(typed))
	}
	s := search{client: c, known: map[string]bool{}}
	direct, err := platformFeed(u)
	switch {
	case err != nil:
		return nil, err
	case direct != "":
		s.try(ctx, foundByShape, "", []named{{url: direct}}, 1)
		return s.result(ctx, address)
	}
	a, err := c.ask(ctx, Feed{URL: address}, accept, c.config.MaxBytes)
	if open && speaksNoTLS(err) {
		first := err
		address = "http" + strings.TrimPrefix(address, "https")
		a, err = c.ask(ctx, Feed{URL: address}, accept, c.config.MaxBytes)
		if err != nil && !errors.As(err, new(*unwelcomeError)) && ctx.Err() == nil {
			err = fmt.Errorf("asked by https: %w; by http: %w", first, err)
		}
	} else if open && err != nil && ctx.Err() == nil && !errors.As(err, new(*unwelcomeError)) && !errors.As(err, new(*guard.RefusedError)) {
		err = fmt.Errorf("asked by https: %w", err)
	}
	if err != nil {
		return nil, err
	}
	if found, err := c.candidate(address, a); err == nil {
		found.Found = foundItself
		return []Candidate{found}, nil
	}
	s.page(ctx, a)
	return s.result(ctx, a.url)
}

// hasScheme tells whether an address without :// begins with a scheme, as
// mailto:x does; a port is none.
func hasScheme(address string) bool {
	before, after, found := strings.Cut(address, ":")
	return found && !strings.ContainsAny(before, "[/?#") && (after == "" || after[0] < '0' || after[0] > '9')
}

// speaksNoTLS tells the errors of a server that may be there for http alone.
func speaksNoTLS(err error) bool {
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return err != nil && (errors.Is(err, errNoServer) || errors.Is(err, errClosed) || errors.As(err, &record) || errors.As(err, &alert) ||
		strings.Contains(err.Error(), "server gave HTTP response"))
}

// search is one search for feeds.
type search struct {
	client *Client
	found  []Candidate
	good   int
	known  map[string]bool // addresses, asked for and led to
	asked  []string
	// refused is set when a server wants no more requests.
	refused error
}

// page looks at all that a page says, the surest first.
func (s *search) page(ctx context.Context, a reply) {
	s.known[a.url] = true
	s.try(ctx, foundHeader, a.url, alternates(a.header.Values("Link"), a.url), maxDeclared)
	text, err := decodePage(a.body, a.contentType(), "")
	if err != nil {
		text = ""
	}
	links := linksOf(text, a.url)
	s.try(ctx, foundHead, a.url, links.declared, maxDeclared)
	if s.good == 0 {
		s.try(ctx, foundText, a.url, links.anchors, maxGuesses)
	}
	if s.good == 0 {
		s.try(ctx, foundText, a.url, links.worded, maxGuesses)
	}
	u, err := url.Parse(a.url)
	if err != nil {
		return
	}
	for _, usual := range usualPaths {
		if s.good > 0 {
			return
		}
		s.try(ctx, foundUsual, a.url, []named{{url: u.Scheme + "://" + u.Host + usual}}, 1)
	}
}

// try reads each address, most at most. Of those that the site does not name
// itself a failure is no news.
func (s *search) try(ctx context.Context, how, site string, list []named, most int) {
	for _, n := range list[:min(len(list), most)] {
		if s.known[n.url] || s.refused != nil {
			continue
		}
		s.known[n.url] = true
		s.asked = append(s.asked, n.url)
		if s.refused = s.client.wait(ctx); s.refused != nil {
			return
		}
		found, err := s.read(ctx, n)
		found.Found, found.Site = how, site
		switch {
		case err == nil && s.known[found.URL] && found.URL != n.url:
			continue // two names of one feed
		case err == nil:
			s.known[found.URL] = true
			s.good++
		case how == foundText || how == foundUsual:
			continue
		default:
			found.Trouble = err.Error()
		}
		s.found = append(s.found, found)
	}
}

func (s *search) read(ctx context.Context, n named) (Candidate, error) {
	a, err := s.client.ask(ctx, Feed{URL: n.url}, accept, s.client.config.MaxBytes)
	var status *unwelcomeError
	if errors.As(err, &status) && status.status == http.StatusTooManyRequests || ctx.Err() != nil {
		s.refused = err
	}
	if err != nil {
		return Candidate{URL: n.url, Title: n.title}, err
	}
	found, err := s.client.candidate(n.url, a)
	found.Title = firstOf(found.Title, n.title)
	return found, err
}

func (s *search) result(ctx context.Context, address string) ([]Candidate, error) {
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case s.good > 0:
		slices.SortStableFunc(s.found, func(a, b Candidate) int { return cmp.Compare(min(1, len(a.Trouble)), min(1, len(b.Trouble))) })
		return s.found, nil
	case len(s.found) == 1:
		return nil, fmt.Errorf("a feed is named at %s, but it cannot be read: %s", s.found[0].URL, s.found[0].Trouble)
	case len(s.found) > 0:
		var all []string
		for _, c := range s.found {
			all = append(all, c.URL+": "+c.Trouble)
		}
		return nil, fmt.Errorf("%d feeds are named at %s, but none can be read: %s", len(all), address, strings.Join(all, "; "))
	case s.refused != nil:
		return nil, fmt.Errorf("the search was broken off: %w", s.refused)
	}
	return nil, fmt.Errorf("no feed was found: %s names none, and %d usual addresses hold none; look on the site for a link named RSS; or read the page itself by a CSS selector: `vedette fetch --select SELECTOR URL` tries one, docs/SOURCES.md tells more", address, len(s.asked))
}

// candidate reads a document as a feed. It is known by the address that was
// asked for, unless that has moved for good.
func (c *Client) candidate(asked string, a reply) (Candidate, error) {
	found := Candidate{URL: asked}
	if !a.detour {
		found.URL = a.url
	}
	now := c.Now().UTC()
	items, err := readReply(a, now)
	var partial *PartialError
	if err != nil && !errors.As(err, &partial) {
		return found, err
	}
	text, err := decodePage(a.body, a.contentType(), "")
	if err != nil {
		return found, err
	}
	f := factsOf(text)
	found.Title, found.Format, found.Items = f.title, f.format, len(items)
	found.Newest = newestOf(items, now)
	found.Language, _ = mostly(items)
	for _, l := range headerLinks(a.header.Values("Link")) {
		if l.is("hub") {
			f.hubs = append(f.hubs, l.url)
		}
	}
	for _, hub := range f.hubs {
		if hub = resolve(a.url, hub); hub != "" && !slices.Contains(found.Hubs, hub) {
			found.Hubs = append(found.Hubs, hub)
		}
	}
	return found, nil
}

// readReply reads a document that came as a feed.
func readReply(a reply, now time.Time) ([]news.Item, error) {
	reading, err := Parse(a.body, a.header, a.url, Feed{Name: "x"}, now)
	return reading.Items, err
}

// newestOf gives the latest date of items. One of now is none: it stands for a
// missing one.
func newestOf(items []news.Item, now time.Time) (newest time.Time) {
	for _, it := range items {
		if it.Published.After(newest) && it.Published.Before(now) {
			newest = it.Published
		}
	}
	return newest
}

// mostly gives the language that most items are in, "" when they do not say, and
// where most of those have it from.
func mostly(items []news.Item) (lang, from string) {
	languages, sources := map[string]int{}, map[[2]string]int{}
	for _, it := range items {
		if languages[it.Lang]++; it.Lang != "" && languages[it.Lang] > languages[lang] {
			lang = it.Lang
		}
		sources[[2]string{it.Lang, it.LangFrom}]++
	}
	most := 0
	for of, n := range sources {
		if of[0] == lang && (n > most || n == most && of[1] < from) {
			most, from = n, of[1]
		}
	}
	return lang, from
}

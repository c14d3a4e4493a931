package fetch

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"vedette/news"
)

// newsSchema is the namespace of news in sitemaps.
const newsSchema = "http://www.google.com/schemas/sitemap-news/0.9"

// Limits of sitemaps. 50,000 addresses is what the protocol allows; a sitemap
// of news has 1,000 at most, and of one that lists a whole site the latest are
// taken, as the others are no news.
const (
	maxSitemapURLs  = 50_000
	maxSitemapItems = 1000
	sitemapWindow   = 4 << 10 // bytes in which the root element begins
)

// sitemapRoot gives the root element of a sitemap, "urlset" or "sitemapindex",
// and "" for any other document. Sitemaps are UTF-8 by their protocol.
func sitemapRoot(body []byte) string {
	if startsFeed(body) {
		return ""
	}
	m := sitemapStart.FindSubmatch(body[:min(len(body), sitemapWindow)])
	if m == nil {
		return ""
	}
	return strings.ToLower(string(m[1]))
}

// startsFeed knows feeds that begin as nearly all do, to spare them the search
// for a sitemap's root.
func startsFeed(body []byte) bool {
	body = bytes.TrimLeft(body[:min(len(body), sitemapWindow)], " \t\r\n")
	if bytes.HasPrefix(body, []byte("<?xml ")) {
		body = bytes.TrimLeft(body[bytes.IndexByte(body, '>')+1:], " \t\r\n")
	}
	for _, root := range []string{"<rss ", "<feed ", "<rdf:RDF"} {
		if bytes.HasPrefix(body, []byte(root)) {
			return true
		}
	}
	return false
}

var sitemapStart = regexp.MustCompile(`(?i)^\s*(?:\x{FEFF}\s*)?(?:<\?[^>]*>\s*|<!--(?:[^-]|-[^-])*-->\s*)*<(?:[a-z0-9]+:)?(urlset|sitemapindex)[\s/>]`)

// readSitemap makes items of a sitemap (sitemaps.org/protocol.html). With the
// news extension an item has the title, the date, the language and the keywords
// that it gives; else it is dated by its lastmod and has the words of its
// address for a title. A sitemap that breaks off gives a *PartialError with
// what came.
func readSitemap(body []byte, base string, feed Feed, now time.Time) ([]news.Item, []Note, error) {
	s := sitemapReader{base: base}
	s.read(strings.ToValidUTF8(string(body), "\uFFFD"))
	if s.over {
		return nil, nil, fmt.Errorf("the sitemap has more than %d addresses and was not read: look for the site's sitemap of news", maxSitemapURLs)
	}
	if len(s.found) == 0 && !s.whole {
		return nil, nil, errors.New("the sitemap breaks off before its first address: nothing was read")
	}
	var notes []Note
	if left := len(s.found) - maxSitemapItems; left > 0 {
		notes = append(notes, Note{"skipped", fmt.Sprintf("%s left out: the latest %d were taken", news.Count(left, "older page"), maxSitemapItems)})
	}
	items := itemsOf(latest(s.found, feed.zone()), "", base, feed, now)
	if !s.whole {
		return items, notes, &PartialError{Items: len(items)}
	}
	return items, notes, nil
}

// latest keeps the newest entries, in their order.
func latest(entries []listed, zone *time.Location) []listed {
	if len(entries) <= maxSitemapItems {
		return entries
	}
	type dated struct {
		at    time.Time
		place int
	}
	order := make([]dated, len(entries))
	for i, e := range entries {
		order[i].at, _ = ReadDate(firstOf(e.published, e.updated), zone)
		order[i].place = i
	}
	slices.SortStableFunc(order, func(a, b dated) int { return b.at.Compare(a.at) })
	order = order[:maxSitemapItems]
	slices.SortFunc(order, func(a, b dated) int { return cmp.Compare(a.place, b.place) })
	out := make([]listed, len(order))
	for i, d := range order {
		out[i] = entries[d.place]
	}
	return out
}

// sitemapReader reads in one pass and keeps no stack: nesting costs nothing.
type sitemapReader struct {
	base  string
	news  string // the prefix of the news namespace
	found []listed
	// whole says that the root's end came, over that there are too many.
	whole, over bool
}

// place is what a sitemap says of one address, by element: "loc", "lastmod",
// and those of the news extension as "news:title".
type place map[string]*strings.Builder

func (s *sitemapReader) read(text string) {
	s.news = "news"
	z := html.NewTokenizer(strings.NewReader(text))
	z.AllowCDATA(true)
	var at place
	var field *strings.Builder
	for !s.over {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if field != nil {
				field.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name := s.open(z)
			field = nil
			if name == "url" || name == "sitemap" {
				at = place{}
			} else if at != nil && known[name] && at[name] == nil {
				field = &strings.Builder{}
				at[name] = field
			}
		case html.EndTagToken:
			field = nil
			raw, _ := z.TagName()
			switch s.name(string(raw)) {
			case "url", "sitemap":
				s.close(at)
				at = nil
			case "urlset", "sitemapindex":
				s.whole = true
				return
			}
		}
	}
}

// known are the elements that are read.
var known = map[string]bool{
	"loc": true, "lastmod": true,
	"news:title": true, "news:publication_date": true, "news:language": true, "news:keywords": true,
}

// open gives a start tag's name, and finds out how the news are prefixed.
func (s *sitemapReader) open(z *html.Tokenizer) string {
	raw, more := z.TagName()
	name := string(raw)
	for i := 0; more && i < maxNodeAttributes; i++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		if prefix, ok := bytes.CutPrefix(key, []byte("xmlns:")); ok && string(value) == newsSchema {
			s.news = string(prefix)
		}
	}
	return s.name(name)
}

// name gives an element's name with "news:" for the news, with no prefix for
// the sitemap's own, and "" for those of other namespaces.
func (s *sitemapReader) name(raw string) string {
	prefix, local := splitName(raw)
	switch {
	case prefix == s.news:
		return "news:" + local
	case prefix == "" || prefix == "sm" || prefix == "sitemap":
		return local
	}
	return ""
}

// close takes one address.
func (s *sitemapReader) close(at place) {
	said := func(name string) string {
		if b := at[name]; b != nil {
			return strings.TrimSpace(b.String())
		}
		return ""
	}
	loc := resolve(s.base, said("loc"))
	if loc == "" {
		return
	}
	s.over = len(s.found) >= maxSitemapURLs
	e := listed{
		link: loc, title: said("news:title"), language: said("news:language"),
		published: said("news:publication_date"), updated: said("lastmod"),
	}
	if e.title == "" {
		e.title = titleOf(loc)
	}
	for _, word := range strings.Split(said("news:keywords"), ",") {
		if word = strings.TrimSpace(word); word != "" {
			e.tags = append(e.tags, word)
		}
	}
	s.found = append(s.found, e)
}

// titleOf makes a title of an address: the words of its last part, as in
// /2026/11/corridor-talks-go-on.html; the address itself where that has none.
func titleOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	last := path.Base(strings.TrimSuffix(u.Path, "/"))
	last = strings.TrimSuffix(last, path.Ext(last))
	words := strings.FieldsFunc(last, func(r rune) bool { return r == '-' || r == '_' || r == '+' || unicode.IsSpace(r) })
	if len(words) < 2 || !strings.ContainsFunc(last, unicode.IsLetter) {
		return address
	}
	return strings.Join(words, " ")
}

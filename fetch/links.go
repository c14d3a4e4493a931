package fetch

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// named is an address at which something says that a feed is.
type named struct{ url, title string }

// pageLinks is what a page says of feeds.
type pageLinks struct {
	// declared are its <link rel="alternate"> (rssboard.org/rss-autodiscovery),
	// anchors the links of its text whose address looks like a feed's, worded
	// those of which only the words say so, each in the page's order.
	declared, anchors, worded []named
}

// linksOf reads a page in one pass. Addresses are resolved against its base;
// what stands there twice is given once.
func linksOf(text, address string) pageLinks {
	var found pageLinks
	base := ""
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(maxToken)
	var open *anchor
	end := func() {
		switch {
		case open == nil:
		case open.looksLikeFeed && len(found.anchors) < maxAnchors:
			found.anchors = append(found.anchors, open.named)
		case !open.looksLikeFeed && len(found.worded) < maxAnchors && namesFeed(open.title+" "+open.hints):
			found.worded = append(found.worded, open.named)
		}
		open = nil
	}
	for {
		switch z.Next() {
		case html.ErrorToken:
			end()
			base = resolve(address, base)
			return pageLinks{webAddresses(found.declared, base, address), webAddresses(found.anchors, base, address), webAddresses(found.worded, base, address)}
		case html.TextToken:
			if open != nil && len(open.title) < maxLinkText {
				open.title += string(z.Text()) + " "
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "a" {
				end()
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case t.Data == "base" && base == "":
				base = attribute(t, "href")
			case t.Data == "link" && (isAlternateFeed(t) || isFeedLink(t)):
				found.declared = append(found.declared, named{attribute(t, "href"), attribute(t, "title")})
			case t.Data == "img" && open != nil:
				open.hints += " " + attribute(t, "alt")
			case t.Data == "a":
				end()
				if leadsAway(attribute(t, "href")) {
					open = &anchor{named{url: attribute(t, "href")}, isFeedAnchor(t), attribute(t, "title") + " " + attribute(t, "aria-label")}
				}
			}
		}
	}
}

// anchor is a link of a text: its text is the title. The hints are what it says
// elsewhere, as in the words for a picture.
type anchor struct {
	named
	looksLikeFeed bool
	hints         string
}

// namesFeed tells whether the words of a link call it a feed.
func namesFeed(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains([]string{"rss", "atom", "feed", "feeds"}, word)
	})
}

// leadsAway tells whether an address is another than that of the page itself.
func leadsAway(href string) bool {
	u, err := url.Parse(href)
	return err == nil && (u.Path != "" || u.RawQuery != "" || u.Host != "")
}

// Bounds of what a page may say: no page names more feeds that anybody reads.
const (
	maxAnchors  = 50
	maxLinkText = 100
)

// isFeedLink knows rel="feed", which HTML had for a while.
func isFeedLink(t html.Token) bool {
	return slices.Contains(strings.Fields(strings.ToLower(attribute(t, "rel"))), "feed") && attribute(t, "href") != ""
}

// isFeedAnchor guesses by the address and the type whether a link of a text
// leads to a feed.
func isFeedAnchor(t html.Token) bool {
	kind, _, _ := strings.Cut(strings.ToLower(attribute(t, "type")), ";")
	u, err := url.Parse(attribute(t, "href"))
	if err != nil {
		return false
	}
	if feedTypes[strings.TrimSpace(kind)] {
		return true
	}
	last := strings.ToLower(path.Base(u.Path))
	switch {
	case slices.Contains([]string{"feed", "feeds", "rss", "atom", "rss2", "rdf", "feed.json"}, last):
		return true
	case slices.Contains([]string{".rss", ".atom", ".rdf"}, path.Ext(last)):
		return true
	case path.Ext(last) == ".xml":
		return strings.Contains(last, "rss") || strings.Contains(last, "feed") || strings.Contains(last, "atom")
	}
	return u.Query().Get("format") == "feed" || u.Query().Has("feed") || strings.HasPrefix(u.Host, "feeds.")
}

// webAddresses resolves addresses, and drops what is none of the web and what came
// before.
func webAddresses(list []named, bases ...string) []named {
	var out []named
	for _, n := range list {
		for _, base := range bases {
			n.url = resolve(base, n.url)
		}
		u, err := url.Parse(n.url)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		u.Fragment = ""
		n.url, n.title = u.String(), oneLine(n.title)
		if !slices.ContainsFunc(out, func(o named) bool { return o.url == n.url }) {
			out = append(out, n)
		}
	}
	return out
}

// headerLink is one link of a Link header (RFC 8288).
type headerLink struct {
	url    string
	params map[string]string
}

func (l headerLink) is(rel string) bool {
	return slices.Contains(strings.Fields(strings.ToLower(l.params["rel"])), rel)
}

// headerLinks reads Link headers. What cannot be read is passed over.
func headerLinks(headers []string) []headerLink {
	var out []headerLink
	for _, part := range splitOutside(strings.Join(headers, ","), ',') {
		pieces := splitOutside(part, ';')
		target := strings.TrimSpace(pieces[0])
		if !strings.HasPrefix(target, "<") || !strings.HasSuffix(target, ">") {
			continue
		}
		l := headerLink{url: strings.TrimSpace(target[1 : len(target)-1]), params: map[string]string{}}
		for _, p := range pieces[1:] {
			name, value, _ := strings.Cut(p, "=")
			name = strings.ToLower(strings.TrimSpace(name))
			if _, twice := l.params[name]; !twice {
				l.params[name] = strings.Trim(strings.TrimSpace(value), `"`)
			}
		}
		out = append(out, l)
	}
	return out
}

// splitOutside splits where a sign stands outside of quotes and of <>.
func splitOutside(s string, sign byte) []string {
	var out []string
	quoted, inside, from := false, false, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && !inside:
			quoted = !quoted
		case c == '<' && !quoted:
			inside = true
		case c == '>' && !quoted:
			inside = false
		case c == sign && !quoted && !inside:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

// alternates gives the feeds that Link headers name.
func alternates(headers []string, address string) []named {
	var out []named
	for _, l := range headerLinks(headers) {
		kind, _, _ := strings.Cut(strings.ToLower(l.params["type"]), ";")
		if l.is("alternate") && feedTypes[strings.TrimSpace(kind)] {
			out = append(out, named{l.url, l.params["title"]})
		}
	}
	return webAddresses(out, address)
}

package fetch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"vedette/news"
)

// readPage makes items of a web page that has no feed, by the selectors of
// feed.Select. An item is known by its link; one without a link needs a title
// and a date. A page on which nothing is found is an error: no page of news is
// empty, but pages are rebuilt, and a selector that has come to nothing must
// not pass for silence. The notes tell what was passed over.
func readPage(body []byte, contentType, base string, feed Feed, now time.Time) ([]news.Item, []Note, error) {
	chosen, faults := feed.Select.compile()
	if len(faults) > 0 {
		return nil, nil, faults.Err()
	}
	text, err := decodePage(body, contentType, feed.Language)
	if err != nil {
		return nil, nil, err
	}
	doc, err := parsePage(text)
	if err != nil {
		return nil, nil, err
	}
	p := newNewsPage(doc, base, chosen)
	found := cascadia.QueryAll(doc, chosen.item)
	if len(found) == 0 && feedStart(text) >= 0 {
		return nil, nil, errors.New("this is a feed, no web page: read it without select")
	}
	if len(found) == 0 {
		return nil, nil, fmt.Errorf("the selector %q matched nothing: the page may have changed; look at it in a browser and mend select.item", feed.Select.Item)
	}
	for _, n := range found {
		p.take(n)
	}
	if len(p.found) == 0 {
		return nil, nil, fmt.Errorf("the selector %q matched %d elements, but none has a link, or a title and a date: set select.link, or select.title and select.date", feed.Select.Item, len(found))
	}
	return itemsOf(p.found, p.language, p.base, feed, now), p.notes(), nil
}

// newsPage gathers the items of a page.
type newsPage struct {
	chosen         selectors
	base, language string
	found          []listed
	at             map[string]int // the place of each link in found
	// without counts elements that made no item.
	without int
}

func newNewsPage(doc *html.Node, base string, chosen selectors) *newsPage {
	p := &newsPage{chosen: chosen, base: base, at: map[string]int{}}
	if b := cascadia.Query(doc, anyBase); b != nil {
		p.base = resolve(base, attributeOf(b, "href"))
	}
	p.language = attributeOf(doc.FirstChild, "lang")
	return p
}

// take lists one element. A story that the page shows twice, at the
// top and in the list, is one: the place with more to say wins.
func (p *newsPage) take(n *html.Node) {
	e := p.read(n)
	if e.link == "" && (e.title == "" || e.published == "") {
		p.without++
		return
	}
	i, known := p.at[e.link]
	switch {
	case e.link == "" || !known:
		p.at[e.link] = len(p.found)
		p.found = append(p.found, e)
	case said(e) > said(p.found[i]):
		p.found[i] = e
	}
}

// said counts the parts that are there.
func said(e listed) (n int) {
	for _, part := range []string{e.title, e.published, e.summary} {
		if part != "" {
			n++
		}
	}
	return n
}

func (p *newsPage) read(n *html.Node) listed {
	var e listed
	link := p.link(n)
	if link != nil {
		e.link = p.address(attributeOf(link, "href"))
	}
	e.title = p.title(n, link)
	e.published = p.date(n)
	if s := first(n, p.chosen.summary); s != nil {
		e.summary = nodeText(s)
	}
	return e
}

// link gives the element whose href is the item's: what the selector says, or
// a link in it; else the item itself, the first link with a text, the first.
func (p *newsPage) link(n *html.Node) *html.Node {
	if p.chosen.link != nil {
		at := first(n, p.chosen.link)
		if at == nil || attributeOf(at, "href") != "" {
			return at
		}
		return cascadia.Query(at, anyLink)
	}
	if n.Data == "a" && attributeOf(n, "href") != "" {
		return n
	}
	links := cascadia.QueryAll(n, anyLink)
	for _, a := range links {
		if nodeLine(a) != "" && p.address(attributeOf(a, "href")) != "" {
			return a
		}
	}
	if len(links) > 0 {
		return links[0]
	}
	return nil
}

// address makes a link absolute. What leads to no other page is none.
func (p *newsPage) address(href string) string {
	if href == "" || strings.HasPrefix(href, "#") {
		return ""
	}
	u, err := url.Parse(resolve(p.base, href))
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// title gives what the selector says, else the link's text or that of a
// heading, or what a picture says of itself.
func (p *newsPage) title(n, link *html.Node) string {
	if p.chosen.title != nil {
		if at := first(n, p.chosen.title); at != nil {
			return nodeLine(at)
		}
		return ""
	}
	if link != nil {
		if text := linkText(link); text != "" {
			return text
		}
	}
	if h := cascadia.Query(n, anyHeading); h != nil {
		return nodeLine(h)
	}
	if img := cascadia.Query(n, anyPicture); img != nil {
		return attributeOf(img, "alt")
	}
	return ""
}

// linkText gives a link's text. Of a whole card that is a link only the
// heading is the title.
func linkText(link *html.Node) string {
	if h := cascadia.Query(link, anyHeading); h != nil {
		return nodeLine(h)
	}
	return nodeLine(link)
}

// date gives the date as the page writes it, for machines where it does.
func (p *newsPage) date(n *html.Node) string {
	at := first(n, p.chosen.date)
	if p.chosen.date == nil {
		at = cascadia.Query(n, anyTime)
	}
	if at == nil {
		return ""
	}
	for _, name := range []string{"datetime", "content"} {
		if text := attributeOf(at, name); text != "" {
			if _, ok := ReadDate(text, time.UTC); ok {
				return text
			}
		}
	}
	return nodeLine(at)
}

func (p *newsPage) notes() []Note {
	var n notes
	n.count("skipped", p.without, "an element that the selector matched has neither a link nor title and date",
		"%d elements that the selector matched have neither a link nor title and date")
	undated := 0
	for _, e := range p.found {
		if e.published == "" {
			undated++
		}
	}
	n.count("info", undated, fmt.Sprintf("1 of %s has no date: it counts as published when first seen", news.Count(len(p.found), "item")),
		fmt.Sprintf("%%d of %d items have no date: they count as published when first seen", len(p.found)))
	return n
}

package fetch

import (
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"vedette/problem"
)

// selectors are a feed's Select, compiled. Those that were not set are nil.
type selectors struct {
	item, title, link, date, summary cascadia.SelectorGroup
}

// compile reads the selectors (CSS Selectors 4 as far as cascadia knows it).
// All that are faulty are told, by path: "item".
func (s Select) compile() (selectors, problem.List) {
	var list problem.List
	read := func(path, text string) cascadia.SelectorGroup {
		if text == "" {
			return nil
		}
		group, err := cascadia.ParseGroup(text)
		if err != nil {
			list.Add(path, `write a CSS selector, such as "article.news" or "ul.list > li"`, "the selector %q cannot be read: %v", text, err)
		}
		return group
	}
	out := selectors{
		item: read("item", s.Item), title: read("title", s.Title), link: read("link", s.Link),
		date: read("date", s.Date), summary: read("summary", s.Summary),
	}
	if s.Item == "" {
		list.Add("item", `write the selector of one item, such as "article.news"`, "select has no item: nothing says which parts of the page are news")
	}
	return out, list
}

// first gives the first element within n that a selector selects, nil without
// one.
func first(n *html.Node, group cascadia.SelectorGroup) *html.Node {
	if group == nil {
		return nil
	}
	return cascadia.Query(n, group)
}

// The elements that are looked at where no selector says otherwise.
var (
	anyLink    = cascadia.MustCompile("a[href]")
	anyTime    = cascadia.MustCompile("time")
	anyHeading = cascadia.MustCompile("h1, h2, h3, h4, h5, h6")
	anyPicture = cascadia.MustCompile("img[alt]")
	anyBase    = cascadia.MustCompile("base[href]")
)

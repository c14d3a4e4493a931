package fetch

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// feedFacts is what a feed says of itself, for people who choose one.
type feedFacts struct {
	format, title string
	hubs          []string
}

// rootFormats are the formats by their root elements.
var rootFormats = map[string]string{
	"rss": "RSS", "rdf": "RSS 1.0", "feed": "Atom", "urlset": "sitemap", "sitemapindex": "sitemap index",
}

// maxFactTags bounds how far a feed is read for its facts: they stand before
// its items. Some put them behind; these stay without a title.
const maxFactTags = 500

// factsOf reads the head of a document that is known to be a feed.
func factsOf(text string) feedFacts {
	if start := strings.IndexAny(text, "<{"); start >= 0 && text[start] == '{' {
		return jsonFacts(text[start:])
	}
	var f feedFacts
	z := html.NewTokenizer(strings.NewReader(text))
	z.AllowCDATA(true)
	title := false
	for range maxFactTags {
		switch z.Next() {
		case html.ErrorToken:
			return f
		case html.TextToken:
			if title {
				f.title += string(z.Text())
			}
		case html.EndTagToken:
			title = false
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			_, local := splitName(t.Data)
			switch {
			case f.format == "":
				f.format = formatOf(local, t)
			case local == "item" || local == "entry":
				return f.clean()
			case t.Data == "title" || t.Data == "atom:title":
				title = f.title == ""
			case local == "link" && slices.Contains(strings.Fields(strings.ToLower(attribute(t, "rel"))), "hub"):
				f.hubs = append(f.hubs, attribute(t, "href"))
			}
		}
	}
	return f.clean()
}

func (f feedFacts) clean() feedFacts {
	f.title = oneLine(f.title)
	return f
}

// formatOf names the format that a root element begins, "" if it is none.
func formatOf(root string, t html.Token) string {
	name := rootFormats[root]
	if version := attribute(t, "version"); root == "rss" && version != "" {
		return name + " " + version
	}
	return name
}

func jsonFacts(text string) feedFacts {
	var doc struct {
		Title string
		Hubs  []struct{ Type, URL string }
	}
	_ = json.NewDecoder(strings.NewReader(text)).Decode(&doc) // what cannot be read is not told
	f := feedFacts{format: "JSON Feed", title: oneLine(doc.Title)}
	for _, h := range doc.Hubs {
		if strings.EqualFold(h.Type, "websub") {
			f.hubs = append(f.hubs, h.URL)
		}
	}
	return f
}

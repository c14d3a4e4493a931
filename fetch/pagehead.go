package fetch

import (
	"bytes"

	"golang.org/x/net/html"
)

// pageHead reads the links in the head of a web page: hubs and topic (WebSub,
// 4), and the page before this one. Those in its body may be a reader's comment
// and are not taken, and neither is what scripts and comments hold. A <base>
// counts for the links behind it.
func pageHead(body []byte) head {
	var h head
	base := ""
	z := html.NewTokenizer(bytes.NewReader(body[:min(len(body), pageWindow)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return h
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case t.Data == "base" && base == "":
				base = attribute(t, "href")
			case t.Data == "link":
				h.take(attribute(t, "rel"), resolve(base, attribute(t, "href")))
			case !inPageHead[t.Data]:
				return h
			}
		}
	}
}

// inPageHead are the elements that may stand in a page's head; any other opens
// its body (HTML, 13.2.6.4.4).
var inPageHead = map[string]bool{
	"html": true, "head": true, "title": true, "meta": true, "base": true, "link": true,
	"style": true, "script": true, "noscript": true, "template": true,
}

package loadserver

import (
	"fmt"
	"strings"
	"time"
)

// words make the texts. They are about what a real feed's are: HTML in CDATA
// with paragraphs, links and a picture, and some letters beyond ASCII.
var words = strings.Fields(`the corridor through Zəngəzur will carry freight and passengers
ministers said after talks in Bakı that rail works begin next spring while
parliament debates the bill on transit fees and the border crossing stays open
analysts expect exports of gas along the southern route to grow this year`)

// document appends a feed of RSS 2.0 of some 27 KB with 20 items, newest first.
func (s *Server) document(out []byte, feed int, newest int64) []byte {
	out = fmt.Appendf(out, `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>Paper %d</title>
<link>https://paper-%d.example.org/</link>
<description>News of paper %d</description>
<language>en</language>
<atom:link href="https://paper-%d.example.org/feed" rel="self" type="application/rss+xml"/>
`, feed, feed, feed, feed)
	for i := range int64(s.items) {
		out = s.entry(out, feed, newest-i)
	}
	return append(out, "</channel>\n</rss>\n"...)
}

// entry appends one item of some 1.3 KB.
func (s *Server) entry(out []byte, feed int, n int64) []byte {
	out = fmt.Appendf(out, `<item>
<title>Report %d: `, n)
	out = text(out, feed+int(n), 8)
	out = fmt.Appendf(out, `</title>
<link>https://paper-%d.example.org/%d/report</link>
<guid isPermaLink="false">paper-%d-%d</guid>
<dc:creator><![CDATA[Desk %d]]></dc:creator>
<category><![CDATA[Politics]]></category>
<category><![CDATA[Economy]]></category>
<pubDate>%s</pubDate>
<media:thumbnail url="https://paper-%d.example.org/%d.jpg" width="150" height="150"/>
<description><![CDATA[<p>`, feed, n, feed, n, feed%7, s.at(feed, n).Format(time.RFC1123Z), feed, n)
	out = text(out, feed+int(n)*3, 30)
	out = append(out, "&#8230;</p>]]></description>\n<content:encoded><![CDATA["...)
	for p := range 2 {
		out = append(out, `<p>`...)
		out = text(out, feed+int(n)*5+p, 20)
		out = append(out, ` <a href="https://example.org/more">`...)
		out = text(out, feed+int(n)*7+p, 4)
		out = append(out, `</a> `...)
		out = text(out, feed+int(n)*11+p, 12)
		out = append(out, ".</p>\n"...)
	}
	return append(out, "]]></content:encoded>\n</item>\n"...)
}

// longest is the longest text that is asked for, in words.
const longest = 30

// texts are all that there are, made once, with where each of their words ends.
var texts = func() []struct {
	text []byte
	ends [longest]int
} {
	list := make([]struct {
		text []byte
		ends [longest]int
	}, 5*len(words))
	for start := range list {
		t := &list[start]
		for i := range longest {
			if i > 0 {
				t.text = append(t.text, ' ')
			}
			t.text = append(t.text, words[(start*13+i*7+i*i*(start%5))%len(words)]...)
			t.ends[i] = len(t.text)
		}
	}
	return list
}()

// text appends so many words, different ones for each start.
func text(out []byte, start, n int) []byte {
	t := &texts[start%len(texts)]
	return append(out, t.text[:t.ends[n-1]]...)
}

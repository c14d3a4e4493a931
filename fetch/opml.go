package fetch

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// outline is one entry of OPML 2.0: a feed if it has an address, else a folder.
type outline struct {
	Text     string    `xml:"text,attr"`
	Title    string    `xml:"title,attr,omitempty"`
	Type     string    `xml:"type,attr,omitempty"`
	XMLURL   string    `xml:"xmlUrl,attr,omitempty"`
	HTMLURL  string    `xml:"htmlUrl,attr,omitempty"`
	Language string    `xml:"language,attr,omitempty"`
	Category string    `xml:"category,attr,omitempty"`
	Outlines []outline `xml:"outline"`
}

type opml struct {
	XMLName xml.Name  `xml:"opml"`
	Version string    `xml:"version,attr"`
	Title   string    `xml:"head>title"`
	Body    []outline `xml:"body>outline"`
}

// Bounds of an OPML file: the largest lists that people pass around have a few
// thousand feeds in folders two or three deep.
const (
	maxOPMLBytes = 16 << 20
	maxOPMLDepth = 64
)

// ReadOPML reads a list of feeds as other readers export it (OPML 1.0 and 2.0,
// opml.org/spec2.opml). Folders and categories become tags. A feed that is
// listed twice is given once, with the tags of both. The feed scheme is read as
// http. Outlines with any other address are left out and given as odd, each
// named for people; only a list that has no other is an error.
func ReadOPML(r io.Reader) (feeds []Feed, odd []string, err error) {
	var doc opml
	d := xml.NewDecoder(io.LimitReader(r, maxOPMLBytes))
	d.Strict = false
	d.CharsetReader = opmlCharset
	if err := d.Decode(&doc); err != nil {
		return nil, nil, fmt.Errorf("not an OPML file: %w", err)
	}
	list := opmlList{index: map[string]int{}}
	list.take(doc.Body, nil)
	switch {
	case len(list.feeds) > 0:
		return list.feeds, list.odd, nil
	case len(list.odd) > 0:
		return nil, list.odd, fmt.Errorf("no http or https address: %s", strings.Join(list.odd, ", "))
	}
	return nil, nil, errors.New("the OPML file lists no feeds")
}

// opmlCharset refuses what is not UTF-8 in words that help.
func opmlCharset(charset string, in io.Reader) (io.Reader, error) {
	if strings.EqualFold(charset, "utf-8") {
		return in, nil
	}
	return nil, fmt.Errorf("it is in %s: save it as UTF-8", charset)
}

// opmlList gathers the feeds of nested folders.
type opmlList struct {
	feeds []Feed
	index map[string]int // by address
	odd   []string
}

func (l *opmlList) take(outlines []outline, folders []string) {
	if len(folders) > maxOPMLDepth {
		return
	}
	for _, o := range outlines {
		name := strings.TrimSpace(o.Title)
		if name == "" {
			name = strings.TrimSpace(o.Text)
		}
		if o.XMLURL != "" {
			l.add(name, o, folders)
		}
		inner := folders
		if o.XMLURL == "" && name != "" {
			inner = append(folders[:len(folders):len(folders)], name)
		}
		l.take(o.Outlines, inner)
	}
}

func (l *opmlList) add(name string, o outline, folders []string) {
	address := listedAddress(o.XMLURL)
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		l.odd = append(l.odd, fmt.Sprintf("%q (%s)", name, ShownAddress(address)))
		return
	}
	i, known := l.index[address]
	if !known {
		i = len(l.feeds)
		l.index[address] = i
		if name == "" {
			name = u.Host
		}
		l.feeds = append(l.feeds, Feed{Name: name, URL: address, Site: o.HTMLURL, Language: primary(o.Language)})
	}
	for _, tag := range append(folders, categories(o.Category)...) {
		l.feeds[i].Tags = appendNew(l.feeds[i].Tags, tag)
	}
}

// listedAddress reads the feed scheme of browsers of old, feed://host/path and
// feed:https://host/path, as the address that it stands for.
func listedAddress(address string) string {
	address = strings.TrimSpace(address)
	if len(address) < len("feed:") || !strings.EqualFold(address[:len("feed:")], "feed:") {
		return address
	}
	rest := address[len("feed:"):]
	if strings.HasPrefix(rest, "//") {
		return "http:" + rest
	}
	return rest
}

// categories reads OPML's comma-separated list of slash-delimited categories.
func categories(text string) []string {
	var tags []string
	for _, part := range strings.Split(text, ",") {
		if part = strings.Trim(strings.TrimSpace(part), "/"); part != "" {
			tags = append(tags, part)
		}
	}
	return tags
}

func appendNew(tags []string, tag string) []string {
	for _, t := range tags {
		if strings.EqualFold(t, tag) {
			return tags
		}
	}
	return append(tags, tag)
}

// primary gives the first part of a language tag, in lower case.
func primary(tag string) string {
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	return first
}

// WriteOPML writes the feeds as OPML 2.0 that any reader can import. A feed's
// first tag is the folder it stands in, as most readers know folders and not
// tags; all of its tags are its categories. Credentials are not written.
func WriteOPML(w io.Writer, title string, feeds []Feed) error {
	doc := opml{Version: "2.0", Title: title}
	folders := map[string]int{}
	for _, f := range feeds {
		o := outline{Text: f.Name, Title: f.Name, Type: "rss", XMLURL: f.URL,
			HTMLURL: f.Site, Language: f.Language, Category: strings.Join(f.Tags, ",")}
		if len(f.Tags) == 0 {
			doc.Body = append(doc.Body, o)
			continue
		}
		at, known := folders[f.Tags[0]]
		if !known {
			at = len(doc.Body)
			folders[f.Tags[0]] = at
			doc.Body = append(doc.Body, outline{Text: f.Tags[0], Title: f.Tags[0]})
		}
		doc.Body[at].Outlines = append(doc.Body[at].Outlines, o)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("write OPML: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

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

// OPML is what was read of a list of feeds.
type OPML struct {
	// Feeds are those with a web address, each once.
	Feeds []Feed
	// Odd is what stands in the list and is no feed that can be asked: outlines
	// with another address, or without any and nothing in them.
	Odd []OddOutline
	// Twice counts the outlines whose address came before.
	Twice int
	// Broken says where the list breaks off and why; nil when it was read to its
	// end. What stands before that place was read.
	Broken error
}

// OddOutline is an outline of a list that is no feed which can be asked. Address
// is as it may be shown, without a password; empty where there is none.
type OddOutline struct{ Name, Address string }

// String names it for people: "Old" (ftp://a.example/x).
func (o OddOutline) String() string {
	if o.Address == "" {
		return fmt.Sprintf("%q (it has no address)", o.Name)
	}
	return fmt.Sprintf("%q (%s)", o.Name, o.Address)
}

// ReadOPML reads a list of feeds as other readers export it (OPML 1.0 and 2.0,
// opml.org/spec2.opml). Folders and categories become tags. A feed that is
// listed twice is given once, with the tags of both. The feed scheme is read as
// http. A list that breaks off gives the feeds before that place; one without
// any feed is an error, as is what r gives instead of a list.
func ReadOPML(r io.Reader) (OPML, error) {
	limited := &io.LimitedReader{R: r, N: maxOPMLBytes}
	d := xml.NewDecoder(limited)
	d.Strict = false
	d.CharsetReader = opmlCharset
	list := opmlList{index: map[string]int{}}
	err := list.read(d)
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		line, _ := d.InputPos()
		err = fmt.Errorf("it breaks off in line %d: %s", line, syntax.Msg)
		if limited.N <= 0 {
			err = fmt.Errorf("it is longer than %d MiB and was read up to line %d", maxOPMLBytes>>20, line)
		}
		list.Broken = err
	}
	switch {
	case err != nil && (list.Broken == nil || !list.opened):
		return list.OPML, err
	case len(list.Feeds) > 0:
		return list.OPML, nil
	case len(list.Odd) > 0:
		return list.OPML, fmt.Errorf("no http or https address: %s", oddNames(list.Odd))
	case list.Broken != nil:
		return list.OPML, fmt.Errorf("%w; no feed stands before that", list.Broken)
	}
	return list.OPML, errors.New("the OPML file lists no feeds")
}

// oddNames names odd outlines for people.
func oddNames(odd []OddOutline) string {
	names := make([]string, len(odd))
	for i, o := range odd {
		names[i] = o.String()
	}
	return strings.Join(names, ", ")
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
	OPML
	opened bool           // the root is that of a list
	index  map[string]int // of Feeds, by address
}

// folder is an outline that is open: its name, empty if that is a feed's, and
// whether anything is known to come of it.
type folder struct {
	name string
	used bool
}

// read goes through the list, an outline at a time, so that what stands before
// an error is kept.
func (l *opmlList) read(d *xml.Decoder) error {
	var open []folder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && !l.opened {
			return errors.New("not an OPML file: nothing in it is an element; it is empty, or a plain text")
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case !l.opened && t.Name.Local != "opml":
				return fmt.Errorf("not an OPML file: its first element is <%s>", t.Name.Local)
			case t.Name.Local == "opml":
				l.opened = true
			case t.Name.Local == "outline":
				if len(open) > 0 {
					open[len(open)-1].used = true
				}
				open = append(open, l.take(readOutline(t), open))
			}
		case xml.EndElement:
			if t.Name.Local == "outline" && len(open) > 0 {
				if last := open[len(open)-1]; !last.used {
					l.Odd = append(l.Odd, OddOutline{Name: last.name})
				}
				open = open[:len(open)-1]
			}
		}
	}
}

// readOutline reads the attributes of an outline, however they are capitalized.
func readOutline(t xml.StartElement) outline {
	var o outline
	for _, a := range t.Attr {
		switch strings.ToLower(a.Name.Local) {
		case "text":
			o.Text = strings.TrimSpace(a.Value)
		case "title":
			o.Title = strings.TrimSpace(a.Value)
		case "xmlurl":
			o.XMLURL = strings.TrimSpace(a.Value)
		case "htmlurl":
			o.HTMLURL = a.Value
		case "language":
			o.Language = a.Value
		case "category":
			o.Category = a.Value
		}
	}
	return o
}

// take adds the feed of an outline, which stands within the folders that are
// open, and gives it as the folder of what stands in it.
func (l *opmlList) take(o outline, open []folder) folder {
	name := firstOf(o.Title, o.Text)
	if o.XMLURL == "" {
		return folder{name: name}
	}
	var tags []string
	for _, f := range open[:min(len(open), maxOPMLDepth)] {
		if f.name != "" {
			tags = append(tags, f.name)
		}
	}
	l.add(name, o, tags)
	return folder{used: true}
}

func (l *opmlList) add(name string, o outline, folders []string) {
	address := listedAddress(o.XMLURL)
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		l.Odd = append(l.Odd, OddOutline{name, ShownAddress(address)})
		return
	}
	i, known := l.index[address]
	if known {
		l.Twice++
	} else {
		i = len(l.Feeds)
		l.index[address] = i
		if name == "" {
			name = u.Host
		}
		l.Feeds = append(l.Feeds, Feed{Name: name, URL: address, Site: o.HTMLURL, Language: primary(o.Language)})
	}
	for _, tag := range append(folders, categories(o.Category)...) {
		l.Feeds[i].Tags = appendNew(l.Feeds[i].Tags, tag)
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

package fetch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"vedette/news"
)

// PartialError says that a feed was read in part. The items that were read
// came with it; the visit still counts as failed, so that the next one asks
// for the whole document again.
type PartialError struct {
	// Items were read, Missing are known to be in the document but were not
	// (0 when the document broke off and nobody can know).
	Items, Missing int
}

// Error says how much was read.
func (e *PartialError) Error() string {
	if e.Items == 0 && e.Missing == 0 {
		return "the feed breaks off before its first item ends: nothing was read"
	}
	if e.Missing > 0 {
		return fmt.Sprintf("only %d of the feed's %s could be read", e.Items, news.Count(e.Items+e.Missing, "item"))
	}
	if e.Items == 1 {
		return "the feed breaks off after 1 whole item, which was kept"
	}
	return fmt.Sprintf("the feed breaks off after %d whole items, which were kept", e.Items)
}

// Reading is what a document gave.
type Reading struct {
	// Items come in the document's order.
	Items []news.Item
	// Notes say what was repaired, skipped or salvaged on the way.
	Notes []Note
}

// Parse reads one document: RSS 0.9 to 2.0, Atom or JSON Feed, in any charset;
// a sitemap; or by feed.Select a web page.
// Of the HTTP header, which may be nil, it heeds Content-Type,
// Content-Location and Content-Language. The base is the address that relative
// links are resolved against, feed what is known of the feed, now the time
// that no date may pass.
//
// With a *PartialError the items that could be read are given too; with any
// other error there are none. Parse never panics and is safe for concurrent
// use. The caller limits the size.
func Parse(body []byte, header http.Header, base string, feed Feed, now time.Time) (r Reading, err error) {
	err = unbroken(func() (err error) {
		r, err = parse(body, header, base, feed, now)
		return err
	})
	return r, err
}

func parse(body []byte, header http.Header, base string, feed Feed, now time.Time) (Reading, error) {
	var n notes
	switch root := sitemapRoot(body); {
	case feed.Select != nil:
		items, told, err := readPage(body, header.Get("Content-Type"), base, feed, now)
		return Reading{Items: items, Notes: told}, err
	case root == "urlset":
		items, told, err := readSitemap(body, base, feed, now)
		return Reading{Items: items, Notes: told}, err
	case root == "sitemapindex":
		return Reading{}, errIndex
	}
	doc, err := inspect(body, header, base, feed.Language, &n)
	var partial *PartialError
	if errors.Is(err, errNeither) {
		return Reading{}, err // how it was read on the way to that is of no use
	}
	if err != nil && !errors.As(err, &partial) {
		return Reading{Notes: n}, err
	}
	c := cleaner{
		feed: feed, key: feed.Key(), doc: doc, base: location(header, base), zone: feed.zone(), now: now.UTC(),
		httpLanguage: header.Get("Content-Language"), notes: &n,
	}
	return Reading{Items: c.items(), Notes: n}, err
}

// Inspect reads a document like Parse and gives it as it is, uncleaned: for
// people who look for the reason of something, and for tests. With a
// *PartialError the document holds what could be read.
func Inspect(body []byte, header http.Header, base string) (Document, []Note, error) {
	var n notes
	doc, err := inspect(body, header, base, "", &n)
	return doc, n, err
}

var formatNames = map[string]string{"rss": "RSS", "rdf": "RSS 1.0", "atom": "Atom", "json": "JSON Feed"}

// ErrPanic is a mistake of ours that a document brought to light. It is that
// document's error, and worth a report.
var ErrPanic = errors.New("the feed broke the parser")

// unbroken does something and gives a panic as its error: a document that ends
// the program would do so again at every start.
func unbroken(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrPanic, r)
		}
	}()
	return do()
}

func inspect(body []byte, header http.Header, base, language string, n *notes) (doc Document, err error) {
	err = unbroken(func() (err error) {
		doc, err = readDocument(body, header, base, language, n)
		return err
	})
	return doc, err
}

// readDocument decodes a document, reads it and mends its texts.
func readDocument(body []byte, header http.Header, base, language string, n *notes) (Document, error) {
	if bytes.HasPrefix(body, gzipMagic) {
		return Document{}, errGzip
	}
	text, charset, err := decode(body, header.Get("Content-Type"), language, n)
	if err != nil {
		return Document{}, err
	}
	doc, err := read(text, location(header, base), n)
	if errors.Is(err, errNeither) && hasControls(body) && !strings.HasPrefix(strings.ToLower(charset), "utf-16") {
		return Document{}, errBinary
	}
	doc.Charset = charset
	if doc.Format != "" {
		n.add("info", "%s in %s", formatNames[doc.Format], charset)
	}
	doc.repair(n)
	return doc, err
}

// location is where the document says that it is (RFC 9110, 8.7), else where
// it was found.
func location(header http.Header, base string) string {
	if said := resolve(base, header.Get("Content-Location")); isAddress(said) {
		return said
	}
	return base
}

// errIndex is for those who read a document by itself; a visit reads what the
// index names.
var errIndex = errors.New("this is an index of sitemaps, which holds no items: read one of the sitemaps that it names")

// read finds out what the text is and parses it. Junk before the document,
// such as the warning of a broken server, is passed over.
func read(text, base string, n *notes) (Document, error) {
	start := strings.IndexAny(text, "<{")
	if start < 0 {
		return Document{}, errNoFeed
	}
	if text[start] == '{' {
		if json.Valid([]byte(text[start:])) {
			return readJSON(text[start:], base)
		}
		tag := strings.IndexByte(text, '<')
		if tag < 0 && strings.TrimSpace(text[:start]) != "" && !strings.Contains(text, jsonFeedVersion) {
			return Document{}, errNoFeed // a brace within a text of another kind
		}
		if tag < 0 || strings.Contains(text[start:tag], jsonFeedVersion) {
			return readBrokenJSON(text[start:], base, n)
		}
		start = tag
	}
	if junk := strings.TrimSpace(text[:start]); junk != "" {
		n.count("skipped", len(junk), "a byte of something else stands before the feed", "%d bytes of something else stand before the feed")
	}
	return readXML(text, base, n)
}

var (
	// errNeither is told of what is neither a feed nor a web page.
	errNeither = errors.New("this is no feed")
	errNoFeed  = fmt.Errorf("%w: the answer is neither XML nor JSON", errNeither)
)

// errGzip is told of what is still packed: a visit unpacks, so this was a file,
// or was packed more often than anybody means.
var errGzip = errors.New("this is no feed but gzip data: unpack it first")

// gzipMagic begins what gzip makes by deflate, the only way there is (RFC 1952,
// 2.3.1).
var gzipMagic = []byte{0x1f, 0x8b, 8}

// roots are the root elements of the formats.
var roots = map[string]bool{"rss": true, "rdf": true, "feed": true}

func readXML(text, base string, n *notes) (Document, error) {
	start := feedStart(text)
	if start < 0 {
		return Document{}, notAFeed(text, base)
	}
	t, err := tidy(text[start:])
	t.text = expand(t.text, declaredEntities(text[:start]), n)
	*n = append(*n, t.notes...)
	var doc Document
	if err == nil {
		doc, err = readFeed(t, base)
	}
	return checked(text[start:], base, doc, t.cut, err, n)
}

// feedStart finds the root element of a feed, -1 if there is none. It is the
// first element but for junk in front, which has no page's root in it. One that
// stands in quotes is a word of a program's source.
func feedStart(text string) int {
	for at := 0; ; at++ {
		next := strings.IndexByte(text[at:], '<')
		if next < 0 {
			return -1
		}
		at += next
		if strings.HasPrefix(text[at:], "<!--") {
			end := strings.Index(text[at:], "-->")
			if end < 0 {
				return -1
			}
			at += end
			continue
		}
		n := nameLength(text[at+1:])
		_, local := splitName(text[at+1 : at+1+n])
		if roots[local] && !isQuoted(text[:at]) {
			return at
		}
		if local == "html" || local == "body" {
			return -1
		}
	}
}

// isQuoted tells whether a quote opens right before a root element, or before
// the XML declaration in front of it; text is what stands before the root.
func isQuoted(text string) bool {
	if before := strings.TrimSpace(text); strings.HasSuffix(before, "?>") {
		text = before[:max(0, strings.LastIndex(before, "<?"))]
	}
	return text != "" && strings.ContainsRune("\"'`", rune(text[len(text)-1]))
}

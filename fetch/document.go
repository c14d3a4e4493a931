package fetch

// Document is a feed as its format gives it, before anything is cleaned: texts
// still hold their mark-up, dates are as written, addresses are absolute where
// a base was known. Parse makes items of it; Inspect shows it.
type Document struct {
	// Format is "rss", "rdf", "atom" or "json", Charset the encoding that the
	// document was read in.
	Format  string `json:"format"`
	Charset string `json:"charset"`
	// Feed is what the document says of itself.
	Feed    Entry   `json:"feed"`
	Entries []Entry `json:"entries"`
}

// Entry is what a feed says of one item, or of itself. All of it is optional.
type Entry struct {
	// ID is the guid, Atom id or rdf:about, byte for byte but for space around
	// it. Permalink says that it is the address of the item's page too.
	ID        string `json:"id,omitempty"`
	Permalink bool   `json:"permalink,omitempty"`
	// Link is the page: the link, the alternate link, the id where it is one.
	Link  string `json:"link,omitempty"`
	Title Text   `json:"title,omitzero"`
	// Summary is the description, or the subtitle of a feed.
	Summary  Text   `json:"summary,omitzero"`
	Contents []Text `json:"contents,omitempty"`

	Published string `json:"published,omitempty"`
	Updated   string `json:"updated,omitempty"`
	Created   string `json:"created,omitempty"`

	Authors      []Person `json:"authors,omitempty"`
	Contributors []Person `json:"contributors,omitempty"`
	Tags         []Tag    `json:"tags,omitempty"`
	// Links are all links with what they are for, enclosures among them.
	Links    []Link `json:"links,omitempty"`
	Image    string `json:"image,omitempty"`
	Comments string `json:"comments,omitempty"`
	// Language is as written; empty when the entry itself says nothing.
	Language string `json:"language,omitempty"`

	dropped int // parts beyond maxParts
}

// maxParts is how many authors, tags, links and contents of one item are kept,
// each. Papers of physics have some thousand authors; nothing else comes near.
const maxParts = 1000

// grow appends to the parts of an entry while there is room.
func grow[T any](e *Entry, parts []T, more ...T) []T {
	room := max(0, maxParts-len(parts))
	if len(more) > room {
		e.dropped += len(more) - room
		more = more[:room]
	}
	return append(parts, more...)
}

// Text is a text with its media type ("text/plain", "text/html",
// "application/xhtml+xml", ...) and the base of the addresses in it.
type Text struct {
	Value string `json:"value,omitempty"`
	Type  string `json:"type,omitempty"`
	Base  string `json:"base,omitempty"`
	Lang  string `json:"lang,omitempty"`
	Src   string `json:"src,omitempty"` // Atom: where the content is, when not here
}

// Person is an author or contributor.
type Person struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Tag is a category. Label is what people are to read in place of the term.
type Tag struct {
	Term   string `json:"term,omitempty"`
	Scheme string `json:"scheme,omitempty"`
	Label  string `json:"label,omitempty"`
}

// Link is an address and what it is to the item: Rel is "alternate" unless
// the feed says otherwise.
type Link struct {
	Rel    string `json:"rel,omitempty"`
	Href   string `json:"href,omitempty"`
	Type   string `json:"type,omitempty"`
	Title  string `json:"title,omitempty"`
	Lang   string `json:"lang,omitempty"`
	Length string `json:"length,omitempty"`
}

// content gives the longest content, which is the fullest.
func (e *Entry) content() Text {
	var best Text
	for _, t := range e.Contents {
		if len(t.Value) > len(best.Value) {
			best = t
		}
	}
	return best
}

// link gives the item's page: its link, any other link, what is enclosed last.
func (e *Entry) link() string {
	if e.Link != "" {
		return e.Link
	}
	for _, enclosed := range []bool{false, true} {
		for _, l := range e.Links {
			if l.Href != "" && (l.Rel == "enclosure") == enclosed && l.Rel != "self" && l.Rel != "license" {
				return l.Href
			}
		}
	}
	return ""
}

package news

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Item is one piece of news as a feed showed it, cleaned: all text is plain
// (no markup), in Unicode form NFC, and all times are UTC.
type Item struct {
	// ID is stable over visits and restarts; see ItemID.
	ID string `json:"id"`
	// Seq is the place in the order of arrival, given by the store: 1 and up,
	// growing, with gaps. Each version of an item has its own: a revised item
	// arrives again.
	Seq uint64 `json:"seq,omitempty"`
	// Feed is the id of the feed it came from; Source is that feed's name for
	// people, Country the feed's ISO 3166-1 alpha-2 code.
	Feed    string `json:"feed,omitempty"`
	Source  string `json:"source,omitempty"`
	Country string `json:"country,omitempty"`

	GUID  string `json:"guid,omitempty"`
	Link  string `json:"link,omitempty"`
	Title string `json:"title"`
	// Summary is the feed's short description, Text the fullest text the feed
	// gives: the content, or the summary again where there is no content.
	Summary string   `json:"summary,omitempty"`
	Text    string   `json:"text,omitempty"`
	Authors []string `json:"authors,omitempty"`
	Tags    []string `json:"tags,omitempty"`
	// Article is the text of the page that Link leads to, where the feed asks
	// for it (fulltext). It is no part of ContentHash.
	Article string `json:"article,omitempty"`
	// Lang is an ISO 639-1 code in lower case ("az"), empty when unknown.
	// LangFrom is who said so: "config", "item", "feed", "http", or "text" when
	// it was detected.
	Lang     string `json:"lang,omitempty"`
	LangFrom string `json:"lang_from,omitempty"`

	// Published is never later than the visit that brought the item; an item
	// without a usable date has its first visit's time.
	Published time.Time `json:"published,omitzero"`
	Updated   time.Time `json:"updated,omitzero"`
	// FirstSeen is when vedette first stored the item.
	FirstSeen time.Time `json:"first_seen,omitzero"`
	// Revision counts the changes of title, summary or text since then.
	Revision int `json:"revision,omitempty"`
	// Held says why the item is not judged: its feed changed so that it may be
	// old news under a new id. Empty for nearly all; a release clears it.
	Held string `json:"held,omitempty"`
	// Past says that the item is from before its feed was watched: it stood in an
	// older document that the first visit led to. It is for the archive, and no
	// rule is asked about it.
	Past bool `json:"past,omitempty"`
}

// RecentVersions is how many of an item's last versions a visit's item is
// compared with. A feed that goes back and forth between a few wordings, with
// a counter or a headline on trial, makes no news of it.
const RecentVersions = 8

// MaxRevisions is how many earlier versions of an item are kept: the first one
// and the latest. A text that changes at every visit ("5 minutes ago") would
// else be stored whole for ever, every few minutes; what people revise stays
// far below.
const MaxRevisions = 50

// ItemID gives the stable id of an item: 32 hex digits of SHA-256 over the
// feed's id and the first of these that is not empty: the guid, the link, the
// title with the date as the feed wrote it. Ids are scoped to the feed, as
// guids are (RSS 2.0 does not promise that they are unique in the world).
func ItemID(feed, guid, link, title, date string) string {
	switch {
	case strings.TrimSpace(guid) != "":
		return hash("item-guid", feed, strings.TrimSpace(guid))
	case strings.TrimSpace(link) != "":
		return hash("item-link", feed, strings.TrimSpace(link))
	}
	return hash("item-title", feed, title, date)
}

// IDUnder gives the id that the item would have in another feed. It is false
// where that cannot be told: the date as the feed wrote it is part of the ids of
// items without guid and link, and is not kept.
func (it *Item) IDUnder(feed string) (string, bool) {
	// A guid or link that several items of a document share was passed over.
	for _, name := range [][2]string{{it.GUID, it.Link}, {"", it.Link}, {"", ""}} {
		if ItemID(it.Feed, name[0], name[1], it.Title, "") == it.ID {
			return ItemID(feed, name[0], name[1], it.Title, ""), true
		}
	}
	return "", false
}

// ContentHash changes exactly when the item's title, summary or text does. A
// stored item that comes with a hash that none of its RecentVersions has is a
// revision.
func (it *Item) ContentHash() string {
	sum := it.ContentSum()
	return hex.EncodeToString(sum[:])
}

// ContentSum is ContentHash as bytes.
func (it *Item) ContentSum() [16]byte { return sum("content", it.Title, it.Summary, it.Text) }

// hash gives 32 hex digits over the parts.
func hash(parts ...string) string {
	sum := sum(parts...)
	var digits [2 * len(sum)]byte // EncodeToString allocates twice
	hex.Encode(digits[:], sum[:])
	return string(digits[:])
}

// sum gives 16 bytes of SHA-256 over the parts; each part's end is marked, so
// that moving a letter from one part to the next changes the result.
func sum(parts ...string) [16]byte {
	var room [2048]byte // most items fit; more costs an allocation
	b := room[:0]
	for _, p := range parts {
		b = append(append(b, p...), 0)
	}
	whole := sha256.Sum256(b)
	return [16]byte(whole[:16])
}

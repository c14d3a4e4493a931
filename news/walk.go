package news

import "time"

// Walk is how far the older documents of a feed were read (RFC 5005, JSON Feed
// next_url). Most feeds have none.
type Walk struct {
	// Feed is the feed's id.
	Feed string `json:"feed"`
	// Read are the addresses of the archive documents that were read, the last
	// one first, at most MaxRead. They never change (RFC 5005, 4), so that each is
	// asked for once.
	Read []string `json:"read,omitempty"`
	// Gaps are the stretches of older documents that are still to be read, the
	// last one met first, at most MaxGaps; Address is what the configuration called
	// the feed then. Those of another address are of no use.
	Gaps    []Gap  `json:"gaps,omitempty"`
	Address string `json:"address,omitempty"`
}

// Bounds of a Walk. Of more archive documents the first ones read are
// forgotten; nobody goes back to them. A feed that has more gaps than these is
// visited too seldom, and has told so.
const (
	MaxRead = 256
	MaxGaps = 16
)

// Gap is a stretch of older documents between what a visit showed and what was
// known before it.
type Gap struct {
	// Since is the visit that met the gap, Next the address to go on at, Archive
	// says that it is an archive document (rel="prev-archive").
	Since   time.Time `json:"since"`
	Next    string    `json:"next"`
	Archive bool      `json:"archive,omitempty"`
	// Past says that nothing was missed: the feed was new, and its older items
	// are for the archive alone (see Item.Past).
	Past bool `json:"past,omitempty"`
	// Known are items shown before the gap, and Until is a time that only items
	// from before the gap are dated earlier than: there it ends.
	Known Seen      `json:"known,omitempty"`
	Until time.Time `json:"until,omitzero"`
	// Documents and Items count what was read of it, Tries the failures since the
	// last document.
	Documents int `json:"documents,omitempty"`
	Items     int `json:"items,omitempty"`
	Tries     int `json:"tries,omitempty"`
	// Closed says that a document has met what was known. It is not stored: such a
	// gap is gone.
	Closed bool `json:"-"`
}

// MaxKnown is the most that a stored gap keeps in Known: more than the documents
// of nearly all feeds hold.
const MaxKnown = 1000

package news

import (
	"encoding/binary"
	"encoding/hex"
	"time"
)

// FeedState is what vedette remembers of a feed between visits. It is written
// together with the items of a visit, in one transaction.
type FeedState struct {
	// Feed is the feed's id, Address what it was asked at in the last visit.
	Feed    string `json:"feed"`
	Address string `json:"address,omitempty"`
	// URL is the address that the validators belong to: after a redirect it
	// is not Address.
	URL string `json:"url,omitempty"`
	// ETag and LastModified are the validators of the last body whose items
	// are stored, byte for byte as the server sent them (RFC 9110, 8.8).
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`

	// NextCheck is when the feed is due; zero means now.
	NextCheck   time.Time `json:"next_check,omitzero"`
	LastCheck   time.Time `json:"last_check,omitzero"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	// LastNew is the last visit that brought an item not seen before.
	LastNew time.Time `json:"last_new,omitzero"`

	// Status is the HTTP status of the last visit, 0 when there was none.
	Status int `json:"status,omitempty"`
	// Failures counts the failed visits since the last good one; LastError
	// says what the last of them was and is empty after a good visit.
	Failures  int    `json:"failures,omitempty"`
	LastError string `json:"last_error,omitempty"`
	// Checks and Items count all visits and all new items so far.
	Checks int `json:"checks,omitempty"`
	Items  int `json:"items,omitempty"`

	// Seen outlives the items themselves: what the feed has already shown.
	Seen Seen `json:"seen,omitempty"`
}

// Health says in one word how the feed is: "new" (never visited), "ok" or
// "failing".
func (s FeedState) Health() string {
	switch {
	case s.Failures > 0:
		return "failing"
	case s.LastCheck.IsZero():
		return "new"
	}
	return "ok"
}

// Seen is a set of short hashes of item ids, the newest document's first.
type Seen []uint64

// How many documents' worth of ids a Seen keeps: a feed that drops an item
// and shows it again a few visits later must not make news of it.
const (
	seenWindows = 4
	seenMin     = 200
	seenMax     = 20_000
)

// Has tells whether the feed has shown this item id.
func (s Seen) Has(id string) bool {
	h := seenHash(id)
	for _, x := range s {
		if x == h {
			return true
		}
	}
	return false
}

// Next gives the set after a document with these item ids: the document's own
// first, then the older ones as far as there is room.
func (s Seen) Next(ids []string) Seen {
	room := min(max(seenMin, seenWindows*len(ids)), seenMax)
	next := make(Seen, 0, min(room, len(s)+len(ids)))
	have := make(map[uint64]bool, room)
	add := func(h uint64) {
		if len(next) < room && !have[h] {
			have[h] = true
			next = append(next, h)
		}
	}
	for _, id := range ids {
		add(seenHash(id))
	}
	for _, h := range s {
		add(h)
	}
	return next
}

// seenHash takes the first 8 bytes of an item id, which is a hash already.
func seenHash(id string) uint64 {
	if len(id) >= 16 {
		if b, err := hex.DecodeString(id[:16]); err == nil {
			return binary.BigEndian.Uint64(b)
		}
	}
	b, _ := hex.DecodeString(hash("seen", id)[:16])
	return binary.BigEndian.Uint64(b)
}

// Visit is the result of one check of a feed: its next state and what the
// document held (nothing after a 304 or a failure).
type Visit struct {
	State FeedState
	Items []Item
}

// Accepted counts what a visit brought.
type Accepted struct {
	New, Revised, Known int
}

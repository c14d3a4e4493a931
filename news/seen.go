package news

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Seen is a set of short hashes of item ids, or of names (see NameHashes), the
// newest document's first.
type Seen []uint64

// How many documents' worth of ids a Seen keeps: a feed that drops an item
// and shows it again a few visits later must not make news of it.
const (
	seenWindows = 4
	seenMin     = 200
	seenMax     = 20_000
)

// namesEach is how many hashes NameHashes gives of an item.
const namesEach = 2

// Has tells whether the feed has shown this item id.
func (s Seen) Has(id string) bool { return s.HasHash(seenHash(id)) }

// HasHash tells whether a hash is in the set; 0, the hash of no name, never is.
func (s Seen) HasHash(h uint64) bool { return h != 0 && slices.Contains(s, h) }

// Next gives the set after a document with these item ids: the document's own
// first, then the older ones as far as there is room.
func (s Seen) Next(ids []string) Seen {
	return s.next(idHashes(ids), windowRoom(len(ids)))
}

// Add is Next for items that came by themselves, not in a whole document: what
// the document has shown is not forgotten for them, up to the greatest size.
func (s Seen) Add(ids []string) Seen { return s.next(idHashes(ids), seenMax) }

// NextNames is Next for a set of names: Names of a document's items.
func (s Seen) NextNames(names []uint64) Seen {
	return s.next(names, min(max(namesEach*seenMin, seenWindows*len(names)), namesEach*seenMax))
}

// AddNames is Add for a set of names.
func (s Seen) AddNames(names []uint64) Seen { return s.next(names, namesEach*seenMax) }

// windowRoom is how many items a set remembers after a document of n.
func windowRoom(n int) int { return min(max(seenMin, seenWindows*n), seenMax) }

// next puts hashes before those in the set, each once, as far as there is room.
func (s Seen) next(hashes []uint64, room int) Seen {
	next := make(Seen, 0, min(room, len(s)+len(hashes)))
	shown := make(map[uint64]bool, len(hashes))
	for _, h := range hashes {
		if !shown[h] && len(next) < room {
			shown[h] = true
			next = append(next, h)
		}
	}
	for _, h := range s {
		if len(next) == room {
			break
		}
		if !shown[h] {
			next = append(next, h)
		}
	}
	return next
}

func idHashes(ids []string) []uint64 {
	hashes := make([]uint64, len(ids))
	for i, id := range ids {
		hashes[i] = seenHash(id)
	}
	return hashes
}

// Names gives the NameHashes of items, as many as they have.
func Names(items []Item) []uint64 {
	hashes := make([]uint64, 0, namesEach*len(items))
	for _, it := range items {
		link, title := NameHashes(it)
		for _, h := range [namesEach]uint64{link, title} {
			if h != 0 {
				hashes = append(hashes, h)
			}
		}
	}
	return hashes
}

// NameHashes gives hashes of an item's link and of its title, by which it is
// known again when its id was changed; 0 where it has none. Links are the same
// with http and https, with "www." or without it, with a fragment, a slash at
// the end or the marks that senders of traffic hang on; titles are the same
// with other white space.
func NameHashes(it Item) (link, title uint64) {
	var room [512]byte // most names fit; more costs an allocation
	kind := append(room[:0], "link\x00"...)
	if name := appendLink(kind, strings.TrimSpace(it.Link)); len(name) > len(kind) {
		link = shortHash(name)
	}
	kind = append(room[:0], "title\x00"...)
	if name := appendWords(kind, it.Title); len(name) > len(kind) {
		title = shortHash(name)
	}
	return link, title
}

// appendWords adds the words of a text, with one space between them.
func appendWords(b []byte, text string) []byte {
	first := len(b)
	for word := range strings.FieldsSeq(text) {
		if len(b) > first {
			b = append(b, ' ')
		}
		b = append(b, word...)
	}
	return b
}

// appendLink adds what of a link names the page. It cuts where RFC 3986 does,
// and does not parse further: every item of every document passes here.
func appendLink(b []byte, link string) []byte {
	scheme, rest, ok := strings.Cut(link, "://")
	if !ok || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return append(b, link...)
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	host, path, _ := strings.Cut(rest, "/")
	b = append(b, strings.TrimPrefix(strings.ToLower(host), "www.")...)
	b = append(append(b, '/'), strings.TrimSuffix(path, "/")...)
	return append(append(b, '?'), plainQuery(query)...)
}

// plainQuery gives the parameters that choose what is shown, sorted.
func plainQuery(query string) string {
	if query == "" {
		return ""
	}
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == "" || isTrackingMark(strings.ToLower(name))
	})
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// isTrackingMark tells query parameters that say where a reader came from, not
// what to show: those of Google, Facebook, Yandex, Microsoft and Mailchimp.
func isTrackingMark(name string) bool {
	switch name {
	case "fbclid", "gclid", "dclid", "yclid", "msclkid", "ysclid", "mc_cid", "mc_eid", "_openstat":
		return true
	}
	return strings.HasPrefix(name, "utm_")
}

// shortHash gives 8 bytes of SHA-256 over a kind and a name; never 0.
func shortHash(name []byte) uint64 {
	sum := sha256.Sum256(name)
	return max(1, binary.BigEndian.Uint64(sum[:]))
}

// SeenPrefix gives what the ids of items begin with that have this hash in a Seen.
func SeenPrefix(hash uint64) string { return fmt.Sprintf("%016x", hash) }

// seenHash takes the first 8 bytes of an item id, which is a hash already.
func seenHash(id string) uint64 {
	var b [8]byte
	if len(id) >= 16 {
		if _, err := hex.Decode(b[:], []byte(id[:16])); err == nil {
			return binary.BigEndian.Uint64(b[:])
		}
	}
	_, _ = hex.Decode(b[:], []byte(hash("seen", id)[:16])) // 16 hex digits always decode
	return binary.BigEndian.Uint64(b[:])
}

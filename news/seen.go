package news

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/url"
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

// Add is Next for items that came by themselves, not in a whole document: no
// more is forgotten than they take the place of.
func (s Seen) Add(ids []string) Seen {
	return s.next(idHashes(ids), max(windowRoom(len(ids)), len(s)))
}

// NextNames is Next for a set of names: those of a document's items.
func (s Seen) NextNames(items []Item) Seen {
	return s.next(namesOf(items), namesEach*windowRoom(len(items)))
}

// AddNames is Add for a set of names.
func (s Seen) AddNames(items []Item) Seen {
	return s.next(namesOf(items), max(namesEach*windowRoom(len(items)), len(s)))
}

// windowRoom is how many items a set remembers after a document of n.
func windowRoom(n int) int { return min(max(seenMin, seenWindows*n), seenMax) }

func (s Seen) next(hashes []uint64, room int) Seen {
	next := make(Seen, 0, min(room, len(s)+len(hashes)))
	have := make(map[uint64]bool, cap(next))
	for _, list := range [][]uint64{hashes, s} {
		for _, h := range list {
			if len(next) < room && !have[h] {
				have[h] = true
				next = append(next, h)
			}
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

func namesOf(items []Item) []uint64 {
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
// the end or the marks that senders of traffic hang on; titles are the same in
// upper and lower case and with other white space.
func NameHashes(it Item) (link, title uint64) {
	if name := plainLink(it.Link); name != "" {
		link = shortHash("link", name)
	}
	if name := strings.Join(strings.Fields(strings.ToLower(it.Title)), " "); name != "" {
		title = shortHash("title", name)
	}
	return link, title
}

// plainLink gives what of a link names the page.
func plainLink(link string) string {
	link = strings.TrimSpace(link)
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return link
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	var kept []string
	for _, pair := range strings.Split(u.RawQuery, "&") {
		if name, _, _ := strings.Cut(pair, "="); pair != "" && !isTrackingMark(strings.ToLower(name)) {
			kept = append(kept, pair)
		}
	}
	slices.Sort(kept)
	return host + path + "?" + strings.Join(kept, "&")
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
func shortHash(kind, name string) uint64 {
	sum := sha256.Sum256([]byte(kind + "\x00" + name))
	return max(1, binary.BigEndian.Uint64(sum[:]))
}

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

package fetch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// parserVersion is part of every body's hash. Raise it when the parser learns
// to read more or better: every feed is then read again, changed or not.
const parserVersion = 2

// fingerprintBytes is enough that no two bodies of a feed meet by chance.
const fingerprintBytes = 12

// volatile are the elements outside items that say when the document was made
// and by what. Many servers write them anew at every request.
var volatile = map[string]bool{
	"lastbuilddate": true, "pubdate": true, "updated": true, "modified": true,
	"date": true, "generator": true,
}

// fingerprint gives a hash of a body and of all else that its items depend on:
// the parser, the settings of the feed, the address that links are relative to,
// the charset and language. Left out is what stands outside the items and changes without
// them. The work is linear.
func (v *visit) fingerprint(body []byte, response *http.Response) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %s %q\n", parserVersion, v.out.State.Request, response.Request.URL)
	for _, name := range []string{"Content-Type", "Content-Location", "Content-Language"} {
		fmt.Fprintf(h, "%q\n", response.Header.Get(name))
	}
	start := bytes.IndexAny(body, "<{")
	switch {
	case v.feed.Select != nil:
		h.Write(body) // a page: what its elements are called means nothing
	case start >= 0 && body[start] == '{':
		hashJSON(h, body[start:])
	default:
		hashXML(h, body)
	}
	return hex.EncodeToString(h.Sum(nil)[:fingerprintBytes])
}

// maxVolatile bounds what is left out in one piece. A date or a remark on the
// cache is short; a long comment may be one only because a mark was misread.
const maxVolatile = 1 << 10

// hashXML hashes a body without short comments and volatile elements.
func hashXML(h hash.Hash, body []byte) {
	done := 0
	for m := range outsideItems(body) {
		end := endOfVolatile(body, m)
		if m.from < done || end > m.from+maxVolatile {
			continue
		}
		if end > m.from {
			h.Write(body[done:m.from])
			done = end
		}
	}
	h.Write(body[done:])
}

// endOfVolatile gives where a closed comment or volatile element ends, or its
// beginning when the mark is neither.
func endOfVolatile(body []byte, m mark) int {
	if m.comment && bytes.HasSuffix(body[:m.to], []byte("-->")) {
		return m.to
	}
	if len(m.name) == 0 || len(m.name) > 32 || !volatile[strings.ToLower(string(localName(m.name)))] {
		return m.from
	}
	if _, end, ok := textOf(body, m); ok {
		return end
	}
	return m.from
}

// volatileMembers are the same of a JSON document's top level: no format names
// them, but publishers write them.
var volatileMembers = map[string]bool{
	"lastBuildDate": true, "date_modified": true, "updated": true, "generated": true, "generator": true, "_generated": true,
}

// hashJSON hashes a document member by member, or as it is if it is not JSON.
func hashJSON(h hash.Hash, body []byte) {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		h.Write(body)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !volatileMembers[name] {
			fmt.Fprintf(h, "%q %d\n", name, len(members[name]))
			h.Write(members[name])
		}
	}
}

package fetch

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// maxValidator bounds what is stored and sent back with every visit. Real
// ones have less than a hundred bytes.
const maxValidator = 1 << 10

// A server that says 304 for ever may be wrong: some have done so for feeds
// that went on changing. After probeAfter of nothing but 304 one request goes
// without validators; readers known for their manners wait as long. The
// requests of many feeds are spread over probeSpread.
const (
	probeAfter  = 8 * 24 * time.Hour
	probeSpread = 24 * time.Hour
)

// probeIsDue tells whether this request is the one without validators. After
// a failed one the next is conditional again: a server that refuses such
// requests is not pressed.
func (v *visit) probeIsDue() bool {
	s := v.out.State
	if s.Unchanged == 0 || s.Failures > 0 || s.LastFull.IsZero() || v.now.Sub(s.LastFull) < probeAfter {
		return false
	}
	h := sha256.Sum256([]byte(s.Feed))
	spread := time.Duration(binary.BigEndian.Uint64(h[:]) % uint64(probeSpread))
	return v.now.Sub(s.LastFull) >= probeAfter+spread
}

// condition puts the stored validators on a request, byte for byte, when it is
// for the very address that gave them: another document may have the same ETag.
// A request for differences (RFC 3229) needs a validator.
func (v *visit) condition(r *http.Request) {
	s := v.out.State
	if v.probe || s.URL == "" || s.URL != r.URL.String() {
		return
	}
	if s.ETag != "" {
		r.Header.Set("If-None-Match", s.ETag)
		if v.feed.Delta {
			r.Header.Set("A-IM", "feed")
		}
	}
	if s.LastModified != "" && (s.ETag != "" || !v.readWhileNew()) {
		r.Header.Set("If-Modified-Since", s.LastModified)
	}
}

// fresh is how much older than its reading a document must be: Last-Modified
// counts seconds, and two clocks hardly agree on one. ahead is how far the
// server's may be before ours.
const (
	fresh = 2 * time.Second
	ahead = time.Minute
)

// readWhileNew tells whether the last document was read in the second, or so, in
// which it was changed. If it has changed once more in that second its
// Last-Modified is the same, and the server would answer 304 for as long as
// nothing else changes (RFC 9110, 8.8.2.2). The next reading is of an old one.
func (v *visit) readWhileNew() bool {
	s := v.out.State
	at, err := http.ParseTime(s.LastModified)
	age := s.LastFull.Sub(at)
	return err == nil && age < fresh && age > -ahead
}

func isConditional(r *http.Request) bool {
	return r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""
}

// keepValidators takes those of a document that was read whole, and none of
// the document before: two that do not belong together match nothing.
func (v *visit) keepValidators(response *http.Response) {
	s := &v.out.State
	s.URL = response.Request.URL.String()
	s.ETag = validator(response.Header.Get("ETag"))
	s.LastModified = validator(response.Header.Get("Last-Modified"))
}

// renewValidators takes those that a 304 brings and keeps the others.
func (v *visit) renewValidators(response *http.Response) {
	s := &v.out.State
	if etag := validator(response.Header.Get("ETag")); etag != "" {
		s.ETag = etag
	}
	if modified := validator(response.Header.Get("Last-Modified")); modified != "" {
		s.LastModified = modified
	}
}

// validator passes a header's value on as it is, unless it is absurdly long.
func validator(value string) string {
	if len(value) > maxValidator {
		return ""
	}
	return value
}

// forgetOtherRequest drops the validators and the hash of a body that came to
// another request (RFC 9110, 12.5.5: Vary), or was read with other settings.
func (v *visit) forgetOtherRequest() {
	s, key := &v.out.State, v.requestKey()
	if s.Request != "" && s.Request != key {
		s.ETag, s.LastModified, s.Body = "", "", ""
	}
	s.Request = key
}

// requestKeyBytes is short on purpose: the hash is stored, and must not confirm
// a guessed password.
const requestKeyBytes = 4

// requestKey is a hash of all that an answer and the items read from it depend
// on, beside the address. It is made at every visit, and so without fmt.
func (v *visit) requestKey() string {
	f := v.feed
	key := make([]byte, 0, 512)
	add := func(parts ...string) {
		for _, part := range parts {
			key = strconv.AppendInt(key, int64(len(part)), 10)
			key = append(append(key, ' '), part...)
		}
		key = append(key, '\n')
	}
	add(accept, acceptEncoding, v.userAgent(), f.Language, f.TimeZone, strconv.FormatBool(f.Delta))
	if s := f.Select; s != nil {
		add("select", s.Item, s.Title, s.Link, s.Date, s.Summary)
	}
	if len(f.Headers) > 0 { // sorting none takes memory, too
		for _, name := range slices.Sorted(maps.Keys(f.Headers)) {
			add("header", name, f.Headers[name].Reveal())
		}
	}
	if f.BasicAuth != nil {
		add("basic", f.BasicAuth.Username, f.BasicAuth.Password.Reveal())
	}
	add("bearer", f.BearerToken.Reveal())
	h := sha256.Sum256(key)
	return hex.EncodeToString(h[:requestKeyBytes])
}

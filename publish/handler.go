package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"vedette/news"
)

// prefix is where channels are served, below the base URL.
const prefix = "/channels/"

// cacheControl lets caches keep a feed for a minute and no longer: a hit
// should reach its readers soon.
const cacheControl = "max-age=60"

// Path gives the address of a channel in a format, below the base URL:
// "/channels/NAME.atom".
func Path(c Channel, f Format) string { return prefix + c.Name + "." + f.Ext }

// ServeHTTP answers GET and HEAD for /channels/NAME.atom, NAME.rss and
// NAME.json, with 304 where the reader has the feed already (RFC 9110, 13).
func (p *Publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "a channel can only be read: use GET", http.StatusMethodNotAllowed)
		return
	}
	file := strings.TrimPrefix(r.URL.Path, prefix)
	ext := strings.TrimPrefix(path.Ext(file), ".")
	name := strings.TrimSuffix(file, "."+ext)
	_, format, err := p.edition.Load().find(name, ext)
	if err != nil {
		http.Error(w, p.notFound(), http.StatusNotFound)
		return
	}
	body, err := p.Render(r.Context(), name, ext)
	if err != nil {
		p.fail(w, r, name, err)
		return
	}
	p.serve(w, r, file, format, body)
}

func (p *Publisher) serve(w http.ResponseWriter, r *http.Request, file string, format Format, body []byte) {
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := w.Header()
	h.Set("Content-Type", format.MediaType+"; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", cacheControl)
	h.Set("ETag", etag)
	http.ServeContent(w, r, "", p.changes.lastModified(file, etag, p.Now()), bytes.NewReader(body))
}

// notFound tells a reader with a wrong address the right ones.
func (p *Publisher) notFound() string {
	var b strings.Builder
	b.WriteString("no such channel; there are:\n")
	for _, c := range p.Channels() {
		for _, f := range Formats() {
			b.WriteString(Path(c, f) + "\n")
		}
	}
	return b.String()
}

func (p *Publisher) fail(w http.ResponseWriter, r *http.Request, name string, err error) {
	if r.Context().Err() != nil {
		return // the reader has gone: nobody to tell, and nothing broken
	}
	if errors.Is(err, news.ErrNotFound) {
		http.Error(w, p.notFound(), http.StatusNotFound)
		return
	}
	p.log.Error("channel not served", "channel", name, "err", err)
	http.Error(w, "the channel cannot be read just now; the log says why", http.StatusInternalServerError)
}

// changes remembers when each feed was first seen with its present bytes. The
// zero value is ready for use.
//
// Nothing in a feed can date its changes: an item is revised without a hit, a
// channel gets another title. A false Last-Modified would hide such a change
// from readers that know no ETag.
type changes struct {
	mu   sync.Mutex
	last map[string]change
}

type change struct {
	etag string
	at   time.Time
}

// lastModified gives the second in which the feed got these bytes, or zero
// while that second lasts: the feed may change again within it, and a reader
// could not tell the two (RFC 9110, 8.8.2.2).
func (c *changes) lastModified(file, etag string, now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now = now.Truncate(time.Second)
	if c.last[file].etag != etag {
		if c.last == nil {
			c.last = map[string]change{}
		}
		c.last[file] = change{etag: etag, at: now}
	}
	if at := c.last[file].at; at.Before(now) {
		return at
	}
	return time.Time{}
}

package news

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"time"
)

// Unread is what a feed's server sent last that could not be read as its feed, or
// only in part. It is kept for a person to look at until the feed is well again.
// No program reads it a second time: nothing vouches for a body that was not
// read, so that the next visit asks for all of it again.
type Unread struct {
	// Feed is the feed's id, At the visit, URL the address that answered, and
	// ContentType what the answer called itself.
	Feed        string    `json:"feed"`
	At          time.Time `json:"at,omitzero"`
	URL         string    `json:"url,omitempty"`
	ContentType string    `json:"content_type,omitempty"`
	// Why is the visit's error.
	Why string `json:"why,omitempty"`
	// Size is how many bytes the body had, decompressed. Gzip holds the first
	// MaxUnread of them, compressed (RFC 1952); it is empty when nothing is kept.
	Size int    `json:"size,omitempty"`
	Gzip []byte `json:"gzip,omitempty"`
}

// MaxUnread is how much of a body is kept, in bytes before compression: more than
// nearly all feeds have, and what is wrong with the others shows at their
// beginning.
const MaxUnread = 1 << 20

// Pack keeps a body.
func (u *Unread) Pack(body []byte) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body[:min(len(body), MaxUnread)]) // into memory: it cannot fail
	_ = z.Close()
	u.Size, u.Gzip = len(body), b.Bytes()
}

// Body gives what is kept of the body. An error means that Gzip is damaged.
func (u *Unread) Body() ([]byte, error) {
	if len(u.Gzip) == 0 {
		return nil, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(u.Gzip))
	if err != nil {
		return nil, fmt.Errorf("the body that is kept of feed %s is damaged: %w", u.Feed, err)
	}
	body, err := io.ReadAll(io.LimitReader(z, MaxUnread))
	if err != nil {
		return nil, fmt.Errorf("the body that is kept of feed %s is damaged: %w", u.Feed, err)
	}
	return body, nil
}

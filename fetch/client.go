package fetch

import (
	"context"
	"net/http"
	"time"

	"vedette/news"
)

// Result is what a visit brought.
type Result struct {
	// State is the state before with all that the visit itself tells brought
	// up to date: URL, validators, Request, Body, Status, LastCheck,
	// LastSuccess, LastFull, Unchanged, Failures, FailingSince, LastError,
	// Checks, Hints, Moved, Adopted, Former, GoneSince, Stopped, Hubs, Self. The
	// other fields are left to the caller. After a failure the validators are
	// those of before.
	State news.FeedState
	// Items are all items of the document, in its order. There are none after
	// a 304 or a failure, but for a *PartialError: then they are the ones that
	// could be read, and are to be stored although the visit failed.
	Items []news.Item
	// NotModified says that there is nothing new: a 304, or a body equal to the
	// last one but for its volatile parts.
	NotModified bool
	// RetryAfter is how long the server asks to be left alone, after a 429 or
	// 503: from 0, when it does not say, to a day.
	RetryAfter time.Duration
	// Hold, when its Host is set, says that the whole host is to be left alone
	// (429, 503 with Retry-After, 403 of a rate limit).
	Hold news.HostHold
	// Unreached says that no server answered at all (no route, no name, no
	// connection): the trouble may be on our side.
	Unreached bool
	// Older is where the document before this one is (RFC 5005 next or
	// prev-archive, JSON Feed next_url), absolute; empty when there is none.
	// Complete says that the document claims to be the whole feed.
	Older    string
	Complete bool
	// Notes say what was repaired, skipped or salvaged, a line each.
	Notes []Note
	// Err says what went wrong, for people, in one line. When the visit was
	// cancelled from outside it is the context's error, and State is the state
	// before: the feed is not to blame.
	Err error
}

// Note is one thing that reading a document took beyond reading it.
type Note struct {
	// Kind is "repaired", "skipped", "salvaged" or "info".
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Client visits feeds. It is safe for concurrent use; connections are shared.
type Client struct {
	config Config
	// Transport makes the requests, Now tells the time. They may be replaced
	// before the first visit.
	Transport http.RoundTripper
	Now       func() time.Time
}

// Time limits of parts of a visit, within the limit of the whole. A server
// that takes longer for these will not answer at all.
const (
	connectTimeout = 10 * time.Second
	headerTimeout  = 60 * time.Second
	idleTimeout    = 90 * time.Second
)

// maxHeaderBytes bounds the answer's header. Real ones have some 2 KB.
const maxHeaderBytes = 256 << 10

// NewClient makes a client with these defaults for all feeds. It keeps no
// cookies, and takes a proxy from the environment as other programs do.
func NewClient(c Config) *Client {
	return &Client{
		config: c.WithDefaults(),
		Now:    time.Now,
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    connectTimeout,
			ResponseHeaderTimeout:  headerTimeout,
			IdleConnTimeout:        idleTimeout,
			MaxIdleConnsPerHost:    1,
			MaxResponseHeaderBytes: maxHeaderBytes,
			DisableCompression:     true, // gzip is decoded here, to count bytes
			ForceAttemptHTTP2:      true,
		},
	}
}

// Close drops idle connections. The client stays usable.
func (c *Client) Close() {
	if t, ok := c.Transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// Fetch visits a feed once: one conditional GET, redirects followed. It
// returns when the visit is over, after the feed's timeout at the latest.
func (c *Client) Fetch(ctx context.Context, feed Feed, prev news.FeedState) Result {
	prev.Feed = feed.Key()
	limit := c.config.Timeout
	if feed.Timeout > 0 {
		limit = feed.Timeout
	}
	timed, cancel := context.WithTimeout(ctx, time.Duration(limit))
	defer cancel()

	v := visit{client: c, feed: feed, prev: prev}
	err := v.run(timed)
	if ctx.Err() != nil && err != nil {
		return Result{State: prev, Err: ctx.Err()}
	}
	if err != nil && timed.Err() != nil {
		err = timeoutError(time.Duration(limit))
	}
	return v.result(describe(err))
}

// result gives the state after the visit.
func (v *visit) result(err error) Result {
	r := Result{State: v.prev, Items: v.items, Notes: v.notes, NotModified: v.notModified, RetryAfter: v.retryAfter, Err: err}
	s := &r.State
	s.LastCheck = v.client.Now().UTC()
	s.Status = v.status
	s.Checks++
	if err != nil {
		s.Failures++
		s.LastError = err.Error()
		return r
	}
	s.LastSuccess, s.Failures, s.LastError = s.LastCheck, 0, ""
	s.URL, s.ETag, s.LastModified = v.url, v.etag, v.lastModified
	return r
}

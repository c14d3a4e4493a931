package fetch

import (
	"context"
	"net/http"
	"time"

	"vedette/guard"
	"vedette/news"
)

// Result is what a visit brought.
type Result struct {
	// State is the state before with all that the visit itself tells brought
	// up to date: Address, URL, validators, Request, Body, Status, Empty,
	// LastCheck, LastSuccess, LastFull, Unchanged, Unread, Failures, FailingSince,
	// Waits, LastError, Checks, Hints, Moved, Adopted, Former, GoneSince, Stopped, Lang,
	// LangFrom, Hubs, Self; Twin is forgotten with another address. The other fields are left to the caller. After a failure the
	// validators are those of before.
	State news.FeedState
	// Items are all items of the document, in its order. There are none after
	// a 304 or a failure, but for a *PartialError: then they are the ones that
	// could be read, and are to be stored although the visit failed.
	Items []news.Item
	// NotModified says that there is nothing new: a 304, a body equal to the
	// last one but for its volatile parts, or an answer without a body (204).
	NotModified bool
	// Delta says that the items are only those that changed since the last
	// visit (226, RFC 3229): that others are absent means nothing.
	Delta bool
	// RetryAfter is how long the feed is to be left alone at least, from 0 to a
	// day: the server's own word, or what a refusal without one asks for.
	RetryAfter time.Duration
	// Asked says that RetryAfter is the server's own word.
	Asked bool
	// Hold, when its Host is set, says that the whole host is to be left alone
	// (429, Retry-After with an error, 403 of a rate limit).
	Hold news.HostHold
	// Unreached says that no server answered at all (no route, no name, no
	// connection): the trouble may be on our side.
	Unreached bool
	// Unread, when it is not nil, is a body that could not be read, to be kept in
	// place of the one before (see news.Unread); one without bytes says that the
	// feed is well again and nothing is to be kept. State.Unread goes with it.
	Unread *news.Unread
	// Older is where the document before this one is (RFC 5005 next or
	// prev-archive, JSON Feed next_url), absolute; empty when there is none.
	// Archive says that it is an archive document (prev-archive), which never
	// changes. Complete says that the document claims to be the whole feed.
	Older    string
	Archive  bool
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
	// Kind is "repaired", "skipped", "salvaged", "info", or "partial" of a
	// document that was read in part.
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

// NewClient makes a client with these defaults for all feeds, which connects to
// where the guard lets it. It keeps no cookies.
func NewClient(c Config, g *guard.Guard) *Client {
	return &Client{config: c.WithDefaults(), Now: time.Now, Transport: newTransport(g, usualLimits)}
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

	v := c.visit(feed, prev)
	err := unbroken(func() error { return v.run(timed) })
	if ctx.Err() != nil && err != nil {
		return Result{State: prev, Err: ctx.Err()}
	}
	if err != nil && timed.Err() != nil {
		err = timeoutError(time.Duration(limit))
	}
	return v.finish(describe(err))
}

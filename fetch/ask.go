package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"vedette/news"
)

// acceptPage names what is read when a page for people is asked for.
const acceptPage = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

// maxPageBytes bounds a web page after decompression. Pages of news have 0.1
// to 1 MB.
const maxPageBytes = 4 << 20

// reply is a document as a server gave it, before anybody has looked at what
// it is.
type reply struct {
	body   []byte
	header http.Header
	url    string // where redirects have led
	// detour says that a redirect on the way was not a permanent one.
	detour bool
}

func (a reply) contentType() string { return a.header.Get("Content-Type") }

// ask gets one document that is not a visit of a feed: a page, an article, a
// sitemap. It is the same kind of request: the same guard, limits, redirects
// and user agent, no cookies, no Referer; but with no validators, as nothing of
// it is stored. The feed gives the address, and its own headers and
// credentials go along to it alone.
func (c *Client) ask(ctx context.Context, feed Feed, accept string, limit int64) (reply, error) {
	longest := time.Duration(c.config.Timeout)
	if feed.Timeout > 0 {
		longest = time.Duration(feed.Timeout)
	}
	timed, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	a, err := c.get(timed, feed, accept, limit)
	switch {
	case err == nil:
		return a, nil
	case ctx.Err() != nil:
		return reply{}, ctx.Err()
	case timed.Err() != nil:
		return reply{}, timeoutError(longest)
	}
	return reply{}, describe(err)
}

func (c *Client) get(ctx context.Context, feed Feed, accept string, limit int64) (reply, error) {
	v := c.visit(feed, news.FeedState{})
	request, err := v.request(ctx)
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Accept", accept)
	detour := false
	client := http.Client{Transport: c.Transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		detour = detour || !isPermanent(r.Response.StatusCode)
		err := v.redirect(r, via)
		r.Header.Set("Accept", accept)
		return err
	}}
	response, err := client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		pause := v.retryAfter(response.Header.Get("Retry-After"))
		limited := isLimited(response)
		return reply{}, &unwelcomeError{response.StatusCode, limited, pause.taken, pageStatusError(response, pause)}
	}
	body, err := readBody(response.Body, response.Header.Get("Content-Encoding"), limit)
	if errors.Is(err, errTooLarge) {
		return reply{}, fmt.Errorf("%w: it is limited to %d bytes", errPageTooLarge, limit)
	}
	return reply{body: body, header: response.Header, url: response.Request.URL.String(), detour: detour}, err
}

// isPermanent knows the redirects that are to be remembered (RFC 9110, 15.4).
func isPermanent(status int) bool {
	return status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect
}

// unwelcomeError is an answer other than 200.
type unwelcomeError struct {
	status     int
	limited    bool
	retryAfter time.Duration
	err        error
}

func (e *unwelcomeError) Error() string { return e.err.Error() }

// permanent tells the statuses that will be the same tomorrow.
func (e *unwelcomeError) permanent() bool {
	if e.limited || e.status == http.StatusRequestTimeout || e.status == http.StatusTooEarly {
		return false
	}
	return e.status >= 400 && e.status < 500
}

var errPageTooLarge = errors.New("the document is too large and was not read")

// wait leaves a host alone between two requests, as long as host_gap says.
func (c *Client) wait(ctx context.Context) error {
	gap := defaultGap
	if c.config.HostGap != nil {
		gap = time.Duration(*c.config.HostGap)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(gap):
		return nil
	}
}

// defaultGap is what Config.HostGap stands for when it is not set.
const defaultGap = time.Second

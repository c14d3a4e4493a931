package fetch

import (
	"context"
	"net/http"
	"time"

	"vedette/news"
)

// visit is one exchange with a feed's server.
type visit struct {
	client *Client
	feed   Feed
	prev   news.FeedState

	status      int
	notModified bool
	retryAfter  time.Duration
	items       []news.Item
	notes       []Note
	// The validators after the visit, and the address that gave them.
	url, etag, lastModified string
}

// run asks and reads. After an error, items may hold what could be read.
func (v *visit) run(ctx context.Context) error {
	request, err := v.request(ctx)
	if err != nil {
		return err
	}
	client := http.Client{Transport: v.client.Transport, CheckRedirect: v.redirect}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	v.status = response.StatusCode
	switch response.StatusCode {
	case http.StatusOK:
		return v.read(response)
	case http.StatusNotModified:
		return v.unchanged(response)
	}
	if wantsPause(response.StatusCode) {
		v.retryAfter = retryAfter(response.Header.Get("Retry-After"), v.client.Now())
	}
	return statusError(response, v.retryAfter)
}

// read takes the document in. Its validators are kept only if all of its
// items are.
func (v *visit) read(response *http.Response) error {
	limit := v.client.config.MaxBytes
	if v.feed.MaxBytes > 0 {
		limit = v.feed.MaxBytes
	}
	body, err := readBody(response.Body, response.Header.Get("Content-Encoding"), limit)
	if err != nil && err != errCut {
		return err
	}
	cut := err
	address := response.Request.URL.String()
	reading, err := Parse(body, response.Header, address, v.feed, v.client.Now())
	v.items, v.notes = reading.Items, reading.Notes
	switch {
	case cut != nil && len(v.items) > 0:
		return &PartialError{Items: len(v.items)}
	case cut != nil:
		return cut
	case err != nil:
		return err
	}
	v.url = address
	v.etag = validator(response.Header.Get("ETag"))
	v.lastModified = validator(response.Header.Get("Last-Modified"))
	return nil
}

// unchanged takes a 304, which may bring newer validators of the same
// document (RFC 9111, 4.3.4).
func (v *visit) unchanged(response *http.Response) error {
	sent := response.Request.Header
	if sent.Get("If-None-Match") == "" && sent.Get("If-Modified-Since") == "" {
		return errUnasked
	}
	v.notModified = true
	v.url, v.etag, v.lastModified = v.prev.URL, v.prev.ETag, v.prev.LastModified
	if etag := validator(response.Header.Get("ETag")); etag != "" {
		v.etag = etag
	}
	if modified := validator(response.Header.Get("Last-Modified")); modified != "" {
		v.lastModified = modified
	}
	return nil
}

// maxValidator bounds what is stored and sent back with every visit.
const maxValidator = 1 << 10

// validator passes a header's value on as it is, unless it is absurdly long.
func validator(value string) string {
	if len(value) > maxValidator {
		return ""
	}
	return value
}

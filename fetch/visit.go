package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"vedette/news"
)

// visit is one exchange with a feed's server.
type visit struct {
	client *Client
	feed   Feed
	// asked is the address of the request, probe says that it goes without
	// validators although there are some.
	asked string
	probe bool
	now   time.Time
	// hops are the redirects that were followed. silent says that the server had
	// no document for us.
	hops   []hop
	status int
	silent bool
	// index says that the items are of documents that this one only names: they
	// change without it, so that nothing vouches for them.
	index bool
	// out is what the visit brings; its State becomes the next one step by step.
	out Result
}

// visit prepares an exchange. It and what follows leave the visit, which is
// large, on the caller's stack.
func (c *Client) visit(feed Feed, prev news.FeedState) *visit {
	v := &visit{client: c, feed: feed}
	v.out.State = prev
	v.prepare()
	return v
}

// prepare forgets what is remembered of another address or of another kind of
// request, and decides what to ask for.
func (v *visit) prepare() {
	v.now = v.client.Now().UTC()
	v.forgetOtherAddress()
	v.forgetOtherRequest()
	v.asked = v.out.State.Asked(v.feed.URL)
	v.probe = v.probeIsDue()
}

// run asks and reads. After an error, items may hold what could be read.
func (v *visit) run(ctx context.Context) error {
	response, err := v.ask(ctx)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	v.now = v.client.Now().UTC()
	if v.status != http.StatusNoContent && v.status != http.StatusResetContent {
		v.out.State.Empty = 0
	}
	switch v.status {
	case http.StatusOK, http.StatusNonAuthoritativeInfo:
		return v.read(response)
	case http.StatusIMUsed:
		return v.readDelta(response)
	case http.StatusNotModified:
		return v.unchanged(response)
	case http.StatusNoContent, http.StatusResetContent:
		return v.nothing()
	}
	return v.refused(response)
}

// ask makes the request and follows redirects.
func (v *visit) ask(ctx context.Context) (*http.Response, error) {
	reached := new(reached)
	request, err := v.request(reached.watch(ctx))
	if err != nil {
		return nil, err // nobody was asked: the address is wrong, not the network
	}
	response, err := v.follow(request)
	if response != nil {
		v.status = response.StatusCode // that of a redirect that was not followed
	}
	v.out.Unreached = err != nil && !reached.Load() && !isAnswer(err)
	return response, err
}

// reached says whether a server took a connection that was made for the visit,
// or answered. It stands beside the visit since the connection's own goroutine
// writes it, maybe later than the visit ends.
type reached struct{ atomic.Bool }

// watch gives the context of requests that set r.
func (r *reached) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(c httptrace.GotConnInfo) {
			if !c.Reused { // one that was kept may lead nowhere by now
				r.Store(true)
			}
		},
		GotFirstResponseByte: func() { r.Store(true) },
	})
}

// follow makes a request and follows redirects as http.Client does. http.Client
// takes over only where there is a redirect to follow or an error to word: few
// visits meet one, and it gets ready for redirects with ten allocations.
func (v *visit) follow(request *http.Request) (*http.Response, error) {
	transport := v.client.Transport
	if request.URL.User == nil { // http.Client makes a header of it
		response, err := transport.RoundTrip(request)
		if err == nil && !isRedirect(response.StatusCode) {
			return response, nil
		}
		transport = &begun{RoundTripper: transport, response: response, err: err}
	}
	w := *v // http.Client's own, so that v does not have to be on the heap
	client := http.Client{Transport: transport, CheckRedirect: w.redirect}
	response, err := client.Do(request)
	*v = w
	return response, err
}

// begun goes on with an exchange whose first answer, or error, is already here.
type begun struct {
	http.RoundTripper
	response *http.Response
	err      error
	given    bool
}

func (b *begun) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.given {
		return b.RoundTripper.RoundTrip(r)
	}
	b.given = true
	return b.response, b.err
}

// isRedirect knows the statuses that http.Client follows.
func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// read takes the document in. Its validators are kept only if all of its
// items are.
func (v *visit) read(response *http.Response) error {
	if err := challenged(response); err != nil {
		return err
	}
	body, cut := v.body(response)
	if cut != nil && !brokeOff(cut) {
		return cut
	}
	mark := v.fingerprint(body, response)
	if cut == nil && mark == v.out.State.Body {
		v.out.NotModified = true
	} else if err := v.parse(body, response, cut); err != nil {
		if cut == nil {
			v.keepUnread(body, mark, response, err)
		}
		return err
	}
	s := &v.out.State
	s.Body, s.LastFull, s.Unchanged = mark, v.now, 0
	v.keepValidators(response)
	if v.index {
		s.Body, s.ETag, s.LastModified = "", "", ""
	}
	v.hear(response)
	v.watchMove()
	return nil
}

// readDelta takes a document of new items only (RFC 3229). It says nothing of
// the items that are not in it, and its hash nothing of the whole feed.
func (v *visit) readDelta(response *http.Response) error {
	if response.Request.Header.Get("A-IM") == "" {
		return statusError(response, word{})
	}
	body, cut := v.body(response)
	if cut != nil && !brokeOff(cut) {
		return cut
	}
	if err := v.parse(body, response, cut); err != nil {
		if cut == nil {
			v.keepUnread(body, v.fingerprint(body, response), response, err)
		}
		return err
	}
	v.out.Delta = true
	v.keepValidators(response)
	v.hear(response)
	v.watchMove()
	return nil
}

// body takes in the answer's body. With errCut it gives what came.
func (v *visit) body(response *http.Response) ([]byte, error) {
	limit := v.client.config.MaxBytes
	if v.feed.MaxBytes > 0 {
		limit = v.feed.MaxBytes
	}
	return readBody(response.Body, response.Header.Get("Content-Encoding"), limit)
}

// parse makes items of a body, of which cut says whether it came whole, and notes
// their language.
func (v *visit) parse(body []byte, response *http.Response, cut error) (err error) {
	defer func() {
		if s := &v.out.State; len(v.out.Items) > 0 {
			s.Lang, s.LangFrom = mostly(v.out.Items)
		}
	}()
	address := response.Request.URL.String()
	if v.feed.Select == nil && cut == nil && sitemapRoot(body) == "sitemapindex" {
		v.index = true
		response.Body.Close() // its memory and its connection are for the sitemaps
		v.out.Items, v.out.Notes, err = v.client.sitemaps(response.Request.Context(), body, address, v.feed)
		return err
	}
	reading, err := Parse(body, response.Header, address, v.feed, v.now)
	v.out.Items, v.out.Notes = reading.Items, append(v.out.Notes, reading.Notes...)
	switch {
	case cut != nil && len(v.out.Items) > 0:
		return salvaged(cut, len(v.out.Items))
	case cut != nil:
		return cut
	case err != nil:
		return err
	}
	v.learn(readHead(body, response, v.feed.Select != nil))
	return nil
}

// unchanged takes a 304, which may bring newer validators and hints of the
// same document (RFC 9111, 4.3.4).
func (v *visit) unchanged(response *http.Response) error {
	if !isConditional(response.Request) {
		return errUnasked
	}
	s := &v.out.State
	v.out.NotModified = true
	s.Unchanged++
	if s.LastFull.IsZero() {
		s.LastFull = v.now // not known: the wait for a probe begins here
	}
	v.renewValidators(response)
	v.hear(response)
	v.watchMove()
	return nil
}

// maxEmpty answers without a document in a row are a failure. One or two are
// what a server says that is being changed.
const maxEmpty = 3

// nothing takes an answer that has no body by its nature: no change, at first.
func (v *visit) nothing() error {
	v.out.State.Empty++
	if n := v.out.State.Empty; n >= maxEmpty {
		return fmt.Errorf("the server has answered %d times without a document (%s): open the address in a browser", n, statusText(v.status))
	}
	v.out.NotModified, v.silent = true, true
	return nil
}

// refused takes every other answer: how long to stay away, whether the feed
// has moved or is gone, and an error that says so.
func (v *visit) refused(response *http.Response) error {
	said := v.pause(response)
	if moved := v.leaveOldAddress(); moved != nil {
		return moved
	}
	if gone := v.gone(); gone != nil {
		return gone
	}
	return statusError(response, said)
}

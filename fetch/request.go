package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// accept names the types of feeds, so that a server with several forms of a
// page gives the feed.
const accept = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"

// maxRedirects is what net/http follows too; honest chains have two or three.
const maxRedirects = 10

// request makes the conditional GET.
func (v *visit) request(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.feed.URL, nil)
	if err != nil || r.URL.Host == "" {
		return nil, errors.New("the feed's url cannot be used: write the whole address, with https://")
	}
	r.URL.Fragment = ""
	v.headers(r, true)
	return r, nil
}

// headers writes a request's header anew: what every server gets, and what is
// meant for the feed's own host only, if the request goes there.
func (v *visit) headers(r *http.Request, own bool) {
	r.Header = http.Header{}
	r.Header.Set("Accept", accept)
	if v.feed.Select != nil {
		r.Header.Set("Accept", acceptPage)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	r.Header.Set("User-Agent", firstOf(v.feed.UserAgent, v.client.config.UserAgent))
	v.condition(r)
	if !own {
		return
	}
	for name, value := range v.feed.Headers {
		r.Header.Set(name, value.Reveal())
	}
	switch {
	case v.feed.BasicAuth != nil:
		r.SetBasicAuth(v.feed.BasicAuth.Username, v.feed.BasicAuth.Password.Reveal())
	case v.feed.BearerToken != "":
		r.Header.Set("Authorization", "Bearer "+v.feed.BearerToken.Reveal())
	}
}

// condition puts the stored validators on a request, byte for byte, when it is
// for the very address that gave them: another document may have the same ETag.
func (v *visit) condition(r *http.Request) {
	if v.prev.URL == "" || v.prev.URL != r.URL.String() {
		return
	}
	if v.prev.ETag != "" {
		r.Header.Set("If-None-Match", v.prev.ETag)
	}
	if v.prev.LastModified != "" {
		r.Header.Set("If-Modified-Since", v.prev.LastModified)
	}
}

// redirect decides whether a redirect is followed and with which header: not
// the one that net/http has copied, with a Referer added. Once a redirect has
// left the feed's own host, nothing that is meant for that host is sent any
// more, even back there.
func (v *visit) redirect(r *http.Request, via []*http.Request) error {
	last := via[len(via)-1]
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("the server redirects more than %d times: look for the feed's new address", maxRedirects)
	case r.URL.Scheme != "http" && r.URL.Scheme != "https":
		return errors.New("the server redirects to something that is no web address: look for the feed's new address")
	case last.URL.Scheme == "https" && r.URL.Scheme == "http":
		return fmt.Errorf("the server redirects from https to plain http on %s, which is refused: set that url if you trust it", r.URL.Host)
	}
	elsewhere := func(hop *http.Request) bool { return !strings.EqualFold(hop.URL.Host, via[0].URL.Host) }
	v.headers(r, !elsewhere(r) && !slices.ContainsFunc(via, elsewhere))
	return nil
}

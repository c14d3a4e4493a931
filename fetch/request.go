package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// accept names the types of feeds, so that a server with several forms of a
// page gives the feed.
const accept = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"

// acceptEncoding names what this room decodes.
const acceptEncoding = "gzip"

// maxRedirects is what net/http follows too; honest chains have two or three.
const maxRedirects = 10

// request makes the conditional GET: to the address as it was given, but for
// a fragment, which is none of a server's business.
func (v *visit) request(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.asked, nil)
	if err != nil || r.URL.Host == "" {
		return nil, errors.New("the feed's url cannot be used: write the whole address, with https://")
	}
	r.URL.Fragment, r.URL.RawFragment = "", ""
	v.headers(r, v.asked == v.feed.URL || v.isHome(r))
	return r, nil
}

// isHome tells whether a request goes to the host that the configuration
// names, and may carry what is meant for it.
func (v *visit) isHome(r *http.Request) bool {
	home, err := url.Parse(v.feed.URL)
	return err == nil && strings.EqualFold(home.Host, r.URL.Host) && !(home.Scheme == "https" && r.URL.Scheme == "http")
}

// userAgent is how vedette names itself to this feed's server.
func (v *visit) userAgent() string {
	return firstOf(v.feed.UserAgent, v.client.config.UserAgent)
}

// withContact adds where the owners of servers can write to, as other readers
// put it: "(feed monitor; +https://desk.example/about)".
func withContact(agent, contact string) string {
	if contact == "" {
		return agent
	}
	return strings.TrimSuffix(agent, ")") + "; +" + contact + ")"
}

// headers writes a request's header anew: what every server gets, and what is
// meant for the feed's own host only, if the request goes there.
func (v *visit) headers(r *http.Request, own bool) {
	clear(r.Header)
	r.Header.Set("Accept", accept)
	if v.feed.Select != nil {
		r.Header.Set("Accept", acceptPage)
	}
	r.Header.Set("Accept-Encoding", acceptEncoding)
	r.Header.Set("User-Agent", v.userAgent())
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

// redirect decides whether a redirect is followed and with which header: not
// the one that net/http has copied, with a Referer added. Once a redirect has
// left the feed's own host, nothing that is meant for that host is sent any
// more, even back there.
func (v *visit) redirect(r *http.Request, via []*http.Request) error {
	r.URL.Fragment, r.URL.RawFragment = "", ""
	last := via[len(via)-1]
	switch {
	case r.URL.Scheme != "http" && r.URL.Scheme != "https":
		return errors.New("the server redirects to something that is no web address: look for the feed's new address")
	case last.URL.Scheme == "https" && r.URL.Scheme == "http":
		return fmt.Errorf("the server redirects from https to plain http on %s, which is refused: set that url if you trust it", r.URL.Host)
	case slices.ContainsFunc(via, func(hop *http.Request) bool { return hop.URL.String() == r.URL.String() }):
		return errors.New("the server redirects in a circle: look for the feed's new address")
	case len(via) > maxRedirects:
		return fmt.Errorf("the server redirects more than %d times: look for the feed's new address", maxRedirects)
	}
	v.hops = append(v.hops, hop{status: r.Response.StatusCode, to: r.URL.String()})
	away := func(hop *http.Request) bool { return !v.isHome(hop) }
	v.headers(r, v.isHome(r) && !slices.ContainsFunc(via, away))
	return nil
}

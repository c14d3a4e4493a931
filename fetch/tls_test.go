package fetch

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"

	"vedette/guard/guardtest"
	"vedette/news"
)

// A visit over a new connection takes up the TLS session of the one before.
func TestATLSSessionIsTakenUpAgain(t *testing.T) {
	var resumed []bool
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resumed = append(resumed, r.TLS.DidResume)
		text(rss("one"))(w, r)
	}))
	t.Cleanup(secure.Close)
	c := newTestClient(t)
	transport := newTransport(guardtest.Loopback(), usualLimits)
	pool := x509.NewCertPool()
	pool.AddCert(secure.Certificate())
	transport.quick.TLSClientConfig.RootCAs = pool
	c.Transport = transport
	for range 2 {
		if r := c.Fetch(t.Context(), Feed{Name: "x", URL: secure.URL}, news.FeedState{}); r.Err != nil {
			t.Fatal(r.Err)
		}
		c.Close() // as the time between two visits does
	}
	if len(resumed) != 2 || resumed[0] || !resumed[1] {
		t.Errorf("taken up again: %v", resumed)
	}
}

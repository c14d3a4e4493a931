package fetch

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"time"

	"vedette/guard"
)

// limits bound what the answer of a server may cost. They are the same for all
// visits; tests have shorter ones.
type limits struct {
	// handshake and header bound parts of a visit, within its timeout. A server
	// that takes longer will not answer at all.
	handshake, header time.Duration
	// headerBytes bounds the answer's header. Real ones have some 2 KB.
	headerBytes int64
	// grace and window bound the time that a body may take less than minRate
	// bytes a second: slow lines have a hundred times that, and who sends less
	// only wants to keep the line open.
	grace, window time.Duration
	minRate       int64
	inFlight      int64
}

var usualLimits = limits{
	handshake:   10 * time.Second,
	header:      60 * time.Second,
	headerBytes: 256 << 10,
	grace:       10 * time.Second,
	window:      20 * time.Second,
	minRate:     512,
	inFlight:    maxInFlight,
}

// idleTimeout is how long a connection is kept for the next visit.
const idleTimeout = 90 * time.Second

// tlsSessions is of how many hosts the last TLS session is kept, some KB each: a
// visit begins with a new connection, as the one before was closed long ago, and
// takes it up without certificates and signatures (RFC 8446, 2.2), which spares
// both sides a third of a millisecond or more.
const tlsSessions = 1000

// transport makes the requests of all visits, and bounds what their answers
// cost. The body of an answer must be closed when its bytes are no longer
// needed, not earlier. It is safe for concurrent use.
type transport struct {
	// quick is for requests that end before limits.header does, as most do: it
	// needs no timer of its own for each. patient is for those that may not.
	quick, patient *http.Transport
	limits         limits
	budget         *budget
}

// newTransport connects to where the guard lets it, by the guard's proxy if
// there is one, and never by one of the environment. gzip is left to readBody,
// which counts the bytes.
func newTransport(g *guard.Guard, l limits) *transport {
	sessions := tls.NewLRUClientSessionCache(tlsSessions)
	waiting := func(header time.Duration) *http.Transport {
		return &http.Transport{
			Proxy:                  g.Proxy,
			DialContext:            g.DialContext,
			TLSClientConfig:        &tls.Config{ClientSessionCache: sessions},
			TLSHandshakeTimeout:    l.handshake,
			ResponseHeaderTimeout:  header,
			IdleConnTimeout:        idleTimeout,
			MaxIdleConnsPerHost:    1,
			MaxResponseHeaderBytes: l.headerBytes,
			DisableCompression:     true,
			ForceAttemptHTTP2:      true,
		}
	}
	return &transport{quick: waiting(0), patient: waiting(l.header), limits: l, budget: newBudget(l.inFlight)}
}

// CloseIdleConnections drops the connections that wait for the next visit.
func (t *transport) CloseIdleConnections() {
	t.quick.CloseIdleConnections()
	t.patient.CloseIdleConnections()
}

// RoundTrip makes one request.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	by := t.patient
	if end, ok := r.Context().Deadline(); ok && time.Until(end) <= t.limits.header {
		by = t.quick
	}
	response, err := by.RoundTrip(r)
	if err != nil || response.Body == http.NoBody {
		return response, err
	}
	body := response.Body
	response.Body = &incoming{
		ReadCloser: body, ctx: r.Context(),
		share: share{of: t.budget},
		watch: slowWatch{limits: t.limits, cut: func() { body.Close() }},
	}
	return response, nil
}

// incoming is a body on its way. One goroutine uses it.
type incoming struct {
	io.ReadCloser
	ctx   context.Context // of the visit
	share share
	watch slowWatch
	begun bool
}

// Read gives errTooSlow when the server has sent too little for too long.
func (a *incoming) Read(p []byte) (int, error) {
	if !a.begun {
		a.begun = true
		a.watch.start()
	}
	n, err := a.ReadCloser.Read(p)
	a.watch.count(n)
	if err != nil && err != io.EOF && a.watch.tooSlow() {
		err = errTooSlow
	}
	return n, err
}

// pay takes bytes from the budget. The server is not to blame for the time
// that this takes.
func (a *incoming) pay(bytes int64) error {
	if a.share.try(bytes) == nil {
		return nil
	}
	a.watch.stop()
	defer a.watch.start()
	return a.share.take(a.ctx, bytes)
}

// Close ends the reading and gives the memory back.
func (a *incoming) Close() error {
	a.watch.stop()
	a.share.giveBack()
	return a.ReadCloser.Close()
}

package fetch

import (
	"net/http"
	"time"

	"vedette/guard"
)

// Time limits of parts of a visit, within the limit of the whole. A server
// that takes longer for these will not answer at all.
const (
	handshakeTimeout = 10 * time.Second
	headerTimeout    = 60 * time.Second
	idleTimeout      = 90 * time.Second
)

// maxHeaderBytes bounds the answer's header. Real ones have some 2 KB.
const maxHeaderBytes = 256 << 10

// newTransport makes the requests of all visits. It connects to where the
// guard lets it, by the guard's proxy if there is one, and never by one of the
// environment. gzip is left to readBody, which counts the bytes.
func newTransport(g *guard.Guard) *http.Transport {
	return &http.Transport{
		Proxy:                  g.Proxy,
		DialContext:            g.DialContext,
		TLSHandshakeTimeout:    handshakeTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConnsPerHost:    1,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
}

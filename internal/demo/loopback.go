package demo

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// loopback is the only address that the demo listens on; the system picks a
// free port.
const loopback = "127.0.0.1:0"

// readTimeout bounds how long a client may take to send its request.
const readTimeout = 10 * time.Second

// WebServer serves a Site or a HookSink on the loopback address.
type WebServer struct {
	// URL is the server's address without a slash at the end.
	URL string

	server *http.Server
	done   chan struct{}
}

// Listen serves the handler at a free port of 127.0.0.1 until Close.
func Listen(h http.Handler) (*WebServer, error) {
	l, err := net.Listen("tcp", loopback)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	s := &WebServer{
		URL:    "http://" + l.Addr().String(),
		server: &http.Server{Handler: h, ReadTimeout: readTimeout},
		done:   make(chan struct{}),
	}
	go func() {
		defer close(s.done)
		_ = s.server.Serve(l) // ErrServerClosed, or the listener's end: Close
	}()
	return s, nil
}

// Close stops listening and drops open connections.
func (s *WebServer) Close() error {
	err := s.server.Close()
	<-s.done
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

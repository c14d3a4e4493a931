// Package politeserver is a scripted web server for tests of politeness: it
// answers the requests of a test with a list of steps, in order, and complains
// about a request that is not as its step wants it, or that has no step. A test
// then reads as a table of requests and answers:
//
//	s := politeserver.New(t,
//		politeserver.Step{Want: politeserver.Header{"If-None-Match": ""}, Header: politeserver.Header{"ETag": `"1"`}, Body: feed},
//		politeserver.Step{Want: politeserver.Header{"If-None-Match": `"1"`}, Status: 304},
//	)
//
// It is a real net/http server on loopback, one an address, so that several
// hosts can be had.
package politeserver

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Header is a header with one value a name. In Step.Want the value "" means
// that the request must not have the header.
type Header map[string]string

// Step is one request and its answer.
type Step struct {
	// Path is what must be asked for, with its query, if it is not empty. Want
	// is what the request's header must say, Check anything else.
	Path  string
	Want  Header
	Check func(*http.Request) error

	// Status is that of the answer, 200 when it is 0. Header and Body are sent
	// as they are, names too, without a Content-Type or Date of the server's own.
	Status int
	Header Header
	Body   string
	// Cut promises more bytes than Body has and then closes the connection;
	// Hang keeps the header back until the client gives up or the test ends.
	Cut, Hang bool
	// Forever answers all requests from here on with this step.
	Forever bool
}

// Request is a request that was received.
type Request struct {
	Method string
	Host   string
	Target string // path and query, as sent
	Header http.Header
	At     time.Time
	TLS    bool
}

// Server answers with steps. It ends with the test that started it.
type Server struct {
	*httptest.Server
	t     testing.TB
	steps []Step
	stop  chan struct{}

	mu       sync.Mutex
	next     int
	requests []Request
}

// New starts a server on 127.0.0.1.
func New(t testing.TB, steps ...Step) *Server {
	t.Helper()
	return Listen(t, "127.0.0.1", steps...)
}

// Listen starts a server on a loopback address, such as 127.0.0.2 or ::1. The
// test is skipped where the machine does not have the address.
func Listen(t testing.TB, address string, steps ...Step) *Server {
	t.Helper()
	s := prepare(t, address, steps)
	s.Start()
	return s
}

// NewTLS starts a server that speaks TLS, with a certificate that the clients
// of Server.Client trust.
func NewTLS(t testing.TB, steps ...Step) *Server {
	t.Helper()
	s := prepare(t, "127.0.0.1", steps)
	s.StartTLS()
	return s
}

func prepare(t testing.TB, address string, steps []Step) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		t.Skipf("this machine does not listen on %s: %v", address, err)
	}
	s := &Server{t: t, steps: steps, stop: make(chan struct{})}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.Listener.Close()
	s.Listener = listener
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused certificates are meant
	t.Cleanup(func() {
		close(s.stop)
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// Then adds steps, for tests whose answers name the server's own address.
func (s *Server) Then(steps ...Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = append(s.steps, steps...)
}

// Requests gives all requests so far, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Done complains about steps that nobody asked for.
func (s *Server) Done() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next < len(s.steps) && !s.steps[s.next].Forever {
		s.t.Errorf("%d requests came, %d were expected", len(s.requests), len(s.steps))
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	number, step, ok := s.take(r)
	if !ok {
		s.t.Errorf("request %d, %s %s, was not expected", number, r.Method, r.RequestURI)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	s.check(number, step, r)
	if step.Hang {
		select {
		case <-r.Context().Done():
		case <-s.stop:
		}
		return
	}
	answer(w, step)
}

// take records a request and gives its number and step.
func (s *Server) take(r *http.Request) (int, Step, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{Method: r.Method, Host: r.Host, Target: r.RequestURI,
		Header: r.Header.Clone(), At: time.Now(), TLS: r.TLS != nil})
	number := len(s.requests)
	if s.next >= len(s.steps) {
		return number, Step{}, false
	}
	step := s.steps[s.next]
	if !step.Forever {
		s.next++
	}
	return number, step, true
}

// check compares a request with what its step wants.
func (s *Server) check(number int, step Step, r *http.Request) {
	if step.Path != "" && step.Path != r.RequestURI {
		s.t.Errorf("request %d asks for %s, want %s", number, r.RequestURI, step.Path)
	}
	for name, want := range step.Want {
		if got := r.Header.Get(name); got != want {
			s.t.Errorf("request %d has %s: %q, want %q", number, name, got, want)
		}
	}
	if step.Check == nil {
		return
	}
	if err := step.Check(r); err != nil {
		s.t.Errorf("request %d: %v", number, err)
	}
}

// answer sends what the step says and nothing else.
func answer(w http.ResponseWriter, step Step) {
	h := w.Header()
	h["Date"], h["Content-Type"] = nil, nil
	for name, value := range step.Header {
		h[name] = []string{value}
	}
	if step.Cut {
		h.Set("Content-Length", strconv.Itoa(len(step.Body)+1000))
	}
	status := step.Status
	if status == 0 {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	io.WriteString(w, step.Body)
}

package alert

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"vedette/news"
	"vedette/secret"
)

// rig is a Sender with its outbox, and receivers reached over pipes, so that
// it can run in a synctest bubble, where time passes only when all wait.
type rig struct {
	*Sender
	outbox *memory

	mu sync.Mutex
	// answers holds what each receiver does next; without one it says 200.
	answers map[string]http.HandlerFunc
	// posts holds when each receiver was asked, since the start.
	posts map[string][]time.Duration
	stop  func() error
}

// newRig makes a Sender of the receivers a to j. It must be called in a bubble.
func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{outbox: newMemory(), answers: map[string]http.HandlerFunc{}, posts: map[string][]time.Duration{}}
	var cfg Config
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
		cfg.Receivers = append(cfg.Receivers, Receiver{Name: name, Webhook: &Webhook{URL: secret.Text("http://hook/" + name)}})
	}
	r.Sender = NewSender(r.outbox, cfg, "test", slog.New(slog.NewTextHandler(io.Discard, nil)))
	r.chance = func() float64 { return 0 }
	begin := time.Now()
	listener := newPipes()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		name := req.URL.Path[1:]
		_, _ = io.Copy(io.Discard, req.Body) // so that the server notices when the sender leaves
		r.mu.Lock()
		r.posts[name] = append(r.posts[name], time.Since(begin))
		answer := r.answers[name]
		r.mu.Unlock()
		if answer != nil {
			answer(w, req)
		}
	})}
	r.courier.web.Transport = &http.Transport{DialContext: listener.dial}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return r
}

// start runs the Sender; r.stop ends it and gives what Run gave.
func (r *rig) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	r.stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
}

func (r *rig) answer(name string, h http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[name] = h
}

func (r *rig) asked(name string) []time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]time.Duration{}, r.posts[name]...)
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// hangs answers when the sender has left.
func hangs(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// runUntilDelivered runs a sender over real connections until all alerts are
// delivered.
func runUntilDelivered(t *testing.T, s *Sender, o *memory, ids []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // far more than it takes
	defer cancel()
	go func() {
		for ctx.Err() == nil && s.Stats().Delivered < uint64(len(ids)) {
			s.Kick()
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	if err := s.Run(ctx); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if a := o.alert(t, id); a.State != news.Delivered {
			t.Errorf("%+v", a)
		}
	}
}

// roundTrip is a transport of one function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// pipes is a listener whose connections stay in memory.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	close func()
}

func newPipes() *pipes {
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.done) })
	return p
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.close(); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

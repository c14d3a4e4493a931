package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// The limits of a connection. Pages are small and made from a local store:
// whoever needs longer than this is stuck or means harm.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 64 << 10 // bytes; long filters stay far below
	maxBody       = 64 << 10 // bytes; forms, and a feed that is added
	maxListBody   = 8 << 20  // bytes; a list of thousands of feeds that are added
	// shutdownTimeout is how long requests under way may take at the end.
	shutdownTimeout = 5 * time.Second
)

// Options are what a Server may be given; all of them can be left out.
type Options struct {
	// Channels serves the generated feeds, below /channels/.
	Channels http.Handler
	// Hubs answers WebSub hubs, below /websub/.
	Hubs http.Handler
	// Sources changes the feeds that are watched; without it the pages only
	// show them.
	Sources Sources
	// Ready says why the daemon is not ready yet, or nil.
	Ready func() error
	// Metrics gives the daemon's own metrics, at each scrape.
	Metrics func() []Metric
	// Kick wakes the sender after an alert was made due by hand.
	Kick func()
	Log  *slog.Logger
	// Now is the clock, for tests.
	Now func() time.Time
}

// Server serves pages, API and metrics. It is safe for concurrent use.
type Server struct {
	config    Config
	store     Store
	options   Options
	catalogue atomic.Pointer[Catalogue]
	views     views
	// checked is how the last visits went that were asked for on pages: a
	// news.Checked by feed.
	checked sync.Map
}

// New makes a server over a store; the configuration has been checked. Until
// the first Show it knows of no feeds and rules.
func New(config Config, store Store, options Options) *Server {
	if options.Ready == nil {
		options.Ready = func() error { return nil }
	}
	if options.Metrics == nil {
		options.Metrics = func() []Metric { return nil }
	}
	if options.Kick == nil {
		options.Kick = func() {}
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	s := &Server{config: config, store: store, options: options, views: newViews(options.Now)}
	s.Show(Catalogue{})
	return s
}

// Show replaces what the pages tell of the configuration.
func (s *Server) Show(c Catalogue) { s.catalogue.Store(&c) }

// Handler gives everything the server answers, guards included.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	s.routePages(mux)
	s.routeAPI(mux)
	if s.options.Sources != nil {
		s.routeSources(mux)
	}
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /metrics", metricsHandler(s.options.Metrics, s.options.Log))
	mux.Handle("GET /static/", staticHandler())
	if s.options.Channels != nil {
		mux.Handle("GET /channels/", s.options.Channels)
	}
	guarded := s.guard(mux)
	if s.options.Hubs == nil {
		return guarded
	}
	// Hubs come from outside, by a name of their own and with whole feeds.
	outer := http.NewServeMux()
	outer.Handle(hubRoot, s.options.Hubs)
	outer.Handle("/", guarded)
	return outer
}

// hubRoot is what the callback addresses of WebSub begin with.
const hubRoot = "/websub/"

func (s *Server) routePages(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", s.page("hits", s.hitsPage))
	mux.HandleFunc("GET /items", s.page("items", s.itemsPage))
	mux.HandleFunc("GET /items/{id}", s.page("item", s.itemPage))
	mux.HandleFunc("GET /feeds", s.page("feeds", s.feedsPage))
	mux.HandleFunc("GET /feed/{id}", s.page("feed", s.feedPage))
	mux.HandleFunc("GET /feed/{id}/body", s.feedBody)
	mux.HandleFunc("GET /notices", s.page("notices", s.noticesPage))
	mux.HandleFunc("GET /rules", s.page("rules", s.rulesPage))
	mux.HandleFunc("GET /channels", s.page("channels", s.channelsPage))
	mux.HandleFunc("GET /alerts", s.page("alerts", s.alertsPage))
	mux.HandleFunc("GET /alerts/{id}", s.page("alert", s.alertPage))
	mux.HandleFunc("POST /alerts/{id}/retry", s.retryForm)
	mux.HandleFunc("GET /", s.noSuchPage)
}

// healthz says that the process answers, and nothing more.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok")
}

func (s *Server) readyz(w http.ResponseWriter, _ *http.Request) {
	if err := s.options.Ready(); err != nil {
		plain(w, http.StatusServiceUnavailable, "not ready: "+err.Error())
		return
	}
	plain(w, http.StatusOK, "ready")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}

// Listen opens the configured address, so that the caller knows before Serve
// that it is free, and which port it got when it asked for port 0.
func (s *Server) Listen() (net.Listener, error) {
	address := s.config.address()
	l, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use already: stop the program that holds it (another vedette?), or set web.address to another port", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s may not be opened by this user: set web.address to a port above 1023", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on web.address %s: %w", address, err)
	}
	return l, nil
}

// Serve answers on the listener until the context ends, then gives requests
// under way 5 s to finish. It closes the listener. Nil means a clean end.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("web server on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		s.options.Log.Warn("requests were cut off at the end", "error", err)
		server.Close()
	}
	<-failed
	return nil
}

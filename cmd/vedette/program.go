package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/alert"
	"vedette/config"
	"vedette/fetch"
	"vedette/monitor"
	"vedette/news"
	"vedette/pace"
	"vedette/problem"
	"vedette/publish"
	"vedette/storage"
	"vedette/web"
	"vedette/websub"
)

// owner names this process's claims in the outbox. The store is held by one
// process at a time, so a process that starts takes back what one before it
// of the same name left claimed.
const owner = "vedette"

// program is the daemon: every room, wired. A test or the demo can start and
// stop it as main does.
type program struct {
	log       *slog.Logger
	store     *storage.Store
	sender    *alert.Sender
	publisher *publish.Publisher
	hubs      *websub.Subscriber
	monitor   *monitor.Monitor
	web       *web.Server
	listener  net.Listener

	// fixed are the settings that are taken at the start only, loaded those of
	// the last configuration that was taken up.
	fixed  config.Config
	loaded atomic.Pointer[config.Loaded]

	// refeeding lets one at a time take up the feeds: else a list that was read
	// earlier might be taken up later, and a feed just added would be missing.
	// It guards client, which stays as long as its configuration: its connections
	// are kept and its memory is bounded.
	refeeding sync.Mutex
	client    *fetch.Client
	clientOf  *config.Loaded
}

// newProgram opens the store and the address and puts the rooms together.
// Nothing works yet, but whoever has a program must Run it to free both.
func newProgram(loaded *config.Loaded, log *slog.Logger) (*program, error) {
	c := loaded.Config
	store, err := storage.Open(c.Storage.Path)
	if err != nil {
		return nil, err
	}
	p := &program{log: log, store: store, fixed: c}
	p.loaded.Store(loaded)
	p.meetDamage(context.Background())
	feeds, err := p.feeds(context.Background())
	if err != nil {
		store.Close()
		return nil, err
	}
	p.sender = alert.NewSender(store, loaded.Alert(), owner, log)
	p.publisher = publish.New(c.Channels, store, c.Web.PublicURL(), log)
	if p.hubs, err = newHubs(store, loaded, func() { p.monitor.Pushed() }, log); err != nil {
		store.Close()
		return nil, err
	}
	if err := p.keepHubs(context.Background(), feeds); err != nil { // feeds may have been taken out since the last run
		log.Error("subscriptions at hubs could not be ended", "error", err)
	}
	p.monitor = monitor.New(store, p.sender, p.plan(loaded, feeds), log)
	p.web = web.New(c.Web, store, web.Options{
		Channels: p.publisher,
		Hubs:     p.hubs,
		Sources:  p.sources(),
		Ready:    p.monitor.Ready,
		Metrics:  p.metrics,
		Kick:     p.sender.Kick,
		Log:      log,
	})
	p.web.Show(catalogue(loaded, feeds))
	if p.listener, err = p.web.Listen(); err != nil {
		store.Close()
		return nil, err
	}
	log.Info("vedette starts", "version", buildVersion(), "store", c.Storage.Path, "page", p.URL(),
		"feeds", len(feeds), "rules", len(c.Rules), "receivers", len(c.Receivers))
	logWarnings(log, loaded)
	loaded.DropPlaces()
	return p, nil
}

// URL is where the pages are, also when the configuration asked for any port.
func (p *program) URL() string { return "http://" + p.listener.Addr().String() }

// logProblems logs what is wrong with a configuration, a line a mistake.
func logProblems(log *slog.Logger, err error) {
	var list problem.List
	if !errors.As(err, &list) {
		log.Error(err.Error())
	}
	for _, p := range list {
		log.Error(p.Error())
	}
}

func logWarnings(log *slog.Logger, loaded *config.Loaded) {
	for _, w := range loaded.Warnings {
		log.Warn(w.Error())
	}
}

// meetDamage mends what of the store can be counted anew, and tells of damage that
// keeps nothing from working.
func (p *program) meetDamage(ctx context.Context) {
	damage, err := p.store.MendTotals(ctx)
	switch {
	case err != nil:
		p.log.Error("what the store holds could not be counted", "error", err)
	case damage != nil:
		p.log.Error("the store's totals could not be read any more and were counted anew: look after the disk", "error", damage)
	}
	damaged, err := p.store.PassedOver(ctx)
	if err != nil {
		damaged = append(damaged, err)
	}
	for _, err := range damaged {
		p.log.Error("something in the store cannot be read any more and is passed over: `vedette check --store` says what to do", "error", err)
	}
}

// feeds gives the configuration's feeds and those that were added.
func (p *program) feeds(ctx context.Context) ([]fetch.Feed, error) {
	added, err := p.store.AddedFeeds(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range added {
		if a.Damaged != "" {
			p.log.Error("an added feed is damaged in the store", "feed", a.ID, "error", a.Trouble())
		}
	}
	configured := p.loaded.Load().Config.Feeds
	feeds, leftOut := fetch.Merge(configured, p.takeOver(ctx, configured, added))
	for _, id := range leftOut {
		p.log.Warn("an added feed is left out: the configuration has its id now, or it is not sound any more", "feed", id)
	}
	return feeds, nil
}

// takeOver has the feeds of the configuration take over those that were added
// with the same address, whatever their ids, so that nobody is told again of
// what these have shown; it gives the others, and those whose records cannot
// be read, which keep nobody else from being visited. A visit that is under way at
// a reload is waited for, as what it brings is to be known to the heir; only what
// one brings that takes very long may be told twice.
func (p *program) takeOver(ctx context.Context, configured []fetch.Feed, added []news.AddedFeed) (others []news.AddedFeed) {
	have := newTaken(configured)
	heirs := map[string]string{} // by id of the added feed
	var visited []string
	for _, a := range added {
		heir, found := have.ids[news.AddressKey(a.URL)]
		if !found {
			others = append(others, a)
			continue
		}
		heirs[a.ID] = heir
		if heir != a.ID { // else it is visited on
			visited = append(visited, a.ID)
		}
	}
	if p.monitor != nil && len(visited) > 0 {
		for _, id := range p.monitor.Withdraw(ctx, visited) {
			p.log.Warn("a visit to an added feed is not over, and another feed takes over: what it brings yet may be told again", "feed", heirs[id], "added", id)
		}
	}
	for _, a := range added {
		heir, found := heirs[a.ID]
		if !found {
			continue
		}
		if err := p.store.TakeOver(ctx, a.ID, heir, time.Now().UTC()); err != nil {
			p.log.Error("the configuration has the address of an added feed, but its feed cannot take over: what was shown may be told again",
				"feed", heir, "added", a.ID, "error", err)
			others = append(others, a)
			continue
		}
		p.log.Info("the configuration has the address of an added feed now: its feed takes over", "feed", heir, "added", a.ID)
		if state, err := p.store.FeedState(ctx, a.ID); err == nil && state.Damaged != "" { // it stays there
			p.log.Error("what the store has of an added feed's visits is damaged: the feed that takes over knows what it has shown, and begins anew else",
				"feed", heir, "added", a.ID, "error", state.Damaged)
		}
	}
	return others
}

// sources lets the pages and the API change the feeds.
func (p *program) sources() sources {
	return sources{
		store: p.store,
		client: func() *fetch.Client {
			loaded := p.loaded.Load()
			return fetch.NewClient(loaded.Config.Fetch, loaded.Guard)
		},
		configured: func() []fetch.Feed { return p.loaded.Load().Config.Feeds },
		changed:    p.refeed,
		check:      p.monitor.CheckNow,
		released:   p.monitor.Arrived,
	}
}

// refeed takes up the feeds anew, after one was added or removed.
func (p *program) refeed(ctx context.Context) error {
	p.refeeding.Lock()
	defer p.refeeding.Unlock()
	feeds, err := p.feeds(ctx)
	if err != nil {
		return err
	}
	if err := p.keepHubs(ctx, feeds); err != nil {
		p.log.Error("subscriptions at hubs could not be ended", "error", err)
	}
	loaded := p.loaded.Load()
	p.monitor.Reload(p.plan(loaded, feeds))
	p.web.Show(catalogue(loaded, feeds))
	return nil
}

// fetcher gives the client of a configuration.
func (p *program) fetcher(loaded *config.Loaded) *fetch.Client {
	if p.clientOf == loaded {
		return p.client
	}
	if p.client != nil {
		p.client.Close()
	}
	p.client, p.clientOf = fetch.NewClient(loaded.Config.Fetch, loaded.Guard), loaded
	return p.client
}

// plan is what the monitor needs of a configuration.
func (p *program) plan(loaded *config.Loaded, feeds []fetch.Feed) *monitor.Plan {
	c := loaded.Config.Fetch.WithDefaults()
	client := p.fetcher(loaded)
	return &monitor.Plan{
		Feeds: feeds,
		Every: time.Duration(c.Every),
		Pace: pace.Policy{MinEvery: time.Duration(c.MinEvery), MaxEvery: time.Duration(c.MaxEvery),
			VisitsPerDay: c.VisitsPerDay},
		Concurrency: c.Concurrency,
		HostGap:     time.Duration(*c.HostGap),
		Fetcher:     client,
		Articles:    client,
		Hubs:        p.hubs,
		Rules:       loaded.Filter,
		Routes:      loaded.Routes,
		Publisher:   p.publisher,
	}
}

// settling is when a start is over: what reading the configuration and the
// queue of visits took in memory, many times what stays, is given back then.
const settling = 10 * time.Second

// Run works until ctx is done, then waits for what is under way and closes the
// store last of all.
func (p *program) Run(ctx context.Context) error {
	defer func() {
		if err := p.store.Close(); err != nil {
			p.log.Error("the store did not close cleanly", "error", err)
		}
		p.log.Info("vedette stopped")
	}()
	settled := time.AfterFunc(settling, debug.FreeOSMemory)
	defer settled.Stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.web.Serve(ctx, p.listener) })
	group.Go(func() error { return p.monitor.Run(ctx) })
	group.Go(func() error { return p.hubs.Run(ctx) })
	return group.Wait()
}

// Reload takes up the configuration at path, or says why it cannot and goes on
// with the one it has.
func (p *program) Reload(path string) {
	loaded, err := config.Load(path)
	if err != nil {
		p.log.Error("the new configuration is not taken up; the old one stays", "file", path)
		logProblems(p.log, err)
		return
	}
	c := loaded.Config
	if c.Storage != p.fixed.Storage || c.Web != p.fixed.Web || c.WebSub != p.fixed.WebSub {
		p.log.Warn("storage, web and websub settings are taken at the start only: restart vedette for them")
	}
	p.loaded.Store(loaded)
	p.publisher.Reload(c.Channels)
	p.sender.Reload(loaded.Alert())
	if err := p.refeed(context.Background()); err != nil {
		p.log.Error("the added feeds cannot be read; the old list of feeds stays", "error", err)
	}
	p.log.Info("new configuration taken up", "feeds", len(c.Feeds), "rules", len(c.Rules))
	logWarnings(p.log, loaded)
	loaded.DropPlaces()
}

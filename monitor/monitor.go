// Package monitor is the line itself: it visits feeds when they are due, puts
// what they bring into the store, judges what has arrived, and wakes the two
// ways out, alerts and published channels.
//
// The stages do not call each other. Each reads what the last one wrote to the
// store, so that a crash between two of them loses nothing and repeats
// nothing: a visit and its items are one transaction (Accept), and so are the
// hits of a run of items, their alerts and the judge's place (Commit).
package monitor

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/alert"
	"vedette/fetch"
	"vedette/news"
	"vedette/pace"
)

// Fetcher makes one visit; *fetch.Client is one.
type Fetcher interface {
	Fetch(context.Context, fetch.Feed, news.FeedState) fetch.Result
}

// Sender sends what is due in the outbox; *alert.Sender is one.
type Sender interface {
	Run(context.Context) error
	Kick()
}

// Rules judge one item; *filter.Set does. Match is safe for concurrent use.
type Rules interface {
	Match(*news.Item) []news.Hit
}

// Publisher keeps the channels: Changed says that hits or items have changed,
// WriteFiles writes those that are wanted as files.
type Publisher interface {
	Changed()
	WriteFiles(context.Context) error
}

// Plan is what the configuration asks of the line. It is never changed once
// given to a Monitor; a reload gives a new one.
type Plan struct {
	Feeds []fetch.Feed
	// Every is the interval of feeds that name none. When it is 0 it is found
	// for each feed within the bounds of Pace.
	Every time.Duration
	Pace  pace.Policy
	// Concurrency is the number of requests at once over all hosts, HostGap the
	// least time between two to one host.
	Concurrency int
	HostGap     time.Duration

	Fetcher Fetcher
	// Articles is nil when no articles are to be read.
	Articles Articles
	// Hubs is nil when no hub may push.
	Hubs      Hubs
	Rules     Rules
	Routes    *alert.Routes
	Publisher Publisher
}

// Monitor runs the line. Make one with New.
type Monitor struct {
	store  Store
	sender Sender
	log    *slog.Logger
	stats  Stats

	plan    atomic.Pointer[Plan]
	network network
	asks    chan func(*checks) // for the goroutine that owns the queue
	replan  chan struct{}      // the checks must take up a new plan
	arrived chan struct{}      // the judge has something to read
	judged  chan struct{}      // the publisher has something to write
	wished  chan struct{}      // an article may be due
	pushed  chan struct{}      // a pushed document is to be read
	pushing chan struct{}      // full while one is being read

	// stored are the visits whose way into the store has ended, for the checks.
	stored handedBack

	// What the store refuses just now, for Ready: the feeds that wait for it,
	// and the last outcome of the judge.
	refused sync.Map
	judging outcome
}

// New prepares a monitor; nothing runs before Run.
func New(store Store, sender Sender, plan *Plan, log *slog.Logger) *Monitor {
	m := &Monitor{
		store:   store,
		sender:  sender,
		log:     log,
		asks:    make(chan func(*checks)),
		replan:  make(chan struct{}, 1),
		arrived: make(chan struct{}, 1),
		judged:  make(chan struct{}, 1),
		wished:  make(chan struct{}, 1),
		pushed:  make(chan struct{}, 1),
		pushing: make(chan struct{}, 1),
		stored:  handedBack{some: make(chan struct{}, 1)},
	}
	m.plan.Store(plan)
	return m
}

// Run works until ctx is done, then waits for what is under way and returns
// nil. It returns an error only if a stage cannot begin.
func (m *Monitor) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return m.runChecks(ctx) })
	group.Go(func() error { return m.runArticles(ctx) })
	group.Go(func() error { return m.runPushes(ctx) })
	group.Go(func() error { return m.runJudge(ctx) })
	group.Go(func() error { return m.runPublish(ctx) })
	group.Go(func() error { return m.sender.Run(ctx) })
	return group.Wait()
}

// Reload takes up a new plan. Visits under way end under the old one.
func (m *Monitor) Reload(plan *Plan) {
	m.plan.Store(plan)
	kick(m.replan)
	kick(m.judged)
}

// Arrived says that the store has items to be judged which no visit brought:
// held ones that were released.
func (m *Monitor) Arrived() { kick(m.arrived) }

// Ready says why the line cannot do its work just now, or nil: the store
// refuses to write, say.
func (m *Monitor) Ready() error {
	err := m.judging.err()
	m.refused.Range(func(_, refusal any) bool {
		err = refusal.(error)
		return false // one says enough: they have one cause
	})
	return err
}

// outcome keeps the last error of a stage, nil when it went well.
type outcome struct{ last atomic.Pointer[error] }

func (o *outcome) note(err error) { o.last.Store(&err) }

func (o *outcome) err() error {
	if last := o.last.Load(); last != nil {
		return *last
	}
	return nil
}

// kick wakes the reader of a channel of size one; a reader that has a wake-up
// waiting needs no second one.
func kick(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

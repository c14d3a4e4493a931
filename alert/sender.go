package alert

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"vedette/guard"
)

const (
	// maxInFlight is how many alerts are sent at once, over all receivers.
	maxInFlight = 8
	// sendTimeout bounds one try, whatever the receiver's own limits are. It
	// leaves the longest webhook timeout some room.
	sendTimeout = maxWebhookTimeout + 10*time.Second
	// lease is how long a claimed alert is ours: longer than a try and the
	// recording of it can take, short enough that a crash delays little.
	lease = 2 * time.Minute
	// shutdownGrace is how long tries in flight may go on at the end. What is
	// cut off is due again at the next start.
	shutdownGrace = 10 * time.Second
	// lookAgain is the pause when an alert is due that was not a moment ago, at
	// the claim. It also bounds how often an outbox is asked that says due and
	// gives nothing.
	lookAgain = time.Second
	// storePause is the pause after the store failed: a full disk is not
	// mended in a second, and the log should stay readable.
	storePause = 10 * time.Second
	// maxPause bounds a sleep, so that a clock that was set back cannot stop
	// the alerts.
	maxPause = time.Minute
)

// Sender empties the outbox. One goroutine, that of Run, owns the schedule.
type Sender struct {
	outbox  Outbox
	owner   string
	log     *slog.Logger
	config  atomic.Pointer[Config]
	kick    chan struct{}
	courier *courier
	chance  func() float64  // in [0, 1), for jitter
	told    map[string]bool // of what is damaged; Run's alone

	delivered, retried, dead atomic.Uint64
}

// NewSender makes a Sender. The owner names this process among those that
// share the outbox, and must stay the same over restarts.
func NewSender(outbox Outbox, cfg Config, owner string, log *slog.Logger) *Sender {
	s := &Sender{
		outbox: outbox,
		owner:  owner,
		log:    log,
		kick:   make(chan struct{}, 1),
		chance: rand.Float64,
		told:   map[string]bool{},
	}
	s.config.Store(&cfg)
	s.courier = newCourier(func() *guard.Guard { return s.config.Load().Guard })
	return s
}

// Reload replaces the receivers and the guard. Tries in flight end with the
// old ones. It is safe for concurrent use, as are Kick and Stats.
func (s *Sender) Reload(cfg Config) {
	s.config.Store(&cfg)
	s.courier.web.CloseIdleConnections() // the new guard may refuse them
	s.Kick()
}

// Kick makes Run look into the outbox now: after a commit of hits, or a retry
// by hand. It never blocks.
func (s *Sender) Kick() {
	select {
	case s.kick <- struct{}{}:
	default: // a kick is waiting already
	}
}

// Stats counts how tries have ended since the start.
type Stats struct{ Delivered, Retried, Dead uint64 }

// Stats gives the counts so far.
func (s *Sender) Stats() Stats {
	return Stats{Delivered: s.delivered.Load(), Retried: s.retried.Load(), Dead: s.dead.Load()}
}

// Run sends what is due until ctx is done. Then it claims nothing more, gives
// the tries in flight shutdownGrace to end, and returns nil. It gives an error
// only when the outbox cannot be used at the start. Run is called once.
func (s *Sender) Run(ctx context.Context) error {
	n, err := s.outbox.Release(ctx, s.owner)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	if n > 0 {
		s.log.Info("alerts that a stop had cut off are due again", "count", n)
	}
	// Tries outlive ctx by the grace, and no longer.
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer s.courier.web.CloseIdleConnections()

	ended := make(chan struct{}, maxInFlight)
	flying := 0
	for ctx.Err() == nil {
		started, pause := s.look(ctx, sending, flying, ended)
		flying += started
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-s.kick:
		case <-timer.C:
		case <-ended:
			flying--
		}
		timer.Stop()
	}
	grace := time.AfterFunc(shutdownGrace, stop)
	defer grace.Stop()
	for ; flying > 0; flying-- {
		<-ended
	}
	return nil
}

// look starts the tries that may begin now. It gives their number, and how long
// to sleep unless woken.
func (s *Sender) look(ctx, sending context.Context, flying int, ended chan<- struct{}) (started int, pause time.Duration) {
	started, err := s.launch(ctx, sending, maxInFlight-flying, ended)
	if err == nil {
		pause, err = s.pause(ctx, flying+started)
	}
	if err != nil {
		if ctx.Err() == nil {
			s.log.Error("the outbox cannot be used, trying again", "error", err)
		}
		return started, storePause
	}
	return started, pause
}

// launch claims as many alerts as may fly and starts a try of each.
func (s *Sender) launch(ctx, sending context.Context, free int, ended chan<- struct{}) (int, error) {
	if free == 0 {
		return 0, nil
	}
	now := s.courier.now()
	alerts, damaged, err := s.outbox.Claim(ctx, s.owner, now, lease, free)
	if err != nil {
		return 0, err
	}
	s.tellDamaged(damaged)
	for _, a := range alerts {
		go func() {
			defer func() { ended <- struct{}{} }()
			s.try(sending, a, now)
		}()
	}
	return len(alerts), nil
}

// tellDamaged logs the alerts that the store cannot read, each once. What they tell of
// stays among the hits and notices.
func (s *Sender) tellDamaged(damaged []error) {
	for _, d := range damaged {
		if why := d.Error(); !s.told[why] {
			s.told[why] = true
			s.log.Error("an alert cannot be read any more and is not sent", "error", why)
		}
	}
}

// pause gives how long nothing can be claimed. Alerts of a busy receiver need
// no look before its try ends, which wakes Run; and with no room for another
// try, no alert does.
func (s *Sender) pause(ctx context.Context, flying int) (time.Duration, error) {
	if flying == maxInFlight {
		return maxPause, nil
	}
	due, ok, err := s.outbox.NextDue(ctx)
	if err != nil || !ok {
		return maxPause, err
	}
	d := due.Sub(s.courier.now())
	if d <= 0 {
		return lookAgain, nil
	}
	return min(d, maxPause), nil
}

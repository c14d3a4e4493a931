package websub

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"vedette/news"
)

// Store keeps subscriptions and pushes. Every method is one atomic, durable
// step, safe for concurrent use.
type Store interface {
	Subscriptions(context.Context) ([]news.Subscription, error)
	PutSubscription(context.Context, news.Subscription) error
	DeleteSubscription(ctx context.Context, token string) error
	AddPush(context.Context, news.Push) (uint64, error)
}

// Options are what a Subscriber needs from outside.
type Options struct {
	// Transport makes the requests to hubs; it must refuse addresses that
	// nobody on this machine should be asked for (package guard).
	Transport http.RoundTripper
	// UserAgent is how requests to hubs name vedette.
	UserAgent string
	// Pushed is called after a push was stored.
	Pushed func()
	Log    *slog.Logger
	// Now is the clock, time.Now when nil.
	Now func() time.Time
}

// Subscriber keeps the subscriptions. Make one with New; its methods are safe
// for concurrent use.
type Subscriber struct {
	store   Store
	config  Config
	options Options
	client  *http.Client
	kick    chan struct{}
	taking  chan struct{} // a place for each push that is being taken in

	mu   sync.Mutex
	subs map[string]news.Subscription // by token
	// Refused counts pushes that were dropped: unsigned, wrongly signed, too
	// large. Received counts those that were stored.
	refused, received uint64
}

// The waits of a subscription.
const (
	// verifyWait is how long a hub may take to verify a request, at first: one
	// that never does (it cannot reach the callback, say) is asked less and less.
	// The Recommendation names no limit; hubs that queue take minutes.
	verifyWait = time.Hour
	// firstRetry doubles with each failure up to maxRetry: polling goes on
	// meanwhile, so nothing is lost by waiting.
	firstRetry = time.Minute
	maxRetry   = 24 * time.Hour
	// deniedRetry is when a hub that said no is asked again.
	deniedRetry = 7 * 24 * time.Hour
	// requestTimeout bounds one request to a hub.
	requestTimeout = 30 * time.Second
	// maxPause bounds a sleep, so that a clock that was set back does not stop
	// the renewals.
	maxPause = 10 * time.Minute
)

// renewAt is the part of a lease after which it is renewed: early enough that
// a hub which is down for a while does not end it.
const renewAt = 0.8

// New makes a Subscriber and reads what is subscribed to.
func New(ctx context.Context, store Store, config Config, options Options) (*Subscriber, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Pushed == nil {
		options.Pushed = func() {}
	}
	s := &Subscriber{
		store: store, config: config, options: options,
		client: &http.Client{Transport: options.Transport, CheckRedirect: keepPost, Timeout: requestTimeout},
		kick:   make(chan struct{}, 1), taking: make(chan struct{}, pushesAtOnce), subs: map[string]news.Subscription{},
	}
	list, err := store.Subscriptions(ctx)
	for _, sub := range list {
		s.subs[sub.Token] = sub
	}
	return s, err
}

// Enabled tells whether hubs can reach this vedette at all.
func (s *Subscriber) Enabled() bool { return s.config.Callback != "" }

// Offer says what a visit learnt: the feed's topic and its hubs, in its order
// of preference. A feed that names no hub any more is left to run out, one
// with another topic or hub is subscribed to anew.
func (s *Subscriber) Offer(ctx context.Context, feed, topic string, hubs []string) error {
	if !s.Enabled() || topic == "" || len(hubs) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range s.subs {
		if sub.Feed != feed || sub.State == news.HubLeaving {
			continue
		}
		if sub.Topic == topic && slices.Contains(hubs, sub.Hub) {
			return s.nextHub(ctx, sub, hubs)
		}
		if err := s.leave(ctx, sub); err != nil {
			return err
		}
	}
	sub := news.Subscription{
		Token: rand.Text(), Secret: rand.Text() + rand.Text(),
		Feed: feed, Topic: topic, Hub: hubs[0], State: news.HubWanted, Due: s.options.Now().UTC(),
	}
	return s.save(ctx, sub)
}

// triesPerHub is after how many failures the feed's next hub is tried.
const triesPerHub = 3

// nextHub moves a subscription that its hub keeps refusing to the feed's next
// hub, where there is one.
func (s *Subscriber) nextHub(ctx context.Context, sub news.Subscription, hubs []string) error {
	if len(hubs) < 2 || sub.State != news.HubWanted || sub.Tries == 0 || sub.Tries%triesPerHub != 0 {
		return nil
	}
	next := hubs[(slices.Index(hubs, sub.Hub)+1)%len(hubs)]
	if next == sub.Hub {
		return nil
	}
	sub.Hub, sub.Tries = next, sub.Tries+1
	return s.save(ctx, sub)
}

// Keep leaves the subscriptions of all feeds but these.
func (s *Subscriber) Keep(ctx context.Context, feed func(id string) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, sub := range s.subs {
		if s.Enabled() && feed(sub.Feed) || sub.State == news.HubLeaving {
			continue
		}
		errs = append(errs, s.leave(ctx, sub))
	}
	return errors.Join(errs...)
}

// Active tells whether a hub pushes this feed just now.
func (s *Subscriber) Active(feed string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	for _, sub := range s.subs {
		if sub.Feed == feed && sub.State == news.HubActive && now.Before(sub.Expires) {
			return true
		}
	}
	return false
}

// Stats are what the subscriptions stand at.
type Stats struct {
	Active, Waiting   int
	Received, Refused uint64
}

// Stats counts.
func (s *Subscriber) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := Stats{Received: s.received, Refused: s.refused}
	for _, sub := range s.subs {
		if sub.State == news.HubActive {
			st.Active++
		} else {
			st.Waiting++
		}
	}
	return st
}

// leave takes a subscription back: at once where no hub knows of it.
func (s *Subscriber) leave(ctx context.Context, sub news.Subscription) error {
	if sub.State == news.HubWanted || sub.State == news.HubDenied {
		return s.drop(ctx, sub)
	}
	sub.State, sub.Due, sub.Tries = news.HubLeaving, s.options.Now().UTC(), 0
	return s.save(ctx, sub)
}

// save writes a subscription and wakes Run. The caller holds the lock.
func (s *Subscriber) save(ctx context.Context, sub news.Subscription) error {
	if err := s.store.PutSubscription(ctx, sub); err != nil {
		return err
	}
	s.subs[sub.Token] = sub
	select {
	case s.kick <- struct{}{}:
	default:
	}
	return nil
}

func (s *Subscriber) drop(ctx context.Context, sub news.Subscription) error {
	if err := s.store.DeleteSubscription(ctx, sub.Token); err != nil && !errors.Is(err, news.ErrNotFound) {
		return err
	}
	delete(s.subs, sub.Token)
	return nil
}

// callback is the address that a subscription's hub asks and pushes to.
func (s *Subscriber) callback(sub news.Subscription) string {
	return strings.TrimRight(s.config.Callback, "/") + Path + sub.Token
}

package monitor

import (
	"context"
	"time"

	"vedette/fetch"
	"vedette/pace"
)

// Hubs subscribes to feeds at the WebSub hubs that they name; *websub.Subscriber
// is one. Safe for concurrent use.
type Hubs interface {
	// Offer says what a visit learnt: the feed's topic and its hubs.
	Offer(ctx context.Context, feed, topic string, hubs []string) error
	// Active tells whether a hub pushes this feed just now.
	Active(feed string) bool
}

// pushedSlower is how much longer the interval of a feed is that a hub pushes:
// visits are the net under a hub that forgets, and no longer the way that news
// comes.
const pushedSlower = 2

// pushes tells whether a hub may push the feed, as far as we are concerned.
func (p *Plan) pushes(f *fetch.Feed) bool {
	return p.Hubs != nil && (f.WebSub == nil || *f.WebSub)
}

// offer tells the subscriber what the visit learnt of hubs.
func (v *visit) offer(ctx context.Context) {
	s := &v.result.State
	if !v.plan.pushes(v.feed) || len(s.Hubs) == 0 || v.result.Err != nil {
		return
	}
	topic := s.Self
	if topic == "" {
		topic = s.Asked(v.feed.URL)
	}
	if err := v.plan.Hubs.Offer(ctx, v.key, topic, s.Hubs); err != nil {
		v.m.log.Error("a subscription is not stored; the next visit tries again", "feed", v.key, "error", err)
	}
}

// slower stretches the interval that we found for a feed which a hub pushes.
func (v *visit) slower(p pace.Plan, longest time.Duration) pace.Plan {
	named := len(v.result.State.Hubs) > 0 // few feeds name hubs, and Active looks through all subscriptions
	if p.Own.IsZero() && named && v.plan.pushes(v.feed) && v.plan.Hubs.Active(v.key) {
		p.Interval = max(p.Interval, min(pushedSlower*p.Interval, longest))
	}
	return p
}

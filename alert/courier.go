package alert

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"vedette/guard"
	"vedette/news"
)

// courier carries messages to receivers. It is safe for concurrent use.
type courier struct {
	web  *http.Client
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	now  func() time.Time
}

// newCourier makes a courier whose webhooks go where the guard lets them. The
// guard is asked for at every connection, as a Reload may bring another.
func newCourier(guard func() *guard.Guard) *courier {
	return &courier{
		web:  &http.Client{Transport: webTransport(guard), CheckRedirect: stayHere},
		dial: (&net.Dialer{}).DialContext,
		now:  time.Now,
	}
}

// carry makes one try and gives what the other side said. Its errors are
// failures, and hold no secret.
func (c *courier) carry(ctx context.Context, r Receiver, m message) (answer string, err error) {
	switch {
	case r.Email != nil:
		return c.mail(ctx, r.Name, *r.Email, m)
	case r.Webhook != nil:
		return c.post(ctx, *r.Webhook, m)
	}
	return "", &failure{class: final, err: fmt.Errorf("receiver %q has neither email nor webhook", r.Name)}
}

// within gives err, or what says more when it was the time that ran out.
func within(ctx context.Context, limit time.Duration, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %s", limit)
	}
	return err
}

// Test sends a sample alert to the receiver at once, past routes and outbox,
// and gives what the other side answered. It tries once. The guard decides
// where a webhook may be.
func Test(ctx context.Context, r Receiver, g *guard.Guard) (answer string, err error) {
	c := newCourier(func() *guard.Guard { return g })
	defer c.web.CloseIdleConnections()
	return c.carry(ctx, r, sample(r.Name, c.now()))
}

// sample is an alert that says of itself that it is a test. Its id differs
// each time, so that no receiver takes it for a repeat.
func sample(receiver string, now time.Time) message {
	now = now.UTC()
	item := news.Item{
		ID: news.ItemID("test", now.String(), "", "", ""), Feed: "test", Source: "vedette", Lang: "en",
		Title:     "This is a test of vedette",
		Text:      "If you can read this, alerts to this receiver arrive. Nothing has happened.",
		Published: now, FirstSeen: now,
	}
	hit := news.Hit{
		ID: news.HitID("test", item.ID), Feed: item.Feed, ItemID: item.ID, Rule: "test", Severity: news.Low,
		Clause: "test", At: now,
		Spans: []news.Span{{Field: news.FieldTitle, Start: 10, End: 14, Text: "test"}},
	}
	return message{
		alert: news.Alert{
			ID: news.AlertID("test/"+receiver, hit.ID), Key: "test/" + receiver, Receiver: receiver,
			Hits: []string{hit.ID}, State: news.Pending, Created: now, Attempts: 1,
		},
		findings: []news.Finding{{Hit: hit, Item: item}},
	}
}

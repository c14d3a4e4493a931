package websub

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/news"
)

// Run asks hubs when it is time to: new subscriptions, those that nobody
// verified, renewals, and leaving. It returns when ctx is done. Without a
// callback it asks nobody: what is subscribed to ends with its lease.
func (s *Subscriber) Run(ctx context.Context) error {
	if !s.Enabled() {
		<-ctx.Done()
		return nil
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return nil
		case <-s.kick:
		case <-timer.C:
		}
		var asked errgroup.Group
		asked.SetLimit(hubsAtOnce)
		for _, token := range s.due() {
			asked.Go(func() error { s.ask(ctx, token); return nil })
		}
		asked.Wait()
		timer.Reset(s.pause())
	}
	return nil
}

// hubsAtOnce is how many hubs are asked at the same time, so that one that
// hangs does not hold up the others.
const hubsAtOnce = 4

// due gives the tokens of the subscriptions for which it is time to do something.
func (s *Subscriber) due() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	var list []string
	for token, sub := range s.subs {
		if !sub.Due.After(now) {
			list = append(list, token)
		}
	}
	return list
}

func (s *Subscriber) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait, now := maxPause, s.options.Now()
	for _, sub := range s.subs {
		wait = min(wait, max(time.Second, sub.Due.Sub(now)))
	}
	return wait
}

// maxLeaveTries is how often a hub is asked to end a subscription. One that
// does not listen, or never verifies it, ends with its lease, and pushes are refused meanwhile.
const maxLeaveTries = 3

// ask makes one request to a hub and writes down how it ended.
func (s *Subscriber) ask(ctx context.Context, token string) {
	// The hub may verify before it answers: the request is on record first.
	sub, ok := s.asking(ctx, token)
	if !ok {
		return
	}
	err := s.post(ctx, sub)
	if ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now, ok := s.subs[token]
	if !ok || !now.Due.Equal(sub.Due) {
		return // over, verified or denied already, or to be left
	}
	now.Tries++
	wait := retryAfter(now.Tries)
	if err == nil {
		wait = max(wait, verifyWait)
	} else {
		now.LastError = err.Error()
		s.options.Log.Warn("hub refused", "feed", now.Feed, "hub", now.Hub, "mode", mode(sub), "error", err)
	}
	if err != nil && now.State == news.HubRequested {
		now.State = news.HubWanted
	}
	now.Due = s.options.Now().Add(wait).UTC()
	s.log(s.save(ctx, now))
}

// asking writes down that a hub is asked now. It gives false when there is
// nothing to ask any more, or the store refuses: a hub is not asked again and
// again because of our own trouble. An active subscription stays active while
// it is renewed.
func (s *Subscriber) asking(ctx context.Context, token string) (news.Subscription, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now().UTC()
	sub, ok := s.subs[token]
	if !ok || sub.Due.After(now) {
		return sub, false // it has changed since it was found due
	}
	before := sub
	sub.Requested, sub.Due = now, now.Add(verifyWait)
	write, over := s.save, false
	switch {
	case sub.State == news.HubLeaving && sub.Tries >= maxLeaveTries:
		write, over = s.drop, true
	case sub.State == news.HubActive && now.After(sub.Expires), sub.State == news.HubWanted, sub.State == news.HubDenied:
		sub.State = news.HubRequested
	}
	if err := write(ctx, sub); err != nil {
		s.log(err)
		before.Due = now.Add(firstRetry)
		s.subs[token] = before
		return sub, false
	}
	return sub, !over
}

func (s *Subscriber) log(err error) {
	if err != nil {
		s.options.Log.Error("a subscription is not stored; it is asked for again later", "error", err)
	}
}

func retryAfter(tries int) time.Duration {
	wait := firstRetry
	for range tries - 1 {
		if wait *= 2; wait >= maxRetry {
			return maxRetry
		}
	}
	return wait
}

// mode is what is asked for (section 5.1).
func mode(sub news.Subscription) string {
	if sub.State == news.HubLeaving {
		return "unsubscribe"
	}
	return "subscribe"
}

// post sends the request as a form; any 2xx means that the hub will verify it
// (section 5.1.1, 5.2).
func (s *Subscriber) post(ctx context.Context, sub news.Subscription) error {
	form := url.Values{"hub.callback": {s.callback(sub)}, "hub.mode": {mode(sub)}, "hub.topic": {sub.Topic}}
	if sub.State != news.HubLeaving {
		form.Set("hub.lease_seconds", strconv.Itoa(int(s.config.lease()/time.Second)))
		form.Set("hub.secret", sub.Secret)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, sub.Hub, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("the hub's address cannot be used: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", s.options.UserAgent)
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer)) // its status stands without it
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("the hub answers %s: %s", response.Status, strings.Join(strings.Fields(string(answer)), " "))
	}
	return nil
}

// maxAnswer is how much of a hub's refusal is kept.
const maxAnswer = 200

// maxRedirects of a hub; the Recommendation asks to follow 307 and 308, which
// keep the body.
const maxRedirects = 5

// keepPost follows only what keeps the request as it is, without a Referer,
// and never from https to http: the form holds the secret.
func keepPost(r *http.Request, via []*http.Request) error {
	r.Header.Del("Referer")
	switch {
	case r.Method != http.MethodPost:
		return http.ErrUseLastResponse
	case len(via) > maxRedirects:
		return fmt.Errorf("the hub redirects more than %d times", maxRedirects)
	case via[len(via)-1].URL.Scheme == "https" && r.URL.Scheme != "https":
		return errors.New("the hub redirects from https to plain http, which is refused")
	}
	return nil
}

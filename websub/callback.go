package websub

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vedette/news"
)

// Path is what the callbacks' paths begin with; the token follows.
const Path = "/websub/"

// MaxPush is how large a push may be in bytes; the largest real feeds have
// some 10 MB.
const MaxPush = 16 << 20

// pushesAtOnce is how many pushes are taken in at the same time, which bounds
// their memory: whoever names the hub may make it send any number. The others
// wait, up to pushWait.
const (
	pushesAtOnce = 8
	pushWait     = 15 * time.Second
)

// pushAgain is after how long a hub is asked to send a push again that is not
// taken now: section 7 has hubs try again whatever is not answered by 2xx, as
// often as they like, and Retry-After is RFC 9110's word for when (10.2.3).
const pushAgain = 2 * time.Minute

// later asks a hub to come again.
func later(w http.ResponseWriter, why string) {
	w.Header().Set("Retry-After", strconv.Itoa(int(pushAgain/time.Second)))
	http.Error(w, why+": try again later", http.StatusServiceUnavailable)
}

// ServeHTTP answers hubs: GET verifies what was asked for (section 5.3), POST
// brings content (section 7). To everybody who does not know a token there is
// nothing here.
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	s.mu.Lock()
	sub, ok := s.subs[strings.TrimPrefix(r.URL.Path, Path)]
	s.mu.Unlock()
	switch {
	case !ok:
		http.NotFound(w, r)
	case r.Method == http.MethodGet:
		s.verify(w, r, sub)
	case r.Method == http.MethodPost:
		s.receive(w, r, sub)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "hubs use GET and POST", http.StatusMethodNotAllowed)
	}
}

// verify confirms to the hub what this subscription wants, and nothing else:
// for another topic or mode the answer is 404.
func (s *Subscriber) verify(w http.ResponseWriter, r *http.Request, sub news.Subscription) {
	q := r.URL.Query()
	challenge := q.Get("hub.challenge")
	if q.Get("hub.topic") != sub.Topic {
		http.NotFound(w, r)
		return
	}
	var err error
	switch m := q.Get("hub.mode"); {
	case m == "denied":
		challenge, err = "", s.denied(r.Context(), sub.Token, q.Get("hub.reason"))
	case m != mode(sub) || challenge == "" || sub.State != news.HubRequested && sub.State != news.HubActive && sub.State != news.HubLeaving:
		http.NotFound(w, r)
		return
	default:
		err = s.confirmed(r.Context(), sub.Token, q.Get("hub.lease_seconds"))
	}
	if err != nil {
		s.log(err)
		later(w, "nothing can be stored now")
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	io.WriteString(w, challenge)
}

// answered changes a subscription by the hub's word. One that is being left is
// over with any answer, and one that has ended meanwhile stays so.
func (s *Subscriber) answered(ctx context.Context, token string, change func(*news.Subscription)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub, ok := s.subs[token]
	switch {
	case !ok:
		return nil
	case sub.State == news.HubLeaving:
		return s.drop(ctx, sub)
	}
	change(&sub)
	return s.save(ctx, sub)
}

// confirmed takes the hub's word: the subscription runs, or is over.
func (s *Subscriber) confirmed(ctx context.Context, token, lease string) error {
	return s.answered(ctx, token, func(sub *news.Subscription) {
		now := s.options.Now().UTC()
		granted := s.config.lease()
		// A hub must name the lease; one that does not is taken at our word.
		if n, err := strconv.Atoi(lease); err == nil && n > 0 {
			granted = min(time.Duration(min(n, int(maxLease/time.Second)))*time.Second, maxLease)
		}
		sub.State, sub.Expires = news.HubActive, now.Add(granted)
		sub.Due = now.Add(time.Duration(float64(granted) * renewAt))
		sub.Tries, sub.LastError = 0, ""
	})
}

// denied takes note of a hub that will not, now or no longer (section 5.2).
func (s *Subscriber) denied(ctx context.Context, token, reason string) error {
	return s.answered(ctx, token, func(sub *news.Subscription) {
		if len(reason) > maxAnswer {
			reason = reason[:maxAnswer]
		}
		sub.State, sub.Due = news.HubDenied, s.options.Now().Add(deniedRetry).UTC()
		sub.LastError = "the hub denies the subscription: " + strings.ToValidUTF8(reason, "")
	})
}

// receive stores a push and only then thanks for it. What is not signed with
// the subscription's secret is dropped. The Recommendation allows to answer
// that with 2xx (section 8); an error tells an honest hub that something is
// wrong with its signature.
func (s *Subscriber) receive(w http.ResponseWriter, r *http.Request, sub news.Subscription) {
	if sub.State == news.HubLeaving || sub.State == news.HubDenied || sub.State == news.HubWanted {
		http.Error(w, "this subscription is over", http.StatusGone)
		return
	}
	select {
	case s.taking <- struct{}{}:
		defer func() { <-s.taking }()
	case <-r.Context().Done():
		return
	case <-time.After(pushWait):
		later(w, "too many pushes at once")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxPush))
	if err != nil {
		s.refuse(w, sub, "the push is too large or broke off", http.StatusRequestEntityTooLarge)
		return
	}
	if !signed(r.Header.Get("X-Hub-Signature"), sub.Secret, body) {
		s.refuse(w, sub, "the signature is missing or wrong", http.StatusForbidden)
		return
	}
	push := news.Push{Feed: sub.Feed, ContentType: r.Header.Get("Content-Type"), Body: body, At: s.options.Now().UTC()}
	switch _, err := s.store.AddPush(r.Context(), push); {
	case errors.Is(err, news.ErrFull):
		s.options.Log.Warn("too many pushes wait to be read; the hub is asked to send this one again", "feed", sub.Feed, "hub", sub.Hub, "error", err)
		later(w, "too many pushes wait to be read")
		return
	case err != nil:
		s.options.Log.Error("a push is not stored; the hub is asked to send it again", "feed", sub.Feed, "error", err)
		later(w, "nothing can be stored now")
		return
	}
	s.mu.Lock()
	s.received++
	if now, ok := s.subs[sub.Token]; ok {
		now.LastPush = push.At
		s.subs[sub.Token] = now // written with the next change: it is for reading only
	}
	s.mu.Unlock()
	s.options.Pushed()
	w.WriteHeader(http.StatusAccepted)
}

func (s *Subscriber) refuse(w http.ResponseWriter, sub news.Subscription, why string, status int) {
	s.mu.Lock()
	s.refused++
	s.mu.Unlock()
	s.options.Log.Warn("push dropped", "feed", sub.Feed, "hub", sub.Hub, "error", errors.New(why))
	http.Error(w, why, status)
}

package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxHook bounds the body of a delivery.
const maxHook = 4 << 20

// Hook is one delivery that the HookSink took.
type Hook struct {
	// ID is the webhook-id, the same in every try.
	ID string
	// Attempts is how many tries it took.
	Attempts int
	// Summary is one line about what it tells.
	Summary string
}

// HookSink takes webhooks that are signed as Standard Webhooks 1.0 says. It
// refuses the first try of some, to show that they come again. It is safe for
// concurrent use.
type HookSink struct {
	// Now is the clock; set it before the first request.
	Now func() time.Time
	// RefuseEvery is how many new deliveries bring one whose first try is
	// answered 503: 3 means the third, the sixth and so on. 0 refuses none.
	RefuseEvery int
	// Got, if not nil, is called for each delivery when it is taken.
	Got func(Hook)

	key []byte

	mu    sync.Mutex
	tries map[string]*tries
	// order has the keys of tries, oldest first, to forget them by.
	order    []string
	begun    int
	kept     []Hook
	total    int
	rejected int
}

// tries is what the sink knows of one id.
type tries struct {
	n     int
	taken bool
}

// NewHookSink gives a sink that checks signatures with the key "whsec_BASE64".
func NewHookSink(key string) (*HookSink, error) {
	raw, err := parseSigningKey(key)
	if err != nil {
		return nil, err
	}
	return &HookSink{Now: time.Now, key: raw, tries: map[string]*tries{}}, nil
}

// Received gives the last deliveries taken, oldest first, at most maxKept;
// how many were taken in all; and how many tries had no good signature.
func (s *HookSink) Received() (kept []Hook, total, rejected int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kept), s.total, s.rejected
}

// ServeHTTP takes a POST to any path: 204 when it is taken or was before, 503
// when it is to come again, 401 when the signature is wrong.
func (s *HookSink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "this address takes webhooks by POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHook))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	if err := verify(s.key, r.Header, body, s.Now()); err != nil {
		s.mu.Lock()
		s.rejected++
		s.mu.Unlock()
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	hook, answer := s.take(r.Header.Get("webhook-id"), body)
	if hook != nil && s.Got != nil {
		s.Got(*hook)
	}
	if answer == http.StatusServiceUnavailable {
		http.Error(w, "busy on purpose: please try again", answer)
		return
	}
	w.WriteHeader(answer)
}

// take counts a try. It gives the delivery when this try completed it, and
// the status to answer with.
func (s *HookSink) take(id string, body []byte) (*Hook, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	try := s.triesOf(id)
	try.n++
	switch {
	case try.taken:
		return nil, http.StatusNoContent
	case try.n == 1 && s.RefuseEvery > 0 && s.begun%s.RefuseEvery == 0:
		return nil, http.StatusServiceUnavailable
	}
	try.taken = true
	hook := Hook{ID: id, Attempts: try.n, Summary: summary(body)}
	s.total++
	s.kept = append(s.kept, hook)
	if len(s.kept) > maxKept {
		s.kept = slices.Delete(s.kept, 0, 1)
	}
	return &hook, http.StatusNoContent
}

// triesOf finds the tries of an id, or begins them and forgets the oldest.
func (s *HookSink) triesOf(id string) *tries {
	if s.tries[id] == nil {
		s.begun++
		s.tries[id] = &tries{}
		s.order = append(s.order, id)
		if len(s.order) > maxKept {
			delete(s.tries, s.order[0])
			s.order = slices.Delete(s.order, 0, 1)
		}
	}
	return s.tries[id]
}

// summary names the rule and the title of the first hit and counts the rest.
func summary(body []byte) string {
	var payload struct {
		Type string `json:"type"`
		Data struct {
			Hits []struct {
				Rule string `json:"rule"`
				Item struct {
					Title string `json:"title"`
				} `json:"item"`
			} `json:"hits"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &payload); err != nil {
		return fmt.Sprintf("%d bytes that are no JSON", len(body))
	}
	hits := payload.Data.Hits
	switch len(hits) {
	case 0:
		return payload.Type
	case 1:
		return hits[0].Rule + ": " + hits[0].Item.Title
	}
	return fmt.Sprintf("%s: %s, and %d more", hits[0].Rule, hits[0].Item.Title, len(hits)-1)
}

package websub_test

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/news"
	"vedette/storage"
	"vedette/websub"
)

// hub is a scripted hub: it answers requests with status, verifies them when
// it is told to, and pushes.
type hub struct {
	t      *testing.T
	server *httptest.Server

	mu     sync.Mutex
	status int
	asked  []url.Values
	got    chan url.Values
}

func newHub(t *testing.T) *hub {
	h := &hub{t: t, status: http.StatusAccepted, got: make(chan url.Values, 16)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hub", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		h.mu.Lock()
		h.asked = append(h.asked, r.PostForm)
		status := h.status
		h.mu.Unlock()
		w.WriteHeader(status)
		h.got <- r.PostForm
	})
	mux.Handle("POST /temporary", http.RedirectHandler("/hub", http.StatusTemporaryRedirect))
	mux.Handle("POST /permanent", http.RedirectHandler("/hub", http.StatusPermanentRedirect))
	mux.Handle("POST /found", http.RedirectHandler("/hub", http.StatusFound))
	h.server = httptest.NewServer(mux)
	t.Cleanup(h.server.Close)
	return h
}

func (h *hub) url() string { return h.server.URL + "/hub" }

func (h *hub) answer(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

// request waits for what the subscriber asks.
func (h *hub) request() url.Values {
	h.t.Helper()
	select {
	case form := <-h.got:
		return form
	case <-time.After(20 * time.Second):
		h.t.Fatal("the hub was not asked")
		return nil
	}
}

// verify asks the callback as a hub does, and gives status and body.
func (h *hub) verify(callback string, query url.Values) (int, string) {
	h.t.Helper()
	response, err := http.Get(callback + "?" + query.Encode())
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(body)
}

// confirm verifies a request as it was made, with this lease.
func (h *hub) confirm(form url.Values, lease string) {
	h.t.Helper()
	status, body := h.verify(form.Get("hub.callback"), url.Values{"hub.mode": {form.Get("hub.mode")},
		"hub.topic": {form.Get("hub.topic")}, "hub.challenge": {"c-h-a"}, "hub.lease_seconds": {lease}})
	if status != http.StatusOK || body != "c-h-a" {
		h.t.Fatalf("verification was answered %d %q", status, body)
	}
}

// push posts content, with this signature header unless it is empty.
func (h *hub) push(callback, body, signature string) int {
	h.t.Helper()
	return h.post(callback, body, signature).StatusCode
}

// post is push, and gives the whole answer.
func (h *hub) post(callback, body, signature string) *http.Response {
	h.t.Helper()
	r, err := http.NewRequest(http.MethodPost, callback, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/rss+xml")
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	response.Body.Close()
	return response
}

func sign(name string, method func() hash.Hash, secret, body string) string {
	mac := hmac.New(method, []byte(secret))
	io.WriteString(mac, body)
	return name + "=" + hex.EncodeToString(mac.Sum(nil))
}

// rig is a subscriber behind a real server, on a real store.
type rig struct {
	*websub.Subscriber
	store  *storage.Store
	hub    *hub
	pushed chan struct{}
	woken  int

	mu  sync.Mutex
	now time.Time
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) sleep(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

const topic = "https://paper.example.org/feed"

func newRig(t *testing.T) *rig {
	t.Helper()
	r := newStillRig(t)
	r.start(t)
	return r
}

// newStillRig is one that does not run yet.
func newStillRig(t *testing.T) *rig {
	t.Helper()
	store, err := storage.Open(filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &rig{store: store, hub: newHub(t), pushed: make(chan struct{}, 16),
		now: time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)}
}

// start makes the subscriber and runs it until the test ends.
func (r *rig) start(t *testing.T) (stop func()) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { r.ServeHTTP(w, q) }))
	server.Start()
	t.Cleanup(server.Close)
	var err error
	r.Subscriber, err = websub.New(t.Context(), r.store, websub.Config{Callback: server.URL + "/"}, websub.Options{
		Transport: http.DefaultTransport, UserAgent: "vedette/test", Now: r.clock,
		Pushed: func() { r.pushed <- struct{}{} }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

func (r *rig) offer(t *testing.T, hubs ...string) {
	t.Helper()
	if err := r.Offer(t.Context(), "paper", topic, hubs); err != nil {
		t.Fatal(err)
	}
}

// subscribed gives the callback and secret of a verified subscription.
func (r *rig) subscribed(t *testing.T) (callback, secret string) {
	t.Helper()
	r.offer(t, r.hub.url())
	form := r.hub.request()
	r.hub.confirm(form, "864000")
	return form.Get("hub.callback"), form.Get("hub.secret")
}

func (r *rig) subscription(t *testing.T) news.Subscription {
	t.Helper()
	list, err := r.store.Subscriptions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, sub := range list {
		if sub.Feed == "paper" {
			return sub
		}
	}
	t.Fatal("there is no subscription")
	return news.Subscription{}
}

func TestASubscriptionIsAskedForVerifiedAndPushed(t *testing.T) {
	r := newRig(t)
	r.offer(t, r.hub.url())
	form := r.hub.request()
	if form.Get("hub.mode") != "subscribe" || form.Get("hub.topic") != topic || form.Get("hub.lease_seconds") != "864000" {
		t.Fatalf("asked for %v", form)
	}
	if secret := form.Get("hub.secret"); len(secret) < 32 || len(secret) > 200 {
		t.Errorf("the secret has %d bytes", len(secret))
	}
	r.hub.confirm(form, "3600")
	if sub := r.subscription(t); sub.State != news.HubActive || !sub.Expires.Equal(r.clock().Add(time.Hour)) {
		t.Errorf("the store has %+v", sub)
	}
	if !r.Active("paper") {
		t.Error("the subscription is not active")
	}
	body := "<rss/>"
	if status := r.hub.push(form.Get("hub.callback"), body, sign("sha256", sha256.New, form.Get("hub.secret"), body)); status/100 != 2 {
		t.Fatalf("the push was answered %d", status)
	}
	<-r.pushed
	pushes, _, err := r.store.Pushes(t.Context(), 10)
	if err != nil || len(pushes) != 1 || string(pushes[0].Body) != body || pushes[0].Feed != "paper" || pushes[0].ContentType != "application/rss+xml" {
		t.Errorf("the store has %+v, %v", pushes, err)
	}
}

// websub.rocks 203 and 204: a hub behind a redirect that keeps the body.
func TestTheRequestFollowsAHubThatRedirects(t *testing.T) {
	for _, path := range []string{"/temporary", "/permanent"} {
		t.Run(path, func(t *testing.T) {
			r := newRig(t)
			r.offer(t, r.hub.server.URL+path)
			if form := r.hub.request(); form.Get("hub.topic") != topic || form.Get("hub.secret") == "" {
				t.Errorf("the request came as %v", form)
			}
		})
	}
}

func TestARedirectThatWouldLoseTheRequestIsAnError(t *testing.T) {
	r := newRig(t)
	r.offer(t, r.hub.server.URL+"/found")
	waitFor(t, func() bool { return r.subscription(t).LastError != "" })
	if sub := r.subscription(t); sub.State != news.HubWanted || !strings.Contains(sub.LastError, "302") {
		t.Errorf("the store has %+v", sub)
	}
}

// websub.rocks 205: a verification of what was not asked for is refused.
func TestAVerificationOfWhatNobodyAskedForIsNotFound(t *testing.T) {
	r := newRig(t)
	r.offer(t, r.hub.url())
	form := r.hub.request()
	callback := form.Get("hub.callback")
	right := func() url.Values {
		return url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"x"}, "hub.lease_seconds": {"60"}}
	}
	cases := []struct {
		name     string
		callback string
		change   func(url.Values)
	}{
		{"another topic", callback, func(q url.Values) { q.Set("hub.topic", topic+"2") }},
		{"another mode", callback, func(q url.Values) { q.Set("hub.mode", "unsubscribe") }},
		{"a mode that is none", callback, func(q url.Values) { q.Set("hub.mode", "publish") }},
		{"no challenge", callback, func(q url.Values) { q.Del("hub.challenge") }},
		{"another token", callback + "x", func(url.Values) {}},
		{"no token", callback[:strings.LastIndexByte(callback, '/')+1], func(url.Values) {}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			q := right()
			c.change(q)
			if status, _ := r.hub.verify(c.callback, q); status != http.StatusNotFound {
				t.Errorf("answered %d", status)
			}
		})
	}
	r.hub.confirm(form, "60")
}

// websub.rocks 300, 301 and 302, and every method of section 8.
func TestOnlyWhatIsSignedIsTaken(t *testing.T) {
	r := newRig(t)
	callback, secret := r.subscribed(t)
	body := "<rss>Zəngəzur</rss>"
	cases := []struct {
		name, signature string
		taken           bool
	}{
		{"sha256", sign("sha256", sha256.New, secret, body), true},
		{"sha1", sign("sha1", sha1.New, secret, body), true},
		{"sha384", sign("sha384", sha512.New384, secret, body), true},
		{"sha512", sign("sha512", sha512.New, secret, body), true},
		{"no signature", "", false},
		{"another secret", sign("sha256", sha256.New, secret+"x", body), false},
		{"another body", sign("sha256", sha256.New, secret, body+" "), false},
		{"an unknown method", sign("md5", sha256.New, secret, body), false},
		{"no digest", "sha256=", false},
		{"nonsense", "sha256=zz", false},
	}
	stored := 0
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status := r.hub.push(callback, body, c.signature)
			if c.taken != (status/100 == 2) {
				t.Errorf("answered %d", status)
			}
			if c.taken {
				stored++
			}
			if pushes, _, err := r.store.Pushes(t.Context(), 100); err != nil || len(pushes) != stored {
				t.Errorf("%d pushes are stored, want %d (%v)", len(pushes), stored, err)
			}
		})
	}
	if st := r.Stats(); st.Received != 4 || st.Refused != 6 {
		t.Errorf("counted %+v", st)
	}
}

// Section 7: what is not answered by 2xx the hub sends again.
func TestAHubIsAskedToSendAgainWhileTooMuchWaits(t *testing.T) {
	r := newRig(t)
	callback, secret := r.subscribed(t)
	var first uint64
	for range 2 { // a feed's share is less
		seq, err := r.store.AddPush(t.Context(), news.Push{Feed: "paper", Body: make([]byte, websub.MaxPush)})
		if err != nil {
			t.Fatal(err)
		}
		first = cmp.Or(first, seq)
	}
	push := func() *http.Response { return r.hub.post(callback, "x", sign("sha256", sha256.New, secret, "x")) }
	if answer := push(); answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") != "120" {
		t.Errorf("answered %d, Retry-After %q", answer.StatusCode, answer.Header.Get("Retry-After"))
	}
	if err := r.store.DropPush(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if answer := push(); answer.StatusCode != http.StatusAccepted {
		t.Errorf("with room again it is answered %d", answer.StatusCode)
	}
	if st := r.Stats(); st.Received != 1 || st.Refused != 0 {
		t.Errorf("counted %+v", st)
	}
}

func TestALeaseIsRenewedBeforeItEnds(t *testing.T) {
	r := newRig(t)
	callback, _ := r.subscribed(t) // ten days
	r.sleep(8*24*time.Hour + time.Minute)
	r.offer(t, "https://elsewhere.example.org/", r.hub.url()) // any wake-up
	r.wake(t)
	form := r.hub.request()
	if form.Get("hub.callback") != callback || form.Get("hub.mode") != "subscribe" {
		t.Errorf("asked for %v", form)
	}
	if !r.Active("paper") {
		t.Error("the subscription is not active while it is renewed")
	}
	r.hub.confirm(form, "864000")
	if sub := r.subscription(t); !sub.Expires.Equal(r.clock().Add(10 * 24 * time.Hour)) {
		t.Errorf("expires at %s", sub.Expires)
	}
}

// wake has Run look by itself: another feed is offered.
func (r *rig) wake(t *testing.T) {
	t.Helper()
	r.woken++
	if err := r.Offer(t.Context(), fmt.Sprint("other", r.woken), topic+"/other", []string{"http://127.0.0.1:1/"}); err != nil {
		t.Fatal(err)
	}
}

func TestASubscriptionSurvivesARestart(t *testing.T) {
	r := newRig(t)
	callback, secret := r.subscribed(t)
	list, err := r.store.Subscriptions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := websub.New(t.Context(), r.store, websub.Config{Callback: "http://127.0.0.1"}, websub.Options{Now: r.clock})
	if err != nil || !again.Active("paper") {
		t.Fatalf("after a restart it is not active: %v, %v", list, err)
	}
	q := httptest.NewRequest(http.MethodPost, websub.Path+callback[strings.LastIndexByte(callback, '/')+1:], strings.NewReader("x"))
	q.Header.Set("X-Hub-Signature", sign("sha256", sha256.New, secret, "x"))
	answer := httptest.NewRecorder()
	again.ServeHTTP(answer, q)
	if answer.Code/100 != 2 {
		t.Errorf("a push after a restart is answered %d", answer.Code)
	}
}

func TestAFeedThatIsTakenOutIsUnsubscribed(t *testing.T) {
	r := newRig(t)
	callback, secret := r.subscribed(t)
	if err := r.Keep(t.Context(), func(string) bool { return false }); err != nil {
		t.Fatal(err)
	}
	form := r.hub.request()
	if form.Get("hub.mode") != "unsubscribe" || form.Get("hub.callback") != callback {
		t.Fatalf("asked for %v", form)
	}
	if status := r.hub.push(callback, "x", sign("sha256", sha256.New, secret, "x")); status != http.StatusGone {
		t.Errorf("a push meanwhile is answered %d", status)
	}
	r.hub.confirm(form, "")
	if list, err := r.store.Subscriptions(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("left: %+v, %v", list, err)
	}
}

func TestAHubThatDeniesIsAskedAgainMuchLater(t *testing.T) {
	r := newRig(t)
	r.offer(t, r.hub.url())
	form := r.hub.request()
	status, _ := r.hub.verify(form.Get("hub.callback"), url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}, "hub.reason": {"unknown topic"}})
	if status != http.StatusOK {
		t.Fatalf("answered %d", status)
	}
	sub := r.subscription(t)
	if sub.State != news.HubDenied || !strings.Contains(sub.LastError, "unknown topic") || sub.Due.Sub(r.clock()) < 24*time.Hour {
		t.Errorf("the store has %+v", sub)
	}
}

func TestAHubThatRefusesIsTriedAgainAndThenTheNext(t *testing.T) {
	r := newRig(t)
	r.hub.answer(http.StatusInternalServerError)
	second := newHub(t)
	r.offer(t, r.hub.url(), second.url())
	for range 3 {
		r.hub.request()
		waitFor(t, func() bool { s := r.subscription(t); return s.State == news.HubWanted && s.Due.After(r.clock()) })
		r.offer(t, r.hub.url(), second.url()) // before it is due, or Run might be faster
		r.sleep(time.Hour)
		r.wake(t)
	}
	if form := second.request(); form.Get("hub.topic") != topic {
		t.Errorf("the next hub was asked for %v", form)
	}
}

func TestWithoutACallbackNothingIsSubscribedTo(t *testing.T) {
	r := newRig(t)
	off, err := websub.New(t.Context(), r.store, websub.Config{}, websub.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := off.Offer(t.Context(), "paper", topic, []string{r.hub.url()}); err != nil {
		t.Fatal(err)
	}
	if list, _ := r.store.Subscriptions(t.Context()); len(list) != 0 || off.Enabled() {
		t.Errorf("subscribed to %+v", list)
	}
}

func TestConfigMistakesAreTold(t *testing.T) {
	for _, c := range []websub.Config{{Callback: "vedette.example.org"}, {Callback: "ftp://example.org"}, {Callback: "https://a@example.org"}, {Lease: 1}} {
		if len(c.Check()) != 1 {
			t.Errorf("%+v: %v", c, c.Check())
		}
	}
	if list := (websub.Config{Callback: "https://vedette.example.org/hooks"}).Check(); len(list) != 0 {
		t.Error(list)
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for range 2000 {
		if done() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("waited in vain")
}

package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/news"
	"vedette/storage"
)

// realHub is a WebSub hub: it verifies what it is asked for, and pushes.
type realHub struct {
	*httptest.Server
	t     *testing.T
	asked chan url.Values
}

func startHub(t *testing.T) *realHub {
	h := &realHub{t: t, asked: make(chan url.Values, 8)}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		h.asked <- r.PostForm
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(h.Close)
	return h
}

// request waits for what the daemon asks for.
func (h *realHub) request() url.Values {
	h.t.Helper()
	select {
	case form := <-h.asked:
		return form
	case <-time.After(20 * time.Second):
		h.t.Fatal("the hub was not asked")
		return nil
	}
}

// verify confirms a request, as a hub does.
func (h *realHub) verify(form url.Values) {
	h.t.Helper()
	query := url.Values{"hub.mode": {form.Get("hub.mode")}, "hub.topic": {form.Get("hub.topic")},
		"hub.challenge": {"c-h-a"}, "hub.lease_seconds": {form.Get("hub.lease_seconds")}}
	status, body := call(h.t, http.MethodGet, form.Get("hub.callback")+"?"+query.Encode(), nil, "")
	if status != http.StatusOK || body != "c-h-a" {
		h.t.Fatalf("the verification was answered %d %q", status, body)
	}
}

// push sends a document, signed with a secret, and gives the answer's status.
func (h *realHub) push(form url.Values, secret, kind, document string) int {
	h.t.Helper()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(document))
	header := map[string]string{"Content-Type": kind, "X-Hub-Signature": "sha256=" + hex.EncodeToString(mac.Sum(nil))}
	status, _ := call(h.t, http.MethodPost, form.Get("hub.callback"), header, document)
	return status
}

// call makes one request and gives status and body.
func call(t *testing.T, method, address string, header map[string]string, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(said)
}

// startSubscriber runs a daemon that hubs reach, with one feed and a rule.
func startSubscriber(t *testing.T, feed string) *program {
	t.Helper()
	return startSubscriberAt(t, filepath.Join(t.TempDir(), "vedette.db"), feed)
}

func startSubscriberAt(t *testing.T, store, feed string) *program {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	p, _, _ := startDaemon(t, fmt.Sprintf(`
storage: {path: %q}
web: {address: %q}
websub: {callback: "http://%s"}
network: {allow: [127.0.0.1]}
fetch: {host_gap: 0s}
feeds: [{name: Paper, %s}]
rules: [{name: corridor, query: corridor}]
`, store, address, address, feed))
	return p
}

func (p *program) state(t *testing.T, feed string) news.FeedState {
	t.Helper()
	state, err := p.store.FeedState(t.Context(), feed)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

const (
	rssOf = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>t</title><link>https://a.example/</link><description>d</description>%s` +
		`<item><guid isPermaLink="false">%s</guid><title>A corridor, %[2]s</title></item></channel></rss>`
	atomOf = `<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>t</title>%s<entry><id>%s</id><title>A corridor, %[2]s</title></entry></feed>`
	pageOf = `<!doctype html><html><head><title>t</title>%s</head><body><ul><li><a href="/%s">A corridor, %[2]s</a></ul></body></html>`
)

// websub.rocks 100 to 104 and 200 to 202: wherever hub and topic stand, and
// through redirects, the daemon subscribes at this hub to this topic, and what
// the hub pushes becomes an item and a hit.
func TestHubAndTopicAreFoundAndPushed(t *testing.T) {
	const link = `<%slink rel="hub" href="HUB"/><%[1]slink rel="self" href="SELF"/>`
	const header = `<HUB>; rel="hub", <SELF>; rel="self"`
	for _, test := range []struct {
		name, header, format, head string
		redirect                   int
		other                      bool // self is another address than the one asked for
	}{
		{name: "100 HTTP header", header: header, format: rssOf},
		{name: "101 HTML link", format: pageOf, head: fmt.Sprintf(link, "")},
		{name: "102 Atom link", format: atomOf, head: fmt.Sprintf(link, "")},
		{name: "103 RSS atom:link", format: rssOf, head: fmt.Sprintf(link, "atom:")},
		{name: "104 header before body", header: header, format: atomOf, head: `<link rel="hub" href="http://127.0.0.1:1/"/><link rel="self" href="http://127.0.0.1:1/feed"/>`},
		{name: "200 another self", header: header, format: rssOf, other: true},
		{name: "201 topic behind a temporary redirect", format: atomOf, head: fmt.Sprintf(link, ""), redirect: http.StatusFound},
		{name: "202 topic behind a permanent redirect", format: atomOf, head: fmt.Sprintf(link, ""), redirect: http.StatusMovedPermanently},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			hub := startHub(t)
			var publisher *httptest.Server
			self := func() string {
				if test.other {
					return publisher.URL + "/canonical"
				}
				return publisher.URL + "/feed"
			}
			publisher = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/old" {
					http.Redirect(w, r, "/feed", test.redirect)
					return
				}
				fill := strings.NewReplacer("HUB", hub.URL, "SELF", self()).Replace
				if test.header != "" {
					w.Header().Set("Link", fill(test.header))
				}
				fmt.Fprintf(w, test.format, fill(test.head), "polled")
			}))
			t.Cleanup(publisher.Close)
			feed := fmt.Sprintf("url: %q", publisher.URL+"/feed")
			if test.redirect != 0 {
				feed = fmt.Sprintf("url: %q", publisher.URL+"/old")
			}
			if test.format == pageOf {
				feed += ", select: {item: li}"
			}
			p := startSubscriber(t, feed)
			form := hub.request()
			if form.Get("hub.mode") != "subscribe" || form.Get("hub.topic") != self() {
				t.Fatalf("asked for %v, wanted %s", form, self())
			}
			hub.verify(form)
			if status := hub.push(form, form.Get("hub.secret"), "", fmt.Sprintf(test.format, "", "pushed")); status/100 != 2 {
				t.Fatalf("the push was answered %d", status)
			}
			waitFor(t, "hits on what was read and on what was pushed", func() bool {
				totals, err := p.store.Totals(t.Context())
				return err == nil && totals.Items == 2 && totals.Hits == 2
			})
		})
	}
}

// monthOfItems are dated items enough that one more hardly changes how often the feed
// is known to bring news.
func monthOfItems() string {
	var b strings.Builder
	for n := range 100 {
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">old %d</guid><title>Old news %[1]d</title><pubDate>%s</pubDate></item>`, n,
			time.Now().Add(-time.Duration(n+1)*7*time.Hour).UTC().Format(time.RFC1123Z))
	}
	return b.String()
}

// Behaviours 72 and 73: a push is stored and judged and moves nothing of the
// visits, a forged one is dropped (websub.rocks 301), and visits go on at half
// the rate.
func TestAHubPushesAndVisitsGoOnAtHalfTheRate(t *testing.T) {
	hub := startHub(t)
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprintf(w, rssOf, `<atom:link rel="hub" href="`+hub.URL+`"/>`+monthOfItems(), "polled")
	}))
	t.Cleanup(publisher.Close)
	p := startSubscriber(t, fmt.Sprintf("url: %q", publisher.URL+"/feed"))
	form := hub.request()
	if topic := form.Get("hub.topic"); topic != publisher.URL+"/feed" {
		t.Errorf("without rel=self the topic is %s", topic)
	}
	hub.verify(form)
	waitFor(t, "the first visit", func() bool { return p.state(t, "paper").Checks == 1 })
	before := p.state(t, "paper")
	pushed := fmt.Sprintf(rssOf, "", "pushed")
	if status := hub.push(form, "a guess", "application/rss+xml", pushed); status != http.StatusForbidden {
		t.Errorf("a forged push was answered %d", status)
	}
	if status := hub.push(form, form.Get("hub.secret"), "application/rss+xml", pushed); status/100 != 2 {
		t.Fatalf("the push was answered %d", status)
	}
	waitFor(t, "a hit on what was pushed", func() bool {
		hits, err := p.store.Hits(t.Context(), news.HitQuery{})
		return err == nil && len(hits) == 2 && hits[0].Item.Title == "A corridor, pushed"
	})
	after := p.state(t, "paper")
	if after.ETag != before.ETag || after.Checks != before.Checks || !after.LastCheck.Equal(before.LastCheck) || !after.NextCheck.Equal(before.NextCheck) {
		t.Errorf("the push moved the state from\n%+v to\n%+v", before, after)
	}
	if _, err := p.monitor.CheckNow(t.Context(), "paper"); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "another visit", func() bool { return p.state(t, "paper").Checks == before.Checks+1 })
	after = p.state(t, "paper")
	if after.Status != http.StatusNotModified {
		t.Errorf("the visit after a push was answered %d: it was not conditional", after.Status)
	}
	usual, slower := before.NextCheck.Sub(before.LastCheck), after.NextCheck.Sub(after.LastCheck)
	if ratio := slower.Seconds() / usual.Seconds(); ratio < 1.5 || ratio > 2.5 {
		t.Errorf("the next visit is in %v, it was in %v before the hub pushed", slower, usual)
	}
	_, metrics := call(t, http.MethodGet, p.URL()+"/metrics", nil, "")
	for _, line := range []string{"vedette_hub_subscriptions 1", "vedette_hub_pushes_refused_total 1"} {
		if !strings.Contains(metrics, line) {
			t.Errorf("the metrics lack %q", line)
		}
	}
}

func TestASubscriptionOfAFeedThatWasTakenOutMeanwhileIsEndedAtTheStart(t *testing.T) {
	hub := startHub(t)
	path := filepath.Join(t.TempDir(), "vedette.db")
	store, err := storage.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Hour)
	err = errors.Join(store.PutSubscription(t.Context(), news.Subscription{Token: "x", Secret: "s", Feed: "gone", Topic: "http://a.example/rss",
		Hub: hub.URL, State: news.HubActive, Due: later, Expires: later}), store.Close())
	if err != nil {
		t.Fatal(err)
	}
	p := startSubscriberAt(t, path, `url: "http://127.0.0.1:1/rss"`)
	form := hub.request()
	if form.Get("hub.mode") != "unsubscribe" || form.Get("hub.topic") != "http://a.example/rss" {
		t.Fatalf("asked for %v", form)
	}
	hub.verify(form)
	list, err := p.store.Subscriptions(t.Context())
	if err != nil || len(list) != 0 {
		t.Errorf("the store has %+v, %v", list, err)
	}
}

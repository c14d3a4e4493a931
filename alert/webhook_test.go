package alert

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vedette/guard/guardtest"
	"vedette/news"
	"vedette/schedule"
	"vedette/secret"
)

// testCourier is a courier whose connections end with the test.
func testCourier(t *testing.T) *courier {
	c := newCourier(guardtest.Loopback)
	t.Cleanup(c.web.CloseIdleConnections)
	return c
}

// hook starts a receiver and gives its url, which ends in a token.
func hook(t *testing.T, handle http.HandlerFunc) secret.Text {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return secret.Text(server.URL + "/hooks/TOKEN?key=TOKEN")
}

func TestWebhookIsSignedAndComplete(t *testing.T) {
	type request struct {
		header http.Header
		body   []byte
	}
	got := make(chan request, 2)
	w := Webhook{Secret: goodKey, Headers: map[string]secret.Text{"Authorization": "Bearer x"}}
	w.URL = hook(t, func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- request{r.Header, body}
		rw.WriteHeader(http.StatusNoContent)
	})
	m := scriptMessage()
	c := testCourier(t)
	for range 2 {
		answer, err := c.carry(t.Context(), Receiver{Name: "hook", Webhook: &w}, m)
		if err != nil || answer != "204 No Content" {
			t.Fatalf("answer %q, error %v", answer, err)
		}
	}
	first, second := <-got, <-got
	if err := verify(goodKey, first.header, first.body, time.Now()); err != nil {
		t.Error(err)
	}
	if string(first.body) != string(second.body) || first.header.Get("webhook-id") != m.alert.ID || second.header.Get("webhook-id") != m.alert.ID {
		t.Error("two tries of an alert differ")
	}
	for name, want := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "vedette", "Authorization": "Bearer x",
	} {
		if got := first.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	checkPayload(t, first.body)
}

func checkPayload(t *testing.T, body []byte) {
	t.Helper()
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		t.Fatal(err)
	}
	if e.Type != "vedette.alert" || !e.Timestamp.Equal(noon) || len(e.Data.Hits) != len(scripts) {
		t.Fatalf("got %+v", e)
	}
	for i, s := range scripts {
		h := e.Data.Hits[i]
		if h.Item.Title != s.title || h.Item.Lang != s.lang || h.Clause != s.word || len(h.Spans) != 2 || h.Cut {
			t.Errorf("%s: got %+v", s.lang, h)
		}
	}
}

func TestPayloadIsBounded(t *testing.T) {
	m := oneMessage("t")
	m.findings[0].Item.Text = strings.Repeat("ə", maxText+1)
	m.findings[0].Item.Seq = 7
	for range maxHits {
		m.findings = append(m.findings, m.findings[0])
	}
	body, err := payload(m)
	if err != nil {
		t.Fatal(err)
	}
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		t.Fatal(err)
	}
	h := e.Data.Hits[0]
	if len(e.Data.Hits) != maxHits || e.Data.More != 1 || !h.Cut || h.Item.Text != strings.Repeat("ə", maxText) || h.Item.Seq != 0 {
		t.Errorf("%d hits, %d more, cut %v", len(e.Data.Hits), e.Data.More, h.Cut)
	}
	if !strings.Contains(string(body), `"spans":[]`) {
		t.Error("no spans are written as null")
	}
}

func TestWebhookAnswers(t *testing.T) {
	answer := func(status int, body string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	tests := []struct {
		name   string
		handle http.HandlerFunc
		class  class
		after  time.Duration
		words  string
	}{
		{"wrong address", answer(404, "no\nsuch\x00 hook"), refused, 0, "answered 404 Not Found: no such hook"},
		{"answer that repeats the token", answer(404, "Cannot POST /hooks/TOKEN?key=TOKEN"), refused, 0, "Cannot POST [secret]"},
		{"answer that repeats the path", answer(404, "/hooks/TOKEN is unknown"), refused, 0, "[secret] is unknown"},
		{"gone", answer(410, ""), final, 0, "answered 410 Gone"},
		{"busy", answer(503, "", "Retry-After", "120"), temporary, 2 * time.Minute, "answered 503"},
		{"too many", answer(429, "", "Retry-After", "999999"), temporary, 24 * time.Hour, "answered 429"},
		{"busy until a date", answer(503, "", "Retry-After", time.Now().Add(48*time.Hour).UTC().Format(http.TimeFormat)), temporary, 24 * time.Hour, "answered 503"},
		{"busy, with nonsense", answer(503, "", "Retry-After", "-5"), temporary, 0, "answered 503"},
		{"broken, with a header that does not count", answer(500, "", "Retry-After", "120"), temporary, 0, "answered 500"},
		{"redirect", answer(301, "", "Location", "https://elsewhere.example/TOKEN"), refused, 0, "redirects to https://elsewhere.example, which is not followed"},
		{"redirect to nowhere", answer(302, ""), refused, 0, "answered 302 Found"},
		{"endless answer", answer(400, strings.Repeat("x", 1<<20)), refused, 0, "xxx…"},
		{"cut connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, temporary, 0, "EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := Webhook{URL: hook(t, tt.handle)}
			_, err := testCourier(t).post(t.Context(), w, oneMessage("t"))
			f, ok := errors.AsType[*failure](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if f.class != tt.class || f.after != tt.after || !strings.Contains(f.Error(), tt.words) {
				t.Errorf("class %d after %s: %v", f.class, f.after, f)
			}
			if strings.Contains(f.Error(), "TOKEN") || len(f.Error()) > 500 {
				t.Errorf("the error shows a secret or is too long: %v", f)
			}
		})
	}
}

func TestSlowWebhookIsGivenUp(t *testing.T) {
	release := make(chan struct{})
	w := Webhook{Timeout: schedule.Duration(50 * time.Millisecond)}
	w.URL = hook(t, func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	_, err := testCourier(t).post(t.Context(), w, oneMessage("t"))
	if f := asFailure(err); err == nil || f.class != temporary || !strings.Contains(f.Error(), "no answer within 50ms") {
		t.Errorf("error %v", err)
	}
}

func TestNobodyListens(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := testCourier(t).post(t.Context(), Webhook{URL: secret.Text(server.URL + "/TOKEN")}, oneMessage("t"))
	if f := asFailure(err); err == nil || f.class != temporary || strings.Contains(err.Error(), "TOKEN") {
		t.Errorf("error %v", err)
	}
}

func TestBadSettingsAreFailures(t *testing.T) {
	for name, r := range map[string]Receiver{
		"url":     {Webhook: &Webhook{URL: "nonsense"}},
		"key":     {Webhook: &Webhook{URL: "http://127.0.0.1:1", Secret: "x"}},
		"from":    {Email: &Email{From: "x", To: []string{"a@example.org"}, Smarthost: "127.0.0.1:1"}},
		"to":      {Email: &Email{From: "a@example.org", To: []string{"x"}, Smarthost: "127.0.0.1:1"}},
		"neither": {},
	} {
		if _, err := testCourier(t).carry(t.Context(), r, oneMessage("t")); err == nil || asFailure(err).class == temporary {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestSampleGoesOutWithItsOwnID(t *testing.T) {
	ids := map[string]bool{}
	r := Receiver{Name: "hook", Webhook: &Webhook{}}
	r.Webhook.URL = hook(t, func(w http.ResponseWriter, r *http.Request) { ids[r.Header.Get("webhook-id")] = true })
	for range 2 {
		if answer, err := Test(context.Background(), r, guardtest.Loopback()); err != nil || answer != "200 OK" {
			t.Fatalf("answer %q, error %v", answer, err)
		}
	}
	if len(ids) != 2 {
		t.Errorf("ids %v", ids)
	}
	if got := subject(sample("hook", noon)); got != "[low] test: This is a test of vedette" {
		t.Errorf("subject %q", got)
	}
	if p := newParagraph(sample("hook", noon).findings[:1]); len(p.Title) != 3 || p.Title[1] != (news.Piece{Text: "test", Mark: true}) {
		t.Errorf("title %v", p.Title)
	}
}

func TestWebhooksGoToPublicAddressesOnly(t *testing.T) {
	asked := false
	r := Receiver{Name: "hook", Webhook: &Webhook{}}
	r.Webhook.URL = hook(t, func(http.ResponseWriter, *http.Request) { asked = true })
	_, err := Test(t.Context(), r, nil)
	if err == nil || !strings.Contains(err.Error(), "add 127.0.0.1/32 to network.allow") || asFailure(err).class != refused {
		t.Errorf("%v", err)
	}
	if asked {
		t.Error("the webhook was asked")
	}
}

// A new configuration's guard counts from the next connection on.
func TestReloadBringsANewGuard(t *testing.T) {
	url := hook(t, func(http.ResponseWriter, *http.Request) {})
	receivers := []Receiver{{Name: "desk", Webhook: &Webhook{URL: url}}}
	s := NewSender(newMemory(), Config{Receivers: receivers, Guard: guardtest.Loopback()}, "test", slog.New(slog.DiscardHandler))
	t.Cleanup(s.courier.web.CloseIdleConnections)
	if _, err := s.courier.carry(t.Context(), receivers[0], oneMessage("t")); err != nil {
		t.Fatal(err)
	}
	s.Reload(Config{Receivers: receivers})
	if _, err := s.courier.carry(t.Context(), receivers[0], oneMessage("t")); err == nil {
		t.Error("a connection of the old guard was used")
	}
}

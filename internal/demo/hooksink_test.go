package demo_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/demo"
)

// hook is one try of a delivery.
type hook struct {
	method, id, stamp, signature, body string
}

func (h hook) send(sink http.Handler) int {
	r := httptest.NewRequest(h.method, "/hook", strings.NewReader(h.body))
	r.Header.Set("webhook-id", h.id)
	r.Header.Set("webhook-timestamp", h.stamp)
	r.Header.Set("webhook-signature", h.signature)
	w := httptest.NewRecorder()
	sink.ServeHTTP(w, r)
	return w.Code
}

// signed makes a try that is right for the key and the time.
func signed(t testing.TB, key, id, body string, at time.Time) hook {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, raw)
	mac.Write([]byte(id + "." + stamp + "." + body))
	return hook{http.MethodPost, id, stamp, "v1,AAAA v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), body}
}

func newHookSink(t testing.TB, key string) *demo.HookSink {
	t.Helper()
	sink, err := demo.NewHookSink(key)
	if err != nil {
		t.Fatal(err)
	}
	sink.Now = func() time.Time { return start }
	return sink
}

func TestHookSinkChecksSignatures(t *testing.T) {
	key := demo.NewSigningKey()
	good := signed(t, key, "alert_1", "{}", start)
	change := func(f func(*hook)) hook { h := good; f(&h); return h }
	tests := []struct {
		name string
		hook hook
		want int
	}{
		{"good", good, 204},
		{"five minutes old", signed(t, key, "alert_1", "{}", start.Add(-5*time.Minute)), 204},
		{"older", signed(t, key, "alert_1", "{}", start.Add(-5*time.Minute-time.Second)), 401},
		{"from the future", signed(t, key, "alert_1", "{}", start.Add(time.Hour)), 401},
		{"other body", change(func(h *hook) { h.body = "[]" }), 401},
		{"other id", change(func(h *hook) { h.id = "alert_2" }), 401},
		{"no id", change(func(h *hook) { h.id = "" }), 401},
		{"no timestamp", change(func(h *hook) { h.stamp = "" }), 401},
		{"no signature", change(func(h *hook) { h.signature = "" }), 401},
		{"other version", change(func(h *hook) { h.signature = strings.ReplaceAll(h.signature, "v1,", "v2,") }), 401},
		{"other key", signed(t, demo.NewSigningKey(), "alert_1", "{}", start), 401},
		{"GET", change(func(h *hook) { h.method = http.MethodGet }), 405},
		{"too large", signed(t, key, "alert_1", strings.Repeat(" ", 5<<20), start), 413},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sink := newHookSink(t, key)
			if got := test.hook.send(sink); got != test.want {
				t.Errorf("status %d, want %d", got, test.want)
			}
			_, total, rejected := sink.Received()
			if (total == 1) != (test.want == 204) || (rejected == 1) != (test.want == 401) {
				t.Errorf("%d taken, %d rejected after %d", total, rejected, test.want)
			}
		})
	}
}

func TestHookSinkRefusesSomeFirstTries(t *testing.T) {
	key := demo.NewSigningKey()
	sink := newHookSink(t, key)
	sink.RefuseEvery = 2
	var got []demo.Hook
	sink.Got = func(h demo.Hook) { got = append(got, h) }
	const body = `{"type":"hits.matched","data":{"hits":[{"rule":"tripp","item":{"title":"Survey"}},{"rule":"x"}]}}`
	for i, try := range []struct {
		id   string
		want int
	}{{"a", 204}, {"b", 503}, {"a", 204}, {"b", 204}, {"c", 204}, {"d", 503}} {
		if status := signed(t, key, try.id, body, start).send(sink); status != try.want {
			t.Errorf("try %d of %s: status %d, want %d", i, try.id, status, try.want)
		}
	}
	const line = "tripp: Survey, and 1 more"
	want := []demo.Hook{{ID: "a", Attempts: 1, Summary: line}, {ID: "b", Attempts: 2, Summary: line}, {ID: "c", Attempts: 1, Summary: line}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	kept, total, rejected := sink.Received()
	if diff := cmp.Diff(want, kept); diff != "" || total != 3 || rejected != 0 {
		t.Errorf("%d taken, %d rejected: %s", total, rejected, diff)
	}
}

func TestHookSinkSummaries(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"one hit", `{"type":"t","data":{"hits":[{"rule":"r","item":{"title":"T"}}]}}`, "r: T"},
		{"no hits", `{"type":"test.ping"}`, "test.ping"},
		{"no JSON", `hello`, "5 bytes that are no JSON"},
	}
	key := demo.NewSigningKey()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sink := newHookSink(t, key)
			signed(t, key, "a", test.body, start).send(sink)
			if kept, _, _ := sink.Received(); len(kept) != 1 || kept[0].Summary != test.want {
				t.Errorf("kept %v, want %q", kept, test.want)
			}
		})
	}
}

func TestHookSinkForgetsTheOldest(t *testing.T) {
	key := demo.NewSigningKey()
	sink := newHookSink(t, key)
	for i := range 1002 {
		signed(t, key, fmt.Sprint("alert_", i), "{}", start).send(sink)
	}
	kept, total, _ := sink.Received()
	if total != 1002 || len(kept) != 1000 || kept[0].ID != "alert_2" {
		t.Errorf("%d in all, %d kept, the first %s", total, len(kept), kept[0].ID)
	}
}

func TestHookSinkWantsAKey(t *testing.T) {
	for _, key := range []string{"", "whsec_", "whsec_%%%", "c2VjcmV0"} {
		if _, err := demo.NewHookSink(key); err == nil {
			t.Errorf("%q was taken as a key", key)
		}
	}
}

func TestListenServesUntilClosed(t *testing.T) {
	server, err := demo.Listen(newHookSink(t, demo.NewSigningKey()))
	if err != nil {
		t.Fatal(err)
	}
	if resp, _ := get(t, server.URL+"/hook"); resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("status %d", resp.StatusCode)
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(server.URL); err == nil {
		t.Error("it still answers after Close")
	}
}

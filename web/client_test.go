package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vedette/news"
)

// TestStores asks a store directly and through the API, and wants the same.
func TestStores(t *testing.T) {
	for _, kind := range []string{"direct", "client"} {
		open := func(t *testing.T, m *memory) Store {
			if kind == "direct" {
				return m
			}
			c := NewClient(start(t, m, Options{}).URL)
			t.Cleanup(c.Close)
			return c
		}
		t.Run(kind+"/hits", func(t *testing.T) { testHits(t, open) })
		t.Run(kind+"/items", func(t *testing.T) { testItems(t, open) })
		t.Run(kind+"/feeds", func(t *testing.T) { testFeeds(t, open) })
		t.Run(kind+"/notices", func(t *testing.T) { testNotices(t, open) })
		t.Run(kind+"/alerts", func(t *testing.T) { testAlerts(t, open) })
		t.Run(kind+"/retry", func(t *testing.T) { testRetry(t, open) })
		t.Run(kind+"/many", func(t *testing.T) { testMany(t, open) })
	}
}

type opener func(*testing.T, *memory) Store

// same compares records; an empty list is as good as none.
func same(t *testing.T, what string, err error, got, want any) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s:\n%s", what, diff)
	}
}

func testHits(t *testing.T, open opener) {
	m := sampleStore()
	store, all := open(t, m), m.findings()
	slices.Reverse(all)
	for name, q := range map[string]news.HitQuery{
		"all":      {},
		"rule":     {Rule: "corridor"},
		"feed":     {Feed: "vestnik"},
		"lang":     {Lang: "hy"},
		"country":  {Country: "IR"},
		"severity": {Severity: news.High},
		"labels":   {Labels: map[string]string{"topic": "sanctions", "desk": "washington"}},
		"odd":      {Labels: map[string]string{"a&b=": "ç; d=e"}},
		"since":    {Since: noon.Add(-90 * time.Minute)},
		"until":    {Until: noon.Add(-90*time.Minute + time.Nanosecond)},
		"none":     {Rule: "none"},
	} {
		want := slices.DeleteFunc(slices.Clone(all), func(f news.Finding) bool { return !q.Wants(f) })
		got, err := store.Hits(t.Context(), q)
		same(t, name, err, got, want)
	}
	got, err := store.Hits(t.Context(), news.HitQuery{Before: 9, Limit: 2})
	same(t, "page", err, got, all[2:4])
}

func testItems(t *testing.T, open opener) {
	m := sampleStore()
	store, it := open(t, m), m.items[7]
	items, err := store.Items(t.Context(), news.ItemQuery{Feed: "vestnik", Lang: "ru", Country: "RU", Since: noon.Add(-2 * time.Hour), Until: noon})
	same(t, "items", err, items, []news.Item{m.items[6]})
	items, err = store.Items(t.Context(), news.ItemQuery{Before: 3, Limit: 1})
	same(t, "page", err, items, []news.Item{m.items[1]})
	one, hits, err := store.Item(t.Context(), it.ID)
	same(t, "item", err, one, it)
	same(t, "its hits", err, hits, m.hits[8:10])
	old, err := store.Revisions(t.Context(), it.ID)
	same(t, "revisions", err, old, m.revisions[it.ID])
	old, err = store.Revisions(t.Context(), m.items[0].ID)
	same(t, "no revisions", err, old, []news.Item(nil))
	for _, id := range []string{"none", "a/b", "?", ""} {
		if _, _, err := store.Item(t.Context(), id); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("item %q: %v, want ErrNotFound", id, err)
		}
	}
}

func testFeeds(t *testing.T, open opener) {
	m := sampleStore()
	store := open(t, m)
	states, err := store.FeedStates(t.Context())
	for i := range states {
		states[i].Seen = nil // not told by the API
	}
	want := slices.Clone(m.states)
	want[0].Seen = nil
	if _, client := store.(*Client); client { // the API tells the visit as it will be
		want[2] = want[2].Under(m.holds[0], noon)
		if want[2].NextCheck != noon.Add(2*time.Hour) {
			t.Errorf("the host of %s is held, but it is visited at %v", want[2].Feed, want[2].NextCheck)
		}
		held, err := store.FeedState(t.Context(), want[2].Feed)
		same(t, "state under a hold", err, held, want[2])
	}
	same(t, "states", err, states, want)
	state, err := store.FeedState(t.Context(), "xeber")
	state.Seen = nil
	same(t, "state", err, state, want[0])
	state, err = store.FeedState(t.Context(), "ç/d e?")
	same(t, "state of a feed that was never visited", err, state, news.FeedState{Feed: "ç/d e?"})
	holds, err := store.Holds(t.Context(), noon)
	same(t, "holds", err, holds, m.holds[:1])
	subscriptions, err := store.Subscriptions(t.Context())
	for i := range subscriptions {
		if _, client := store.(*Client); client && subscriptions[i].Token+subscriptions[i].Secret != "" {
			t.Errorf("the API tells what is secret: %+v", subscriptions[i])
		}
		subscriptions[i].Token, subscriptions[i].Secret = m.subscriptions[i].Token, m.subscriptions[i].Secret
	}
	same(t, "subscriptions", err, subscriptions, m.subscriptions)
	if m.subscriptions[0].Secret == "" {
		t.Error("the store's own records were changed")
	}
	totals, err := store.Totals(t.Context())
	same(t, "totals", err, totals, news.Totals{Items: 8, Hits: 10, Notices: 5, Pending: 1, Delivered: 1, Dead: 1})
	m.states[0].Unread = "a hash"
	u, err := store.Unread(t.Context(), m.states[0].Feed)
	same(t, "what could not be read", err, u.Why, "a page")
	if body, err := u.Body(); err != nil || string(body) != "<html>" {
		t.Errorf("its body is %q, %v", body, err)
	}
	if _, err := store.Unread(t.Context(), "nobody"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("of no feed: %v", err)
	}
}

func testNotices(t *testing.T, open opener) {
	m := sampleStore()
	store, n := open(t, m), m.notices
	for name, tt := range map[string]struct {
		q    news.NoticeQuery
		want []news.Notice
	}{
		"all":  {news.NoticeQuery{}, []news.Notice{n[4], n[3], n[2], n[1], n[0]}},
		"feed": {news.NoticeQuery{Feed: "lur"}, n[4:]},
		"kind": {news.NoticeQuery{Kind: news.Outage}, n[1:2]},
		"page": {news.NoticeQuery{Before: 4, Limit: 1}, n[2:3]},
		"none": {news.NoticeQuery{Feed: "lur", Kind: news.Gone}, nil},
	} {
		got, err := store.Notices(t.Context(), tt.q)
		same(t, name, err, got, tt.want)
	}
	got, err := store.AlertNotices(t.Context(), m.alerts[2])
	same(t, "of an alert", err, got, []news.Notice{n[2], n[4]})
	got, err = store.AlertNotices(t.Context(), m.alerts[0])
	same(t, "of an alert without any", err, got, []news.Notice(nil))
}

func testAlerts(t *testing.T, open opener) {
	m := sampleStore()
	store := open(t, m)
	done, dead, waiting := m.alerts[0], m.alerts[1], m.alerts[2]
	for name, tt := range map[string]struct {
		q    news.AlertQuery
		want []news.Alert
	}{
		"all":      {news.AlertQuery{}, []news.Alert{waiting, dead, done}},
		"id":       {news.AlertQuery{ID: dead.ID}, []news.Alert{dead}},
		"state":    {news.AlertQuery{State: news.Pending}, []news.Alert{waiting}},
		"receiver": {news.AlertQuery{Receiver: "desk"}, []news.Alert{waiting, done}},
		"page":     {news.AlertQuery{Before: 3, Limit: 1}, []news.Alert{dead}},
		"none":     {news.AlertQuery{ID: "none"}, nil},
	} {
		got, err := store.Alerts(t.Context(), tt.q)
		same(t, name, err, got, tt.want)
	}
	contents, err := store.Contents(t.Context(), done)
	same(t, "contents", err, contents, m.findings()[2:4])
	attempts, err := store.Attempts(t.Context(), dead.ID)
	same(t, "attempts", err, attempts, m.attempts[1:])
	attempts, err = store.Attempts(t.Context(), waiting.ID)
	same(t, "no attempts", err, attempts, []news.Attempt(nil))
}

func testRetry(t *testing.T, open opener) {
	m := sampleStore()
	store := open(t, m)
	if err := store.Retry(t.Context(), m.alerts[1].ID, noon); err != nil {
		t.Fatal(err)
	}
	if a := m.alerts[1]; a.State != news.Pending || !a.Due.Equal(noon) || a.Attempts != 0 {
		t.Errorf("the alert is %s, due %s, tried %d times", a.State, a.Due, a.Attempts)
	}
	if err := store.Retry(t.Context(), m.alerts[0].ID, noon); err == nil || errors.Is(err, news.ErrNotFound) {
		t.Errorf("retry of a delivered alert: %v", err)
	}
	if err := store.Retry(t.Context(), "none", noon); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("retry of nothing: %v", err)
	}
}

// testMany asks for more than one answer of the API holds.
func testMany(t *testing.T, open opener) {
	m := &memory{}
	for i := range 2*maxLimit + 10 {
		m.items = append(m.items, news.Item{ID: fmt.Sprint(i), Seq: uint64(2*i + 1), Title: "x"})
	}
	store := open(t, m)
	for limit, want := range map[int]int{0: news.DefaultLimit, 7: 7, maxLimit: maxLimit, maxLimit + 1: maxLimit + 1, 5 * maxLimit: len(m.items)} {
		got, err := store.Items(t.Context(), news.ItemQuery{Limit: limit})
		if err != nil || len(got) != want {
			t.Errorf("limit %d: %d items, %v; want %d", limit, len(got), err, want)
		}
	}
}

func TestClientErrors(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"a web page":  func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>")) },
		"another 404": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "nothing", 404) },
		"somewhere else": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.org", http.StatusFound)
		},
		"an empty object": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500); w.Write([]byte("{}")) },
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(answer)
			defer server.Close()
			_, _, err := NewClient(server.URL).Item(t.Context(), "x")
			if err == nil || errors.Is(err, news.ErrNotFound) || errors.Is(err, ErrNoAnswer) {
				t.Fatalf("got %v", err)
			}
			contains(t, err.Error(), server.URL, "is no vedette")
		})
	}
}

func TestClientWithNobodyThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := NewClient(server.URL).Totals(t.Context())
	if !errors.Is(err, ErrNoAnswer) {
		t.Fatalf("got %v", err)
	}
	contains(t, err.Error(), "no vedette answers at "+server.URL)
}

func TestClientOfAnImpossibleAddress(t *testing.T) {
	if _, err := NewClient("http://a b").Totals(t.Context()); err == nil {
		t.Error("no error")
	}
}

func TestARefusalIsInTheDaemonsOwnWords(t *testing.T) {
	for status, is := range map[int]error{400: nil, 404: news.ErrNotFound, 409: news.ErrExists, 422: nil} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			w.Write([]byte(`{"error": "so it is"}`))
		}))
		_, err := NewClient(server.URL).Totals(t.Context())
		server.Close()
		if err == nil || err.Error() != "so it is" || is != nil && !errors.Is(err, is) {
			t.Errorf("%d: got %v", status, err)
		}
	}
}

package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vedette/news"
)

func TestAlertsPage(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	body := pageAt(t, server, "/alerts")
	contains(t, body, "<b>3</b> all", "<b>1</b> pending", "<b>1</b> dead", "<b>1</b> delivered",
		"To desk", "digest", "severity=high", "in 4 h", "410 Gone: check the address", "desk@newsroom.example",
		">2 hits<", ">1 hit<", ">3 hits, 2 notices<")
	tests := map[string]int{"?state=dead": 1, "?state=pending": 1, "?receiver=desk": 2, "?state=dead&receiver=desk": 0, "?limit=1": 1}
	for query, rows := range tests {
		if n := strings.Count(pageAt(t, server, "/alerts"+query), "<tr class="); n != rows {
			t.Errorf("%s: %d rows, want %d", query, n, rows)
		}
	}
	contains(t, pageAt(t, start(t, &memory{}, Options{}), "/alerts"), "No alerts yet")
}

func TestAlertPage(t *testing.T) {
	store := sampleStore()
	server := start(t, store, Options{})
	dead := pageAt(t, server, "/alerts/"+store.alerts[1].ID)
	contains(t, dead, "Try again", "503 Service Unavailable", "no result", "https://chat.example (webhook)", "<mark>Железную</mark>")
	waiting := pageAt(t, server, "/alerts/"+store.alerts[2].ID)
	contains(t, waiting, "Send now", "3 hits", "2 notices of sources", "Լուր Երևան has been failing for 3 hours", "Look at the site", "It was not tried yet", "(digest)")
	lacks(t, pageAt(t, server, "/alerts/"+store.alerts[0].ID), "<form", "Try again")
}

func TestALargeDigestIsCutAndSaysSo(t *testing.T) {
	store := sampleStore()
	a := &store.alerts[2]
	for i := range maxContents + 20 {
		h := store.hits[0]
		h.ID, h.Seq = fmt.Sprint("copy", i), uint64(100+i)
		store.hits = append(store.hits, h)
		a.Hits = append(a.Hits, h.ID)
	}
	contains(t, pageAt(t, start(t, store, Options{}), "/alerts/"+a.ID), "123 hits", "23 more hits not shown here")
}

func TestAnAlertOfNoticesOnlyShowsNoHits(t *testing.T) {
	store := sampleStore()
	store.alerts[2].Hits = []string{}
	for range maxContents + 20 {
		store.alerts[2].Notices = append(store.alerts[2].Notices, "gone from the store")
	}
	server := start(t, store, Options{})
	body := pageAt(t, server, "/alerts/"+store.alerts[2].ID)
	contains(t, body, "122 notices of sources", "120 more notices not shown here")
	lacks(t, body, "0 hits", " hits</h2>")
	contains(t, pageAt(t, server, "/alerts"), ">122 notices<")
}

// post sends an empty form, without following the way on.
func post(t *testing.T, server *httptest.Server, path string) *http.Response {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Post(server.URL+path, "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func TestRetryButton(t *testing.T) {
	tests := []struct {
		name          string
		alert, status int
		kicks         int
	}{
		{"dead", 1, 303, 1},
		{"pending", 2, 303, 1},
		{"delivered", 0, 409, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			store, kicks := sampleStore(), 0
			server := start(t, store, Options{Kick: func() { kicks++ }})
			id := store.alerts[tt.alert].ID
			resp := post(t, server, "/alerts/"+id+"/retry")
			if resp.StatusCode != tt.status || kicks != tt.kicks {
				t.Fatalf("status %d and %d kicks, want %d and %d", resp.StatusCode, kicks, tt.status, tt.kicks)
			}
			if tt.status != 303 {
				return
			}
			if a := store.alerts[tt.alert]; a.State != news.Pending || !a.Due.Equal(noon) {
				t.Errorf("the alert is %s and due %s", a.State, a.Due)
			}
			contains(t, pageAt(t, server, resp.Header.Get("Location")), "It is due now")
		})
	}
}

func TestRetryOfNothing(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	if resp := post(t, server, "/alerts/none/retry"); resp.StatusCode != 404 {
		t.Errorf("status %d", resp.StatusCode)
	}
	if status, _, _ := read(t, server, "/alerts/none/retry"); status != 404 {
		t.Errorf("GET: status %d", status)
	}
	if resp := post(t, server, "/rules"); resp.StatusCode != 405 {
		t.Errorf("POST to a page: status %d", resp.StatusCode)
	}
}

func TestOldDeadAlertsAreNoTrouble(t *testing.T) {
	store := sampleStore()
	store.alerts[1].Finished = noon.Add(-troubleAge)
	lacks(t, pageAt(t, start(t, store, Options{}), "/"), "could not be delivered")
}

func TestAGroupHasNoEmptyLabels(t *testing.T) {
	if got := group(map[string]string{"rule": "", "feed": "lur"}); len(got) != 1 || got[0] != "feed=lur" {
		t.Errorf("got %q", got)
	}
}

package loadserver

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

func get(t *testing.T, url, etag string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestAFeedIsReadOnceAndThenUnchangedUntilItPublishes(t *testing.T) {
	s, err := Start(10, 20, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	first, body := get(t, s.URL(4), "")
	if n := strings.Count(body, "<item>"); first.StatusCode != 200 || n != 20 {
		t.Fatalf("status %d, %d items", first.StatusCode, n)
	}
	if size := len(body); size < 22_000 || size > 32_000 {
		t.Errorf("a feed has %d bytes", size)
	}
	etag := first.Header.Get("ETag")
	if again, _ := get(t, s.URL(4), etag); again.StatusCode != 304 {
		t.Errorf("unchanged: status %d", again.StatusCode)
	}
	s.Publish(4, 5, 2)
	changed, newer := get(t, s.URL(4), etag)
	if changed.StatusCode != 200 || newer == body || !strings.Contains(newer, "paper-4-22<") || strings.Contains(newer, "paper-4-2<") {
		t.Errorf("after two more items: status %d", changed.StatusCode)
	}
	if all, unchanged := s.Requests(); all != 3 || unchanged != 1 {
		t.Errorf("counted %d requests, %d unchanged", all, unchanged)
	}
}

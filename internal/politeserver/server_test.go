package politeserver

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// listener keeps the complaints of a server instead of failing.
type listener struct {
	*testing.T
	complaints []string
}

func (l *listener) Errorf(format string, _ ...any) { l.complaints = append(l.complaints, format) }

func get(t *testing.T, url string, header Header) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return response.StatusCode, err.Error()
	}
	return response.StatusCode, string(body)
}

func TestStepsAreAnsweredInOrder(t *testing.T) {
	s := New(t,
		Step{Path: "/a?b=c", Want: Header{"If-None-Match": ""}, Header: Header{"etag": "x"}, Body: "one"},
		Step{Status: 304},
		Step{Cut: true, Body: "half"},
		Step{Forever: true, Status: 503},
	)
	for i, want := range []struct {
		status int
		body   string
	}{{200, "one"}, {304, ""}, {200, "unexpected EOF"}, {503, ""}, {503, ""}} {
		if status, body := get(t, s.URL+"/a?b=c", nil); status != want.status || body != want.body {
			t.Errorf("answer %d: %d %q", i+1, status, body)
		}
	}
	if r := s.Requests(); len(r) != 5 || r[0].Target != "/a?b=c" || r[0].Method != "GET" {
		t.Errorf("requests: %+v", r)
	}
	s.Done()
}

func TestAWrongRequestIsComplainedOf(t *testing.T) {
	l := &listener{T: t}
	s := New(l,
		Step{Path: "/other"},
		Step{Want: Header{"X": "y"}},
		Step{Check: func(*http.Request) error { return errors.New("no") }},
	)
	for range 4 {
		get(t, s.URL+"/", nil)
	}
	s.Then(Step{})
	s.Done()
	if len(l.complaints) != 5 {
		t.Errorf("complaints: %s", strings.Join(l.complaints, "; "))
	}
}

func TestHostsHaveAddressesOfTheirOwn(t *testing.T) {
	one, two := Listen(t, "127.0.0.2", Step{Body: "1"}), Listen(t, "127.0.0.3", Step{Body: "2"})
	for url, want := range map[string]string{one.URL: "1", two.URL: "2"} {
		if _, body := get(t, url, nil); body != want {
			t.Errorf("%s: %q", url, body)
		}
	}
}

func TestAHangingStepEndsWithTheClient(t *testing.T) {
	s := New(t, Step{Hang: true})
	client := http.Client{Timeout: 20 * time.Millisecond}
	if _, err := client.Get(s.URL); err == nil {
		t.Error("an answer came")
	}
}

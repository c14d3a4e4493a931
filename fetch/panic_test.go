package fetch

import (
	"errors"
	"net/http"
	"testing"

	"vedette/guard/guardtest"
	"vedette/news"
)

type mine struct{}

func (mine) RoundTrip(*http.Request) (*http.Response, error) { panic("a mistake") }

func TestAPanicIsAFailedVisit(t *testing.T) {
	c := NewClient(Config{}, guardtest.Loopback())
	c.Transport = mine{}
	r := c.Fetch(t.Context(), Feed{ID: "f", URL: "http://host.example/"}, news.FeedState{})
	if !errors.Is(r.Err, ErrPanic) || r.State.Failures != 1 || r.Unreached {
		t.Errorf("got %v, state %+v", r.Err, r.State)
	}
}

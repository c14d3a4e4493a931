package fetch

import (
	"strings"
	"testing"
	"time"

	"vedette/internal/politeserver"
	"vedette/news"
)

func TestA404IsNeverTheEnd(t *testing.T) {
	s := politeserver.New(t, step{Status: 404, Forever: true})
	r := newReader(t, s.URL)
	for range 20 {
		r.bad()
		r.wait(day)
	}
	if r.state.Stopped != "" || !r.state.GoneSince.IsZero() || r.state.Failures != 20 {
		t.Errorf("%+v", r.state)
	}
}

func TestA410MustBeRepeatedAfterADay(t *testing.T) {
	s := politeserver.New(t, step{Status: 410, Forever: true})
	r := newReader(t, s.URL)
	for _, test := range []struct {
		wait    time.Duration
		stopped string
	}{{0, ""}, {time.Hour, ""}, {22 * time.Hour, ""}, {time.Hour, StoppedGone}} {
		r.wait(test.wait)
		if r.bad(); r.state.Stopped != test.stopped || !r.state.GoneSince.Equal(testNow) {
			t.Errorf("after %v: stopped %q, gone since %v", r.now.Sub(testNow), r.state.Stopped, r.state.GoneSince)
		}
		if test.stopped == "" && !strings.Contains(r.state.LastError, "a day") {
			t.Errorf("after %v it is told as final: %s", r.now.Sub(testNow), r.state.LastError)
		}
	}
	if r.state.Health() != "stopped" {
		t.Errorf("health %q", r.state.Health())
	}
}

func TestA410ThatWasTakenBackCountsAnew(t *testing.T) {
	s := politeserver.New(t, step{Status: 410}, step{Body: rss("one")}, step{Status: 410}, step{Status: 410})
	r := newReader(t, s.URL)
	r.bad()
	r.wait(2 * day)
	r.good()
	if !r.state.GoneSince.IsZero() {
		t.Error("still gone after a good visit")
	}
	r.bad()
	r.wait(2 * day)
	r.bad()
	if r.state.Stopped != StoppedGone {
		t.Error("not stopped")
	}
}

func TestA410BehindATemporaryRedirectSaysNothing(t *testing.T) {
	s := politeserver.New(t)
	r := newReader(t, s.URL+"/a")
	for range 3 {
		s.Then(moving(302, "/a", "/b"), step{Path: "/b", Status: 410})
		r.bad()
		r.wait(2 * day)
	}
	if r.state.Stopped != "" || !r.state.GoneSince.IsZero() {
		t.Errorf("%+v", r.state)
	}
}

func TestA410OfAnAdoptedAddressLeadsBack(t *testing.T) {
	s := politeserver.New(t, step{Path: "/new", Status: 410}, step{Path: "/new", Status: 410}, feedAt("/old"))
	r := newReader(t, s.URL+"/old")
	r.state = news.FeedState{Address: r.feed.URL, Adopted: s.URL + "/new"}
	r.bad()
	r.wait(2 * day)
	r.bad()
	r.good()
	if r.state.Stopped != "" {
		t.Errorf("stopped: %q", r.state.Stopped)
	}
	s.Done()
}

// Revive is the store's; a visit is all the same to a feed that was stopped.
func TestAStoppedFeedThatAnswersIsRevived(t *testing.T) {
	s := politeserver.New(t, step{Want: hdr{"If-None-Match": `"1"`}, Status: 304})
	r := newReader(t, s.URL)
	r.state = news.FeedState{Feed: "f", URL: s.URL, ETag: `"1"`, Stopped: StoppedGone, GoneSince: testNow.Add(-day), Failures: 2}
	r.good()
	if r.state.Stopped != "" || !r.state.GoneSince.IsZero() || r.state.Health() != "ok" {
		t.Errorf("%+v", r.state)
	}
}

func TestAJSONFeedThatSaysItIsOverIsStopped(t *testing.T) {
	const start = `{"version":"https://jsonfeed.org/version/1.1","title":"T",`
	const items = `"items":[{"id":"1","title":"last"}]}`
	s := politeserver.New(t,
		step{Body: start + `"expired":false,` + items},
		step{Body: start + `"expired":"true",` + items}, // no boolean: says nothing
		step{Body: start + `"expired":true,` + items},
	)
	r := newReader(t, s.URL)
	for _, want := range []string{"", "", StoppedExpired} {
		result := r.good()
		wantItems(t, result, 1)
		if r.state.Stopped != want {
			t.Errorf("stopped %q, want %q", r.state.Stopped, want)
		}
	}
}

func TestFailingSinceIsTheFirstFailure(t *testing.T) {
	s := politeserver.New(t, step{Status: 500}, step{Status: 404}, step{Body: rss("one")}, step{Status: 500})
	r := newReader(t, s.URL)
	r.bad()
	r.wait(time.Hour)
	r.bad()
	if !r.state.FailingSince.Equal(testNow) || r.state.Failures != 2 || !strings.Contains(r.state.LastError, "404") {
		t.Errorf("%+v", r.state)
	}
	r.good()
	if !r.state.FailingSince.IsZero() || r.state.Failures != 0 || r.state.LastError != "" {
		t.Errorf("%+v", r.state)
	}
	r.wait(time.Hour)
	r.bad()
	if !r.state.FailingSince.Equal(r.now) {
		t.Errorf("failing since %v", r.state.FailingSince)
	}
}

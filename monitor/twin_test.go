package monitor

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/internal/politeserver"
	"vedette/news"
)

// twins is a world of feed a, which moves to the address of feed b for good: its
// redirect is one visit short of being believed.
func twins(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, feed("a"), feed("b"))
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.Host == "a.example" {
			rw.Header().Set("Location", "http://b.example/rss")
			rw.WriteHeader(http.StatusMovedPermanently)
			return
		}
		rw.Header().Set("ETag", `"1"`)
		document(rw, items("n", 5)...)
	})
	w.change(t, "a", func(s *news.FeedState) {
		s.Address, s.LastCheck, s.LastSuccess = "http://a.example/rss", time.Now().Add(-3*time.Hour), time.Now().Add(-3*time.Hour)
		s.URL = "http://b.example/rss"
		s.Moved = news.Moved{To: "http://b.example/rss", Since: time.Now().Add(-8 * 24 * time.Hour), Visits: 9}
	})
	return w
}

// Behaviour 47: a feed that has moved to another feed's address is stopped, and
// that one goes on: no item comes twice, and none is lost.
func TestAFeedThatMovesToAnotherFeedsAddressIsStopped(t *testing.T) {
	host := func(want string) func(*http.Request) error {
		return func(r *http.Request) error {
			if r.Host != want {
				return fmt.Errorf("asked %s, want %s", r.Host, want)
			}
			return nil
		}
	}
	s := politeserver.New(t,
		step{Check: host("a.example"), Status: http.StatusMovedPermanently, Header: hdr{"Location": "http://b.example/rss"}},
		step{Check: host("b.example"), Header: hdr{"ETag": `"1"`}, Body: jsonPage("", items("n", 5)...)},
		step{Check: host("b.example"), Want: hdr{"If-None-Match": ""}, Header: hdr{"ETag": `"1"`}, Body: jsonPage("", items("n", 5)...)},
		step{Check: host("b.example"), Want: hdr{"If-None-Match": `"1"`}, Status: http.StatusNotModified},
	)
	w := twins(t)
	w.server = s.Server
	w.change(t, "b", func(s *news.FeedState) { s.Address, s.LastCheck = "http://b.example/rss", time.Now() })
	w.visitAgain(t, "a")
	a := w.state(t, "a")
	if a.Stopped != fetch.StoppedTwin || a.Twin != "b" || a.Health() != news.HealthStopped || a.ETag != "" || a.Items != 0 ||
		!strings.Contains(a.Condition(time.Now()), "http://b.example/rss, where feed b is asked already") {
		t.Errorf("%+v: %s", a, a.Condition(time.Now()))
	}
	w.change(t, "b", func(s *news.FeedState) { s.LastCheck = time.Now().Add(-3 * time.Hour) })
	w.visitAgain(t, "b")
	w.visitAgain(t, "b")
	w.run(t, "the notice at the receiver", func() bool { return w.delivered("a has moved to the address of feed b") })
	w.judgedAll(t)
	s.Done()
	if b := w.state(t, "b"); b.Health() != news.HealthOK || b.Items != 5 {
		t.Errorf("the other feed is %s with %d items", b.Health(), b.Items)
	}
	if got := w.totals(t); got.Items != 5 || got.Hits != 5 || w.kinds(t) != "moved" {
		t.Errorf("%+v, told %q", got, w.kinds(t))
	}
	w.run(t, "a refusal to visit it by hand", func() bool {
		_, err := w.CheckNow(t.Context(), "a")
		return err != nil && strings.Contains(err.Error(), "feed b is asked at its new address")
	})
}

// As long as the redirect is watched the feed is not stopped, and its items are
// left to the other all the same.
func TestAFeedThatIsLedToAnotherFeedsDocumentDoublesNothingBeforeItIsStopped(t *testing.T) {
	w := twins(t)
	w.change(t, "a", func(s *news.FeedState) { s.Moved = news.Moved{} })
	w.run(t, "both were visited", func() bool { return w.state(t, "a").Checks == 1 && w.state(t, "b").Checks == 1 })
	w.judgedAll(t)
	if s := w.state(t, "a"); s.Stopped != "" || s.Moved.Visits != 1 || s.Items != 0 || s.Health() != news.HealthOK {
		t.Errorf("%+v", s)
	} else if line := s.Condition(time.Now()); !strings.Contains(line, "its address leads to that of feed b, which brings the items") {
		t.Errorf("it is told as %q", line)
	}
	if got := w.totals(t); got.Items != 5 || got.Hits != 5 || got.Notices != 0 {
		t.Errorf("%+v", got)
	}
	w.run(t, "a check that tells why", func() bool {
		if got := w.checkNow(t, t.Context(), "a"); got.Twin != "b" || !strings.Contains(got.Line(), "that of feed b, which brings the items") {
			t.Errorf("told %+v: %s", got, got.Line())
		}
		return true
	})
}

// A stopped feed that is revived by hand, or pushed by its hub, brings nothing
// twice either.
func TestAFeedWithATwinStaysStoppedWhenItIsRevivedOrPushed(t *testing.T) {
	w := twins(t)
	w.run(t, "both were visited", func() bool { return w.state(t, "a").Stopped != "" && w.state(t, "b").Checks == 1 })
	if err := w.store.Revive(t.Context(), "a", time.Now()); err != nil {
		t.Fatal(err)
	}
	checks := w.state(t, "a").Checks
	w.run(t, "the visit of the revived feed", func() bool { return w.state(t, "a").Checks > checks })
	if s := w.state(t, "a"); s.Stopped != fetch.StoppedTwin || s.Twin != "b" {
		t.Errorf("stopped %q for %q", s.Stopped, s.Twin)
	}
	push := news.Push{Feed: "a", ContentType: "application/feed+json", Body: []byte(jsonPage("", items("n", 5)...)), At: time.Now()}
	if _, err := w.store.AddPush(t.Context(), push); err != nil {
		t.Fatal(err)
	}
	w.run(t, "the push is dropped", func() bool { return w.Stats().PushesDropped.Load() == 1 })
	if got := w.totals(t); got.Items != 5 {
		t.Errorf("%d items", got.Items)
	}
}

// When the other feed is taken out, the one that moved is asked at the new
// address, and what the other has shown comes no second time.
func TestAFeedIsAskedAgainWhenItsTwinIsTakenOut(t *testing.T) {
	w := twins(t)
	w.run(t, "both were visited", func() bool { return w.state(t, "a").Stopped != "" && w.state(t, "b").Checks == 1 })
	w.run(t, "a restart changes nothing", func() bool { return w.planned(t).feeds["a"].where != away })
	if s := w.state(t, "a"); s.Stopped != fetch.StoppedTwin {
		t.Fatalf("stopped %q after a restart", s.Stopped)
	}
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		document(rw, append(items("new", 1), items("n", 5)...)...)
	})
	plan := *w.plan.Load()
	plan.Feeds = []fetch.Feed{feed("a")}
	plan.Every = 2 * time.Hour // the schedule changes with it
	w.plan.Store(&plan)
	w.run(t, "the feed is asked again", func() bool { return w.state(t, "a").Stopped == "" })
	w.judgedAll(t)
	s := w.state(t, "a")
	if asked := w.asked("b.example"); s.Twin != "" || s.Adopted != "http://b.example/rss" || asked[len(asked)-1].conditional {
		t.Errorf("%+v", s)
	}
	if got := w.totals(t); got.Items != 6 || got.Hits != 6 {
		t.Errorf("%+v", got)
	}
}

// Of several feeds with one twin, one goes on when that is taken out.
func TestOneFeedIsAskedAgainWhenTheTwinOfTwoIsTakenOut(t *testing.T) {
	w := newWorld(t, feed("a"), feed("b"), feed("c"))
	w.answers(func(rw http.ResponseWriter, r *http.Request) { document(rw, items("n", 5)...) })
	for _, name := range []string{"a", "c"} {
		w.change(t, name, func(s *news.FeedState) {
			s.Address, s.Adopted = feed(name).URL, "http://b.example/rss"
			s.LastCheck, s.LastSuccess = time.Now().Add(-time.Hour), time.Now().Add(-time.Hour)
			s.Stopped, s.Twin = fetch.StoppedTwin, "b"
		})
	}
	w.visitAgain(t, "b")
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		document(rw, append(items("new", 1), items("n", 5)...)...)
	})
	plan := *w.plan.Load()
	plan.Feeds = []fetch.Feed{feed("a"), feed("c")}
	w.plan.Store(&plan)
	w.run(t, "both were looked at", func() bool {
		a, c := w.state(t, "a"), w.state(t, "c")
		return a.Twin == "c" && c.Stopped == "" || c.Twin == "a" && a.Stopped == ""
	})
	w.judgedAll(t)
	if got := w.totals(t); got.Items != 6 || got.Hits != 6 {
		t.Errorf("%+v", got)
	}
}

// A feed with the new address may be written into the configuration beside the
// one that moved there long ago.
func TestAFeedThatMovedIsStoppedWhenAnotherIsAddedAtItsAddress(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.change(t, "a", func(s *news.FeedState) {
		s.Address, s.Adopted, s.LastSuccess = "http://a.example/rss", "http://b.example/rss", time.Now().Add(-time.Hour)
	})
	shown := items("n", 5)
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { document(rw, shown...) })
	w.visitAgain(t, "a")
	plan := *w.plan.Load()
	plan.Feeds = []fetch.Feed{feed("a"), {Name: "b", URL: "http://B.example:80/rss"}}
	w.plan.Store(&plan)
	w.visitAgain(t, "b")
	shown = append(items("new", 1), shown...)
	w.visitAgain(t, "a")
	if s := w.state(t, "a"); s.Twin != "b" || w.kinds(t) != "moved" {
		t.Errorf("twin %q, told %q", s.Twin, w.kinds(t))
	}
}

// Of several feeds that are led to one address, as when a site has one feed in
// place of many, one goes on.
func TestOfFeedsThatMoveToOneAddressOneGoesOn(t *testing.T) {
	names := []string{"a", "b", "c"}
	w := newWorld(t, feed("a"), feed("b"), feed("c"))
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.Host != "new.example" {
			rw.Header().Set("Location", "http://new.example/rss")
			rw.WriteHeader(http.StatusPermanentRedirect)
			return
		}
		document(rw, items("n", 5)...)
	})
	for _, name := range names {
		w.change(t, name, func(s *news.FeedState) {
			s.Address, s.URL = feed(name).URL, "http://new.example/rss"
			s.LastCheck, s.LastSuccess = time.Now().Add(-3*time.Hour), time.Now().Add(-3*time.Hour)
			s.Moved = news.Moved{To: "http://new.example/rss", Since: time.Now().Add(-8 * 24 * time.Hour), Visits: 9}
		})
	}
	w.run(t, "all were visited", func() bool { return w.Stats().Checks.Load() == 3 })
	stopped := 0
	for _, name := range names {
		if s := w.state(t, name); s.Stopped == fetch.StoppedTwin {
			stopped++
		}
	}
	if got := w.totals(t); stopped != 2 || got.Items != 5 || got.Notices != 3 {
		t.Errorf("%d stopped, %+v", stopped, got)
	}
}

// A feed that is stopped itself, or has moved on, takes no other's place.
func TestAStoppedFeedIsNobodysTwin(t *testing.T) {
	for name, change := range map[string]func(*news.FeedState){
		"gone":     func(s *news.FeedState) { s.Stopped = fetch.StoppedGone },
		"failing":  func(s *news.FeedState) { s.Failures = 1 },
		"moved on": func(s *news.FeedState) { s.Adopted = "http://c.example/rss" },
	} {
		t.Run(name, func(t *testing.T) {
			w := twins(t)
			w.change(t, "b", func(s *news.FeedState) {
				s.Address, s.LastCheck = "http://b.example/rss", time.Now()
				s.NextCheck = time.Now().Add(time.Hour)
				change(s)
			})
			w.visitAgain(t, "a")
			if s := w.state(t, "a"); s.Stopped != "" || s.Adopted != "http://b.example/rss" || s.Items != 5 {
				t.Errorf("stopped %q, %d items", s.Stopped, s.Items)
			}
		})
	}
}

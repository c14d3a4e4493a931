package monitor

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/news"
)

// checkNow asks for a visit and gives how it went.
func (w *world) checkNow(t *testing.T, ctx context.Context, feed string) news.Checked {
	t.Helper()
	checked, err := w.CheckNow(ctx, feed)
	if err != nil {
		t.Error(err)
	}
	return checked
}

func TestACheckTellsHowTheVisitWent(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.change(t, "a", func(s *news.FeedState) { s.Address, s.NextCheck = feed("a").URL, time.Now().Add(time.Hour) })
	tag := ""
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if tag != "" && r.Header.Get("If-None-Match") == tag {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		tag = `"1"`
		rw.Header().Set("ETag", tag)
		document(rw, items("a", 3)...)
	})
	w.run(t, "three checks", func() bool {
		got := w.checkNow(t, t.Context(), "a")
		if got.Result != news.CheckRead || got.Items != 3 || got.New != 3 || got.Line() != "3 items, 3 new" || got.Status != 200 {
			t.Errorf("the first is told as %+v", got)
		}
		s := w.state(t, "a")
		if !got.Next.Equal(s.NextCheck) || got.Why == "" || got.Why != s.NextWhy || !got.At.Equal(s.LastCheck) {
			t.Errorf("told %+v, stored %+v", got, s)
		}
		if got = w.checkNow(t, t.Context(), "a"); got.Result != news.CheckUnchanged || got.Line() != "unchanged" {
			t.Errorf("the second is told as %+v", got)
		}
		w.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusNotFound) })
		got = w.checkNow(t, t.Context(), "a")
		if got.Result != news.CheckFailed || got.Status != 404 || got.Failures != 1 || !strings.Contains(got.Line(), "failed: ") || !got.Next.After(time.Now()) {
			t.Errorf("the third is told as %+v", got)
		}
		w.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusNotModified) })
		got = w.checkNow(t, t.Context(), "a")
		if got.Result != news.CheckUnchanged || got.Recovered != 1 || got.Line() != "unchanged, and well again after 1 failed visit" {
			t.Errorf("the fourth is told as %+v: %s", got, got.Line())
		}
		return true
	})
}

// Who looks after a failing feed again and again makes its waits no longer.
func TestChecksOfAFailingFeedMakeItsWaitNoLonger(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.change(t, "a", func(s *news.FeedState) { s.Address, s.NextCheck = feed("a").URL, time.Now().Add(time.Hour) })
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusNotFound) })
	w.run(t, "four checks", func() bool {
		first := w.checkNow(t, t.Context(), "a")
		for n := range 3 {
			if got := w.checkNow(t, t.Context(), "a"); got.Result != news.CheckFailed || got.Failures != n+2 || got.Next.After(first.Next) {
				t.Errorf("told %+v, first %+v", got, first)
			}
		}
		return true
	})
}

// The wait is kept also when somebody asks again while the feed stands in its
// host's line.
func TestASecondCheckOfAFailingFeedInLineMakesItsWaitNoLonger(t *testing.T) {
	slow := fetch.Feed{Name: "slow", URL: "http://a.example/slow"}
	w := newWorld(t, slow, feed("a"))
	later := time.Now().Add(time.Hour).UTC().Round(0)
	w.change(t, "a", func(s *news.FeedState) {
		s.Address, s.NextCheck, s.Failures, s.FailingSince = feed("a").URL, later, 1, later.Add(-2*time.Hour)
		s.Plan = newTiming(w.plan.Load(), nil).hash(&w.plan.Load().Feeds[1])
	})
	begun, goOn := make(chan struct{}), make(chan struct{})
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(begun)
			<-goOn
		}
		rw.WriteHeader(http.StatusNotFound)
	})
	w.run(t, "the visit", func() bool {
		<-begun // it has the host's slot
		told := make(chan news.Checked, 2)
		for n := range 2 {
			go func() { told <- w.checkNow(t, t.Context(), "a") }()
			eventually(t, "one more who waits", func() bool { return w.waiting(t) == n+1 })
			eventually(t, "it stands in line", func() (lined bool) {
				w.ask(t.Context(), func(c *checks) { lined = c.feeds["a"].where == inLine })
				return lined
			})
		}
		close(goOn)
		for range 2 {
			if got := <-told; got.Failures != 2 || !got.Next.Equal(later) {
				t.Errorf("told %+v", got)
			}
		}
		return true
	})
}

// A time that another plan has set is not kept under the name of the present one.
func TestACheckOfAFailingFeedKeepsNoTimeOfAnotherPlan(t *testing.T) {
	w := newWorld(t, feed("a"))
	later := time.Now().Add(30 * time.Minute).UTC().Round(0)
	w.change(t, "a", func(s *news.FeedState) {
		s.Address, s.NextCheck, s.Failures, s.FailingSince, s.Plan = feed("a").URL, later, 1, later.Add(-2*time.Hour), "of another plan"
		s.LastCheck, s.Checks = time.Now().Add(-time.Minute), 5
	})
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusNotFound) })
	w.run(t, "a check", func() bool {
		if got := w.checkNow(t, t.Context(), "a"); got.Failures != 2 || got.Next.Equal(later) {
			t.Errorf("told %+v", got)
		}
		return true
	})
	if s := w.state(t, "a"); s.Plan == "of another plan" || s.NextCheck.Equal(later) {
		t.Errorf("the next visit is at %s under plan %s", s.NextCheck, s.Plan)
	}
}

// A visit that hangs is joined by all who ask meanwhile; who cannot wait is told
// so, and the visit goes on.
func TestACheckJoinsTheVisitThatIsUnderWay(t *testing.T) {
	w := newWorld(t, feed("a"))
	begun, goOn := make(chan struct{}), make(chan struct{})
	w.answers(func(rw http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-goOn
		document(rw, item("a"))
	})
	w.run(t, "a visit", func() bool {
		<-begun
		gone, cancel := context.WithCancel(t.Context())
		told := make(chan news.Checked)
		ask := func(ctx context.Context) {
			checked, err := w.CheckNow(ctx, "a")
			if err != nil {
				checked.Error = err.Error()
			}
			told <- checked
		}
		go ask(gone)
		eventually(t, "one who waits", func() bool { return w.waiting(t) == 1 })
		cancel()
		if got := <-told; got.Result != news.CheckWaiting || got.Line() != "not over yet: the visit is under way" {
			t.Errorf("who could not wait was told %+v", got)
		}
		if n := w.waiting(t); n != 0 {
			t.Errorf("%d wait still", n)
		}
		for range 2 {
			go ask(t.Context())
		}
		eventually(t, "two who wait", func() bool { return w.waiting(t) == 2 })
		close(goOn)
		for range 2 {
			if got := <-told; got.Result != news.CheckRead || got.New != 1 || got.Error != "" {
				t.Errorf("who waited was told %+v", got)
			}
		}
		return true
	})
	if n := len(w.asked("a.example")); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// waiting counts those who wait for a visit to feed a.
func (w *world) waiting(t *testing.T) (n int) {
	t.Helper()
	if !w.ask(t.Context(), func(c *checks) { n = len(c.asked["a"]) }) {
		t.Fatal("nobody answers")
	}
	return n
}

// A reload forgets neither the wish nor who waits; a feed that is taken out, and
// a line that ends, are told.
func TestACheckSurvivesAReload(t *testing.T) {
	slow := fetch.Feed{Name: "slow", URL: "http://a.example/slow"}
	w := newWorld(t, slow, feed("a"))
	later := time.Now().Add(time.Hour)
	w.change(t, "a", func(s *news.FeedState) { s.Address, s.NextCheck = feed("a").URL, later })
	begun, goOn := make(chan struct{}), make(chan struct{})
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(begun)
			<-goOn
		}
		document(rw, item("a"))
	})
	w.run(t, "a visit", func() bool {
		<-begun // it has the host's slot
		told := make(chan news.Checked, 1)
		go func() { told <- w.checkNow(t, t.Context(), "a") }()
		eventually(t, "one who waits", func() bool { return w.waiting(t) == 1 })
		plan := *w.plan.Load()
		w.Reload(&plan)
		eventually(t, "the new plan", func() (taken bool) {
			w.ask(t.Context(), func(c *checks) { taken = c.plan == &plan && c.feeds["a"].where == inLine })
			return taken
		})
		close(goOn)
		if got := <-told; got.Result != news.CheckRead {
			t.Errorf("told %+v", got)
		}
		return true
	})
}

func TestACheckOfAFeedThatIsTakenOutOrOfALineThatEnds(t *testing.T) {
	slow := fetch.Feed{Name: "slow", URL: "http://a.example/slow"}
	w := newWorld(t, slow, feed("a"), fetch.Feed{Name: "b", URL: "http://a.example/b"})
	for _, f := range []fetch.Feed{feed("a"), {Name: "b", URL: "http://a.example/b"}} {
		w.change(t, f.Name, func(s *news.FeedState) { s.Address, s.NextCheck = f.URL, time.Now().Add(time.Hour) })
	}
	begun, goOn := make(chan struct{}), make(chan struct{})
	w.answers(func(rw http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-goOn
	})
	defer close(goOn)
	ended := make(chan error, 1)
	w.run(t, "the slow visit", func() bool {
		<-begun
		told := make(chan news.Checked, 1)
		go func() { told <- w.checkNow(t, t.Context(), "a") }()
		eventually(t, "one who waits", func() bool { return w.waiting(t) == 1 })
		plan := *w.plan.Load()
		plan.Feeds = []fetch.Feed{slow, {Name: "b", URL: "http://a.example/b"}}
		w.Reload(&plan)
		if got := <-told; got.Result != news.CheckFailed || got.Error != "the feed was taken out" {
			t.Errorf("told %+v", got)
		}
		go func() {
			_, err := w.CheckNow(context.Background(), "b")
			ended <- err
		}()
		eventually(t, "another who waits", func() (yes bool) {
			w.ask(t.Context(), func(c *checks) { yes = len(c.asked["b"]) == 1 })
			return yes
		})
		return true
	})
	if err := <-ended; err != errNotYet {
		t.Errorf("at the end told %v", err)
	}
}

package monitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/internal/politeserver"
	"vedette/news"
)

type (
	step = politeserver.Step
	hdr  = politeserver.Header
)

// scripted is a world with one feed, at /rss of a server that answers with steps.
func scripted(t *testing.T, steps ...step) (*world, *politeserver.Server) {
	t.Helper()
	s := politeserver.New(t, steps...)
	w := newWorld(t, feed("a"))
	w.server = s.Server // every name leads there
	return w, s
}

// jsonPage is a JSON Feed that names an older page.
func jsonPage(next string, items ...shownItem) string {
	body, err := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": "t", "next_url": next, "items": items})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// atom is an Atom feed with links and entries.
func atom(links string, items ...shownItem) string {
	var b strings.Builder
	b.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>` + links)
	for _, it := range items {
		fmt.Fprintf(&b, `<entry><id>%s</id><link href="%s"/><title>%s</title><content>%s</content><updated>%s</updated></entry>`,
			it.ID, it.URL, it.Title, it.Text, it.Date)
	}
	return b.String() + "</feed>"
}

// archivedAfter is the link to the archive document before this one.
func archivedAfter(path string) string { return `<link rel="prev-archive" href="` + path + `"/>` }

// dated moves items into the past, an hour each.
func dated(list []shownItem) []shownItem {
	for i := range list {
		list[i].Date = time.Now().Add(-time.Duration(i+1) * time.Hour).UTC().Format(time.RFC3339)
	}
	return list
}

// past counts the items from before the feed was watched.
func (w *world) past(t *testing.T) int {
	t.Helper()
	arrived, _, err := w.store.ItemsAfter(context.Background(), 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, it := range arrived {
		if it.Past {
			n++
		}
	}
	return n
}

// judgedAll waits until everything that arrived was judged.
func (w *world) judgedAll(t *testing.T) {
	t.Helper()
	w.run(t, "all is judged", func() bool {
		at, err := w.store.Cursor(context.Background(), judgeCursor)
		if err != nil {
			t.Fatal(err)
		}
		left, _, err := w.store.ItemsAfter(context.Background(), at, 1)
		return err == nil && len(left) == 0
	})
}

func (w *world) walk(t *testing.T) news.Walk {
	t.Helper()
	walk, err := w.store.Walk(context.Background(), "a")
	if err != nil {
		t.Fatal(err)
	}
	return walk
}

// Behaviour 63: a first visit follows the pages, for the archive: nobody is
// alerted of what is older than the first document.
func TestAFirstVisitReadsOlderPagesForTheArchiveAlone(t *testing.T) {
	all := dated(items("n", 40))
	w, s := scripted(t,
		step{Path: "/rss", Body: jsonPage("/2", all[:10]...)},
		step{Path: "/2", Want: hdr{"If-None-Match": ""}, Body: jsonPage("/3", all[8:20]...)}, // two moved on meanwhile
		step{Path: "/3", Body: jsonPage("", all[20:]...)},
		step{Path: "/rss", Body: jsonPage("/2", append(items("new", 1), all[:9]...)...)},
	)
	w.visitAgain(t, "a")
	w.judgedAll(t)
	if got := w.totals(t); got.Items != 40 || got.Hits != 10 || got.Notices != 0 || w.past(t) != 30 {
		t.Errorf("%+v, %d of the past", got, w.past(t))
	}
	if s := w.state(t, "a"); s.Gaps != 0 || s.Health() != news.HealthOK {
		t.Errorf("%d gaps, %s", s.Gaps, s.Condition(time.Now()))
	}
	w.visitAgain(t, "a")
	w.judgedAll(t)
	if got := w.totals(t); got.Items != 41 || got.Hits != 11 || got.Notices != 0 {
		t.Errorf("after news: %+v", got)
	}
	s.Done()
}

func TestAFirstVisitReadsSoManyPagesAndNoMore(t *testing.T) {
	w, s := scripted(t, step{Path: "/rss", Body: jsonPage("/1", items("n", 3)...)})
	for i := range maxOlderPages {
		s.Then(step{Path: fmt.Sprint("/", i+1), Body: jsonPage(fmt.Sprint("/", i+2), items(fmt.Sprint("p", i, "-"), 3)...)})
	}
	s.Then(step{Path: "/rss", Header: hdr{"ETag": `"1"`}, Body: jsonPage("/1", items("n", 3)...)})
	w.visitAgain(t, "a")
	w.visitAgain(t, "a")
	s.Done()
	if got := w.totals(t); got.Items != 33 || w.state(t, "a").Gaps != 0 {
		t.Errorf("%+v, %d gaps", got, w.state(t, "a").Gaps)
	}
}

// A page that could not be read is asked for at the next visit, which brings
// nothing else.
func TestAFirstVisitsPagesAreTriedAgain(t *testing.T) {
	w, s := scripted(t,
		step{Path: "/rss", Header: hdr{"ETag": `"1"`}, Body: jsonPage("/2", items("n", 3)...)},
		step{Path: "/2", Status: http.StatusInternalServerError},
		step{Path: "/rss", Want: hdr{"If-None-Match": `"1"`}, Status: http.StatusNotModified},
		step{Path: "/2", Body: jsonPage("", items("p", 3)...)},
		step{Path: "/rss", Status: http.StatusNotModified},
	)
	w.visitAgain(t, "a")
	state := w.state(t, "a")
	if state.Gaps != 1 || state.Failures != 0 || !strings.Contains(state.Condition(time.Now()), "older documents") {
		t.Errorf("%d gaps, %s", state.Gaps, state.Condition(time.Now()))
	}
	since := state.LastNew
	w.visitAgain(t, "a")
	w.visitAgain(t, "a")
	w.judgedAll(t)
	s.Done()
	state = w.state(t, "a")
	if got := w.totals(t); got.Items != 6 || got.Hits != 3 || state.Gaps != 0 || !state.LastNew.Equal(since) {
		t.Errorf("%+v, %d gaps, last new %v", got, state.Gaps, state.LastNew.Sub(since))
	}
}

func TestADocumentThatStaysUnreadableIsGivenUp(t *testing.T) {
	w, s := scripted(t, step{Path: "/rss", Header: hdr{"ETag": `"1"`}, Body: jsonPage("/2", items("n", 3)...)}, step{Path: "/2", Status: http.StatusNotFound})
	w.visitAgain(t, "a")
	for range maxGapTries - 1 {
		s.Then(step{Path: "/rss", Status: http.StatusNotModified}, step{Path: "/2", Status: http.StatusNotFound})
		w.visitAgain(t, "a")
	}
	s.Then(step{Path: "/rss", Status: http.StatusNotModified}, step{Path: "/rss", Status: http.StatusNotModified})
	w.visitAgain(t, "a")
	w.visitAgain(t, "a")
	s.Done()
	if n := w.state(t, "a").Gaps; n != 0 {
		t.Errorf("%d gaps", n)
	}
}

// unreached cannot connect for one path.
type unreached struct {
	http.RoundTripper
	path string
}

func (u unreached) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == u.path {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	}
	return u.RoundTripper.RoundTrip(r)
}

func TestADocumentThatCannotBeReachedIsGivenUp(t *testing.T) {
	w, s := scripted(t, step{Path: "/rss", Header: hdr{"ETag": `"1"`}, Body: jsonPage("/2", items("n", 3)...)})
	w.plan.Load().Fetcher.(*fetch.Client).Transport = unreached{w.transport, "/2"}
	w.visitAgain(t, "a")
	for n := range maxGapTries {
		if gaps := w.walk(t).Gaps; len(gaps) != 1 || gaps[0].Tries != n+1 {
			t.Fatalf("after visit %d there are the gaps %+v", n+1, gaps)
		}
		s.Then(step{Path: "/rss", Status: http.StatusNotModified})
		w.visitAgain(t, "a")
	}
	s.Done()
	if n := w.state(t, "a").Gaps; n != 0 {
		t.Errorf("%d gaps", n)
	}
}

// Behaviour 64: archive documents are asked for once; a walk ends at a known one.
func TestAnArchiveDocumentIsReadOnce(t *testing.T) {
	all := dated(items("n", 40)) // the newest first
	w, s := scripted(t,
		step{Path: "/rss", Body: atom(archivedAfter("/archive/2"), all[20:25]...)},
		step{Path: "/archive/2", Body: atom(archivedAfter("/archive/1"), all[25:35]...)},
		step{Path: "/archive/1", Body: atom("", all[35:]...)},
	)
	w.visitAgain(t, "a")
	if got := w.totals(t); got.Items != 20 || w.past(t) != 15 || strings.Join(w.walk(t).Read, " ") != "http://a.example/archive/1 http://a.example/archive/2" {
		t.Errorf("%+v, %d of the past, walked %+v", got, w.past(t), w.walk(t))
	}
	// All is new: what was missed is in a new archive document, and the one before
	// it is known, whatever its items are.
	fresh := items("m", 20)
	s.Then(
		step{Path: "/rss", Body: atom(archivedAfter("/archive/3"), fresh[:10]...)},
		step{Path: "/archive/3", Body: atom(archivedAfter("/archive/2"), fresh[10:]...)},
	)
	w.visitAgain(t, "a")
	w.judgedAll(t)
	s.Done()
	if got := w.totals(t); got.Items != 40 || got.Hits != 25 || got.Notices != 0 || w.state(t, "a").Gaps != 0 {
		t.Errorf("%+v, %d gaps", got, w.state(t, "a").Gaps)
	}
	// Nothing is known again, but the document before is: nothing was missed.
	s.Then(step{Path: "/rss", Body: atom(archivedAfter("/archive/3"), items("o", 5)...)})
	w.visitAgain(t, "a")
	s.Done()
	if got := w.totals(t); got.Items != 45 || got.Notices != 0 || w.state(t, "a").Gaps != 0 {
		t.Errorf("%+v, %d gaps", got, w.state(t, "a").Gaps)
	}
}

// Behaviour 64: a gap that is wider than one visit reads is remembered, over a
// restart, and read on until it is closed; what was missed is alerted.
func TestAGapGoesOnAtTheNextVisitsUntilItIsClosed(t *testing.T) {
	known := dated(items("old", 3))
	w, s := scripted(t, step{Path: "/rss", Body: atom("", known...)}, step{Path: "/rss", Body: atom(archivedAfter("/archive/14"), items("new", 3)...)})
	w.visitAgain(t, "a")
	archive := func(n int) step {
		list := items(fmt.Sprint("m", n, "-"), 3)
		if n == 1 {
			list = append(list, known...)
		}
		return step{Path: fmt.Sprint("/archive/", n), Body: atom(archivedAfter(fmt.Sprint("/archive/", n-1)), list...)}
	}
	for n := 14; n > 4; n-- {
		s.Then(archive(n))
	}
	w.visitAgain(t, "a")
	s.Done()
	gaps := w.walk(t).Gaps
	if w.kinds(t) != "overflow" || len(gaps) != 1 || w.state(t, "a").Gaps != 1 || gaps[0].Documents != maxOlderPages ||
		gaps[0].Next != "http://a.example/archive/4" || gaps[0].Past {
		t.Fatalf("told %q, %+v", w.kinds(t), gaps)
	}
	if n := w.notices(t)[0]; !strings.Contains(n.Text, "The next visits read on") {
		t.Errorf("told %q", n.Text)
	}
	s.Then(step{Path: "/rss", Body: atom(archivedAfter("/archive/14"), items("new", 3)...)}, archive(4),
		step{Path: "/archive/3", Status: http.StatusServiceUnavailable})
	w.visitAgain(t, "a")
	s.Then(step{Path: "/rss", Body: atom(archivedAfter("/archive/14"), items("new", 3)...)}, archive(3), archive(2), archive(1))
	w.visitAgain(t, "a")
	w.run(t, "the end of the gap at the receiver", func() bool { return w.delivered("has shown what was missed") })
	w.judgedAll(t)
	s.Done()
	if got := w.totals(t); got.Items != 3+3+14*3 || got.Hits != got.Items || w.kinds(t) != "overflow recovered" || w.past(t) != 0 {
		t.Errorf("%+v, told %q", got, w.kinds(t))
	}
	if walk := w.walk(t); len(walk.Gaps) != 0 || len(walk.Read) != 14 {
		t.Errorf("left %+v", walk)
	}
}

// The archive of a new feed goes on at later visits too, and alerts nobody.
func TestAnArchiveIsReadOnAtLaterVisits(t *testing.T) {
	w, s := scripted(t, step{Path: "/rss", Header: hdr{"ETag": `"1"`}, Body: atom(archivedAfter("/archive/12"), items("n", 3)...)})
	archive := func(n int) step {
		links := archivedAfter(fmt.Sprint("/archive/", n-1))
		if n == 1 {
			links = ""
		}
		return step{Path: fmt.Sprint("/archive/", n), Body: atom(links, items(fmt.Sprint("p", n, "-"), 3)...)}
	}
	for n := 12; n > 2; n-- {
		s.Then(archive(n))
	}
	w.visitAgain(t, "a")
	s.Done()
	s.Then(step{Path: "/rss", Status: http.StatusNotModified}, archive(2), archive(1), step{Path: "/rss", Status: http.StatusNotModified})
	w.visitAgain(t, "a")
	w.visitAgain(t, "a")
	w.judgedAll(t)
	s.Done()
	if got := w.totals(t); got.Items != 39 || got.Hits != 3 || got.Notices != 0 || w.past(t) != 36 {
		t.Errorf("%+v, %d of the past", got, w.past(t))
	}
}

// Pages move on while they are read over several visits: what was read is no end
// of the gap.
func TestAGapThroughPagesIsNotClosedByItsOwnItems(t *testing.T) {
	known, missed := dated(items("old", 5)), items("m", 240)
	w, s := scripted(t, step{Path: "/rss", Body: jsonPage("", known...)}, step{Path: "/rss", Body: jsonPage("/2", items("new", 10)...)},
		step{Path: "/2", Body: jsonPage("/3", missed[:200]...)})
	w.visitAgain(t, "a")
	w.visitAgain(t, "a")
	s.Done()
	s.Then(step{Path: "/rss", Body: jsonPage("/2", items("new", 10)...)},
		step{Path: "/3", Body: jsonPage("/4", missed[195:230]...)}, // five have moved here
		step{Path: "/4", Body: jsonPage("/5", append(missed[230:], known...)...)})
	w.visitAgain(t, "a")
	w.judgedAll(t)
	s.Done()
	if got := w.totals(t); got.Items != 255 || got.Hits != 255 || w.kinds(t) != "overflow recovered" {
		t.Errorf("%+v, told %q", got, w.kinds(t))
	}
}

// A host that asks to be left alone is, in the middle of a walk too.
func TestAWalkEndsWhenTheHostAsksToBeLeftAlone(t *testing.T) {
	w, s := scripted(t, step{Path: "/rss", Body: atom(archivedAfter("/archive/2"), items("n", 3)...)},
		step{Path: "/archive/2", Status: http.StatusTooManyRequests, Header: hdr{"Retry-After": "3600"}})
	w.visitAgain(t, "a")
	s.Done()
	held, err := w.store.Holds(context.Background(), time.Now())
	if err != nil || len(held) != 1 || w.state(t, "a").Gaps != 1 {
		t.Errorf("held %v, %v, %d gaps", held, err, w.state(t, "a").Gaps)
	}
}

// Documents on another host are not followed: its slot is not the feed's.
func TestOlderDocumentsOnAnotherHostAreNotRead(t *testing.T) {
	w, s := scripted(t, step{Path: "/rss", Body: jsonPage("http://elsewhere.example/2", items("n", 3)...)})
	w.visitAgain(t, "a")
	s.Done()
	if w.state(t, "a").Gaps != 0 || len(s.Requests()) != 1 {
		t.Errorf("%d gaps", w.state(t, "a").Gaps)
	}
}

// A feed with another address has no use for the documents of the old one.
func TestAnotherAddressForgetsTheGapsOfTheOldOne(t *testing.T) {
	w, s := scripted(t, step{Path: "/rss", Body: jsonPage("/2", items("n", 3)...)}, step{Path: "/2", Status: http.StatusInternalServerError},
		step{Path: "/atom", Status: http.StatusInternalServerError}, step{Path: "/atom", Body: jsonPage("", items("n", 3)...)})
	w.visitAgain(t, "a")
	plan := *w.plan.Load()
	plan.Feeds = []fetch.Feed{{Name: "a", URL: "http://a.example/atom"}}
	w.plan.Store(&plan)
	w.visitAgain(t, "a")
	w.visitAgain(t, "a")
	s.Done()
	if n := w.state(t, "a").Gaps; n != 0 {
		t.Errorf("%d gaps", n)
	}
}

package monitor

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/fetch"
	"vedette/news"
)

// visitAgain makes a feed due and waits for its visit.
func (w *world) visitAgain(t *testing.T, feed string) {
	t.Helper()
	w.overdue(t, feed)
	before := w.state(t, feed).Checks
	w.run(t, "a visit to "+feed, func() bool { return w.state(t, feed).Checks > before })
}

// kinds are those of the notices so far, the oldest first.
func (w *world) kinds(t *testing.T) string {
	t.Helper()
	var kinds []string
	for _, n := range w.notices(t) {
		kinds = append([]string{string(n.Kind)}, kinds...)
	}
	return strings.Join(kinds, " ")
}

// Behaviour 66: nothing known in a new body; what leads back is followed until
// it meets what is known, and nothing is lost.
func TestAnOverflowIsFollowedBackUntilItMeetsTheKnown(t *testing.T) {
	w := newWorld(t, feed("a"))
	all := items("n", 60) // the newest first
	shown := all[50:]
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/rss":
			if len(shown) == 10 && shown[0].ID == "n50" {
				document(rw, shown...) // the first visit: nothing older yet
				return
			}
			page(rw, "/page2", shown...)
		case "/page2":
			page(rw, "/page3", all[10:20]...)
		case "/page3":
			page(rw, "/page4", all[20:55]...)
		default:
			http.NotFound(rw, r)
		}
	})
	w.visitAgain(t, "a")
	shown = all[:10]
	w.visitAgain(t, "a")
	if got := w.totals(t); got.Items != 60 || got.Notices != 0 {
		t.Errorf("%d items, %d notices", got.Items, got.Notices)
	}
	var paths []string
	for _, r := range w.asked("a.example") {
		paths = append(paths, r.path)
	}
	if got := strings.Join(paths, " "); got != "/rss /rss /page2 /page3" {
		t.Errorf("asked for %s", got)
	}
	if w.run(t, "all judged", func() bool { return w.totals(t).Hits == 60 }); t.Failed() {
		return
	}
	arrived, _, err := w.store.ItemsAfter(context.Background(), 0, 100)
	if err != nil || len(arrived) != 60 {
		t.Fatal(len(arrived), err)
	}
	for i, it := range arrived[10:] {
		if want := fmt.Sprint("n", 49-i); it.GUID != want {
			t.Fatalf("item %d to arrive is %s, want %s: the oldest first", i+10, it.GUID, want)
		}
	}
}

// Behaviour 66: a gap that cannot be closed is told, once, and the feed is
// asked more often.
func TestAnOverflowThatCannotBeFollowedIsTold(t *testing.T) {
	w := newWorld(t, feed("a"))
	w.plan.Load().Every = 0 // found by itself
	shown := items("a", 10)
	w.answers(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Language", "en")
		document(rw, shown...)
	})
	w.visitAgain(t, "a")
	shown = items("b", 10)
	w.visitAgain(t, "a")
	shown = items("c", 10)
	w.visitAgain(t, "a")
	w.run(t, "the notice at the receiver", func() bool { return w.delivered("may have shown news that was missed") })
	if got := w.kinds(t); got != "overflow" || w.totals(t).Items != 30 {
		t.Errorf("told %q, %d items", got, w.totals(t).Items)
	}
	if n := w.notices(t)[0]; n.Lang != "en" {
		t.Errorf("the notice is of language %q", n.Lang)
	}
	s := w.state(t, "a")
	if wait := s.NextCheck.Sub(s.LastCheck); wait > 3*time.Hour {
		t.Errorf("asked again after %v", wait)
	}
}

func TestLookingBackIsBounded(t *testing.T) {
	w := newWorld(t, feed("a"))
	shown := items("a", 3)
	w.answers(func(rw http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/page%d", &n); err == nil {
			page(rw, fmt.Sprintf("/page%d", n+1), items(fmt.Sprint("p", n, "-"), 3)...)
			return
		}
		if shown[0].ID == "a0" {
			document(rw, shown...)
			return
		}
		page(rw, "/page1", shown...)
	})
	w.visitAgain(t, "a")
	shown = items("b", 3)
	w.visitAgain(t, "a")
	if n := len(w.asked("a.example")); n != 2+maxOlderPages {
		t.Errorf("%d requests", n)
	}
	if got := w.kinds(t); got != "overflow" {
		t.Errorf("told %q", got)
	}
}

func TestOldItemsUnderNewIDsAreHeldUntilReleased(t *testing.T) {
	w := newWorld(t, feed("a"))
	shown := items("a", 10)
	for i := range shown {
		shown[i].Date = time.Now().Add(-time.Duration(i+2) * time.Hour).UTC().Format(time.RFC3339)
	}
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { document(rw, shown...) })
	w.visitAgain(t, "a")
	w.run(t, "all judged", func() bool { return w.totals(t).Hits == 10 })
	for i := range shown {
		shown[i].ID, shown[i].Title = "new-"+shown[i].ID, shown[i].Title+" (updated)"
	}
	w.visitAgain(t, "a")
	w.run(t, "the notice at the receiver", func() bool { return w.delivered("10 items held") })
	held, err := w.store.HeldItems(context.Background(), "a", 0)
	if got := w.totals(t); err != nil || got.Hits != 10 || got.Items != 20 || len(held) != 10 {
		t.Errorf("%+v, %d held, %v", got, len(held), err)
	}
	if n, err := w.store.ReleaseItems(context.Background(), "a"); n != 10 || err != nil {
		t.Fatal(n, err)
	}
	w.run(t, "what was released is judged", func() bool { return w.totals(t).Hits == 20 })
}

func TestAChangeToHTTPSInIDsAndLinksDoublesNoNews(t *testing.T) {
	w := newWorld(t, feed("a"))
	shown := items("a", 10)
	for i := range shown {
		shown[i].ID = shown[i].URL
	}
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { document(rw, shown...) })
	w.visitAgain(t, "a")
	for i := range shown {
		shown[i].URL = strings.Replace(shown[i].URL, "http:", "https:", 1)
		shown[i].ID = shown[i].URL
	}
	w.visitAgain(t, "a")
	if got := w.totals(t); got.Items != 10 || w.kinds(t) != "held" {
		t.Errorf("%d items, told %q", got.Items, w.kinds(t))
	}
	shown = append(items("b", 1), shown[:9]...)
	w.visitAgain(t, "a")
	if got := w.totals(t); got.Items != 11 || got.Notices != 1 {
		t.Errorf("%+v", got)
	}
}

func TestABrokenFeedIsToldAndItsRecoveryToo(t *testing.T) {
	w := newWorld(t, feed("a"))
	works := false
	w.answers(func(rw http.ResponseWriter, _ *http.Request) {
		if works {
			document(rw, item("a"))
			return
		}
		rw.WriteHeader(http.StatusInternalServerError)
	})
	for range 3 {
		w.visitAgain(t, "a")
	}
	if got := w.kinds(t); got != "" {
		t.Errorf("told %q within the hour", got)
	}
	w.change(t, "a", func(s *news.FeedState) { s.FailingSince = s.FailingSince.Add(-3 * time.Hour) })
	w.visitAgain(t, "a")
	w.visitAgain(t, "a")
	works = true
	w.visitAgain(t, "a")
	if got := w.kinds(t); got != "broken recovered" {
		t.Errorf("told %q", got)
	}
	w.run(t, "both at the receiver", func() bool {
		return w.delivered("a has been failing for 3 hours") && w.delivered("a is well again")
	})
}

// Behaviour 37: our own outage is not the feeds' fault.
func TestAnOutageOfOurNetworkCountsAgainstNoFeedAndIsToldWhenOver(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	var feeds []fetch.Feed
	for _, name := range names {
		feeds = append(feeds, feed(name))
	}
	w := newWorld(t, feeds...)
	w.run(t, "all feeds are well", func() bool { return w.totals(t).Items == len(names) })
	for _, name := range names {
		w.overdue(t, name)
	}
	w.switchOff()
	w.run(t, "the network is taken as away", w.network.away)
	w.off.Store(false)
	w.network.since = w.network.since.Add(-time.Hour)
	for _, name := range names {
		if s := w.state(t, name); s.Failures != 0 || !s.FailingSince.IsZero() {
			t.Errorf("%s has %d failures", name, s.Failures)
		}
	}
	w.visitAgain(t, "a")
	w.run(t, "the notice at the receiver", func() bool { return w.delivered("vedette's network was away for 60 minutes") })
	if got := w.kinds(t); got != "outage" || w.network.away() || w.Stats().Outages.Load() != 1 {
		t.Errorf("told %q, still away: %t", got, w.network.away())
	}
}

// A visit that the store refuses may wait for long; that the network is back must
// be noticed all the same.
func TestWhatWaitsForTheStoreDoesNotMakeAnOutageLonger(t *testing.T) {
	c := newChecks(New(nil, nil, &Plan{}, nil))
	c.plan = &Plan{Concurrency: 2}
	c.queue.put("a", 0)
	c.m.network.begin(outageHosts)
	for _, host := range []string{"x", "y", "z"} {
		c.m.network.miss(host, host, true, noon, noon)
	}
	c.away, c.probe = 3, noon.Add(time.Second)
	if c.mayStart(noon) || c.pause(noon) != time.Second {
		t.Error("no wait for the next probe")
	}
	if !c.mayStart(noon.Add(time.Second)) {
		t.Error("no probe")
	}
	c.away = perRequest * 2
	if now := noon.Add(time.Second); c.mayStart(now) || c.pause(now) != look {
		t.Error("more visits than may wait")
	}
}

func TestTheNetworkIsAwayWhenNoHostAnswers(t *testing.T) {
	n := &network{}
	n.begin(outageHosts)
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	n.reach("a", at(0))
	for i, host := range []string{"a", "a", "b"} {
		if n.miss(host, host, true, at(i+1), at(i+1)); n.away() {
			t.Fatalf("away after %d hosts", i)
		}
	}
	n.miss("dead", "dead", false, at(4), at(4)) // it was so before
	if n.away() {
		t.Fatal("a dead host is taken as a sign")
	}
	if !n.miss("c", "c", true, at(5), at(5)) || !n.away() {
		t.Fatal("three hosts without an answer are not away")
	}
	n.waiting(7)
	since, late, was := n.reach("d", at(60))
	if !was || !since.Equal(at(1)) || late != 4+7 || n.away() {
		t.Errorf("away since %v: %t, %d late", since, was, late)
	}
	if _, _, was := n.reach("d", at(61)); was {
		t.Error("the outage ends twice")
	}
}

func TestAnArticleEndsAnOutageAndTheNextVisitTells(t *testing.T) {
	n := &network{}
	n.begin(outageHosts)
	for _, host := range []string{"a", "b", "c"} {
		n.miss(host, host, true, noon, noon)
	}
	n.answered("d", noon.Add(time.Hour))
	if n.away() {
		t.Error("still away")
	}
	if since, late, was := n.reach("e", noon.Add(time.Hour)); !was || late != 3 || !since.Equal(noon) {
		t.Errorf("told %t, since %v, %d late", was, since, late)
	}
	if _, _, was := n.reach("e", noon.Add(time.Hour)); was {
		t.Error("told twice")
	}
}

func TestAFailureIsTheFeedsOwnOnceOthersHaveAnsweredSince(t *testing.T) {
	n := &network{}
	n.begin(outageHosts)
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	n.reach("other", at(0))
	if !n.miss("a", "a", true, at(10), at(11)) {
		t.Error("nobody has answered since, but it is taken as the feed's")
	}
	n.reach("a2", at(20))
	if n.miss("a", "a", false, at(10), at(310)) {
		t.Error("another host has answered since the last try, but it is not taken as the feed's")
	}
	n.reach("a", at(400))
	if !n.miss("a", "a", true, at(390), at(400)) {
		t.Error("the host's own answer is taken as that of another")
	}
	few := &network{}
	few.begin(outageHosts - 1)
	if few.miss("a", "a", true, at(0), at(1)) {
		t.Error("with two hosts there is nothing to compare with")
	}
}

func TestAFeedWhoseDocumentSpansLessThanItsIntervalIsMarked(t *testing.T) {
	w := newWorld(t, feed("a"))
	var shown []shownItem
	for i := range 10 {
		it := item(fmt.Sprint(i))
		it.Date = time.Now().Add(-time.Duration(5*i+1) * time.Minute).UTC().Format(time.RFC3339)
		shown = append(shown, it)
	}
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { document(rw, shown...) })
	w.run(t, "a visit", func() bool { return w.state(t, "a").Checks == 1 })
	if s := w.state(t, "a"); !s.MayLose || !strings.Contains(s.Condition(time.Now()), "give it a shorter every") {
		t.Errorf("%s", s.Condition(time.Now()))
	}
}

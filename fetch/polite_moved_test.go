package fetch

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/internal/politeserver"
	"vedette/news"
)

const day = 24 * time.Hour

// moving is the first step of a visit that is led on.
func moving(status int, path, to string) step {
	return step{Path: path, Status: status, Header: hdr{"Location": to}}
}

// feedAt is a feed at a path.
func feedAt(path string) step { return step{Path: path, Body: rss("one")} }

func TestOnlyPermanentRedirectsAreWatched(t *testing.T) {
	for status, permanent := range map[int]bool{301: true, 308: true, 302: false, 303: false, 307: false} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			s := politeserver.New(t)
			r := newReader(t, s.URL+"/old")
			for range 2 * moveVisits {
				s.Then(moving(status, "/old", "/new"), feedAt("/new"))
				r.good()
				if r.state.Adopted != "" {
					break
				}
				if watched := r.state.Moved.To != ""; watched != permanent {
					t.Fatalf("moved: %+v", r.state.Moved)
				}
			}
			if (r.state.Adopted != "") != permanent {
				t.Errorf("adopted %q", r.state.Adopted)
			}
			s.Done()
		})
	}
}

func TestAPermanentRedirectIsAdoptedAfterTenVisits(t *testing.T) {
	s := politeserver.New(t)
	r := newReader(t, s.URL+"/old")
	for i := range moveVisits {
		if r.state.Adopted != "" || r.state.Moved.Visits != i {
			t.Fatalf("before visit %d: %+v", i+1, r.state)
		}
		s.Then(moving(301, "/old", "/new"), feedAt("/new"))
		r.good()
		r.wait(time.Hour)
	}
	if r.state.Adopted != s.URL+"/new" || !slices.Equal(r.state.Former, []string{s.URL + "/old"}) || r.state.Moved != (news.Moved{}) {
		t.Errorf("after ten visits: %+v", r.state)
	}
	s.Then(feedAt("/new")) // asked directly
	r.good()
	s.Done()
	if r.state.Asked(r.feed.URL) != s.URL+"/new" {
		t.Errorf("asked at %s", r.state.Asked(r.feed.URL))
	}
}

func TestAPermanentRedirectIsAdoptedAfterAWeek(t *testing.T) {
	s := politeserver.New(t)
	r := newReader(t, s.URL+"/old")
	for _, wait := range []time.Duration{6 * day, day, 0} {
		if r.state.Adopted != "" {
			t.Fatal("adopted early")
		}
		s.Then(moving(308, "/old", "/new"), feedAt("/new"))
		r.good()
		r.wait(wait)
	}
	if r.state.Adopted != s.URL+"/new" {
		t.Errorf("after a week: %+v", r.state)
	}
}

func TestValidatorsGoOnAfterAnAdoption(t *testing.T) {
	s := politeserver.New(t)
	s.Then(
		moving(301, "/old", "/new"),
		step{Path: "/new", Header: hdr{"ETag": `"n"`}, Body: rss("one")},
		moving(301, "/old", "/new"),
		step{Path: "/new", Want: hdr{"If-None-Match": `"n"`}, Status: 304}, // a 304 is a feed too
		step{Path: "/new", Want: hdr{"If-None-Match": `"n"`}, Status: 304},
	)
	r := newReader(t, s.URL+"/old")
	r.good()
	r.wait(8 * day)
	r.good()
	r.good()
	s.Done()
}

func TestAdoptionStopsBeforeATemporaryHop(t *testing.T) {
	for _, test := range []struct {
		name     string
		statuses []int
		want     string
	}{
		{"all permanent", []int{301, 308, 301}, "/3"},
		{"the last is temporary", []int{301, 308, 302}, "/2"},
		{"the second is temporary", []int{301, 307, 301}, "/1"},
		{"the first is temporary", []int{303, 301, 301}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := politeserver.New(t)
			r := newReader(t, s.URL+"/0")
			for range 2 {
				for i, status := range test.statuses {
					s.Then(moving(status, fmt.Sprintf("/%d", i), fmt.Sprintf("/%d", i+1)))
				}
				s.Then(feedAt("/3"))
				r.good()
				r.wait(8 * day)
			}
			if got := strings.TrimPrefix(r.state.Adopted, s.URL); got != test.want {
				t.Errorf("adopted %q, want %q", got, test.want)
			}
		})
	}
}

func TestARedirectToNoFeedIsNeverAdopted(t *testing.T) {
	s := politeserver.New(t)
	r := newReader(t, s.URL+"/old")
	for range moveVisits + 2 {
		s.Then(moving(301, "/old", "/sorry"), step{Path: "/sorry", Body: "<html><body>Down for maintenance"})
		r.bad()
		r.wait(day)
	}
	if r.state.Adopted != "" || r.state.Moved.Visits != 0 {
		t.Errorf("%+v", r.state)
	}
}

func TestARedirectThatEndsOrChangesIsWatchedAnew(t *testing.T) {
	s := politeserver.New(t,
		moving(301, "/old", "/a"), feedAt("/a"),
		moving(301, "/old", "/b"), feedAt("/b"), // another target, 6 days later
		moving(301, "/old", "/b"), feedAt("/b"), // 6 days later
		feedAt("/old"), // taken back
		moving(301, "/old", "/b"), feedAt("/b"),
	)
	r := newReader(t, s.URL+"/old")
	for range 5 {
		r.good()
		r.wait(6 * day)
		if r.state.Adopted != "" {
			t.Fatalf("adopted %s", r.state.Adopted)
		}
	}
	if r.state.Moved.Visits != 1 {
		t.Errorf("%+v", r.state.Moved)
	}
	s.Done()
}

func TestHTTPSOfTheSameAddressIsAdoptedAtOnce(t *testing.T) {
	for _, test := range []struct {
		name, from, to string
		adopted        bool
	}{
		{"the same path", "/f?a=b", "/f?a=b", true},
		{"another path", "/f", "/feed", false},
		{"another query", "/f?a=b", "/f", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			secure := politeserver.NewTLS(t, feedAt(test.to))
			s := politeserver.New(t, moving(301, test.from, secure.URL+test.to))
			r := newReader(t, s.URL+test.from)
			r.client.Transport = secure.Client().Transport
			r.good()
			if (r.state.Adopted == secure.URL+test.to) != test.adopted {
				t.Errorf("adopted %q", r.state.Adopted)
			}
		})
	}
}

func TestTheWatchedTargetIsAdoptedWhenTheOldAddressIsGone(t *testing.T) {
	for _, status := range []int{404, 410} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			s := politeserver.New(t,
				moving(301, "/old", "/new"), feedAt("/new"),
				step{Path: "/old", Status: status},
				step{Path: "/new", Body: rss("two")},
			)
			r := newReader(t, s.URL+"/old")
			r.good()
			if err := r.bad().Err; !strings.Contains(err.Error(), s.URL+"/new is asked from now on") {
				t.Errorf("error %v", err)
			}
			r.good()
			if r.state.Adopted != s.URL+"/new" || !r.state.GoneSince.IsZero() || r.state.Failures != 0 {
				t.Errorf("%+v", r.state)
			}
			s.Done()
		})
	}
}

func TestAGoneTargetIsNoWordOnTheOldAddress(t *testing.T) {
	s := politeserver.New(t,
		moving(301, "/old", "/new"), feedAt("/new"),
		moving(301, "/old", "/new"), step{Path: "/new", Status: 404},
	)
	r := newReader(t, s.URL+"/old")
	r.good()
	r.bad()
	if r.state.Adopted != "" || r.state.Moved.To == "" {
		t.Errorf("%+v", r.state)
	}
}

func TestAnAdoptedAddressThatFailsIsLeftAgain(t *testing.T) {
	s := politeserver.New(t)
	r := newReader(t, s.URL+"/old")
	r.state = news.FeedState{Feed: "f", Address: r.feed.URL, Adopted: s.URL + "/new", Former: []string{r.feed.URL}}
	for range doubtAfter - 1 {
		s.Then(step{Path: "/new", Body: "<html><body>Domain for sale"})
		r.bad()
	}
	s.Then(moving(302, "/new", "/new")) // an answer, if no good one
	r.bad()
	s.Then(feedAt("/old"))
	r.good()
	s.Done()
}

func TestAnOutageDoesNotUndoAnAdoption(t *testing.T) {
	s := politeserver.New(t)
	r := newReader(t, s.URL+"/old")
	r.state = news.FeedState{Feed: "f", Address: r.feed.URL, Adopted: "http://127.0.0.9:1/new"}
	for range 2 * doubtAfter {
		if result := r.bad(); !result.Unreached {
			t.Fatalf("reached: %v", result.Err)
		}
	}
	if r.state.Adopted == "" {
		t.Error("the adopted address was given up")
	}
	r.wait(moveTrust)
	r.bad()
	if r.state.Adopted != "" {
		t.Error("the adopted address is kept for ever")
	}
}

func TestWhoTheFeedIsDoesNotDependOnItsAddress(t *testing.T) {
	s := politeserver.New(t,
		moving(301, "/old", "/new"), feedAt("/new"),
		moving(301, "/old", "/new"), feedAt("/new"),
		step{Path: "/new", Body: rss("one", "two")},
	)
	r := newReader(t, s.URL+"/old")
	first := r.good().Items[0]
	r.wait(8 * day)
	r.good()
	later := r.good().Items[0]
	if r.state.Adopted == "" || first.ID != later.ID || first.Feed != later.Feed {
		t.Errorf("%q of %q became %q of %q", first.ID, first.Feed, later.ID, later.Feed)
	}
}

func TestAnotherAddressInTheConfigurationBeginsAnew(t *testing.T) {
	s := politeserver.New(t, step{Path: "/third", Want: unconditional, Status: 500}, step{Path: "/third", Want: unconditional, Body: rss("one")})
	r := newReader(t, s.URL+"/third")
	r.state = news.FeedState{
		Feed: "f", Address: s.URL + "/old", Adopted: s.URL + "/new", Former: []string{s.URL + "/old"},
		Moved: news.Moved{To: "x"}, URL: s.URL + "/third", ETag: `"1"`, Body: "b", Unchanged: 3,
		Hints: news.Hints{TTL: 5}, GoneSince: testNow, Stopped: StoppedGone, Self: "s", Seen: news.Seen{1}, Items: 7,
	}
	r.bad()
	got := r.state
	if got.Adopted != "" || got.Former != nil || got.Moved.To != "" || got.Hints.TTL != 0 || got.Stopped != "" || got.Self != "" || !got.GoneSince.IsZero() {
		t.Errorf("what was known of the other address stays: %+v", got)
	}
	if got.Address != r.feed.URL || got.Items != 7 || len(got.Seen) != 1 {
		t.Errorf("what is known of the feed was lost: %+v", got)
	}
	r.good()
	s.Done()
}

func TestRedirectsInACircleAreSeen(t *testing.T) {
	for name, steps := range map[string][]step{
		"to itself":        {moving(301, "/a", "/a")},
		"to its fragment":  {moving(302, "/a", "/a#top")},
		"between two":      {moving(301, "/a", "/b"), moving(301, "/b", "/a")},
		"back to a second": {moving(302, "/a", "/b"), moving(302, "/b", "/c"), moving(302, "/c", "/b")},
	} {
		t.Run(name, func(t *testing.T) {
			s := politeserver.New(t, steps...)
			if err := newReader(t, s.URL+"/a").bad().Err; !strings.Contains(err.Error(), "circle") {
				t.Errorf("error %v", err)
			}
			s.Done()
		})
	}
}

func TestNothingIsCarriedAcrossRedirects(t *testing.T) {
	nothing := hdr{"If-None-Match": "", "If-Modified-Since": "", "Referer": "", "Cookie": "", "Authorization": "", "X-Key": ""}
	other := politeserver.Listen(t, "127.0.0.2")
	s := politeserver.New(t)
	s.Then(
		step{Path: "/a", Want: hdr{"If-None-Match": `"1"`, "Authorization": "Bearer tok"}, Status: 301,
			Header: hdr{"Location": other.URL + "/b", "Set-Cookie": "id=1"}},
		step{Path: "/c", Want: nothing, Body: rss("one")},
	)
	other.Then(step{Path: "/b", Want: nothing, Status: 302, Header: hdr{"Location": s.URL + "/c", "Set-Cookie": "id=2"}})
	r := newReader(t, s.URL+"/a")
	r.feed = secretive(s.URL + "/a")
	r.state = news.FeedState{URL: s.URL + "/a", ETag: `"1"`, LastModified: "m"}
	r.good()
	s.Done()
	other.Done()
}

func TestAnAdoptedAddressOfAnotherHostGetsNoSecrets(t *testing.T) {
	s := politeserver.Listen(t, "127.0.0.2", step{Want: hdr{"Authorization": "", "X-Key": ""}, Body: rss("one")})
	r := newReader(t, "")
	r.feed = secretive("http://127.0.0.1/old")
	r.state = news.FeedState{Address: r.feed.URL, Adopted: s.URL}
	r.good()
}

func TestAWishForAnotherAddressIsOnlyRecorded(t *testing.T) {
	body := channel(`<itunes:new-feed-url>http://new.example/feed</itunes:new-feed-url><atom:link rel="self" href="http://self.example/feed"/>`)
	s := politeserver.New(t, step{Body: body}, step{Path: "/feed", Body: body + " "})
	r := newReader(t, s.URL+"/feed")
	result := r.good()
	told := slices.ContainsFunc(result.Notes, func(n Note) bool { return strings.Contains(n.Text, "http://new.example/feed") })
	if !told || r.state.Self != "http://self.example/feed" {
		t.Errorf("notes %v, self %q", result.Notes, r.state.Self)
	}
	r.good()
	if r.state.Adopted != "" || r.state.Moved.To != "" {
		t.Errorf("%+v", r.state)
	}
}

// The check of addresses at each hop is the dialer's; see package guard.
func TestEachHopIsAskedOnItsOwn(t *testing.T) {
	s := politeserver.New(t, moving(301, "/a", "/b"), moving(302, "/b", "/c"), feedAt("/c"))
	newReader(t, s.URL+"/a").good()
	for _, r := range s.Requests() {
		if r.Method != http.MethodGet || r.Header.Get("User-Agent") == "" || r.Header.Get("Accept") != accept {
			t.Errorf("%s %s: %v", r.Method, r.Target, r.Header)
		}
	}
	s.Done()
}

package fetch

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/internal/politeserver"
	"vedette/news"
	"vedette/secret"
)

func TestValidatorsAreEchoedByteForByte(t *testing.T) {
	for name, v := range map[string]struct{ etag, modified string }{
		"strong":                   {`"abc"`, "Sun, 22 Nov 2026 10:00:00 GMT"},
		"weak":                     {`W/"abc"`, "Sun, 22 Nov 2026 10:00:00 GMT"},
		"without quotes":           {`abc-def`, ""},
		"suffix of Apache":         {`"abc-gzip"`, ""},
		"suffix outside of quotes": {`"abc";gzip`, ""},
		"a date of no form":        {"", "yesterday,  AT noon"},
		"a date of another zone":   {"", "Sun, 22 Nov 2026 10:00:00 +0400"},
		"a date in the future":     {"", "Thu, 01 Jan 2099 00:00:00 GMT"},
		"a date of 1980":           {"", "Tue, 01 Jan 1980 00:00:00 GMT"},
	} {
		t.Run(name, func(t *testing.T) {
			header := hdr{}
			if v.etag != "" {
				header["ETag"] = v.etag
			}
			if v.modified != "" {
				header["Last-Modified"] = v.modified
			}
			s := politeserver.New(t,
				step{Want: unconditional, Header: header, Body: rss("one")},
				step{Want: hdr{"If-None-Match": v.etag, "If-Modified-Since": v.modified}, Status: 304},
				step{Want: hdr{"If-None-Match": v.etag, "If-Modified-Since": v.modified}, Status: 304},
			)
			r := newReader(t, s.URL)
			r.good()
			for range 2 {
				if !r.good().NotModified {
					t.Error("a 304 is not taken as unchanged")
				}
			}
			s.Done()
		})
	}
}

func TestNoValidatorIsMadeUp(t *testing.T) {
	dated := strings.Replace(rss("one"), "<item>", "<lastBuildDate>Sun, 22 Nov 2026 10:00:00 GMT</lastBuildDate><item>", 1)
	s := politeserver.New(t,
		step{Want: unconditional, Header: hdr{"Date": "Sun, 22 Nov 2026 12:00:00 GMT", "Expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, Body: dated},
		step{Want: unconditional, Body: dated},
	)
	r := newReader(t, s.URL)
	r.good()
	r.good()
	s.Done()
}

func TestBothValidatorsAreSentEveryTime(t *testing.T) {
	both := hdr{"If-None-Match": `"1"`, "If-Modified-Since": "m"}
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`, "Last-Modified": "m"}, Body: rss("one")},
		step{Want: both, Status: 304},
		step{Want: both, Status: 500},
		step{Want: both, Status: 304},
	)
	r := newReader(t, s.URL)
	r.good()
	r.good()
	r.bad()
	r.good()
	s.Done()
}

func TestA200ReplacesBothValidators(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`, "Last-Modified": "m1"}, Body: rss("one")},
		step{Want: hdr{"If-None-Match": `"1"`, "If-Modified-Since": "m1"}, Header: hdr{"Last-Modified": "m2"}, Body: rss("two")},
		step{Want: hdr{"If-None-Match": "", "If-Modified-Since": "m2"}, Header: hdr{"ETag": `"3"`}, Body: rss("three")},
		step{Want: hdr{"If-None-Match": `"3"`, "If-Modified-Since": ""}, Body: rss("four")},
		step{Want: unconditional, Body: rss("five")},
	)
	r := newReader(t, s.URL)
	for range 5 {
		wantItems(t, r.good(), 1)
	}
	s.Done()
}

func TestA304BringsNewerValidators(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`, "Last-Modified": "m1"}, Body: rss("one")},
		step{Status: 304, Header: hdr{"ETag": `W/"1"`}},
		step{Want: hdr{"If-None-Match": `W/"1"`, "If-Modified-Since": "m1"}, Status: 304, Header: hdr{"Last-Modified": "m2"}},
		step{Want: hdr{"If-None-Match": `W/"1"`, "If-Modified-Since": "m2"}, Status: 304},
	)
	r := newReader(t, s.URL)
	for range 4 {
		r.good()
	}
	s.Done()
}

func TestAnEqualBodyStillRenewsValidators(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`, "Last-Modified": "m1"}, Body: rss("one")},
		step{Want: hdr{"If-None-Match": `"1"`}, Header: hdr{"ETag": `"2"`}, Body: rss("one")},
		step{Want: hdr{"If-None-Match": `"2"`, "If-Modified-Since": ""}, Status: 304},
	)
	r := newReader(t, s.URL)
	r.good()
	r.wait(time.Hour)
	again := r.good()
	if !again.NotModified || again.Items != nil {
		t.Errorf("an equal body: %d items, not modified %v", len(again.Items), again.NotModified)
	}
	if !r.state.LastFull.Equal(r.now) {
		t.Errorf("the last whole body is of %v", r.state.LastFull)
	}
	r.good()
	s.Done()
}

// The other half of the behaviour, one transaction, is the store's.
func TestValidatorsComeWithTheItemsTheyVouchFor(t *testing.T) {
	s := politeserver.New(t, step{Header: hdr{"ETag": `"1"`}, Body: rss("one", "two")})
	r := newReader(t, s.URL)
	result := r.good()
	wantItems(t, result, 2)
	if result.State.ETag != `"1"` || result.State.Body == "" {
		t.Errorf("state: %+v", result.State)
	}
}

func TestAFailedReadingKeepsTheValidatorsBefore(t *testing.T) {
	whole := rss("one", "two", "three")
	broken := whole[:strings.Index(whole, "three")]
	for name, bad := range map[string]step{
		"no feed":            {Body: "<html><body>Down for maintenance"},
		"nothing":            {Body: ""},
		"broken off":         {Body: broken},
		"cut on the way":     {Body: broken, Cut: true},
		"cut but well-ended": {Body: whole, Cut: true},
		"cut but as before":  {Body: rss("zero"), Cut: true},
		"a JSON error":       {Body: `{"error":"maintenance"}`},
	} {
		t.Run(name, func(t *testing.T) {
			bad.Header = hdr{"ETag": `"bad"`, "Last-Modified": "bad"}
			s := politeserver.New(t,
				step{Header: hdr{"ETag": `"good"`, "Last-Modified": "m"}, Body: rss("zero")},
				bad,
				step{Want: hdr{"If-None-Match": `"good"`, "If-Modified-Since": "m"}, Header: hdr{"ETag": `"bad"`}, Body: whole},
			)
			r := newReader(t, s.URL)
			r.good()
			mark := r.state.Body
			r.bad()
			if r.state.Body != mark {
				t.Error("a body that was not read whole is remembered as read")
			}
			wantItems(t, r.good(), 3)
			s.Done()
		})
	}
}

func TestValidatorsStayWithTheirAddress(t *testing.T) {
	other := politeserver.Listen(t, "127.0.0.2")
	s := politeserver.New(t)
	s.Then(
		step{Path: "/a", Header: hdr{"ETag": `"a"`, "Last-Modified": "a"}, Body: rss("one")},
		step{Path: "/a", Want: hdr{"If-None-Match": `"a"`}, Status: 302, Header: hdr{"Location": "/b"}},
		step{Path: "/b", Want: unconditional, Status: 302, Header: hdr{"Location": other.URL + "/c"}},
		step{Path: "/a", Want: unconditional, Status: 302, Header: hdr{"Location": other.URL + "/c"}},
		step{Path: "/a", Want: unconditional, Header: hdr{"ETag": `"a2"`}, Body: rss("two")},
		step{Path: "/new", Want: unconditional, Body: rss("three")},
	)
	other.Then(
		step{Path: "/c", Want: unconditional, Header: hdr{"ETag": `"c"`}, Body: rss("one")},
		step{Path: "/c", Want: hdr{"If-None-Match": `"c"`, "If-Modified-Since": ""}, Status: 304},
	)
	r := newReader(t, s.URL+"/a")
	for range 4 {
		r.good()
	}
	r.feed.URL = s.URL + "/new"
	r.good()
	s.Done()
	other.Done()
}

func TestAnotherKindOfRequestDropsValidators(t *testing.T) {
	for name, change := range map[string]func(*Feed){
		"user agent": func(f *Feed) { f.UserAgent = "another" },
		"header":     func(f *Feed) { f.Headers = map[string]secret.Text{"Accept-Language": "az"} },
		"password":   func(f *Feed) { f.BasicAuth = &BasicAuth{Username: "u", Password: "p"} },
		"token":      func(f *Feed) { f.BearerToken = "t" },
		"delta":      func(f *Feed) { f.Delta = true },
		"language":   func(f *Feed) { f.Language = "az" },
		"time zone":  func(f *Feed) { f.TimeZone = "Asia/Baku" },
		"selectors":  func(f *Feed) { f.Select = &Select{Item: "p"} },
	} {
		t.Run(name, func(t *testing.T) {
			s := politeserver.New(t,
				step{Header: hdr{"ETag": `"1"`}, Body: rss("one")},
				step{Want: hdr{"If-None-Match": `"1"`}, Status: 304},
				step{Want: unconditional, Header: hdr{"ETag": `"1"`}, Body: rss("one")},
			)
			r := newReader(t, s.URL)
			r.good()
			r.good()
			change(&r.feed)
			if r.visit().NotModified {
				t.Error("the document was not read again")
			}
			s.Done()
		})
	}
}

func TestAnAbsurdlyLongValidatorIsNotKept(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"ETag": strings.Repeat("x", maxValidator+1), "Last-Modified": "m"}, Body: rss("one")},
		step{Want: hdr{"If-None-Match": "", "If-Modified-Since": "m"}, Status: 304},
	)
	r := newReader(t, s.URL)
	r.good()
	r.good()
	s.Done()
}

func TestAnEqualETagDoesNotMeanAnEqualBody(t *testing.T) {
	same := hdr{"ETag": `"constant"`}
	s := politeserver.New(t,
		step{Header: same, Body: rss("one")},
		step{Want: hdr{"If-None-Match": `"constant"`}, Header: same, Body: rss("one", "two")},
	)
	r := newReader(t, s.URL)
	r.good()
	result := r.good()
	wantItems(t, result, 2)
	if result.NotModified {
		t.Error("a new body was taken for the old one")
	}
}

func TestAServerThatAlwaysSays304IsProbedOnce(t *testing.T) {
	conditional := hdr{"If-None-Match": `"1"`}
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`}, Body: rss("one")},
		step{Want: conditional, Status: 304},                                           // day 1
		step{Want: conditional, Status: 304},                                           // day 7
		step{Want: unconditional, Status: 500},                                         // day 10: the probe fails
		step{Want: conditional, Status: 304},                                           // not pressed
		step{Want: unconditional, Header: hdr{"ETag": `"1"`}, Body: rss("one", "two")}, // the probe
		step{Want: conditional, Status: 304},
		step{Want: conditional, Status: 304}, // 7 days later
	)
	const day = 24 * time.Hour
	r := newReader(t, s.URL)
	r.good()
	for _, wait := range []time.Duration{day, 6 * day} {
		r.wait(wait)
		r.good()
	}
	if r.state.Unchanged != 2 {
		t.Errorf("%d answers counted", r.state.Unchanged)
	}
	r.wait(2*day + 24*time.Hour)
	r.bad()
	r.good()
	wantItems(t, r.good(), 2)
	if r.state.Unchanged != 0 || !r.state.LastFull.Equal(r.now) {
		t.Errorf("after the probe: %+v", r.state)
	}
	r.good()
	r.wait(7 * day)
	r.good()
	s.Done()
}

func TestProbesAreSpread(t *testing.T) {
	c, due := newTestClient(t), map[bool]int{}
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"} {
		state := news.FeedState{Feed: id, Unchanged: 1, LastFull: testNow.Add(-probeAfter - probeSpread/2)}
		due[c.visit(Feed{ID: id, URL: "https://host.example/"}, state).probe]++
	}
	if due[true] == 0 || due[false] == 0 {
		t.Errorf("all probes fall together: %v", due)
	}
}

func TestAFeedFromBeforeProbesIsNotProbedAtOnce(t *testing.T) {
	s := politeserver.New(t, step{Want: hdr{"If-None-Match": `"1"`}, Status: 304})
	r := newReader(t, s.URL)
	r.state = news.FeedState{Feed: "f", URL: s.URL, ETag: `"1"`}
	r.good()
	if !r.state.LastFull.Equal(testNow) {
		t.Errorf("the wait does not begin: %v", r.state.LastFull)
	}
}

// A restart is nothing but the stored state given back; that it is stored and
// comes back whole is the store's.
func TestARestartAsksAsBefore(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`, "Last-Modified": "m"}, Body: rss("one")},
		step{Want: hdr{"If-None-Match": `"1"`, "If-Modified-Since": "m"}, Status: 304},
	)
	r := newReader(t, s.URL)
	r.good()
	r.client = newTestClient(t)
	r.good()
	s.Done()
}

func Test304WithoutBeingAskedIsAFailure(t *testing.T) {
	s := politeserver.New(t, step{Want: unconditional, Status: 304, Header: hdr{"ETag": `"1"`}})
	r := newReader(t, s.URL)
	r.bad()
	if r.state.ETag != "" {
		t.Error("its validator was kept")
	}
}

// A document that changes twice in a second has one Last-Modified for both.
func TestADocumentReadWhileItChangedIsReadOnceMore(t *testing.T) {
	at := hdr{"Last-Modified": testNow.Format(http.TimeFormat)}
	s := politeserver.New(t,
		step{Want: unconditional, Header: at, Body: rss("one")},
		step{Want: unconditional, Header: at, Body: rss("two", "one")},
		step{Want: hdr{"If-Modified-Since": at["Last-Modified"]}, Status: 304},
	)
	r := newReader(t, s.URL)
	r.good()
	r.wait(time.Hour)
	if got := r.good(); len(got.Items) != 2 {
		t.Errorf("%d items", len(got.Items))
	}
	r.wait(time.Hour)
	r.good()
	s.Done()
}

// With an ETag nothing hangs on the second.
func TestAnETagIsSentHoweverNewTheDocument(t *testing.T) {
	both := hdr{"ETag": `"1"`, "Last-Modified": testNow.Format(http.TimeFormat)}
	s := politeserver.New(t,
		step{Want: unconditional, Header: both, Body: rss("one")},
		step{Want: hdr{"If-None-Match": `"1"`, "If-Modified-Since": both["Last-Modified"]}, Status: 304},
	)
	r := newReader(t, s.URL)
	r.good()
	r.good()
	s.Done()
}

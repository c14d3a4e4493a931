package fetch

import (
	"errors"
	"strings"
	"testing"

	"vedette/internal/politeserver"
	"vedette/news"
	"vedette/schedule"
)

func TestAnAnswerThatIsNoFeedIsAFailure(t *testing.T) {
	for name, answer := range map[string]step{
		"a page":                  {Body: "<!DOCTYPE html><html><body>Welcome"},
		"nothing":                 {Body: ""},
		"white space":             {Body: "\n\n"},
		"a captcha":               {Body: rss("x"), Header: hdr{"Cf-Mitigated": "challenge"}},
		"a captcha with a status": {Status: 403, Header: hdr{"Cf-Mitigated": "challenge"}},
		"a JSON error":            {Body: `{"error":"maintenance"}`},
		"a JSON list":             {Body: `[]`},
		"words":                   {Body: "Database error"},
		"another XML document":    {Body: "<opml><body/></opml>"},
	} {
		t.Run(name, func(t *testing.T) {
			s := politeserver.New(t, step{Header: hdr{"ETag": `"1"`}, Body: rss("one")}, answer,
				step{Want: hdr{"If-None-Match": `"1"`}, Status: 304})
			r := newReader(t, s.URL)
			r.good()
			before := r.state
			result := r.bad()
			wantItems(t, result, 0)
			if result.NotModified || r.state.ETag != before.ETag || r.state.Body != before.Body || r.state.Failures != 1 {
				t.Errorf("%+v", r.state)
			}
			r.good()
			s.Done()
		})
	}
}

func TestAFeedWithoutItemsIsNoFailure(t *testing.T) {
	s := politeserver.New(t, step{Body: rss()})
	wantItems(t, newReader(t, s.URL).good(), 0)
}

func TestABodyThatWasCutIsAFailureAndItsItemsAreKept(t *testing.T) {
	whole := rss("one", "two", "three")
	for name, answer := range map[string]step{
		"between items": {Body: whole[:strings.Index(whole, "<item><title>three")], Cut: true},
		"compressed":    {Body: zip(t, whole+strings.Repeat(" ", 9))[:len(zip(t, whole))-20], Header: hdr{"Content-Encoding": "gzip"}},
	} {
		t.Run(name, func(t *testing.T) {
			answer.Header = hdr{"ETag": `"cut"`, "Content-Encoding": answer.Header["Content-Encoding"]}
			s := politeserver.New(t, answer)
			result := newReader(t, s.URL).bad()
			var partial *PartialError
			if !errors.As(result.Err, &partial) || len(result.Items) == 0 {
				t.Errorf("%d items, %v", len(result.Items), result.Err)
			}
			if result.State.ETag != "" || result.State.Body != "" {
				t.Errorf("it is remembered: %+v", result.State)
			}
		})
	}
}

func TestAnEmptyAnswerIsAFailureWhenItIsRepeated(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`}, Body: rss("one")},
		step{Status: 204, Header: hdr{"ETag": `"2"`}}, step{Status: 205},
		step{Status: 304},
		step{Status: 204}, step{Status: 204}, step{Status: 204}, step{Status: 204},
		step{Want: hdr{"If-None-Match": `"1"`}, Body: rss("two")},
		step{Status: 204},
	)
	r := newReader(t, s.URL)
	for i, failures := range []int{0, 0, 0, 0, 0, 0, 1, 2, 0, 0} {
		success := r.state.LastSuccess
		r.wait(1)
		result := r.visit()
		if r.state.Failures != failures {
			t.Errorf("visit %d: %d failures, %v", i+1, r.state.Failures, result.Err)
		}
		if r.state.Status == 204 && (!r.state.LastSuccess.Equal(success) || result.Items != nil || r.state.ETag == `"2"`) {
			t.Errorf("visit %d changed something: %+v", i+1, r.state)
		}
	}
	s.Done()
}

func TestAnEmptyAnswerDoesNotHideAFailure(t *testing.T) {
	s := politeserver.New(t, step{Status: 500}, step{Status: 204})
	r := newReader(t, s.URL)
	r.bad()
	if r.good(); r.state.Failures != 1 || r.state.FailingSince.IsZero() {
		t.Errorf("%+v", r.state)
	}
}

func TestInformationalAnswersAreWaitedThrough(t *testing.T) {
	s := serve(t, earlyHints)
	wantItems(t, newReader(t, s.URL).good(), 1)
}

func TestAPartialAnswerIsNotTaken(t *testing.T) {
	s := politeserver.New(t, step{Want: hdr{"Range": ""}, Status: 206,
		Header: hdr{"Content-Range": "bytes 0-99/200", "ETag": `"1"`}, Body: rss("one")})
	r := newReader(t, s.URL)
	wantItems(t, r.bad(), 0)
	if r.state.ETag != "" {
		t.Error("its validator was kept")
	}
}

func TestDifferencesAreTakenOnlyWhenAskedFor(t *testing.T) {
	s := politeserver.New(t,
		step{Want: hdr{"A-IM": ""}, Header: hdr{"ETag": `"1"`}, Body: rss("one")},
		step{Want: hdr{"A-IM": ""}, Status: 226, Header: hdr{"ETag": `"2"`, "IM": "feed"}, Body: rss("two")},
	)
	r := newReader(t, s.URL)
	r.good()
	wantItems(t, r.bad(), 0)
	if r.state.ETag != `"1"` {
		t.Errorf("validator %s", r.state.ETag)
	}
}

func TestDifferencesAreAPartOfTheFeed(t *testing.T) {
	s := politeserver.New(t,
		step{Want: hdr{"A-IM": "", "If-None-Match": ""}, Header: hdr{"ETag": `"1"`, "Last-Modified": "m1"}, Body: rss("one", "two")},
		step{Want: hdr{"A-IM": "feed", "If-None-Match": `"1"`}, Status: 226, Header: hdr{"ETag": `"2"`, "IM": "feed"}, Body: rss("three")},
		step{Want: hdr{"A-IM": "feed", "If-None-Match": `"2"`, "If-Modified-Since": ""}, Status: 304},
		step{Want: hdr{"A-IM": "feed"}, Header: hdr{"Last-Modified": "m2"}, Body: rss("one", "two", "three")},
		step{Want: hdr{"A-IM": ""}, Status: 304}, // no ETag, no differences
	)
	r := newReader(t, s.URL)
	r.feed.Delta = true
	full := r.good()
	delta := r.good()
	wantItems(t, delta, 1)
	if full.Delta || !delta.Delta || delta.Complete || delta.State.Body != full.State.Body || !delta.State.LastFull.Equal(full.State.LastFull) {
		t.Errorf("a part was taken for the whole: %+v", delta)
	}
	r.good()
	wantItems(t, r.good(), 3)
	r.good()
	s.Done()
}

func TestPasswordsThatAreWantedAreTold(t *testing.T) {
	for status, message := range map[int]string{401: "basic_auth", 407: "proxy"} {
		s := politeserver.New(t, step{Status: status, Header: hdr{"Www-Authenticate": "Basic"}})
		if err := newReader(t, s.URL).bad().Err; !strings.Contains(err.Error(), message) {
			t.Errorf("%d: %v", status, err)
		}
		s.Done()
	}
}

func TestNoAnswerIsToldFromABadOne(t *testing.T) {
	hanging := politeserver.New(t, step{Hang: true, Forever: true})
	closing := serve(t, hangUp)
	for _, test := range []struct {
		name, url string
		unreached bool
	}{
		{"nobody listens", "http://127.0.0.9:1/", true},
		{"no such name", "http://no-such-host.invalid/", true},
		{"TLS where there is none", strings.Replace(closing.URL, "http:", "https:", 1), false},
		{"hangs up", closing.URL, false},
		{"says nothing", hanging.URL, false},
		{"no address", "nonsense", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newReader(t, test.url)
			r.feed.Timeout = schedule.Duration(300e6)
			r.state = news.FeedState{ETag: "e"}
			result := r.bad()
			if result.Unreached != test.unreached || result.State.Status != 0 || result.State.ETag != "e" {
				t.Errorf("unreached %v: %v", result.Unreached, result.Err)
			}
		})
	}
}

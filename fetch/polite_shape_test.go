package fetch

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"vedette/internal/politeserver"
)

// earlyHints sends a 103 before its answer.
func earlyHints(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusEarlyHints)
	io.WriteString(w, rss("one"))
}

// hangUp closes the connection without an answer.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		c.Close()
	}
}

func TestTheUserAgentIsHonestAndStable(t *testing.T) {
	s := politeserver.New(t, step{Forever: true, Body: rss("one")})
	r := newReader(t, s.URL)
	r.good()
	r.good()
	agents := []string{s.Requests()[0].Header.Get("User-Agent"), s.Requests()[1].Header.Get("User-Agent")}
	if agents[0] != agents[1] || !strings.HasPrefix(agents[0], "vedette/") || strings.Contains(agents[0], "Mozilla") {
		t.Errorf("user agents %q", agents)
	}
	if !strings.Contains(agents[0], "feed") {
		t.Errorf("%q does not say what it is", agents[0])
	}
}

func TestTheUserAgentNamesAContact(t *testing.T) {
	c := Config{Contact: "https://desk.example/about"}.WithDefaults()
	if !strings.HasSuffix(c.UserAgent, "(feed monitor; +https://desk.example/about)") {
		t.Errorf("user agent %q", c.UserAgent)
	}
	if list := (Config{Contact: "two\nlines"}).Check(); len(list) != 1 {
		t.Errorf("problems %v", list)
	}
}

func TestFeedTypesAreAskedFor(t *testing.T) {
	s := politeserver.New(t, step{Body: rss("one")})
	newReader(t, s.URL).good()
	got := s.Requests()[0].Header.Get("Accept")
	for _, kind := range []string{"application/atom+xml", "application/rss+xml", "application/feed+json", "text/xml;q=", "*/*;q=0.1"} {
		if !strings.Contains(got, kind) {
			t.Errorf("Accept: %s lacks %s", got, kind)
		}
	}
}

func TestOnlyWhatIsDecodedIsAskedFor(t *testing.T) {
	s := politeserver.New(t,
		step{Want: hdr{"Accept-Encoding": "gzip"}, Header: hdr{"Content-Encoding": "gzip"}, Body: zip(t, rss("one"))},
		step{Body: rss("one", "two")},
		step{Header: hdr{"Content-Encoding": "zstd"}, Body: "(\xb5/\xfd"},
	)
	r := newReader(t, s.URL)
	wantItems(t, r.good(), 1)
	wantItems(t, r.good(), 2)
	if err := r.bad().Err; !strings.Contains(err.Error(), `compressed as "zstd"`) {
		t.Errorf("error %v", err)
	}
}

func TestGzipIsDecodedTwiceAndWithoutAHeader(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"Content-Encoding": "gzip"}, Body: zip(t, zip(t, rss("one")))},
		step{Body: zip(t, rss("one", "two"))},
	)
	r := newReader(t, s.URL)
	wantItems(t, r.good(), 1)
	wantItems(t, r.good(), 2)
}

func TestTheAddressIsAskedAsItWasGiven(t *testing.T) {
	for given, asked := range map[string]string{
		"":                              "/",
		"/":                             "/",
		"/feed#latest":                  "/feed",
		"/feed?":                        "/feed?",
		"/feed?b=2&a=1&a=%20+":          "/feed?b=2&a=1&a=%20+",
		"/a%2Fb/%D0%B0":                 "/a%2Fb/%D0%B0",
		"/feed.xml?utm_source=x&amp=1#": "/feed.xml?utm_source=x&amp=1",
	} {
		s := politeserver.New(t, step{Path: asked, Body: rss("one")})
		result := newReader(t, s.URL+given).good()
		if strings.Contains(result.State.URL, "#") {
			t.Errorf("the validators belong to %s", result.State.URL)
		}
		s.Done()
	}
}

func TestAVisitIsOneGET(t *testing.T) {
	page := strings.Replace(rss("one"), "<item>", "<link>http://127.0.0.1/site</link><image><url>http://127.0.0.1/icon</url></image><item>", 1)
	s := politeserver.New(t, step{Forever: true, Body: page})
	r := newReader(t, s.URL)
	for range 3 {
		r.good()
	}
	got := s.Requests()
	if len(got) != 3 {
		t.Errorf("%d requests for 3 visits", len(got))
	}
	for _, request := range got {
		if request.Method != http.MethodGet || request.Target != "/" {
			t.Errorf("%s %s", request.Method, request.Target)
		}
	}
}

func TestNothingNeedlessIsSent(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"Set-Cookie": "id=1; Path=/", "Etag": `"1"`}, Body: rss("one")},
		step{Body: rss("two")},
	)
	r := newReader(t, s.URL)
	r.good()
	r.good()
	expected := []string{"Accept", "Accept-Encoding", "If-None-Match", "User-Agent"}
	for name := range s.Requests()[1].Header {
		if !slices.Contains(expected, name) {
			t.Errorf("%s: %s", name, s.Requests()[1].Header.Get(name))
		}
	}
}

func TestBothKindsOfAddressWork(t *testing.T) {
	for _, address := range []string{"127.0.0.1", "::1"} {
		t.Run(address, func(t *testing.T) {
			s := politeserver.Listen(t, address, step{Forever: true, Body: rss("one")})
			newReader(t, s.URL).good()
			_, port, _ := strings.Cut(strings.ReplaceAll(s.URL, "[::1]", ""), "://")
			port = port[strings.LastIndex(port, ":")+1:]
			if known, _ := net.LookupHost("localhost"); slices.Contains(known, address) {
				newReader(t, "http://localhost:"+port).good() // the name may have both, the server has one
			}
		})
	}
}

package fetch

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/schedule"
)

// site is a server with pages by their paths; it notes what is asked for.
type site struct {
	pages map[string]string
	links []string // Link headers of the page at /
	asked []string
	// refuse is answered with 429.
	refuse string
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.RequestURI())
	if r.URL.Path == "/" {
		w.Header()["Link"] = s.links
	}
	to, moved := strings.CutPrefix(s.pages[r.URL.RequestURI()], "moved: ")
	body, ok := s.pages[r.URL.RequestURI()]
	switch {
	case r.URL.Path == s.refuse:
		w.WriteHeader(http.StatusTooManyRequests)
	case moved:
		http.Redirect(w, r, to, http.StatusMovedPermanently)
	case !ok:
		http.NotFound(w, r)
	default:
		io.WriteString(w, body)
	}
}

// shortly are short words for how a feed was found.
var shortly = map[string]string{foundItself: "itself", foundHeader: "header", foundHead: "page", foundText: "text", foundUsual: "usual", foundByShape: "known"}

// discover searches the site and gives its candidates as lines.
func (s *site) discover(t *testing.T, path string) ([]Candidate, string, error) {
	t.Helper()
	server := serve(t, s.ServeHTTP)
	gap := schedule.Duration(time.Microsecond)
	c := newTestClient(t)
	c.config.HostGap = &gap
	list, err := c.Discover(t.Context(), server.URL+path)
	var lines []string
	for _, f := range list {
		line := shortly[f.Found] + " " + strings.TrimPrefix(f.URL, server.URL)
		if f.Trouble != "" {
			line += " TROUBLE"
		}
		lines = append(lines, line)
	}
	return list, strings.Join(lines, "\n"), err
}

func titled(title string) string {
	return strings.Replace(rss("a", "b"), "<title>T</title>", "<title>"+title+"</title>", 1)
}

func TestAutodiscovery(t *testing.T) {
	const kind = `type="application/rss+xml"`
	for _, test := range []struct{ name, page, want string }{
		{"one", `<head><link rel="alternate" ` + kind + ` href="/1">`, "page /1"},
		{"several in order, each once", `<link rel=alternate ` + kind + ` href=/2><link rel=alternate ` + kind + ` href=/1><link rel=alternate ` + kind + ` href=/2#x>`, "page /2\npage /1"},
		{"any case, several words", `<LINK REL="Home ALTERNATE" TYPE="Application/Atom+XML; charset=utf-8" HREF=" /1 ">`, "page /1"},
		{"against the base", `<base href="/sub/"><link rel=alternate ` + kind + ` href="3">`, "page /sub/3"},
		{"a JSON feed", `<link rel=alternate type=application/feed+json href=/json>`, "page /json"},
		{"rel feed", `<link rel=feed href=/1>`, "page /1"},
		{"what is no feed", `<link rel=alternate hreflang=ru href=/1><link rel="alternate stylesheet" type=text/css href=/1><link rel=alternate type=application/json href=/1><a href="/feed">RSS</a>`, "text /feed"},
		{"one that is broken", `<link rel=alternate ` + kind + ` href=/none><link rel=alternate ` + kind + ` href=/1>`, "page /1\npage /none TROUBLE"},
		{"two names of one", `<link rel=alternate ` + kind + ` href=/old><link rel=alternate ` + kind + ` href=/1>`, "page /1"},
		{"no address of the web", `<link rel=alternate ` + kind + ` href="javascript:x"><link rel=alternate ` + kind + ` href="/1">`, "page /1"},
		{"in its text", `<a href="/about">About</a> <a href="https:/x">bad</a> <a href="/feed">News</a>`, "text /feed"},
		{"by its words", `<a href="/1">Feedback</a> <a href="/none">Our feed</a> <a href="/2">News RSS</a>`, "text /2"},
		{"by the words for a picture", `<a href="/2"><img alt="RSS" src=x></a>`, "text /2"},
		{"by its address before its words", `<a href="/2">RSS</a><a href="/sub/../rss.xml">x</a><a href="/feed">x</a>`, "text /feed"},
		{"nowhere, at a usual address", `<p>nothing`, "usual /feed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := site{pages: map[string]string{
				"/": "<html>" + test.page, "/1": titled("One"), "/2": titled("Two"), "/sub/3": titled("Three"), "/feed": titled("Feed"), "/old": "moved: /1",
				"/json": `{"version":"https://jsonfeed.org/version/1.1","title":"J","hubs":[{"type":"WebSub","url":"/hub"}],"items":[{"id":"1","content_text":"x"}]}`,
			}}
			list, got, err := s.discover(t, "/")
			if err != nil || got != test.want {
				t.Errorf("%v\n got %s\nwant %s", err, got, test.want)
			}
			if test.name == "a JSON feed" && (list[0].Format != "JSON Feed" || len(list[0].Hubs) != 1 || !strings.HasSuffix(list[0].Hubs[0], "/hub")) {
				t.Errorf("%+v", list[0])
			}
		})
	}
}

func TestLinkHeadersNameFeedsFirst(t *testing.T) {
	s := site{
		pages: map[string]string{"/": `<link rel=alternate type=application/rss+xml href=/1>`, "/1": titled("One"), "/a,b": titled("Two")},
		links: []string{`</a,b>; rel="alternate"; type="application/atom+xml"; title="x; y", </style>; rel=stylesheet`, `</1>; REL=Alternate; type=application/rss+xml`},
	}
	if _, got, err := s.discover(t, "/"); err != nil || got != "header /a,b\nheader /1" {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestACandidateIsTold(t *testing.T) {
	s := site{pages: map[string]string{
		"/": `<link rel=alternate type=application/rss+xml href=/1>`,
		"/1": `<?xml version="1.0"?><rss version="2.0" xmlns:atom="x"><channel><image><url>u</url></image><title><![CDATA[A & "B"]]></title><language>az-AZ</language>
<atom:link rel="hub" href="https://hub.example/"/><item><title>x</title><pubDate>Sun, 22 Nov 2026 10:00:00 +0400</pubDate></item><item><title>y</title></item></channel></rss>`,
	}}
	list, _, err := s.discover(t, "/")
	if err != nil || len(list) != 1 {
		t.Fatal(err, list)
	}
	c := list[0]
	if c.Title != `A & "B"` || c.Format != "RSS 2.0" || c.Items != 2 || c.Language != "az" || !slices.Equal(c.Hubs, []string{"https://hub.example/"}) ||
		!c.Newest.Equal(time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)) || c.Site == "" {
		t.Errorf("%+v", c)
	}
	if f := c.Feed(); f.Name != c.Title || f.URL != c.URL || f.Site != c.Site || f.Language != "" {
		t.Errorf("%+v", f)
	}
}

func TestAFeedIsFoundAsItself(t *testing.T) {
	for body, format := range map[string]string{
		rss("a"): "RSS 2.0",
		`<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>1</id><title>x</title></entry></feed>`: "Atom",
		newsSitemap: "sitemap",
	} {
		s := site{pages: map[string]string{"/x": body, "/old": "moved: /x"}}
		list, got, err := s.discover(t, "/old")
		if err != nil || got != "itself /x" || list[0].Format != format || list[0].Items == 0 || len(s.asked) != 2 {
			t.Errorf("%s: %v: %s %+v, asked %v", format, err, got, list, s.asked)
		}
	}
}

func TestASearchThatFindsNothing(t *testing.T) {
	s := site{pages: map[string]string{"/": "<p>nothing"}}
	_, _, err := s.discover(t, "/")
	if err == nil || !strings.Contains(err.Error(), "no feed was found") || !strings.Contains(err.Error(), "select") {
		t.Errorf("%v", err)
	}
	if want := append([]string{"/"}, usualPaths...); !slices.Equal(s.asked, want) {
		t.Errorf("asked for %v, want %v", s.asked, want)
	}
	s = site{pages: map[string]string{"/": `<link rel=alternate type=application/rss+xml href=/1>`, "/1": "<html><p>Gone fishing"}}
	if _, _, err = s.discover(t, "/"); err == nil || !strings.Contains(err.Error(), "/1, but it cannot be read: this is a web page") {
		t.Errorf("%v", err)
	}
	s.pages["/"] += " <link rel=alternate type=application/rss+xml href=/2>"
	if _, _, err = s.discover(t, "/"); err == nil || !strings.Contains(err.Error(), "2 feeds are named at http") || !strings.Contains(err.Error(), "/1: this is a web page") || !strings.Contains(err.Error(), "/2: there is no such page") {
		t.Errorf("%v", err)
	}
	if _, _, err = s.discover(t, "/gone"); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("%v", err)
	}
}

func TestASearchStopsWhenItIsUnwelcome(t *testing.T) {
	s := site{pages: map[string]string{"/": "<p>nothing", "/rss.xml": rss("a")}, refuse: "/rss"}
	_, _, err := s.discover(t, "/")
	if err == nil || !strings.Contains(err.Error(), "too many requests") || len(s.asked) != 3 {
		t.Errorf("%v, asked %v", err, s.asked)
	}
}

func TestASearchIsBounded(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, `<link rel=alternate type=application/rss+xml href=/x%d><a href=/y%d.rss>x</a><a href=/z%d>RSS</a>`, i, i, i)
	}
	s := site{pages: map[string]string{"/": b.String()}}
	if _, _, err := s.discover(t, "/"); err == nil {
		t.Error("found something")
	}
	if most := 1 + maxDeclared + 2*maxGuesses + len(usualPaths); len(s.asked) != most {
		t.Errorf("%d requests, want %d", len(s.asked), most)
	}
}

func TestSitesThatAreKnown(t *testing.T) {
	c := newTestClient(t)
	for address, want := range map[string]string{
		"https://t.me/s/channel/12":  "https://t.me/s/channel and select",
		"https://www.facebook.com/x": "facebook.com has no feeds",
		"ftp://a.example/":           "no web address",
		"":                           "no web address",
		"/etc/passwd":                `"/etc/passwd" is no web address`,
		"mailto:a@b":                 "is no web address",
	} {
		if _, err := c.Discover(t.Context(), address); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", address, err)
		}
	}
	for address, want := range map[string]string{
		"https://www.youtube.com/channel/UCx":        "https://www.youtube.com/feeds/videos.xml?channel_id=UCx",
		"https://youtube.com/playlist?list=PL1&si=2": "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1",
		"https://old.example/r/x":                    "",
		"https://reddit.com/r/azerbaijan/":           "https://www.reddit.com/r/azerbaijan/.rss",
	} {
		if got, err := platformFeed(mustURL(t, address)); err != nil || got != want {
			t.Errorf("%s: %q, %v", address, got, err)
		}
	}
}

func mustURL(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestAnAddressWithoutASchemeIsTriedWithBoth(t *testing.T) {
	s := site{pages: map[string]string{"/rss": rss("a")}}
	server := serve(t, s.ServeHTTP)
	host := strings.TrimPrefix(server.URL, "http://")
	c := newTestClient(t)
	list, err := c.Discover(t.Context(), host+"/rss")
	if err != nil || len(list) != 1 || list[0].URL != server.URL+"/rss" {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err = c.Discover(t.Context(), host+"/none"); err == nil || err.Error() != "there is no such page (404)" {
		t.Errorf("%v", err)
	}
	if _, err = c.Discover(t.Context(), "https://"+host+"/rss"); err == nil {
		t.Error("https was not meant")
	}
}

func TestAnAddressWithoutASchemeIsTriedByHTTPWhereHTTPSIsCutOff(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	_, err = newTestClient(t).Discover(t.Context(), listener.Addr().String()+"/page")
	if err == nil || !strings.Contains(err.Error(), "asked by https: ") || !strings.Contains(err.Error(), "; by http: ") {
		t.Errorf("%v", err)
	}
}

func TestWhatIsNoTextIsCalledSo(t *testing.T) {
	for body, want := range map[string]string{
		"\x1f\x8b\x08\x00\x01<ab\x02>": "gzip data", "\x89PNG\x00<a\x01\x02b>\xff": "binary data", "<a\xff\xfe\x03>": "binary data",
		"<opml><body/></opml>": "first element is <opml>", "a: {b: 1}\nc: {\n": "neither XML nor JSON", "{\"a\": [": "the JSON document breaks off",
		"if \"<rss\" in t:\n y = '<?xml version='1.0'?><rss><channel><item><title>a</title></item></channel></rss>'": "no feed",
	} {
		_, err := Parse([]byte(body), nil, "", Feed{Name: "x"}, time.Now())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

package fetch

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"vedette/internal/politeserver"
)

// facts visits a document at /news/feed and gives what it says of itself, with
// the server's own address left out.
func facts(t *testing.T, header hdr, body string) (r Result) {
	t.Helper()
	s := politeserver.New(t, step{Path: "/news/feed", Header: header, Body: body})
	r = newReader(t, s.URL+"/news/feed").good()
	cut := func(a string) string { return strings.TrimPrefix(a, s.URL) }
	r.Older, r.State.Self = cut(r.Older), cut(r.State.Self)
	for i := range r.State.Hubs {
		r.State.Hubs[i] = cut(r.State.Hubs[i])
	}
	return r
}

func atomFeed(head, entry string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><id>f</id><title>T</title>` + head +
		`<entry><id>1</id><title>one</title>` + entry + `</entry></feed>`
}

func TestOlderPagesAreFound(t *testing.T) {
	for _, test := range []struct{ name, body, older string }{
		{"Atom, paged", atomFeed(`<link rel="next" href="?page=2&amp;x=1"/>`, ""), "/news/feed?page=2&x=1"},
		{"Atom, archived", atomFeed(`<link rel="self" href="/s"/><link href="/archive/9" rel="prev-archive"/>`, ""), "/archive/9"},
		{"both: archives stay", atomFeed(`<link rel="next" href="/2"/><link rel="prev-archive" href="/archive/9"/>`, ""), "/archive/9"},
		{"RSS", channel(`<atom:link rel='NEXT' href='older'></atom:link>`), "/news/older"},
		{"after the items", strings.Replace(channel(""), "</channel>", `<atom:link rel="next" href="/2"/></channel>`, 1), "/2"},
		{"an item's link", atomFeed("", `<link rel="next" href="/no"/>`), ""},
		{"the page before", atomFeed(`<link rel="previous" href="/no"/>`, ""), ""},
		{"in a comment", atomFeed(`<!-- <link rel="next" href="/no"/> -->`, ""), ""},
		{"no web address", atomFeed(`<link rel="next" href="javascript:x"/>`, ""), ""},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","next_url":"/2.json","items":[]}`, "/2.json"},
		{"JSON Feed, of another type", `{"version":"https://jsonfeed.org/version/1.1","next_url":2,"items":[]}`, ""},
		{"none", rss("one"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if r := facts(t, nil, test.body); r.Older != test.older {
				t.Errorf("older %q, want %q", r.Older, test.older)
			} else if r.Archive != strings.HasPrefix(test.older, "/archive") {
				t.Errorf("older %q, an archive document: %t", r.Older, r.Archive)
			}
		})
	}
}

func TestOnlyACompleteFeedSaysThatItIs(t *testing.T) {
	for _, test := range []struct {
		name, body string
		complete   bool
	}{
		{"Atom", atomFeed("<fh:complete/>", ""), true},
		{"RSS", channel("<fh:complete></fh:complete>"), true},
		{"an archive", atomFeed("<fh:archive/>", ""), false},
		{"iTunes", channel("<itunes:complete>Yes</itunes:complete>"), false},
		{"both", channel("<fh:complete/><itunes:complete>Yes</itunes:complete>"), true},
		{"in an item", atomFeed("", "<fh:complete/>"), false},
		{"of no namespace", channel("<complete/><x:complete/>"), false},
		{"none", rss("one"), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if r := facts(t, nil, test.body); r.Complete != test.complete {
				t.Errorf("complete: %v", r.Complete)
			}
		})
	}
}

func TestHubsAreFound(t *testing.T) {
	const jsonStart = `{"version":"https://jsonfeed.org/version/1.1","feed_url":"https://self.example/j","items":[],"hubs":`
	for _, test := range []struct {
		name   string
		header hdr
		body   string
		hubs   []string
		self   string
	}{
		{"Atom", nil, atomFeed(`<link rel="hub" href="https://hub.example/"/><link rel="hub" href="/hub2"/><link rel="self" href="https://self.example/a"/>`, ""),
			[]string{"https://hub.example/", "/hub2"}, "https://self.example/a"},
		{"RSS", nil, channel(`<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" type="x" href="/self"/>`), []string{"https://hub.example/"}, "/self"},
		{"JSON Feed", nil, jsonStart + `[{"type":"rssCloud","url":"https://no.example/"},{"type":"WebSub","url":"https://hub.example/"}]}`,
			[]string{"https://hub.example/"}, "https://self.example/j"},
		{"JSON Feed, of another type", nil, jsonStart + `"x"}`, nil, "https://self.example/j"},
		{"Link header", hdr{"Link": `<https://hub.example/>; rel="hub", </self>; rel=self; type="a,b", <x>; rel="next"`}, rss("one"), []string{"https://hub.example/"}, "/self"},
		{"two relations at once", hdr{"Link": `<https://hub.example/>;rel="alternate HUB"`}, rss("one"), []string{"https://hub.example/"}, ""},
		{"the header wins", hdr{"Link": `<https://one.example/>; rel=hub, <https://one.example/s>; rel=self`},
			atomFeed(`<link rel="hub" href="https://two.example/"/><link rel="self" href="https://two.example/s"/>`, ""), []string{"https://one.example/"}, "https://one.example/s"},
		{"twice the same", nil, atomFeed(strings.Repeat(`<link rel="hub" href="https://hub.example/"/>`, 3), ""), []string{"https://hub.example/"}, ""},
		{"no web address", nil, atomFeed(`<link rel="hub" href="mailto:x"/><link rel="hub" href=""/>`, ""), nil, ""},
		{"none", nil, rss("one"), nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := facts(t, test.header, test.body)
			if !slices.Equal(r.State.Hubs, test.hubs) || r.State.Self != test.self {
				t.Errorf("hubs %q, self %q", r.State.Hubs, r.State.Self)
			}
		})
	}
}

func TestHubsAreBounded(t *testing.T) {
	var links strings.Builder
	for _, c := range "abcdefghijklmnop" {
		links.WriteString(`<link rel="hub" href="https://` + string(c) + `.example/"/>`)
	}
	links.WriteString(`<link rel="self" href="https://self.example/` + strings.Repeat("x", maxAddress) + `"/>`)
	if r := facts(t, nil, atomFeed(links.String(), "")); len(r.State.Hubs) != maxHubs || r.State.Self != "" {
		t.Errorf("%d hubs, self of %d bytes", len(r.State.Hubs), len(r.State.Self))
	}
}

func TestFactsStayOverUnchangedAnswers(t *testing.T) {
	body := atomFeed(`<link rel="hub" href="https://hub.example/"/><link rel="self" href="https://self.example/"/>`, "")
	s := politeserver.New(t, step{Header: hdr{"ETag": `"1"`}, Body: body}, step{Status: 304}, step{Body: body}, step{Body: rss("one")})
	r := newReader(t, s.URL)
	for range 3 {
		if r.good(); len(r.state.Hubs) != 1 || r.state.Self == "" {
			t.Errorf("%+v", r.state)
		}
	}
	if r.good(); r.state.Hubs != nil || r.state.Self != "" {
		t.Errorf("the facts of an old document stay: %+v", r.state)
	}
}

func TestFactsOfUTF16AreRead(t *testing.T) {
	var b bytes.Buffer
	w := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Writer(&b)
	w.Write([]byte(channel("<ttl>30</ttl>")))
	if r := facts(t, nil, b.String()); r.State.Hints.TTL != 30 {
		t.Errorf("%+v", r.State.Hints)
	}
}

// No visit of a real feed may lose a hint that stands there in plain sight.
func TestRealFeedsTellTheirFacts(t *testing.T) {
	ttl, hubs, older := 0, 0, 0
	for name, body := range sharedFeeds(t) {
		h := xmlHead(body)
		if at := bytes.Index(body, []byte("<ttl>")); at >= 0 && body[at+5] != '0' && h.ttl == 0 {
			t.Errorf("%s: a ttl was not read", name)
		}
		if h.ttl > 0 {
			ttl++
		}
		if h.next+h.archive != "" {
			older++
		}
		if len(h.hubs) > 0 {
			hubs++
		}
	}
	t.Logf("%d with ttl, %d with hubs, %d with older pages", ttl, hubs, older)
}

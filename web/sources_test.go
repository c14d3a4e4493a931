package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/news"
	"vedette/problem"
)

// someSources are sources in memory; package main has the real ones.
type someSources struct {
	mu    sync.Mutex
	added []news.AddedFeed
	did   []string
}

var (
	errHeld = news.Refusal{Why: errors.New("xeber.example asks to be left alone until 2026-11-22 13:00:00 UTC")}
	errDisk = errors.New("write record of table added: no space left on device")
)

func (s *someSources) Discover(_ context.Context, address string) ([]Candidate, error) {
	s.note("discover " + address)
	if strings.Contains(address, "nothing") {
		return nil, news.Refusal{Why: errors.New("no feed was found: look on the site for a link named RSS")}
	}
	return []Candidate{
		{URL: "https://site.example/rss?a=1&b=2", Title: "Xəbər <b>& more", Format: "RSS 2.0", Language: "az", Items: 20, Newest: noon.Add(-time.Hour), Found: "link of the page", Hub: true},
		{URL: "https://site.example/atom", Format: "Atom", Items: 1, Found: "link of the page"},
		{URL: "https://site.example/gone?<b>", Title: "Old & new", Found: "link of the page", Trouble: "there is no such page (404)"},
	}, nil
}

func (s *someSources) Add(_ context.Context, a news.AddedFeed) (news.AddedFeed, error) {
	switch {
	case a.URL == "":
		return a, problem.List{{Path: "url", Message: "the feed has no url", Hint: "write the whole address"}}
	case strings.Contains(a.URL, "known"):
		return a, &RefusedError{http.StatusConflict, a.URL + " is watched already, as feed xeber"}
	case strings.Contains(a.URL, "full"):
		return a, errDisk
	case strings.Contains(a.URL, "several"):
		return a, news.Refusal{Why: errors.New("there are 2 feeds at this address; add one of them:\n  one\n  two")}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.ID == "" {
		a.ID = "made"
	}
	if a.Name == "" {
		a.Name = "Found out"
	}
	s.added = append(s.added, a)
	return a, nil
}

func (s *someSources) AddAll(ctx context.Context, feeds []news.AddedFeed) ([]AddResult, error) {
	var results []AddResult
	for _, f := range feeds {
		switch added, err := s.Add(ctx, f); {
		case err == nil:
			results = append(results, AddResult{ID: added.ID})
		case errors.Is(err, news.ErrExists):
			results = append(results, AddResult{ID: "xeber", Exists: true, Why: err.Error()})
		default:
			results = append(results, AddResult{Why: err.Error()})
		}
	}
	return results, nil
}

func (s *someSources) Remove(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.added, func(a news.AddedFeed) bool { return a.ID == id })
	if at < 0 {
		return news.ErrNotFound
	}
	s.added = slices.Delete(s.added, at, at+1)
	return nil
}

func (s *someSources) AddedFeeds(context.Context) ([]news.AddedFeed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.added), nil
}

func (s *someSources) Check(_ context.Context, id string) (news.Checked, error) {
	switch id {
	case "held":
		return news.Checked{}, errHeld
	case "full":
		return news.Checked{}, errDisk
	case "broken":
		return news.Checked{Feed: id, Result: news.CheckFailed, At: noon, Error: "there is no such page (404)", Failures: 3}, nil
	case "slow":
		return news.Checked{Feed: id, Result: news.CheckWaiting, Waits: "the visit is under way"}, nil
	}
	return news.Checked{Feed: id, Result: news.CheckRead, At: noon, Items: 12, New: 2, Next: noon.Add(time.Hour), Why: "every 1h"}, s.act("check", id)
}

func (s *someSources) Release(_ context.Context, id string) (int, error) {
	return 3, s.act("release", id)
}

func (s *someSources) Revive(_ context.Context, id string) error { return s.act("revive", id) }

func (s *someSources) act(what, id string) error {
	switch id {
	case "nobody":
		return news.ErrNotFound
	case "full":
		return errDisk
	case "visited":
		return fmt.Errorf("revive feed %s: %w", id, news.ErrNotStopped)
	}
	s.note(what + " " + id)
	return nil
}

func (s *someSources) note(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.did = append(s.did, what)
}

// startSources serves pages and API that change these sources.
func startSources(t *testing.T) (*httptest.Server, *someSources) {
	t.Helper()
	sources := &someSources{}
	return start(t, sampleStore(), Options{Sources: sources}), sources
}

// newServer serves a catalogue that was changed.
func newServer(t *testing.T, store Store, sources Sources, change func(*Catalogue)) *httptest.Server {
	t.Helper()
	s := New(Config{}, store, Options{Now: clock, Sources: sources})
	c := sampleCatalogue()
	change(&c)
	s.Show(c)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server
}

// send makes a request that changes something; redirects are not followed.
func send(t *testing.T, server *httptest.Server, method, path, body string, header map[string]string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	resp, err := server.Client().Transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(said)
}

func TestTheAPIChangesSources(t *testing.T) {
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"none added", "GET", "feeds/added", "", 200, "[]\n"},
		{"add", "POST", "feeds", `{"url":"https://new.example/rss"}`, 200, `"name":"Found out"`},
		{"add what is known", "POST", "feeds", `{"url":"https://known.example/rss"}`, 409, "is watched already, as feed xeber"},
		{"add what leads to several", "POST", "feeds", `{"url":"https://several.example/"}`, 422, "there are 2 feeds at this address"},
		{"add to a full disk", "POST", "feeds", `{"url":"https://full.example/"}`, 500, "the store could not answer: see the daemon's log"},
		{"add without an address", "POST", "feeds", `{}`, 400, "the feed has no url"},
		{"add what is no JSON", "POST", "feeds", `url=x`, 400, "the feed cannot be read"},
		{"add a password", "POST", "feeds", `{"url":"https://new.example/rss","basic_auth":"x"}`, 400, "basic_auth"},
		{"add with a parameter", "POST", "feeds?x=1", `{}`, 400, `parameter \"x\" is unknown`},
		{"add many", "POST", "feeds/added", `[{"url":"https://new.example/rss"},{"url":"https://known.example/rss"},{}]`, 200,
			`[{"id":"made"},{"id":"xeber","exists":true,"why":"https://known.example/rss is watched already, as feed xeber"},{"why":"url: the feed has no url`},
		{"add many that are none", "POST", "feeds/added", `[]`, 200, "[]\n"},
		{"add what is no list", "POST", "feeds/added", `{}`, 400, "the list of feeds cannot be read"},
		{"add a list with a parameter", "POST", "feeds/added?x=1", `[]`, 400, `parameter \"x\" is unknown`},
		{"add a list that is too large", "POST", "feeds/added", "[" + strings.Repeat(" ", maxListBody) + "]", 400, "request body too large"},
		{"discover", "GET", "feeds/discover?url=https://site.example/", "", 200, `"title":"Xəbər \u003cb\u003e\u0026 more"`},
		{"discover nothing", "GET", "feeds/discover?url=nothing.example", "", 422, "no feed was found"},
		{"discover nowhere", "GET", "feeds/discover", "", 400, "is no good value of url"},
		{"check", "POST", "feeds/xeber/check", "", 200, `{"done":"12 items, 2 new","visit":{"feed":"xeber","result":"read","at":"2026-11-22T12:00:00Z","items":12,"new":2,"next_check":"2026-11-22T13:00:00Z","next_why":"every 1h"}}`},
		{"check one that is held", "POST", "feeds/held/check", "", 422, "asks to be left alone until"},
		{"check on a full disk", "POST", "feeds/full/check", "", 500, "see the daemon's log"},
		{"revive on a full disk", "POST", "feeds/full/revive", "", 500, "see the daemon's log"},
		{"revive one that is visited", "POST", "feeds/visited/revive", "", 422, "there is nothing to revive"},
		{"check an unknown one", "POST", "feeds/nobody/check", "", 404, "no record with this id"},
		{"release", "POST", "feeds/xeber/release", "", 200, `{"done":"has its held items judged","count":3}`},
		{"revive", "POST", "feeds/xeber/revive", "", 200, `{"done":"is visited again"}`},
		{"revive an unknown one", "POST", "feeds/nobody/revive", "", 404, "no record with this id"},
		{"remove an unknown one", "DELETE", "feeds/nobody", "", 404, "no record with this id"},
		{"remove by a form's method", "POST", "feeds/nobody/remove", "", 405, "Method Not Allowed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server, _ := startSources(t)
			status, _, body := send(t, server, tt.method, apiRoot+tt.path, tt.body, nil)
			if status != tt.status || !strings.Contains(body, tt.want) {
				t.Errorf("got %d %s, want %d with %s", status, body, tt.status, tt.want)
			}
		})
	}
}

func TestSourcesCannotBeChangedWhereTheyAreOnlyShown(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	lacks(t, pageAt(t, server, "/feeds"), "<form", "/feeds/add")
	for path, method := range map[string]string{apiRoot + "feeds": "POST", "/feeds/add": "POST", "/feeds/xeber/check": "POST", apiRoot + "feeds/xeber": "DELETE"} {
		if status, _, _ := send(t, server, method, path, "", nil); status != http.StatusNotFound && status != http.StatusMethodNotAllowed {
			t.Errorf("%s %s: status %d", method, path, status)
		}
	}
}

func TestOtherSitesChangeNoSources(t *testing.T) {
	server, sources := startSources(t)
	foreign := map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example", "Content-Type": "application/x-www-form-urlencoded"}
	for path, method := range map[string]string{
		"/feeds/add": "POST", "/feeds/xeber/check": "POST", "/feeds/xeber/remove": "POST",
		apiRoot + "feeds": "POST", addedPath: "POST", apiRoot + "feeds/xeber": "DELETE", apiRoot + "feeds/xeber/release": "POST",
		apiRoot + "feeds/discover?url=https://victim.example/": "GET",
	} {
		if status, _, _ := send(t, server, method, path, "", foreign); status != http.StatusForbidden {
			t.Errorf("%s %s: status %d", method, path, status)
		}
	}
	// A link of another site fills in the address; the reader presses the button.
	status, _, body := send(t, server, "GET", "/feeds/add?url=https://victim.example/", "", foreign)
	if status != http.StatusOK || !strings.Contains(body, `value="https://victim.example/"`) {
		t.Errorf("the page: status %d", status)
	}
	if len(sources.did) != 0 || len(sources.added) != 0 {
		t.Errorf("done all the same: %v %v", sources.did, sources.added)
	}
}

func TestTheClientChangesSources(t *testing.T) {
	server, sources := startSources(t)
	c := NewClient(server.URL)
	t.Cleanup(c.Close)
	ctx := t.Context()

	want := news.AddedFeed{ID: "a b/ç?", Name: "Ç & Co", URL: "https://new.example/rss?a=1&b=ə", Site: "https://new.example", Country: "AZ",
		Language: "az", Tags: []string{"wire", "two words"}, Every: "15m", TimeZone: "Asia/Baku", Fulltext: true, Added: noon}
	got, err := c.Add(ctx, want)
	same(t, "add", err, got, want)
	list, err := c.AddedFeeds(ctx)
	same(t, "added", err, list, []news.AddedFeed{want})
	found, err := c.Discover(ctx, "https://site.example/?x=1&y=2")
	direct, _ := sources.Discover(ctx, "https://site.example/?x=1&y=2")
	same(t, "discover", err, found, direct)
	n, err := c.Release(ctx, "xeber")
	same(t, "release", err, n, 3)
	checked, err := c.Check(ctx, "xeber")
	same(t, "check", err, checked, news.Checked{Feed: "xeber", Result: news.CheckRead, At: noon, Items: 12, New: 2, Next: noon.Add(time.Hour), Why: "every 1h"})
	err = errors.Join(c.Revive(ctx, "a/b"), c.Remove(ctx, want.ID))
	same(t, "what was done", err, sources.did,
		[]string{"discover https://site.example/?x=1&y=2", "discover https://site.example/?x=1&y=2", "release xeber", "check xeber", "revive a/b"})
	same(t, "what is left", nil, sources.added, []news.AddedFeed(nil))

	many := make([]news.AddedFeed, 1000)
	for i := range many {
		many[i] = want
		many[i].ID = fmt.Sprint("many-", i)
	}
	many[999].URL = "https://known.example/"
	results, err := c.AddAll(ctx, many)
	same(t, "how many were added", err, len(sources.added), 999)
	same(t, "the last two", nil, results[998:], []AddResult{{ID: "many-998"}, {ID: "xeber", Exists: true, Why: "https://known.example/ is watched already, as feed xeber"}})

	_, err = c.Add(ctx, news.AddedFeed{URL: "https://known.example/"})
	if !errors.Is(err, news.ErrExists) || !strings.Contains(err.Error(), "is watched already, as feed xeber") {
		t.Errorf("of a known feed: %v", err)
	}
	if _, err = c.Add(ctx, news.AddedFeed{}); err == nil || !strings.Contains(err.Error(), "the feed has no url") {
		t.Errorf("of a feed without address: %v", err)
	}
	if _, err := c.Check(ctx, "held"); err == nil || !strings.Contains(err.Error(), errHeld.Error()) {
		t.Errorf("of a feed that is held: %v", err)
	}
	_, err = c.Check(ctx, "nobody")
	for _, err := range []error{err, c.Revive(ctx, "nobody"), c.Remove(ctx, "nobody")} {
		if !errors.Is(err, news.ErrNotFound) {
			t.Errorf("of an unknown feed: %v", err)
		}
	}
}

func TestThePageForAddingAsksAndShowsWhatItFinds(t *testing.T) {
	server, _ := startSources(t)
	lacks(t, pageAt(t, server, "/feeds/add"), "Watch this feed", "role=\"alert\"")
	body := pageAt(t, server, "/feeds/add?url=https://site.example/")
	contains(t, body, "2 feeds found", "Xəbər &lt;b&gt;&amp; more", `name="url" value="https://site.example/rss?a=1&amp;b=2"`,
		"pushed by a hub", "20 items", "1 item<", "<span>Azerbaijani</span>", `name="language" value=""`,
		"1 feed named there that cannot be read", `<h3 dir="auto">Old &amp; new</h3>`, `<p class="trouble">there is no such page (404)</p>`, `href="https://site.example/gone?%3cb%3e"`)
	lacks(t, body, "<b>", `value="https://site.example/gone`)
	if n := strings.Count(body, "Watch this feed"); n != 2 {
		t.Errorf("%d feeds are offered", n)
	}
	lacks(t, body, "watched already", "autofocus")
	contains(t, pageAt(t, server, "/feeds/add?url=nothing.example"), "no feed was found", `value="nothing.example"`)
}

func TestTheFormAddsAFeed(t *testing.T) {
	server, sources := startSources(t)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
	values := url.Values{"url": {"https://new.example/rss"}, "name": {" New & old "}, "language": {"az"}, "country": {"az"}, "tags": {"wire, state  energy"}}
	status, header, _ := send(t, server, "POST", "/feeds/add", values.Encode(), form)
	if status != http.StatusSeeOther {
		t.Fatalf("status %d", status)
	}
	same(t, "the feed", nil, sources.added, []news.AddedFeed{{ID: "made", Name: "New & old", URL: "https://new.example/rss", Language: "az", Country: "AZ", Tags: []string{"wire", "state", "energy"}}})
	contains(t, pageAt(t, server, header.Get("Location")), "New &amp; old is watched from now on")
	for address, want := range map[string]int{"https://known.example/": 409, "https://several.example/": 422, "https://full.example/": 500, "": 400} {
		status, header, _ := send(t, server, "POST", "/feeds/add", url.Values{"url": {address}}.Encode(), form)
		if status != want || header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%q: status %d, want %d", address, status, want)
		}
	}
}

func TestTheButtonsOfFeeds(t *testing.T) {
	sources, store := &someSources{}, sampleStore()
	store.states[0].Held = 2
	store.states[3].Stopped = "gone"
	s := New(Config{}, store, Options{Now: clock, Sources: sources})
	c := sampleCatalogue()
	c.Feeds[1].Added, c.Feeds[1].URL = true, "HTTPS://Site.example:443/atom"
	s.Show(c)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	contains(t, pageAt(t, server, "/feeds/add?url=https://site.example/"), `It is watched already, as <a href="/feed/vestnik"`)
	body := pageAt(t, server, "/feeds")
	if n := strings.Count(body, ">added</span>"); n != 1 {
		t.Errorf("%d feeds are said to be added", n)
	}
	contains(t, body, `action="/feeds/xeber/release"><button>Judge 2 held items</button>`, `action="/feeds/ambebi/revive"`, `action="/feeds/vestnik/remove"`, `action="/feeds/xeber/check"`)
	lacks(t, body, `action="/feeds/xeber/remove"`, `action="/feeds/ambebi/check"`, `action="/feeds/vestnik/release"`)
	for action, want := range map[string]string{"check": "was visited at 12:00:00 UTC: 12 items, 2 new.", "release": "has its held items judged", "revive": "is visited again"} {
		status, header, _ := send(t, server, "POST", "/feeds/xeber/"+action, "", nil)
		if status != http.StatusSeeOther {
			t.Fatalf("%s: status %d", action, status)
		}
		contains(t, pageAt(t, server, header.Get("Location")), "Bakı Xəbər Lenti "+want)
	}
	if status, _, body := send(t, server, "POST", "/feeds/held/check", "", nil); status != 422 || !strings.Contains(body, "asks to be left alone") {
		t.Errorf("a feed that is held: status %d", status)
	}
	if status, _, _ := send(t, server, "POST", "/feeds/nobody/revive", "", nil); status != 404 {
		t.Errorf("an unknown feed: status %d", status)
	}
}

func TestWhatWasDoneIsSaidOnlyOfFeedsThatAreThere(t *testing.T) {
	server, _ := startSources(t)
	for _, query := range []string{"did=add&feed=Anything", "did=check&feed=Anything", "did=remove&feed=xeber", "did=add"} {
		lacks(t, pageAt(t, server, "/feeds?"+query), `class="done"`)
	}
	contains(t, pageAt(t, server, "/feeds?did=check&feed=xeber"), "Bakı Xəbər Lenti is visited now")
	body := pageAt(t, server, "/feeds?did=remove&feed=Anything")
	contains(t, body, "The feed is taken out; its items stay.")
	lacks(t, body, "Anything")
}

func TestANoticeOfHeldItemsHasTheirButton(t *testing.T) {
	store := sampleStore()
	store.states[0].Held = 2
	store.notices = []news.Notice{{Seq: 1, Kind: news.Renamed, Feed: store.states[0].Feed, At: noon, Title: "Held", Text: "`vedette feeds release xeber` has them judged. One ` stays."}}
	body := pageAt(t, start(t, store, Options{Sources: &someSources{}}), "/notices")
	contains(t, body, `action="/feeds/`+store.states[0].Feed+`/release"`, "Judge 2 held items", "<code>vedette feeds release xeber</code> has them judged. One ` stays.")
	lacks(t, pageAt(t, start(t, store, Options{}), "/notices"), "<button>Judge")
}

func TestAFormThatIsRefusedComesBackAsItWasTyped(t *testing.T) {
	server, _ := startSources(t)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
	values := url.Values{"url": {"https://known.example/"}, "name": {"Mine & <yours>"}, "country": {"zz"}, "tags": {"wire, state"}, "every": {"15m"}, "fulltext": {"yes"}}
	status, _, body := send(t, server, "POST", "/feeds/add", values.Encode(), form)
	if status != http.StatusConflict {
		t.Errorf("status %d", status)
	}
	contains(t, body, `role="alert">https://known.example/ is watched already`, `value="Mine &amp; &lt;yours&gt;"`, `value="zz"`, `value="wire, state"`, `value="15m"`, " checked>",
		`name="url" value="https://known.example/"`)
	lacks(t, body, "0 items", "1 feed found")
}

func TestTheFormTakesIntervalAndFullText(t *testing.T) {
	server, sources := startSources(t)
	values := url.Values{"url": {"https://new.example/rss"}, "name": {"New"}, "every": {"15m"}, "fulltext": {"yes"}}
	send(t, server, "POST", "/feeds/add", values.Encode(), map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
	if len(sources.added) != 1 || sources.added[0].Every != "15m" || !sources.added[0].Fulltext {
		t.Errorf("got %+v", sources.added)
	}
}

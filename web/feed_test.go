package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"vedette/news"
)

func TestFeedPageTellsWhatIsWrongAndWhatToDo(t *testing.T) {
	store := sampleStore()
	s := &store.states[2]
	s.Address, s.URL, s.Adopted = "https://lur.example/old", "https://new.lur.example/atom", "https://new.lur.example/atom"
	s.Former, s.NextWhy, s.Held, s.FailingSince, s.Checks = []string{"https://former.lur.example/"}, "server error (503), failure 4 in a row", 2, noon.Add(-3*time.Hour), 90
	s.Hints = news.Hints{FreshUntil: noon.Add(time.Hour), TTL: 60, SkipHours: 1 << 3, SkipDays: 3}
	s.Told = []news.NoticeKind{news.Broken}
	// The state is of another address, whose server the next visit does not come to.
	store.holds = append(store.holds, news.HostHold{Host: "new.lur.example", Until: noon.Add(5 * time.Hour)})
	server := start(t, store, Options{Sources: &someSources{}})
	body := pageAt(t, server, "/feed/lur")
	contains(t, body, "<bdi>Լուր Երևան</bdi>", `<span class="health failing" title="the last visit failed, or what is stored of it is damaged">failing</span>`, "4 failed visits: the server answered 503",
		`action="/feeds/lur/release"`, "Judge 2 held items",
		`href="https://lur.example/atom"`, `href="https://new.lur.example/atom"`, "give the feed this url", "https://former.lur.example/", "https://lur.example/old",
		"22 Nov 2026, 14:00 UTC</time> <span class=\"at\">(in 2 h)</span>: its host asks to be left alone until then: 503 Service Unavailable",
		"is left alone until then, as it wishes: 503 Service Unavailable",
		"not before 2026-11-22 13:00 UTC (Cache-Control or Expires); not sooner than after 60 min (ttl); not in 1 hour of the day (skipHours); not on 2 days of the week (skipDays)",
		"answered with status 503; 90 visits so far", "310 so far, 2 held back", "Armenian", "agency", "every 15m", "by the configuration",
		"Լուր Երևան has been failing for 3 hours", `href="/notices?feed=lur"`, `title="cannot be read">broken`,
		"<mark>Զանգեզուրի միջանցք</mark>", `href="/?rule=corridor"`, "published <time", `href="/items?feed=lur"`, `href="/?feed=lur"`)
	lacks(t, body, `action="/feeds/lur/remove"`, `action="/feeds/lur/revive"`)
	// A visit is not offered as long as it would be refused.
	for _, path := range []string{"/feed/lur", "/feeds"} {
		lacks(t, pageAt(t, server, path), `action="/feeds/lur/check"`)
	}
	store.holds = nil
	for _, path := range []string{"/feed/lur", "/feeds"} {
		contains(t, pageAt(t, server, path), `action="/feeds/lur/check"`)
	}
}

func TestFeedPageOfAFeedThatIsWell(t *testing.T) {
	store := sampleStore()
	store.items = store.items[1:] // the first is all that its feed has brought
	server := start(t, store, Options{})
	body := pageAt(t, server, "/feed/vestnik")
	contains(t, body, "https://hub.example/", "pushes the feed until 2026-11-24 12:00 UTC, to be renewed before; last push 2026-11-22 11:00 UTC", "There are no notices of this feed")
	lacks(t, body, "t0ken", "s3cret", "<form", "<script>alert", `href="javascript`)
	contains(t, pageAt(t, server, "/feed/monitor"), "not visited yet", "It has brought no items yet", "as soon as it is its turn")
	store.states[1].Hubs = []string{"https://other.example/"}
	store.subscriptions = nil
	contains(t, pageAt(t, server, "/feed/vestnik"), "https://other.example/", "vedette is not subscribed there")
}

func TestFeedPageOfAFeedThatIsNotWatchedAnyMore(t *testing.T) {
	server := start(t, sampleStore(), Options{Sources: &someSources{}})
	body := pageAt(t, server, "/feed/forgotten")
	contains(t, body, "not watched any more", "what was read of it stays")
	lacks(t, body, "<form", "Next visit")
	for _, path := range []string{"/feed/nobody", "/feed/", "/feed/lur/x"} {
		if status, _, _ := read(t, server, path); status != 404 {
			t.Errorf("%s: status %d", path, status)
		}
	}
}

// What came in place of a feed is shown as text, never as the page that it is.
func TestABodyThatCouldNotBeReadIsShownAsText(t *testing.T) {
	store := sampleStore()
	store.states[2].Unread = "a hash"
	server := start(t, store, Options{})
	contains(t, pageAt(t, server, "/feed/lur"), `href="/feed/lur/body"`)
	status, h, body := read(t, server, "/feed/lur/body")
	if status != 200 || h.Get("Content-Type") != "text/plain; charset=utf-8" || h.Get("X-Content-Type-Options") != "nosniff" || body != "<html>\n" {
		t.Errorf("%d %v %s", status, h, body)
	}
	if status, _, body := read(t, server, "/feed/vestnik/body"); status != 404 || !strings.Contains(body, "no body of this feed is kept") {
		t.Errorf("%d %s", status, body)
	}
	if _, _, body := read(t, server, "/feed/nobody"); !strings.Contains(body, `href="/feeds"`) || !strings.Contains(body, "no feed with this id") {
		t.Error(body)
	}
}

// Whatever a feed is called, its page can be reached and its buttons work.
func TestEveryPageLeadsToTheFeedsOwn(t *testing.T) {
	store := sampleStore()
	const odd = "a/b ç?"
	for i := range store.items {
		store.items[i].Feed = odd
	}
	store.notices[4].Feed = odd
	store.states[0].Feed = odd
	server := newServer(t, store, &someSources{}, func(c *Catalogue) { c.Feeds[0].ID, c.Feeds[0].Added = odd, true })
	link := `href="` + feedPath(odd) + `"`
	for _, path := range []string{"/", "/items", "/items/" + store.items[0].ID, "/feeds", "/notices"} {
		contains(t, pageAt(t, server, path), link)
	}
	body := pageAt(t, server, feedPath(odd))
	action := "/feeds/" + url.PathEscape(odd) + "/"
	contains(t, body, "Bakı Xəbər Lenti", `action="`+action+`check"`, `action="`+action+`remove"`)
	contains(t, pageAt(t, server, "/feeds"), `action="`+action+`check"`)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
	for step, want := range map[string]string{"check": "was visited at 12:00:00 UTC: 12 items, 2 new.", "release": "has its held items judged"} {
		status, header, _ := send(t, server, "POST", action+step, "from=feed", form)
		if status != http.StatusSeeOther || !strings.HasPrefix(header.Get("Location"), feedPath(odd)+"?") {
			t.Fatalf("%s: status %d, to %s", step, status, header.Get("Location"))
		}
		contains(t, pageAt(t, server, header.Get("Location")), "Bakı Xəbər Lenti "+want)
	}
}

// A visit that is not over yet, or that failed, is told as such on both pages.
func TestACheckThatIsNotOverOrFailedSaysSo(t *testing.T) {
	server := newServer(t, sampleStore(), &someSources{}, func(c *Catalogue) { c.Feeds[1].ID, c.Feeds[2].ID = "slow", "broken" })
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	for _, from := range []string{"", "from=feed"} {
		_, header, _ := send(t, server, "POST", "/feeds/slow/check", from, form)
		contains(t, pageAt(t, server, header.Get("Location")), `<p class="done" role="status">Кавказский вестник is being visited. That is not over yet: the visit is under way.`)
		_, header, _ = send(t, server, "POST", "/feeds/broken/check", from, form)
		contains(t, pageAt(t, server, header.Get("Location")), `<p class="troubles" role="status">Լուր Երևան was visited at 12:00:00 UTC: failed: there is no such page (404) (3 failed visits in a row).`)
	}
}

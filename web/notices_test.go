package web

import (
	"strings"
	"testing"

	"vedette/news"
)

func TestNoticesPage(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	body := pageAt(t, server, "/notices")
	contains(t, body, "Լուր Երևան has been failing for 3 hours", "Look at the site", ">all sources<", `title="cannot be read">broken`,
		"Sunday, 22 November 2026", "&lt;script&gt;", `<option value="held">held: old news may have come as new, and is held`)
	lacks(t, body, "<script>alert")
	if a, b := strings.Index(body, "has been failing"), strings.Index(body, "No feed could be reached"); a > b {
		t.Error("the newest does not stand first")
	}
	tests := map[string]int{"": 5, "?feed=lur": 1, "?kind=quiet": 1, "?kind=gone": 0, "?limit=2": 2, "?before=3": 2, "?feed=&kind=": 5}
	for query, rows := range tests {
		if n := strings.Count(pageAt(t, server, "/notices"+query), `class="card notice"`); n != rows {
			t.Errorf("%s: %d notices, want %d", query, n, rows)
		}
	}
	contains(t, pageAt(t, server, "/notices?limit=2"), `href="/notices?before=4&amp;limit=2"`)
	contains(t, pageAt(t, server, "/notices?kind=gone"), "No notice passes this filter")
	contains(t, pageAt(t, start(t, &memory{}, Options{}), "/notices"), "Nothing has happened")
	if status, _, _ := read(t, server, "/notices?kind=lost"); status != 400 {
		t.Errorf("an unknown kind: status %d", status)
	}
}

func TestNoticesThatGoOutToNobodyAreCalledSo(t *testing.T) {
	contains(t, pageAt(t, start(t, sampleStore(), Options{}), "/notices"), "the same routes as hits")
	server := newServer(t, sampleStore(), nil, func(c *Catalogue) { c.Receivers = nil })
	contains(t, pageAt(t, server, "/notices"), "No receivers are set")
}

func TestEveryKindOfNoticeHasAMeaning(t *testing.T) {
	for _, k := range news.NoticeKinds() {
		if meaning(k) == "" {
			t.Errorf("%s has none", k)
		}
	}
}

func TestANoticeOfHeldItemsSaysThatTheyWereReleased(t *testing.T) {
	store := sampleStore()
	store.notices = append(store.notices, news.Notice{ID: "h", Seq: 99, Kind: news.Renamed, Feed: "lur", Severity: news.High, At: noon,
		Title: "Lur shows old items as new: 2 items held", Text: "no rule was asked about them."})
	const since = "items held, and released since"
	store.states[2].Held = 2
	server := start(t, store, Options{})
	for _, path := range []string{"/notices", "/feeds", "/feed/lur"} {
		lacks(t, pageAt(t, server, path), since)
	}
	store.states[2].Held = 0
	for _, path := range []string{"/notices", "/feeds", "/feed/lur"} {
		contains(t, pageAt(t, server, path), since)
	}
}

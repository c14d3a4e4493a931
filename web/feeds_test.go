package web

import (
	"fmt"
	"strings"
	"testing"

	"vedette/news"
)

func TestFeedsPageBeginsWithTrouble(t *testing.T) {
	body := pageAt(t, start(t, sampleStore(), Options{}), "/feeds")
	_, table, _ := strings.Cut(body, "<table") // behind what happened
	at := -1
	for _, name := range []string{"خبر ارس", "Լուր Երևան", "Caucasus Monitor", "Bakı Xəbər Lenti", "Doğu Haber"} {
		next := strings.Index(table, name)
		if next < at || next < 0 {
			t.Errorf("%s stands at %d, after %d was wanted", name, next, at)
		}
		at = next
	}
	contains(t, body, "<b>7</b> all", "<b>2</b> failing", "<b>1</b> new", "<b>4</b> ok",
		"connection refused", "31 failed visits", "never read so far", "next try in 2 h; lur.example asks to be left alone until", "next try in 10 h",
		"3 min ago", "in 12 min", "every 15m", "1204", ">503<",
		"1 feed that vedette once read is no longer configured")
}

// A feed without a configured language has the one that its items have.
func TestPagesShowTheLanguageThatIsKnown(t *testing.T) {
	server := newServer(t, sampleStore(), nil, func(c *Catalogue) { c.Feeds[5].Language = "" })
	_, row, _ := strings.Cut(pageAt(t, server, "/feeds"), "Doğu Haber")
	contains(t, row[:strings.Index(row, "</tr>")], "<span>Turkish</span>")
	contains(t, pageAt(t, server, "/feed/haber"), "Turkish (found by the text)")
	contains(t, pageAt(t, server, "/feed/lur"), "Armenian (as configured)")
	for _, path := range []string{"/", "/items"} {
		contains(t, pageAt(t, server, path), `<option value="tr">Turkish</option>`)
	}
}

func TestFeedsPageSaysWhatHappened(t *testing.T) {
	store := sampleStore()
	store.states[3].Told = []news.NoticeKind{news.Quiet}
	store.states[5].Stopped = "gone"
	store.states[0].Adopted = "https://yeni.xeber.example/rss"
	server := start(t, store, Options{})
	body := pageAt(t, server, "/feeds")
	contains(t, body, "What happened", "Լուր Երևան has been failing for 3 hours", "No feed could be reached for 12 minutes",
		`href="/notices?feed=lur"`, `href="/notices?kind=outage"`, `href="/notices?kind=quiet" title="nothing new for unusually long">quiet`, "<b>1</b> stopped",
		"taken down for good", "moved for good to https://yeni.xeber.example/rss: give the feed that url")
	lacks(t, body, "Doğu Haber has moved") // long ago
	lacks(t, pageAt(t, server, "/feeds?health=ok"), "What happened")
	contains(t, pageAt(t, server, "/feeds?health=stopped"), "Doğu Haber")
	contains(t, pageAt(t, server, "/"), "1 feed is not asked any more</a>: gone for good")
}

func TestFeedsPageByHealth(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	for health, rows := range map[string]int{"failing": 2, "new": 1, "ok": 4} {
		body := pageAt(t, server, "/feeds?health="+health)
		if n := strings.Count(body, "<tr class="); n != rows {
			t.Errorf("%s: %d rows, want %d", health, n, rows)
		}
	}
}

func TestFeedsPageHasALimit(t *testing.T) {
	s := New(Config{}, &memory{}, Options{})
	var c Catalogue
	for i := range maxFeeds + 5 {
		c.Feeds = append(c.Feeds, Feed{ID: fmt.Sprint("feed", i), Name: fmt.Sprint("Feed ", i)})
	}
	s.Show(c)
	body := ask(t, s, "/feeds")
	if n := strings.Count(body, "<tr class="); n != maxFeeds {
		t.Errorf("%d rows", n)
	}
	contains(t, body, "5 more feeds not listed")
}

func TestNoFeeds(t *testing.T) {
	contains(t, ask(t, New(Config{}, &memory{}, Options{}), "/feeds"), "No feeds are configured")
}

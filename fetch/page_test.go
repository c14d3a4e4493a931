package fetch

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"vedette/news"
)

// newsPageHTML is a page as they are: a picture and a heading that are links
// to the same story, a card that is a link as a whole, a story shown twice, an
// advertisement, and end tags left out.
const newsPageHTML = `<!doctype html><html lang="az-AZ"><head><base href="/az/"><title>Xəbərlər</title></head><body>
<div class="top"><div class="news"><a href="story-1"><img src="x" alt="foto"></a><h2><a href="story-1">Zəngəzur &amp; dəhlizi</a></h2></div></div>
<ul class="list">
<li class="news"><a href="story-1"><img src="x" alt="foto"></a><h3><a href="story-1">Zəngəzur &amp; dəhlizi</a></h3><time datetime="2026-11-22T10:00:00+04:00">bu gün</time><p>Danışıqlar <b>davam</b> edir.
<li class="news"><a href="https://other.example/2?id=1&amp;x=2"><h3>İkinci xəbər</h3><span>22 noyabr 2026, 09:30</span></a>
<li class="news"><h3>Linksiz</h3>
<li class="news"><a href="javascript:void(0)">Reklam</a>
</ul></body></html>`

func TestAFeedIsNoPage(t *testing.T) {
	_, err := Parse([]byte(rss("a")), nil, "", Feed{Name: "x", Select: &Select{Item: "li"}}, time.Now())
	if err == nil || !strings.Contains(err.Error(), "this is a feed, no web page") {
		t.Errorf("%v", err)
	}
}

func TestAPageWithoutAFeedIsRead(t *testing.T) {
	feed := Feed{Name: "A", Language: "az", TimeZone: "Asia/Baku", Select: &Select{Item: ".news", Date: "time, span", Summary: "p"}}
	items, notes, err := readPage([]byte(newsPageHTML), "text/html", "https://a.example/start", feed, testNow)
	if err != nil || len(items) != 2 {
		t.Fatalf("%v: %d items", err, len(items))
	}
	one, two := items[0], items[1]
	if one.Link != "https://a.example/az/story-1" || one.Title != "Zəngəzur & dəhlizi" || one.Summary != "Danışıqlar davam edir." ||
		one.Published.Format("2006-01-02T15:04Z") != "2026-11-22T06:00Z" || one.ID != news.ItemID("a", "", one.Link, "", "") {
		t.Errorf("first item: %+v", one)
	}
	if two.Link != "https://other.example/2?id=1&x=2" || two.Title != "İkinci xəbər" || two.Published.Format("2006-01-02T15:04Z") != "2026-11-22T05:30Z" {
		t.Errorf("second item: %+v", two)
	}
	if len(notes) != 1 || notes[0].Kind != "skipped" || !strings.HasPrefix(notes[0].Text, "2 elements") {
		t.Errorf("notes: %+v", notes)
	}
}

func TestPagesOfOtherShapes(t *testing.T) {
	for _, test := range []struct {
		name, page string
		selects    Select
		title      string
		link       string
	}{
		{"the item is the link", `<a class=n href=/1>Title</a>`, Select{Item: "a.n"}, "Title", "https://a.example/1"},
		{"a link chosen by its place", `<p class=n><a href=/tag>tag</a><span class=l><a href=/1>Title</a></span>`, Select{Item: ".n", Link: ".l"}, "Title", "https://a.example/1"},
		{"a title of its own", `<p class=n><a href=/1>read on</a><em>Title</em>`, Select{Item: ".n", Title: "em"}, "Title", "https://a.example/1"},
		{"only a picture", `<p class=n><a href=/1><img alt="Title"></a>`, Select{Item: ".n"}, "Title", "https://a.example/1"},
		{"no link but a date", `<p class=n><b>Title</b><time>22.11.2026</time>`, Select{Item: ".n", Title: "b"}, "Title", ""},
		{"mark-up in words", `<p class=n><a href=/1>a &lt;b&gt; c</a>`, Select{Item: ".n"}, "a c", "https://a.example/1"},
		{"a channel of Telegram", `<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="a/12"><a href="https://t.me/a">A</a>
<div class="tgme_widget_message_text js-message_text">Title</div><a class="tgme_widget_message_date" href="https://t.me/a/12"><time datetime="2026-11-22T10:00:00+00:00">10:00</time></a></div></div>`,
			Select{Item: ".tgme_widget_message", Title: ".tgme_widget_message_text", Link: ".tgme_widget_message_date"}, "Title", "https://t.me/a/12"},
		{"rows of a table", `<table><tr><td><a href=/1>Title</a></table>`, Select{Item: "table > tbody > tr"}, "Title", "https://a.example/1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			items, _, err := readPage([]byte(test.page), "", "https://a.example/x/", Feed{Name: "A", Select: &test.selects}, testNow)
			if err != nil || len(items) != 1 || items[0].Title != test.title || items[0].Link != test.link {
				t.Errorf("%v: %+v", err, items)
			}
		})
	}
}

func TestASelectorThatMatchesNothingIsAnError(t *testing.T) {
	for page, want := range map[string]string{
		"<p>a":                            "matched nothing: the page may have changed",
		"<div class=news>no link</div>":   "matched 1 elements, but none has a link",
		"":                                "the answer is empty",
		strings.Repeat("<a>", 2*maxNodes): "was not read",
	} {
		_, err := parsed(page, "", Feed{Name: "A", Select: &Select{Item: ".news"}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v", page, err)
		}
	}
}

func TestAPageIsVisitedLikeAFeed(t *testing.T) {
	cyrillic, _ := charmap.Windows1251.NewEncoder().String(`<html><head><meta charset="windows-1251"></head><p class=n><a href=/1>Зангезурский коридор</a>`)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["ETag"] = []string{`"1"`}
		switch {
		case !strings.HasPrefix(r.Header.Get("Accept"), "text/html"):
			w.WriteHeader(http.StatusNotAcceptable)
		case r.Header.Get("If-None-Match") == `"1"`:
			w.WriteHeader(http.StatusNotModified)
		default:
			io.WriteString(w, cyrillic)
		}
	})
	c, feed := newTestClient(t), Feed{Name: "A", URL: server.URL, Select: &Select{Item: ".n"}}
	r := c.Fetch(t.Context(), feed, news.FeedState{})
	if r.Err != nil || len(r.Items) != 1 || r.Items[0].Title != "Зангезурский коридор" || r.Items[0].Link != server.URL+"/1" {
		t.Fatalf("%v: %+v", r.Err, r.Items)
	}
	if r = c.Fetch(t.Context(), feed, r.State); r.Err != nil || !r.NotModified {
		t.Errorf("second visit: %v", r.Err)
	}
}

func TestFaultySelectorsAreTold(t *testing.T) {
	list := CheckFeeds([]Feed{
		{Name: "a", URL: "https://a.example/", Select: &Select{Item: "li..x", Date: "["}},
		{Name: "b", URL: "https://b.example/", Select: &Select{Link: "a"}},
		{Name: "c", URL: "https://c.example/", Select: &Select{Item: "li:nth-child(2) > a, .x"}},
	})
	var paths []string
	for _, p := range list {
		paths = append(paths, p.Path)
	}
	if got := strings.Join(paths, " "); got != "[0].select.item [0].select.date [1].select.item" {
		t.Errorf("problems at %s: %v", got, list)
	}
}

package web

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"vedette/news"
)

func TestHitsPageMarksTheWords(t *testing.T) {
	body := pageAt(t, start(t, sampleStore(), Options{}), "/")
	contains(t, body,
		"<mark>Zəngəzur dəhlizi</mark>", "<mark>907-ci düzəliş</mark>", "<mark>Зангезурский коридор</mark>",
		"<mark>کریدور زنگزور</mark>", "<mark>Զանգեզուրի միջանցք</mark>", "<mark>ზანგეზურის დერეფანი</mark>",
		`lang="fa"`, `dir="auto"`, "section-907", "<bdi>Zəngəzur</bdi> <bdi>dəhliz*</bdi>", "Azerbaijani", "International",
		"Sunday, 22 November 2026", "Saturday, 21 November 2026", `datetime="2026-11-22T11:49:00Z"`,
		"2 feeds", "1 alert", `href="/alerts?state=dead"`, `href="/?label=topic%3Dcorridor"`)
}

func TestAnItemOfManyHitsIsShownOnce(t *testing.T) {
	body := pageAt(t, start(t, sampleStore(), Options{}), "/")
	if n := strings.Count(body, "<article"); n != 8 {
		t.Errorf("%d cards for 10 hits of 8 items", n)
	}
}

func TestHostileItemsAreShownAsText(t *testing.T) {
	store := sampleStore()
	server := start(t, store, Options{})
	for _, path := range []string{"/", "/items", "/items/" + store.items[1].ID} {
		body := pageAt(t, server, path)
		lacks(t, body, "<script>alert", "<b onmouseover", "javascript:")
		contains(t, body, "&lt;script&gt;alert")
	}
}

func TestHitsPageFilters(t *testing.T) {
	tests := []struct {
		name, query string
		cards       int
		want        []string
	}{
		{"rule", "rule=railway", 2, []string{`<option value="railway" selected>`, "Show all"}},
		{"severity", "severity=critical", 1, []string{`<option value="critical" selected>`}},
		{"language", "lang=fa", 1, []string{`<option value="fa" selected>Persian`}},
		{"country", "country=GE", 1, []string{`<option value="GE" selected>Georgia`}},
		{"source", "feed=lur", 1, []string{`<option value="lur" selected>`}},
		{"label", "label=desk%3Dwashington", 1, []string{`value="desk=washington" checked`}},
		{"day", "until=2026-11-22", 2, nil},
		{"empty fields of a form", "rule=&severity=&lang=&country=&feed=", 8, nil},
		{"a rule that is gone", "rule=old", 0, []string{`<option value="old" selected>`, "No hit passes this filter"}},
	}
	server := start(t, sampleStore(), Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := pageAt(t, server, "/?"+tt.query)
			if n := strings.Count(body, "<article"); n != tt.cards {
				t.Errorf("%d cards, want %d", n, tt.cards)
			}
			contains(t, body, tt.want...)
		})
	}
}

func TestBadFiltersAreExplained(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	for _, path := range []string{"/?before=x", "/?severity=huge", "/?since=yesterday", "/?label=x", "/?limit=100000", "/items?before=-1", "/alerts?state=lost", "/feeds?health=fine"} {
		status, _, body := read(t, server, path)
		if status != 400 {
			t.Errorf("%s: status %d", path, status)
		}
		contains(t, body, "is no good value of")
	}
}

var older = regexp.MustCompile(`class="older" href="([^"]+)"`)

func TestHitsPageByPage(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	path, seen := "/?limit=2&rule=corridor&lang=", 0
	for range 10 {
		body := pageAt(t, server, path)
		seen += strings.Count(body, "<article")
		next := older.FindStringSubmatch(body)
		if next == nil {
			break
		}
		path = strings.ReplaceAll(next[1], "&amp;", "&")
		if u, err := url.Parse(path); err != nil || u.Query().Get("rule") != "corridor" || u.Query().Has("lang") {
			t.Fatalf("the next page is %s", path)
		}
	}
	if seen != 6 {
		t.Errorf("%d hits on all pages, want 6", seen)
	}
	body := pageAt(t, server, path)
	contains(t, body, "← Newest")
	lacks(t, body, "data-refresh")
}

func TestAPageHasALimit(t *testing.T) {
	store := sampleStore()
	one := store.hits[0]
	for i := range 200 {
		it := store.items[0]
		it.ID, it.Seq = fmt.Sprint("copy", i), uint64(100+i)
		h := one
		h.ID, h.ItemID, h.Seq = fmt.Sprint("hit", i), it.ID, it.Seq
		store.items, store.hits = append(store.items, it), append(store.hits, h)
	}
	server := start(t, store, Options{})
	for _, path := range []string{"/", "/items"} {
		body := pageAt(t, server, path)
		if n := strings.Count(body, "<article"); n != pageSize {
			t.Errorf("%s: %d records", path, n)
		}
		contains(t, body, "Older →")
	}
}

func TestEmptyHitsSayWhatToDo(t *testing.T) {
	all := sampleCatalogue()
	tests := []struct {
		name      string
		catalogue Catalogue
		want      string
	}{
		{"no feeds", Catalogue{}, "No feeds are configured"},
		{"no rules", Catalogue{Feeds: all.Feeds}, "No rules are configured"},
		{"no hits", all, "No rule has met an item yet"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := New(Config{}, &memory{}, Options{})
			s.Show(tt.catalogue)
			if got := s.whyNoHits(false, 0); !strings.Contains(got, tt.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestABrokenStoreIsNotShown(t *testing.T) {
	store := sampleStore()
	store.broken = errors.New("open /secret/place: input/output error")
	server := start(t, store, Options{})
	for _, path := range []string{"/", "/items", "/items/x", "/feeds", "/alerts", "/alerts/x", "/api/v1/hits", "/api/v1/feeds"} {
		status, _, body := read(t, server, path)
		if status != 500 && path != "/items/x" {
			t.Errorf("%s: status %d", path, status)
		}
		lacks(t, body, "/secret/place")
	}
}

func TestFindingsOfTwoVersionsAreTwoCards(t *testing.T) {
	it := news.Item{ID: "a", Title: "one", Revision: 1}
	old := it
	old.Revision = 0
	got := cards([]news.Finding{{Item: it}, {Item: it}, {Item: old}})
	if len(got) != 2 || len(got[0].Hits) != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestStandingDropsWordsThatWereRevisedAway(t *testing.T) {
	it := news.Item{Title: "Шуша и Лачин", Summary: "ab"}
	kept, gone := standing(&it, []news.Span{
		{Field: "title", Start: 0, End: 4, Text: "Шуша"},
		{Field: "title", Start: 7, End: 12, Text: "Лачин"},
		{Field: "title", Start: 0, End: 4, Text: "Баку"},
		{Field: "title", Start: 8, End: 90, Text: "Лачин"},
		{Field: "summary", Start: -1, End: 1, Text: "a"},
		{Field: "summary", Start: 2, End: 1},
		{Field: "none", Start: 0, End: 3, Text: "abc"},
	})
	if len(kept) != 2 || gone != 5 {
		t.Errorf("kept %d, gone %d, want 2 and 5", len(kept), gone)
	}
}

func TestARevisedItemSaysWhatIsNoLongerMarked(t *testing.T) {
	store := sampleStore()
	it := &store.items[7]
	it.Title, it.Summary, it.Text = "Yeni başlıq burada", "Başqa mətn", "Tamam başqa mətn"
	server := start(t, store, Options{})
	body := pageAt(t, server, "/items/"+it.ID)
	contains(t, body, "6 matched words no longer stand where they were found")
	contains(t, pageAt(t, server, "/"), "6 matched words no longer stand")
}

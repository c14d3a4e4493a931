package web

import (
	"strings"
	"testing"

	"vedette/news"
)

func TestItemPage(t *testing.T) {
	store := sampleStore()
	server := start(t, store, Options{})
	body := pageAt(t, server, "/items/"+store.items[7].ID)
	contains(t, body,
		`<h1 dir="auto" lang="az"><mark>Zəngəzur dəhlizi</mark>`, "<mark>907-ci düzəlişin</mark> ləğvi",
		"Read the original at xeber.example", `href="https://www.xeber.example/news/8"`,
		"Why it is a hit", "&#34;907-ci düzəliş*&#34;", "in summary, text",
		"this hit is of its version 0ld0ne, today&#39;s is 1b44d0",
		"Earlier versions", "First version: Zəngəzur dəhlizi üzrə işlər davam edir",
		"Mark only the words of this rule", "22 Nov 2026, 11:46 UTC")
}

func TestItemPageMarksOneRuleOnly(t *testing.T) {
	store := sampleStore()
	body := pageAt(t, start(t, store, Options{}), "/items/"+store.items[7].ID+"?rule=section-907")
	contains(t, body, `lang="az">Zəngəzur dəhlizi`, "<mark>907-ci düzəliş</mark>", "Mark the words of all rules")
}

func TestItemPageShowsEveryField(t *testing.T) {
	store := sampleStore()
	body := pageAt(t, start(t, store, Options{}), "/items/"+store.items[6].ID)
	contains(t, body, "Анна Петрова", "Tags: транспорт, Сюник", "<mark>Железную</mark> дорогу")
}

func TestUnknownIDs(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	for _, path := range []string{"/items/none", "/alerts/none", "/none", "/items/a/b", "/items/%3Cscript%3E"} {
		status, header, body := read(t, server, path)
		if status != 404 || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: status %d, type %s", path, status, header.Get("Content-Type"))
		}
		contains(t, body, "This did not work", "Go to the latest hits")
	}
}

func TestItemsPage(t *testing.T) {
	server := start(t, sampleStore(), Options{})
	body := pageAt(t, server, "/items")
	contains(t, body, "8 items so far", "12 min ago", "Doğu Haber")
	if n := strings.Count(pageAt(t, server, "/items?feed=vestnik"), "<article"); n != 2 {
		t.Errorf("%d items of one feed, want 2", n)
	}
	contains(t, pageAt(t, server, "/items?lang=de"), "No item passes this filter")
	contains(t, pageAt(t, start(t, &memory{}, Options{}), "/items"), "No items yet")
}

func TestTheTextOfTheItemsPageIsShown(t *testing.T) {
	store := sampleStore()
	it := &store.items[0]
	it.Text, it.Article = "The feed's own words.", "The feed's own words.\n\nAnd the page's."
	body := pageAt(t, start(t, store, Options{}), "/items/"+it.ID)
	contains(t, body, "From its page", "And the page&#39;s.")
	if n := strings.Count(body, "The feed&#39;s own words."); n != 1 {
		t.Errorf("the words that both begin with stand there %d times", n)
	}
}

func TestALongTextIsCutAndSaysSo(t *testing.T) {
	store := sampleStore()
	store.items[0].Text = strings.Repeat("ə", maxText) + "XYZ"
	body := pageAt(t, start(t, store, Options{}), "/items/"+store.items[0].ID)
	contains(t, body, "The text goes on")
	lacks(t, body, "XYZ")
}

func TestManyRevisionsAreCutAndSaySo(t *testing.T) {
	store := sampleStore()
	store.hits = nil
	it := store.items[7]
	for i := range 25 {
		old := it
		old.Revision = i
		store.revisions[it.ID] = append(store.revisions[it.ID], old)
	}
	body := pageAt(t, start(t, store, Options{}), "/items/"+it.ID)
	contains(t, body, "Revision 24:", "6 still earlier versions not shown")
	if n := strings.Count(body, "<details>"); n != maxRevisions {
		t.Errorf("%d versions are shown", n)
	}
}

// reviseLast gives the last item of the sample other words than its hits have.
func reviseLast(store *memory) *news.Item {
	it := &store.items[7]
	store.revisions[it.ID] = append(store.revisions[it.ID], *it)
	it.Title, it.Summary, it.Text = "Yeni başlıq burada", "Başqa mətn", "Tamam başqa mətn"
	it.Revision++
	return it
}

func TestAnEarlierVersionShowsTheWordsThatWereFoundInIt(t *testing.T) {
	store := sampleStore()
	it := reviseLast(store)
	server := start(t, store, Options{})
	body := pageAt(t, server, "/items/"+it.ID)
	contains(t, body, "Yeni başlıq burada</h1>", "It met revision 1 of this item",
		`<details open>
<summary dir="auto">Revision 1: <mark>Zəngəzur dəhlizi</mark> üzrə`, `<details>
<summary dir="auto">First version`)
	// The list of hits shows the version that was judged.
	body = pageAt(t, server, "/")
	contains(t, body, "<mark>Zəngəzur dəhlizi</mark>")
	lacks(t, body, "Yeni başlıq burada")
	lacks(t, body, "no longer stand")
}

func TestAVersionThatARuleMetIsShownHoweverOld(t *testing.T) {
	store := sampleStore()
	it := reviseLast(store)
	for range maxRevisions + 5 {
		store.revisions[it.ID] = append(store.revisions[it.ID], *it)
		it.Revision++
	}
	body := pageAt(t, start(t, store, Options{}), "/items/"+it.ID)
	contains(t, body, "Revision 1: <mark>", "6 still earlier versions not shown")
	if n := strings.Count(body, "<details"); n != maxRevisions+1 {
		t.Errorf("%d versions are shown", n)
	}
}

func TestItemOfARuleThatIsGone(t *testing.T) {
	s := New(Config{}, &memory{}, Options{})
	if got := s.stale(news.Hit{Rule: "old"}); got != "The rule is no longer configured." {
		t.Errorf("got %q", got)
	}
}

func TestItemsFromBeforeTheirFeedWasWatchedSaySo(t *testing.T) {
	store := sampleStore()
	past := sampleItem(9, 1, sampleCatalogue().Feeds[0], "az", "Köhnə xəbər", "", "")
	past.Past = true
	store.items = append(store.items, past)
	server := start(t, store, Options{})
	contains(t, pageAt(t, server, "/items/"+past.ID), "It was not judged", "It is from before its feed was watched")
	contains(t, pageAt(t, server, "/items"), ">from before<")
}

func TestHeldItemsSayThatTheyWereNotJudged(t *testing.T) {
	store := sampleStore()
	held := sampleItem(9, 1, sampleCatalogue().Feeds[0], "az", "Köhnə xəbər", "", "")
	held.Held = "all ids of the feed are new"
	store.items = append(store.items, held)
	server := start(t, store, Options{})
	contains(t, pageAt(t, server, "/items/"+held.ID), "It was not judged yet", "It is held: all ids of the feed are new.")
	body := pageAt(t, server, "/items")
	contains(t, body, "held: all ids of the feed are new")
	lacks(t, body, `class="rule"`, `/?rule="`)
}

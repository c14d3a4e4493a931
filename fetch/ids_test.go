package fetch

import (
	"fmt"
	"strings"
	"testing"

	"vedette/news"
)

// guidFeed gives a feed of items "guid link title summary", "-" for nothing.
func guidFeed(items ...string) []byte {
	var b strings.Builder
	b.WriteString("<rss><channel>")
	for _, it := range items {
		b.WriteString("<item>")
		for i, value := range strings.Fields(it) {
			if name := []string{"guid", "link", "title", "description"}[i]; value != "-" {
				fmt.Fprintf(&b, "<%s>%s</%s>", name, value, name)
			}
		}
		b.WriteString("<pubDate>soon</pubDate></item>")
	}
	return []byte(b.String() + "</channel></rss>")
}

func TestIDs(t *testing.T) {
	guid := func(s string) string { return news.ItemID("f", s, "", "", "") }
	link := func(s string) string { return news.ItemID("f", "", s, "", "") }
	title := func(s string) string { return news.ItemID("f", "", "", s, "soon") }
	for _, test := range []struct {
		name  string
		items []string
		want  []string
	}{
		{"guid first", []string{"g http://l t s"}, []string{guid("g")}},
		{"else the link", []string{"- http://l t s"}, []string{link("http://l")}},
		{"else title and date", []string{"- - t s"}, []string{title("t")}},
		{"a repeat", []string{"g http://l t s", "g http://l t s"}, []string{guid("g")}},
		{"a shared guid", []string{"g http://1 t s", "g http://2 u s"}, []string{link("http://1"), link("http://2")}},
		{"two versions of an item", []string{"g http://1 t s", "g http://1 u s"}, []string{guid("g")}},
		{"two versions without a link", []string{"g - t s", "g - u s"}, []string{guid("g")}},
		{"two versions, and another item with their guid", []string{"g http://1 t s", "g http://1 u s", "g http://2 v s"}, []string{link("http://1"), link("http://2")}},
		{"one guid and link for all", []string{"g http://1 t s", "g http://1 u s", "g http://1 v s", "g http://1 w s"}, []string{title("t"), title("u"), title("v"), title("w")}},
		{"a shared link", []string{"- http://1 t s", "- http://1 u s", "h http://1 v s"}, []string{title("t"), title("u"), guid("h")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			items, err := parseItems(guidFeed(test.items...), "", "", Feed{ID: "f"}, testNow)
			if err != nil || len(items) != len(test.want) {
				t.Fatalf("%d items, %v", len(items), err)
			}
			for i, it := range items {
				if it.ID != test.want[i] {
					t.Errorf("item %d has the id %s, want %s", i, it.ID, test.want[i])
				}
			}
		})
	}
}

func TestSameInAllButContent(t *testing.T) {
	items, err := parseItems(guidFeed("- http://1 t s", "- http://1 t r", "- http://1 t q"), "", "", Feed{ID: "f"}, testNow)
	if err != nil || len(items) != 3 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	checkItems(t, "same", items)
}

// TestSharedGUIDDoesNotHideNews is why a shared guid is passed over for all
// who share it: a new item on top must not be taken for an old one's revision.
func TestSharedGUIDDoesNotHideNews(t *testing.T) {
	before, _ := parseItems(guidFeed("g http://1 a s", "g http://2 b s"), "", "", Feed{ID: "f"}, testNow)
	after, _ := parseItems(guidFeed("g http://3 c s", "g http://1 a s", "g http://2 b s"), "", "", Feed{ID: "f"}, testNow)
	if len(before) != 2 || len(after) != 3 || after[1].ID != before[0].ID || after[2].ID != before[1].ID {
		t.Errorf("ids moved: %v, %v", before, after)
	}
}

// TestTheLaterVersionIsKept reads an item that stands in one document in an
// old and a new wording.
func TestTheLaterVersionIsKept(t *testing.T) {
	const early, late = "<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate>", "<pubDate>Sat, 21 Nov 2026 11:00:00 GMT</pubDate>"
	for _, test := range []struct{ name, first, second, want string }{
		{"no dates", "", "", "first"},
		{"the same date", late, late, "first"},
		{"the first is later", late, early, "first"},
		{"the second is later", early, late, "second"},
		{"the first has no date", "", late, "first"},
		{"the second has no date", early, "", "first"},
		{"the second was updated", late, early + "<a:updated>2026-11-21T12:00:00Z</a:updated>", "second"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := `<rss xmlns:a="http://www.w3.org/2005/Atom"><channel>` +
				"<item><guid>g</guid><link>http://1</link><title>first</title>" + test.first + "</item>" +
				"<item><guid>g</guid><link>http://1</link><title>second</title>" + test.second + "</item></channel></rss>"
			items, err := parseItems([]byte(doc), "", "", Feed{ID: "f"}, testNow)
			if err != nil || len(items) != 1 {
				t.Fatalf("%d items, %v", len(items), err)
			}
			if items[0].Title != test.want || items[0].ID != news.ItemID("f", "g", "", "", "") || items[0].Published.IsZero() {
				t.Errorf("kept %+v", items[0])
			}
		})
	}
}

// TestAnOldVersionIsNoNews visits a document before and after it shows the
// old wording below the new one.
func TestAnOldVersionIsNoNews(t *testing.T) {
	before, _ := parseItems(guidFeed("g http://1 a s"), "", "", Feed{ID: "f"}, testNow)
	after, _ := parseItems(guidFeed("g http://1 b s", "g http://1 a s"), "", "", Feed{ID: "f"}, testNow)
	if len(before) != 1 || len(after) != 1 || after[0].ID != before[0].ID || after[0].Title != "b" {
		t.Errorf("%v, then %v", before, after)
	}
}

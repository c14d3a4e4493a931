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
		{"shared guid and link", []string{"g http://1 t s", "g http://1 u s"}, []string{title("t"), title("u")}},
		{"a shared link", []string{"- http://1 t s", "- http://1 u s", "h http://1 v s"}, []string{title("t"), title("u"), guid("h")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			items, err := Parse(guidFeed(test.items...), "", "", Feed{ID: "f"}, testNow)
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
	items, err := Parse(guidFeed("g http://1 t s", "g http://1 t r", "g http://1 t q"), "", "", Feed{ID: "f"}, testNow)
	if err != nil || len(items) != 3 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	checkItems(t, "same", items)
}

// TestSharedGUIDDoesNotHideNews is why a shared guid is passed over for all
// who share it: a new item on top must not be taken for an old one's revision.
func TestSharedGUIDDoesNotHideNews(t *testing.T) {
	before, _ := Parse(guidFeed("g http://1 a s", "g http://2 b s"), "", "", Feed{ID: "f"}, testNow)
	after, _ := Parse(guidFeed("g http://3 c s", "g http://1 a s", "g http://2 b s"), "", "", Feed{ID: "f"}, testNow)
	if len(before) != 2 || len(after) != 3 || after[1].ID != before[0].ID || after[2].ID != before[1].ID {
		t.Errorf("ids moved: %v, %v", before, after)
	}
}

package news

import (
	"strings"
	"testing"
)

func TestItemIDTakesTheFirstOfGuidLinkTitle(t *testing.T) {
	base := ItemID("f", "g", "l", "t", "d")
	cases := []struct {
		name string
		id   string
		same bool
	}{
		{"the guid alone counts when there is one", ItemID("f", "g", "other", "other", "other"), true},
		{"white space around a guid does not count", ItemID("f", " g\n", "l", "t", "d"), true},
		{"another guid is another item", ItemID("f", "G", "l", "t", "d"), false},
		{"ids are scoped to the feed", ItemID("f2", "g", "l", "t", "d"), false},
		{"without a guid the link counts", ItemID("f", "", "l", "t", "d"), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.id == base; got != c.same {
				t.Errorf("same id: %v, want %v", got, c.same)
			}
		})
	}
	if ItemID("f", "", "l", "t", "d") != ItemID("f", " ", "l", "t2", "d2") {
		t.Error("items with the same link and no guid have different ids")
	}
	if ItemID("f", "", "", "t", "d") == ItemID("f", "", "", "t", "d2") {
		t.Error("items with the same title of different dates have the same id")
	}
	if ItemID("f", "x", "", "", "") == ItemID("f", "", "x", "", "") {
		t.Error("a guid and a link of the same letters give the same id")
	}
}

func TestContentHashMarksTheEndOfEachPart(t *testing.T) {
	a := Item{Title: "ab", Summary: "c"}
	b := Item{Title: "a", Summary: "bc"}
	if a.ContentHash() == b.ContentHash() {
		t.Error("a letter moved from title to summary does not change the hash")
	}
	b = a
	b.Link, b.Tags = "https://example.org", []string{"x"}
	if a.ContentHash() != b.ContentHash() {
		t.Error("a changed link is taken for changed content")
	}
}

func TestSeenKeepsSomeWindowsAndForgetsTheOldest(t *testing.T) {
	id := func(n int) string { return ItemID("f", string(rune('a'+n%26))+string(rune('0'+n/26)), "", "", "") }
	var s Seen
	for round := range 20 {
		var ids []string
		for n := range 100 {
			ids = append(ids, id(round*100+n))
		}
		s = s.Next(ids)
	}
	if len(s) != seenWindows*100 {
		t.Errorf("keeps %d hashes, want %d", len(s), seenWindows*100)
	}
	if !s.Has(id(1999)) || !s.Has(id(1600)) {
		t.Error("an item of the last four documents is forgotten")
	}
	if s.Has(id(1500)) {
		t.Error("an item of the fifth document back is still known")
	}
}

func TestSeenOfASmallDocumentKeepsAMinimum(t *testing.T) {
	var s Seen
	for n := range 1000 {
		s = s.Next([]string{ItemID("f", "", "", "t", string(rune(n)))})
	}
	if len(s) != seenMin {
		t.Errorf("keeps %d hashes, want %d", len(s), seenMin)
	}
	if again := s.Next([]string{ItemID("f", "", "", "t", string(rune(999)))}); len(again) != seenMin {
		t.Errorf("an id seen again makes it %d", len(again))
	}
}

func TestSeenTakesIDsThatAreNoHashes(t *testing.T) {
	s := Seen{}.Next([]string{"a", "zzzzzzzzzzzzzzzzzzzz"})
	if !s.Has("a") || !s.Has("zzzzzzzzzzzzzzzzzzzz") || s.Has("b") {
		t.Error("short or odd ids are not told apart")
	}
}

func TestItemsHaveOtherIDsInOtherFeeds(t *testing.T) {
	for name, c := range map[string]struct {
		guid, link, date string // of which the id is made
		want             bool
	}{
		"by guid":           {"g", "l", "", true},
		"by link":           {"", "l", "", true},
		"by title":          {"", "", "", true},
		"by title and date": {"", "", "Mon, 02 Nov 2026", false},
	} {
		it := Item{ID: ItemID("a", c.guid, c.link, "title", c.date), Feed: "a", GUID: "g", Link: "l", Title: "title"}
		id, ok := it.IDUnder("b")
		if ok != c.want || ok && id != ItemID("b", c.guid, c.link, "title", "") {
			t.Errorf("%s: %q, %v", name, id, ok)
		}
		if s := (Seen{}).Add([]string{it.ID}); !strings.HasPrefix(it.ID, SeenPrefix(s[0])) {
			t.Errorf("%s does not begin with %s", it.ID, SeenPrefix(s[0]))
		}
	}
}

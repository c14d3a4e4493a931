package news

import (
	"fmt"
	"testing"
)

func TestNamesAreKnownAgainInOtherDress(t *testing.T) {
	base := Item{Link: "http://www.example.org/news/1/?id=7&page=2", Title: "Зангезурский  коридор"}
	for name, c := range map[string]struct {
		other       Item
		link, title bool
	}{
		"https":               {Item{Link: "https://www.example.org/news/1/?id=7&page=2"}, true, false},
		"no www, no slash":    {Item{Link: "http://example.org/news/1?id=7&page=2"}, true, false},
		"upper case host":     {Item{Link: "http://WWW.Example.ORG/news/1/?id=7&page=2"}, true, false},
		"tracking marks":      {Item{Link: "http://example.org/news/1/?utm_source=rss&id=7&UTM_medium=x&fbclid=1&page=2"}, true, false},
		"a fragment":          {Item{Link: "http://example.org/news/1?id=7&page=2#top"}, true, false},
		"parameters in order": {Item{Link: "http://example.org/news/1?page=2&id=7"}, true, false},
		"another parameter":   {Item{Link: "http://example.org/news/1?id=8&page=2"}, false, false},
		"another path":        {Item{Link: "http://example.org/news/2?id=7&page=2"}, false, false},
		"upper case path":     {Item{Link: "http://example.org/NEWS/1?id=7&page=2"}, false, false},
		"other white space":   {Item{Title: " Зангезурский\u00a0коридор\n"}, false, true},
		"another title":       {Item{Title: "Зангезурский"}, false, false},
		"a link as a title":   {Item{Title: base.Link}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			link, title := NameHashes(base)
			l, ti := NameHashes(c.other)
			if (l == link) != c.link || (ti == title) != c.title {
				t.Errorf("link the same: %v, title the same: %v", l == link, ti == title)
			}
		})
	}
}

func TestAnItemWithoutALinkOrTitleHasNoHashOfIt(t *testing.T) {
	if link, title := NameHashes(Item{Title: " \n"}); link != 0 || title != 0 {
		t.Errorf("hashes %d and %d", link, title)
	}
	var s Seen
	if s = s.NextNames(Names([]Item{{}, {Title: "x"}})); len(s) != 1 || s.HasHash(0) {
		t.Errorf("the set is %v", s)
	}
	if link, _ := NameHashes(Item{Link: "urn:isbn:1"}); link == 0 {
		t.Error("a link without a host has no hash")
	}
}

// TestNamesAreKeptAsLongAsIDs shows a feed's documents one after the other.
func TestNamesAreKeptAsLongAsIDs(t *testing.T) {
	var ids, names Seen
	first := Item{ID: "0-0", Link: "https://example.org/0-0", Title: "0-0"}
	for n := range 7 {
		var items []Item
		var shown []string
		for i := range 100 {
			name := fmt.Sprint(n, "-", i)
			items = append(items, Item{ID: name, Link: "https://example.org/" + name, Title: name})
			shown = append(shown, name)
		}
		ids, names = ids.Next(shown), names.NextNames(Names(items))
		link, title := NameHashes(first)
		want := ids.Has(first.ID)
		if names.HasHash(link) != want || names.HasHash(title) != want {
			t.Errorf("document %d: id known %v, link %v, title %v", n, want, names.HasHash(link), names.HasHash(title))
		}
		if want != (n < seenWindows) {
			t.Errorf("document %d: id known: %v", n, want)
		}
	}
}

func TestWhatComesByItselfMakesNothingForgotten(t *testing.T) {
	var ids, names Seen
	for i := range 3 * seenMin {
		it := Item{ID: fmt.Sprint(i), Link: fmt.Sprint("https://example.org/", i), Title: fmt.Sprint(i)}
		ids, names = ids.Add([]string{it.ID}), names.AddNames(Names([]Item{it}))
	}
	if !ids.Has("0") || len(names) != namesEach*len(ids) {
		t.Errorf("%d ids and %d names", len(ids), len(names))
	}
	if ids = ids.Next([]string{"x"}); len(ids) != seenMin {
		t.Errorf("%d ids after a document", len(ids))
	}
}

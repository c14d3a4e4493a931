package publish

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"vedette/news"
)

var update = flag.Bool("update", false, "write the golden files in testdata")

func TestGoldenFiles(t *testing.T) {
	p := publisher(t, region(), everything(), Channel{Name: "empty", Rules: []string{"none"}})
	for _, name := range []string{"all", "empty"} {
		for _, f := range Formats() {
			t.Run(name+"."+f.Ext, func(t *testing.T) {
				got := render(t, p, name, f.Ext)
				file := filepath.Join("testdata", name+"."+f.Ext)
				if *update {
					if err := os.WriteFile(file, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%s differs; look at the change and run the test with -update:\n%s", file, got)
				}
			})
		}
	}
}

// TestGofeedReadsWhatWasMeant reads every format with a parser that we did
// not write and compares it with the archive.
func TestGofeedReadsWhatWasMeant(t *testing.T) {
	a := region()
	p := publisher(t, a, everything())
	all, err := everything().matches(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Formats() {
		t.Run(f.Ext, func(t *testing.T) {
			feed, err := gofeed.NewParser().Parse(bytes.NewReader(render(t, p, "all", f.Ext)))
			if err != nil {
				t.Fatal(err)
			}
			if feed.FeedLink != "https://news.example.org/vedette/channels/all."+f.Ext || feed.Link != "https://news.example.org/vedette/" {
				t.Errorf("links are %q and %q", feed.FeedLink, feed.Link)
			}
			if feed.Title != "Everything & more" || feed.Language != "en" {
				t.Errorf("title %q, language %q", feed.Title, feed.Language)
			}
			if len(feed.Items) != len(all) {
				t.Fatalf("%d items, want %d", len(feed.Items), len(all))
			}
			for i, item := range feed.Items {
				sameItem(t, item, all[i])
			}
		})
	}
}

func sameItem(t *testing.T, got *gofeed.Item, want match) {
	t.Helper()
	e := newEntry(want)
	if got.GUID != "urn:vedette:item:"+want.Item.ID {
		t.Errorf("id %q", got.GUID)
	}
	if got.Title != e.Title || got.Link != e.Link || got.Content != e.Content {
		t.Errorf("got %q %q %q\nwant %q %q %q", got.Title, got.Link, got.Content, e.Title, e.Link, e.Content)
	}
	if got.PublishedParsed == nil || !got.PublishedParsed.Equal(want.Item.Published) {
		t.Errorf("%s: published %q, want %v", e.Title, got.Published, want.Item.Published)
	}
	if len(got.Authors) != len(e.Authors) || got.Authors[0].Name != e.Authors[0] {
		t.Errorf("authors %v, want %v", got.Authors, e.Authors)
	}
}

func TestBytesStayTheSameWhileNothingChanges(t *testing.T) {
	for _, f := range Formats() {
		first := render(t, publisher(t, region(), everything()), "all", f.Ext)
		for range 5 {
			if again := render(t, publisher(t, region(), everything()), "all", f.Ext); !bytes.Equal(first, again) {
				t.Fatalf("%s changed:\n%s\n%s", f.Name, first, again)
			}
		}
	}
}

func TestIdsDoNotDependOnTheBaseURL(t *testing.T) {
	all, err := everything().matches(t.Context(), region())
	if err != nil {
		t.Fatal(err)
	}
	a, b := newPage(everything(), all, "https://a.example"), newPage(everything(), all, "http://b.example/x")
	if a.ID != "urn:vedette:channel:all" || a.ID != b.ID || a.Entries[0].ID != b.Entries[0].ID || a.Self == b.Self {
		t.Errorf("ids %q %q, entries %q %q", a.ID, b.ID, a.Entries[0].ID, b.Entries[0].ID)
	}
}

func TestDatesOfEntriesAndFeed(t *testing.T) {
	hit := news.Hit{At: noon}
	later := noon.Add(time.Hour)
	for _, tc := range []struct {
		name               string
		match              match
		published, updated time.Time
	}{
		{"hit after the item", match{Item: news.Item{Published: noon.Add(-time.Hour)}, Hits: []news.Hit{hit}}, noon.Add(-time.Hour), noon},
		{"newest hit", match{Hits: []news.Hit{hit, {At: later}}, Item: news.Item{Published: noon}}, noon, later},
		{"revised after the hit", match{Item: news.Item{Published: noon, Updated: later}, Hits: []news.Hit{hit}}, noon, later},
		{"first seen stands in", match{Item: news.Item{FirstSeen: noon}, Hits: []news.Hit{{At: later}}}, noon, later},
		{"no dates but the hit's", match{Hits: []news.Hit{hit}}, noon, noon},
		{"no dates at all", match{}, emptyUpdated, emptyUpdated},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := newEntry(tc.match)
			if !e.Published.Equal(tc.published) || !e.Updated.Equal(tc.updated) {
				t.Errorf("published %v, updated %v, want %v, %v", e.Published, e.Updated, tc.published, tc.updated)
			}
			if pg := newPage(Channel{Name: "c"}, []match{tc.match}, ""); !pg.Updated.Equal(e.Updated) {
				t.Errorf("feed updated %v, want its entry's %v", pg.Updated, e.Updated)
			}
		})
	}
}

func BenchmarkRender50(b *testing.B) {
	a, found := &archive{}, region().found
	for i := range DefaultLimit {
		it := found[i%len(found)].Item
		it.ID, it.Text = fmt.Sprint(i), strings.Repeat(it.Title+" ", 100)
		a.add(it, "r", news.High, strings.Fields(it.Title)[0])
	}
	p := publisher(b, a, Channel{Name: "c", Rules: []string{"r"}})
	for _, f := range Formats() {
		b.Run(f.Ext, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(render(b, p, "c", f.Ext))))
			}
		})
	}
}

package fetch

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"vedette/news"
)

// sharedFeeds are real feeds that lie beside the project, if they do.
func sharedFeeds(t testing.TB) map[string][]byte {
	t.Helper()
	files, _ := filepath.Glob("../../shared/feeds/*.xml")
	if len(files) == 0 {
		t.Skip("there are no shared feeds here")
	}
	feeds := map[string][]byte{}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		feeds[filepath.Base(file)] = body
	}
	return feeds
}

func TestRealFeeds(t *testing.T) {
	versions := map[string]int{"yarr__link-in-id.xml": 1} // items that stand there in two wordings
	total := 0
	for name, body := range sharedFeeds(t) {
		items, err := parseItems(body, "", "https://host.example/", Feed{ID: "f"}, testNow)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		raw := bytes.Count(body, []byte("</item>")) + bytes.Count(body, []byte("</entry>"))
		if len(items) < raw-versions[name] {
			t.Errorf("%s: %d items of %d", name, len(items), raw)
		}
		total += len(items)
		checkItems(t, name, items)
	}
	t.Logf("%d items", total)
}

// checkItems holds what is true of all items.
func checkItems(t *testing.T, name string, items []news.Item) {
	t.Helper()
	ids := map[string]bool{}
	for _, it := range items {
		switch {
		case it.ID == "" || ids[it.ID]:
			t.Errorf("%s: the id of %q is missing or not its own", name, it.Title)
		case it.Published.IsZero() || it.Published.After(testNow) || it.Updated.After(testNow):
			t.Errorf("%s: dates of %q: %v, %v", name, it.Title, it.Published, it.Updated)
		case it.Title != oneLine(it.Title) && !bytes.ContainsAny([]byte(it.Title), "<&"):
			t.Errorf("%s: the title %q is not clean", name, it.Title)
		}
		ids[it.ID] = true
	}
}

// TestDatesAgreeWithTheLibrary holds our dates against those of a library that
// reads feeds by itself, where it reads them at all.
func TestDatesAgreeWithTheLibrary(t *testing.T) {
	compared := 0
	for name, body := range sharedFeeds(t) {
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
		if err != nil {
			continue
		}
		for _, it := range feed.Items {
			if it.PublishedParsed == nil {
				continue
			}
			got, ok := ReadDate(it.Published, time.UTC)
			if !ok || !got.Truncate(1e9).Equal(it.PublishedParsed.Truncate(1e9)) {
				t.Errorf("%s: %q is %v, the library says %v", name, it.Published, got, it.PublishedParsed)
			}
			compared++
		}
	}
	t.Logf("%d dates", compared)
}

func BenchmarkParse(b *testing.B) {
	body := []byte(rss(make([]string, 200)...))
	body = bytes.ReplaceAll(body, []byte("<title>"), append([]byte("<description>"), append(bytes.Repeat([]byte("Стороны &lt;b&gt;обсудили&lt;/b&gt; Зангезур. "), 20), []byte("</description><title>")...)...))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if items, err := parseItems(body, "", "", Feed{ID: "x"}, testNow); err != nil || len(items) == 0 {
			b.Fatal(err)
		}
	}
}

// BenchmarkSharedFeeds reads all the real feeds, for MB/s.
func BenchmarkSharedFeeds(b *testing.B) {
	feeds := sharedFeeds(b)
	size := 0
	for _, body := range feeds {
		size += len(body)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, body := range feeds {
			if r, err := Parse(body, nil, "https://host.example/", Feed{ID: "x"}, testNow); err != nil || r.Notes == nil {
				b.Fatal(err)
			}
		}
	}
}

package fetch

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// readWithFeedparser prints what the Python library that many readers are
// built on makes of files, a JSON line each.
const readWithFeedparser = `
import calendar, feedparser, json, sys
for f in sys.argv[1:]:
    d = feedparser.parse(f)
    print(json.dumps({"file": f, "entries": [{"id": e.get("id", ""), "title": e.get("title", ""), "link": e.get("link", ""),
      "date": calendar.timegm(e.published_parsed) if e.get("published_parsed") else 0} for e in d.entries]}))
`

// oracleFeed is what feedparser says of a file.
type oracleFeed struct {
	File    string
	Entries []struct {
		ID, Title, Link string
		Date            int64
	}
}

// TestFeedparserFindsNoMore compares the real feeds with what feedparser reads
// in them, where both are there: as many items, the same titles, links and
// dates but for what we know better.
func TestFeedparserFindsNoMore(t *testing.T) {
	t.Parallel() // most of it is waiting for Python
	feeds := sharedFeeds(t)
	if err := exec.Command("/usr/bin/python3", "-c", "import feedparser").Run(); err != nil {
		t.Skip("python3 with feedparser is not there")
	}
	files, _ := filepath.Glob("../../shared/feeds/*.xml")
	out, err := exec.Command("/usr/bin/python3", append([]string{"-c", readWithFeedparser}, files...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	items, differ := 0, 0
	for line := range bytes.Lines(out) {
		var want oracleFeed
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(want.File)
		doc, _, err := Inspect(feeds[name], http.Header{}, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(doc.Entries) < len(want.Entries) {
			t.Errorf("%s: %d items, feedparser finds %d", name, len(doc.Entries), len(want.Entries))
			continue
		}
		items += len(want.Entries)
		differ += differences(t, name, doc, want)
	}
	t.Logf("%d items, %d fields differ", items, differ)
}

// differences counts and logs the fields that are not the same.
func differences(t *testing.T, name string, doc Document, want oracleFeed) int {
	n := 0
	for i, w := range want.Entries {
		e := &doc.Entries[i]
		date, _ := ReadDate(e.Published, time.UTC)
		for _, field := range []struct {
			name, got, want string
		}{
			{"id", e.ID, w.ID}, {"title", spaced(clean(e.Title)), spaced(plain(w.Title))}, {"link", e.link(), w.Link},
			{"date", date.Format(time.RFC3339), time.Unix(w.Date, 0).UTC().Format(time.RFC3339)},
		} {
			if field.got != field.want && !(field.name == "date" && w.Date == 0) && strings.TrimSpace(field.want) != "" {
				t.Logf("%s %d: %s is %q, feedparser says %q", name, i, field.name, field.got, field.want)
				n++
			}
		}
	}
	return n
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

package publish

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// readWithFeedparser prints what the Python library that many readers are
// built on makes of a file.
const readWithFeedparser = `
import feedparser, json, sys
d = feedparser.parse(sys.argv[1])
print(json.dumps({"bozo": bool(d.bozo), "version": d.version, "title": d.feed.title,
  "ids": [e.id for e in d.entries], "dated": all("published_parsed" in e for e in d.entries)}))
`

// TestFeedparserReadsIt runs where Python's feedparser is installed.
func TestFeedparserReadsIt(t *testing.T) {
	if err := exec.Command("python3", "-c", "import feedparser").Run(); err != nil {
		t.Skip("python3 with feedparser is not there")
	}
	a := region()
	p := publisher(t, a, everything())
	all, err := everything().matches(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	for ext, version := range map[string]string{"atom": "atom10", "rss": "rss20"} {
		t.Run(ext, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "all."+ext)
			if err := os.WriteFile(file, render(t, p, "all", ext), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("python3", "-c", readWithFeedparser, file).Output()
			if err != nil {
				t.Fatal(err)
			}
			var got struct {
				Bozo, Dated    bool
				Version, Title string
				IDs            []string
			}
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatal(err)
			}
			if got.Bozo || !got.Dated || got.Version != version || len(got.IDs) != len(all) {
				t.Fatalf("feedparser read %s", out)
			}
			for i, id := range got.IDs {
				if id != "urn:vedette:item:"+all[i].Item.ID {
					t.Errorf("id %q", id)
				}
			}
		})
	}
}

package demo_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/config"
	"vedette/fetch"
	"vedette/internal/demo"
	"vedette/news"
)

// load reads the demo's config as the program would.
func load(t testing.TB, site string) *config.Loaded {
	t.Helper()
	dir := t.TempDir()
	keyFile := filepath.Join(dir, "key")
	if err := os.WriteFile(keyFile, []byte(demo.NewSigningKey()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := demo.Config(outlets(t), demo.Places{
		Site: site, SMTP: "127.0.0.1:2525", Hook: "http://127.0.0.1:9000/hook", HookKeyFile: keyFile,
		Storage: filepath.Join(dir, `with "quotes".db`), Web: "127.0.0.1:0",
	})
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := config.Parse("config.yaml", text, dir)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestConfigIsSound(t *testing.T) {
	loaded := load(t, "http://127.0.0.1:8000")
	for _, w := range loaded.Warnings {
		t.Log(w)
	}
	c := loaded.Config
	if len(c.Feeds) != 12 || len(c.Rules) != 6 || len(c.Receivers) != 2 || len(c.Routes) != 3 || len(c.Channels) != 3 {
		t.Errorf("%d feeds, %d rules, %d receivers, %d routes, %d channels", len(c.Feeds), len(c.Rules), len(c.Receivers), len(c.Routes), len(c.Channels))
	}
	if !strings.HasSuffix(c.Storage.Path, `with "quotes".db`) {
		t.Errorf("storage path %s", c.Storage.Path)
	}
	for i, o := range outlets(t) {
		f := c.Feeds[i]
		if f.Key() != o.ID || f.Name != o.Name || f.URL != "http://127.0.0.1:8000"+o.FeedPath() || f.Language != o.Language {
			t.Errorf("feed %+v is not that of %s", f, o.ID)
		}
	}
}

// Every story meets exactly the rules that it was written for, through the
// real parser and the real matcher.
func TestRulesMeetTheStories(t *testing.T) {
	_, url := open(t, allOut)
	loaded := load(t, url)
	byRule, byLanguage := map[string]int{}, map[string]int{}
	for i, o := range outlets(t) {
		resp, body := get(t, url+o.FeedPath())
		reading, err := fetch.Parse(body, resp.Header, url, loaded.Config.Feeds[i], start.Add(allOut))
		if err != nil {
			t.Errorf("%s: %v", o.ID, err)
		}
		if len(reading.Items) != len(o.Stories) {
			t.Errorf("%s: %d items, want %d", o.ID, len(reading.Items), len(o.Stories))
		}
		for _, it := range reading.Items {
			got := ruleNames(loaded.Filter.Match(&it))
			story := o.Stories[storyNumber(t, it)]
			if want := slices.Sorted(slices.Values(story.Hits)); !slices.Equal(got, want) {
				t.Errorf("%s: %q meets %q, want %q", o.ID, it.Title, got, want)
			}
			for _, rule := range got {
				byRule[rule]++
				byLanguage[rule+" "+it.Lang]++
			}
		}
	}
	want := map[string]int{}
	for _, o := range outlets(t) {
		for _, s := range o.Stories {
			for _, rule := range s.Hits {
				want[rule]++
			}
		}
	}
	if diff := cmp.Diff(want, byRule); diff != "" || len(want) != 6 {
		t.Error(diff)
	}
	// Each of the six rules is met in each of the seven languages.
	if len(byLanguage) != 6*7 {
		t.Errorf("%d pairs of rule and language, want 42: %v", len(byLanguage), byLanguage)
	}
}

// ruleNames leaves the quiet rules of channels out.
func ruleNames(hits []news.Hit) []string {
	var names []string
	for _, h := range hits {
		if !h.Quiet {
			names = append(names, h.Rule)
		}
	}
	slices.Sort(names)
	return names
}

// storyNumber takes the number of the story from the end of its link,
// NUMBER-ROUND.
func storyNumber(t *testing.T, it news.Item) int {
	t.Helper()
	number, _, _ := strings.Cut(it.Link[strings.LastIndex(it.Link, "/")+1:], "-")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatalf("link %q: %v", it.Link, err)
	}
	return n
}

// The zone that the config names puts dates right that name none.
func TestDatesSurviveTheQuirks(t *testing.T) {
	_, url := open(t, allOut)
	loaded := load(t, url)
	for i, o := range outlets(t) {
		resp, body := get(t, url+o.FeedPath())
		reading, err := fetch.Parse(body, resp.Header, url, loaded.Config.Feeds[i], start.Add(allOut))
		if err != nil || len(reading.Items) == 0 {
			t.Errorf("%s: %d items, error %v", o.ID, len(reading.Items), err)
			continue
		}
		modified, err := time.Parse(time.RFC1123, resp.Header.Get("Last-Modified"))
		if err != nil || !reading.Items[0].Published.Equal(modified) {
			t.Errorf("%s: newest item of %s, feed of %s (%v)", o.ID, reading.Items[0].Published, modified, err)
		}
	}
}

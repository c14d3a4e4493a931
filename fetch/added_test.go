package fetch

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/news"
	"vedette/schedule"
)

func TestAnAddedFeedIsTheFeedThatWasAdded(t *testing.T) {
	f := Feed{ID: "a", Name: "A", URL: "https://a.example/rss", Site: "https://a.example/", Country: "AZ", Language: "az",
		Tags: []string{"wire", "state"}, Every: schedule.Duration(90 * time.Minute), TimeZone: "Asia/Baku", Fulltext: true}
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.FixedZone("", 4*3600))
	record := f.Added(at)
	if !record.Added.Equal(at) || record.Added.Location() != time.UTC {
		t.Errorf("added at %v", record.Added)
	}
	got, wrong := FeedOf(record)
	if diff := cmp.Diff(f, got); diff != "" || len(wrong) > 0 {
		t.Errorf("%v\n%s", wrong, diff)
	}
	if record := (Feed{Name: "The Post", URL: "https://a.example/rss"}).Added(at); record.ID != "the-post" || record.Every != "" {
		t.Errorf("the record is %+v", record)
	}
}

func TestMistakesInAnAddedFeedAreToldByTheirPath(t *testing.T) {
	const address = "https://a.example/rss"
	for name, a := range map[string]news.AddedFeed{
		"url":       {Name: "A"},
		"name":      {URL: address},
		"every":     {Name: "A", URL: address, Every: "often"},
		"country":   {Name: "A", URL: address, Country: "Azerbaijan"},
		"language":  {Name: "A", URL: address, Language: "aze"},
		"time_zone": {Name: "A", URL: address, TimeZone: "Baku"},
		"id":        {Name: "A", URL: address, ID: "a b"},
	} {
		if _, wrong := FeedOf(a); len(wrong) != 1 || wrong[0].Path != name {
			t.Errorf("%s: %v", name, wrong)
		}
	}
}

func TestTheConfigurationWinsOverAddedFeeds(t *testing.T) {
	configured := []Feed{{Name: "One", URL: "https://one.example/rss"}, {ID: "two", Name: "Second", URL: "https://two.example/rss"}}
	all, leftOut := Merge(configured, []news.AddedFeed{
		{ID: "fine", Name: "Fine", URL: "https://fine.example/rss", Every: "2h"},
		{ID: "one", Name: "One", URL: "https://other.example/rss"},
		{ID: "elsewhere", Name: "Elsewhere", URL: "https://two.example/rss"},
		{ID: "broken", Name: "Broken", URL: "https://broken.example/rss", Every: "1 fortnight"},
		{ID: "again", Name: "Again", URL: "https://fine.example/rss"},
		{ID: "last", Name: "Last", URL: "https://last.example/rss"},
	})
	var keys []string
	for _, f := range all {
		keys = append(keys, f.Key())
	}
	if got := strings.Join(keys, " "); got != "one two fine last" {
		t.Errorf("watched are %s", got)
	}
	if got := strings.Join(leftOut, " "); got != "one elsewhere broken again" {
		t.Errorf("left out are %s", got)
	}
	if all[2].Every != schedule.Duration(2*time.Hour) {
		t.Errorf("the interval became %v", all[2].Every)
	}
	if none, _ := Merge(nil, nil); len(none) != 0 {
		t.Errorf("of nothing became %v", none)
	}
}

func TestTheFirstTagIsTheFolderOfAnExport(t *testing.T) {
	var b bytes.Buffer
	feeds := []Feed{
		{Name: "A", URL: "https://a.example/", Tags: []string{"wire", "energy"}},
		{Name: "B", URL: "https://b.example/", Tags: []string{"energy"}},
		{Name: "C", URL: "https://c.example/"},
		{Name: "D", URL: "https://d.example/", Tags: []string{"wire"}},
	}
	if err := WriteOPML(&b, "t", feeds); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, folder := range []string{"wire", "energy"} {
		if n := strings.Count(text, `<outline text="`+folder+`"`); n != 1 {
			t.Errorf("folder %s stands there %d times:\n%s", folder, n, text)
		}
	}
	if !strings.Contains(text, `category="wire,energy"`) {
		t.Errorf("the categories are lost:\n%s", text)
	}
	got, err := ReadOPML(&b)
	if err != nil {
		t.Fatal(err)
	}
	want := []Feed{feeds[0], feeds[3], feeds[1], feeds[2]} // folder by folder
	if diff := cmp.Diff(want, got.Feeds); diff != "" {
		t.Error(diff)
	}
}

// Behaviour 47: two feeds of one address would bring every item twice.
func TestTwoFeedsOfOneAddressAreRefused(t *testing.T) {
	feeds := []Feed{{Name: "One", URL: "https://example.org/rss"}, {Name: "Two", URL: "https://EXAMPLE.org:443/rss#x"}, {Name: "Three", URL: "https://example.org/rss?x"}}
	list := CheckFeeds(feeds)
	if len(list) != 1 || list[0].Path != "[1].url" {
		t.Errorf("problems: %v", list)
	}
	all, leftOut := Merge(feeds[:1], []news.AddedFeed{{ID: "two", Name: "Two", URL: feeds[1].URL}, {ID: "three", Name: "Three", URL: feeds[2].URL}})
	if len(all) != 2 || len(leftOut) != 1 || leftOut[0] != "two" {
		t.Errorf("%d feeds, left out %v", len(all), leftOut)
	}
}

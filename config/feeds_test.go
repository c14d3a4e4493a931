package config

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/fetch"
	"vedette/schedule"
)

// What FeedsYAML writes, Parse reads, whatever signs are in it.
func TestFeedsYAMLIsReadBack(t *testing.T) {
	feeds := []fetch.Feed{
		{Name: "Аравот: новости #1", URL: "https://a.example/feed?x=${NONE}&y=[1]", Country: "AM", Language: "hy", Tags: []string{"a b", "@c"}},
		{ID: "two", Name: "- yes", URL: "https://b.example/", Every: schedule.Duration(90 * time.Minute), TimeZone: "Asia/Yerevan"},
	}
	text, err := FeedsYAML(feeds)
	if err != nil {
		t.Fatal(err)
	}
	loaded := parse(t, string(text)+"rules: [{name: r, query: a}]\n")
	if diff := cmp.Diff(feeds, loaded.Config.Feeds); diff != "" {
		t.Errorf("%s\n%s", text, diff)
	}
}

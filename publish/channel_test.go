package publish

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vedette/news"
)

// many gives an archive of n items, each met by every rule.
func many(n int, rules ...string) *archive {
	a := &archive{}
	for i := range n {
		for _, r := range rules {
			a.add(news.Item{Feed: "f", GUID: fmt.Sprint(i), Title: fmt.Sprint("item ", i), Lang: "en"}, r, news.Low, "item")
		}
	}
	return a
}

func titles(matches []match) []string {
	var out []string
	for _, m := range matches {
		out = append(out, m.Item.Title)
	}
	return out
}

func TestAnItemMetByTwoRulesAppearsOnceWithBothReasons(t *testing.T) {
	for name, c := range map[string]Channel{
		"by rules":  {Name: "c", Rules: []string{"Corridor", "Sanctions"}},
		"by labels": {Name: "c", Labels: map[string]string{"country": "AZ"}},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := c.matches(t.Context(), region())
			if err != nil {
				t.Fatal(err)
			}
			first := all[0]
			if len(first.Hits) != 2 || first.Hits[0].Rule != "Sanctions" || first.Hits[1].Rule != "Corridor" {
				t.Errorf("hits are %+v, want Sanctions, the severest, and Corridor", first.Hits)
			}
			ids := map[string]bool{}
			for _, m := range all {
				if ids[m.Item.ID] {
					t.Errorf("%q appears twice", m.Item.Title)
				}
				ids[m.Item.ID] = true
			}
		})
	}
}

func TestEntriesStandByFallingOrderOfTheirNewestHit(t *testing.T) {
	all, err := everything().matches(t.Context(), region())
	if err != nil {
		t.Fatal(err)
	}
	var seqs []uint64
	for _, m := range all {
		newest := slices.MaxFunc(m.Hits, func(a, b news.Hit) int { return int(a.Seq) - int(b.Seq) })
		seqs = append(seqs, newest.Seq)
	}
	if want := []uint64{6, 5, 4, 3, 2}; !slices.Equal(seqs, want) {
		t.Errorf("order is %v, want %v", seqs, want)
	}
}

func TestTheLimitCountsItemsNotHits(t *testing.T) {
	a := many(20, "r1", "r2", "r3")
	for name, c := range map[string]Channel{
		"rules":  {Name: "c", Rules: []string{"r1", "r2", "r3"}, Limit: 7},
		"labels": {Name: "c", Labels: map[string]string{"topic": "corridor"}, Limit: 7},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := c.matches(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			if len(all) != 7 || all[6].Item.Title != "item 13" {
				t.Errorf("got %v, want items 19 to 13", titles(all))
			}
			for _, m := range all {
				if len(m.Hits) != 3 {
					t.Errorf("%s has %d reasons, want 3", m.Item.Title, len(m.Hits))
				}
			}
		})
	}
}

func TestTheLimitIs50WhenNotSet(t *testing.T) {
	all, err := Channel{Name: "c", Rules: []string{"r"}}.matches(t.Context(), many(60, "r"))
	if err != nil || len(all) != DefaultLimit {
		t.Errorf("%d entries, error %v, want %d", len(all), err, DefaultLimit)
	}
}

func TestAQueryChannelSelectsItsOwnQuietRule(t *testing.T) {
	a := many(3, "channel/other", "r", "channel/mine")
	mine := Channel{Name: "mine", Query: "item"}
	if mine.QueryRule() != "channel/mine" {
		t.Errorf("rule is %q", mine.QueryRule())
	}
	all, err := mine.matches(t.Context(), a)
	if err != nil || len(all) != 3 || len(all[0].Hits) != 1 || all[0].Hits[0].Rule != "channel/mine" {
		t.Errorf("got %+v, %v", all, err)
	}
	e := newEntry(all[0])
	if strings.Contains(e.Content, "channel/") || len(e.Tags) != 0 {
		t.Errorf("the rule's made-up name is shown: %v %s", e.Tags, e.Content)
	}
}

func TestALabelChannelLeavesOutOtherChannelsQueries(t *testing.T) {
	c := Channel{Name: "c", Labels: map[string]string{"lang": "en"}, Limit: 2}
	all, err := c.matches(t.Context(), many(5, "r", "channel/other"))
	if err != nil || len(all) != 2 || len(all[0].Hits) != 1 || all[0].Hits[0].Rule != "r" {
		t.Errorf("got %+v, %v", all, err)
	}
}

func TestAFailingSourceIsNamedWithTheChannel(t *testing.T) {
	broken := errors.New("disk on fire")
	_, err := publisher(t, &archive{fail: broken}, everything()).Render(t.Context(), "all", "atom")
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "channel all") {
		t.Errorf("error is %v", err)
	}
}

func TestRenderOfWhatIsNotThere(t *testing.T) {
	p := publisher(t, region(), everything())
	for _, file := range [][2]string{{"none", "atom"}, {"all", "html"}, {"", ""}} {
		if _, err := p.Render(t.Context(), file[0], file[1]); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%v: error is %v", file, err)
		}
	}
}

package coverage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/news"
)

// heldOf counts the verdict's held items.
func heldOf(v Verdict) (n int) {
	for _, it := range v.Items {
		if it.Held != "" {
			n++
		}
	}
	return n
}

func TestADocumentOfNewIDs(t *testing.T) {
	old := articles("a", 0, 10, 3*time.Hour)
	https := changed(articles("b", 0, 10, 3*time.Hour), func(it *news.Item) { it.Link = strings.Replace(it.Link, "http:", "https:", 1) })
	undated := func(it *news.Item) { it.Published = noon }
	fresh := func(it *news.Item) { it.Published = ago(time.Minute) }
	retitled := func(it *news.Item) { it.Title += ", with a new ending" }
	cases := []struct {
		name        string
		items       []news.Item
		want        []news.NoticeKind
		held, shown int
		lookBack    bool
	}{
		{"some are known", append(articles("n", 100, 5, 0), old[:5]...), nil, 0, 0, false},
		{"nothing is known at all", articles("n", 100, 10, 0), []news.NoticeKind{news.Overflow}, 0, 0, true},
		{"the same with https in the ids", https, []news.NoticeKind{news.Renamed}, 0, 10, false},
		{"the same without dates", changed(https, undated), []news.NoticeKind{news.Shaped, news.Renamed}, 0, 10, false},
		{"the same with the dates of the move", changed(https, fresh), []news.NoticeKind{news.Renamed}, 10, 0, false},
		{"new ids and titles", changed(https, retitled), []news.NoticeKind{news.Renamed}, 10, 0, false},
		{"new ids and titles, without dates", changed(https, func(it *news.Item) { undated(it); retitled(it) }), []news.NoticeKind{news.Shaped, news.Renamed}, 10, 0, false},
		{"new ids, titles and dates", changed(https, func(it *news.Item) { fresh(it); retitled(it) }), []news.NoticeKind{news.Overflow}, 0, 0, true},
		{"new ids and some news among them", append(articles("b", 100, 3, 0), https[:7]...), []news.NoticeKind{news.Renamed}, 0, 7, false},
		{"the archive comes again", articles("b", 1000, 10, 90*day), []news.NoticeKind{news.Renamed}, 10, 0, false},
		{"the archive and some news", append(articles("n", 100, 4, 0), articles("b", 1000, 6, 90*day)...), []news.NoticeKind{news.Renamed}, 6, 0, false},
		{"late by half a day is no archive", articles("n", 1000, 10, 12*time.Hour), []news.NoticeKind{news.Overflow}, 0, 0, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Look(visit(shown(old), c.items))
			check(t, got, c.want...)
			if heldOf(got) != c.held || len(got.Shown) != c.shown || len(got.Items)+c.shown != len(c.items) {
				t.Errorf("%d held, %d known by their names, %d kept", heldOf(got), len(got.Shown), len(got.Items))
			}
			if got.LookBack != c.lookBack || got.PollFaster != c.lookBack {
				t.Errorf("looks back: %t, polls faster: %t", got.LookBack, got.PollFaster)
			}
			first := Look(visit(news.FeedState{}, c.items)) // a first visit never holds
			check(t, first)
			if heldOf(first) != 0 || len(first.Items) != len(c.items) || first.LookBack {
				t.Errorf("the first visit gives %+v", first)
			}
		})
	}
}

func TestABulletinWithTheSameTitleEachDayIsNews(t *testing.T) {
	bulletin := func(guid string, d time.Duration) []news.Item {
		return []news.Item{{ID: news.ItemID("f", guid, "", "", ""), GUID: guid, Link: "http://news.example/rates",
			Title: "Rates of the day", Published: ago(d)}}
	}
	for name, published := range map[string]time.Duration{"dated": time.Minute, "undated": 0} {
		v := visit(shown(bulletin("monday", day)), bulletin("tuesday", published))
		v.Before.Shape = news.Shape{}
		got := Look(v)
		if heldOf(got) != 0 || len(got.Items) != 1 {
			t.Errorf("%s: the bulletin is not taken as news: %+v", name, got)
		}
	}
}

func TestAnOverflowIsToldOnceUntilADocumentShowsThatNothingWasMissed(t *testing.T) {
	old, next := articles("a", 0, 10, 3*time.Hour), articles("n", 100, 10, 0)
	first := Look(visit(shown(old), next))
	check(t, first, news.Overflow)
	v := told(visit(shown(next), articles("o", 200, 10, 0)), first.Told...)
	if got := Look(v); len(got.Notices) != 0 || !got.PollFaster || !got.LookBack {
		t.Errorf("the second overflow: %+v", got)
	}
	v.Items = next // nothing new: that proves nothing
	if got := Look(v); !got.PollFaster {
		t.Error("a document without news ended the overflow")
	}
	v.Items = append(articles("o", 200, 3, 0), next[:7]...)
	if got := Look(v); got.PollFaster || len(got.Told) != 0 || len(got.Notices) != 0 {
		t.Errorf("still an overflow: %+v", got)
	}
}

func TestAnOverflowAfterATimeWithoutVisitsSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*news.FeedState)
		says   string
	}{
		"visited as usual": {func(*news.FeedState) {}, "or give the feed a shorter interval (every)."},
		"after failures": {func(s *news.FeedState) {
			s.Failures, s.FailingSince, s.LastError = 2, ago(5*time.Minute), "trouble (503)"
		}, "after 5 minutes in which the feed gave no answer"},
		"after our own outage": {func(s *news.FeedState) { s.LastError = "no way" }, "after 60 minutes without an answer, as vedette's own network was away"},
		"after a hold":         {func(s *news.FeedState) { s.LastSuccess = ago(3 * time.Hour) }, "after 3 hours without a visit, where 60 minutes are usual"},
		"after a long pause": {func(s *news.FeedState) {
			s.LastSuccess, s.NextCheck = ago(3*time.Hour), ago(2*time.Hour)
		}, "after 3 hours without a visit, where 60 minutes are usual"},
		"as planned at a quiet hour": {func(s *news.FeedState) {
			s.LastSuccess, s.NextCheck = ago(3*time.Hour), ago(5*time.Minute)
		}, "or give the feed a shorter interval (every)."},
	} {
		v := visit(shown(articles("a", 0, 10, 3*time.Hour)), articles("n", 100, 10, 0))
		c.before(&v.Before)
		got := Look(v)
		if len(got.Notices) != 1 || !strings.Contains(got.Notices[0].Text, c.says) ||
			strings.Contains(got.Notices[0].Text, "give the feed") != strings.HasPrefix(c.says, "or give") {
			t.Errorf("%s: told %+v", name, got.Notices)
		}
	}
}

func TestAGapThatOlderDocumentsCloseIsNotTold(t *testing.T) {
	old := articles("a", 0, 10, 3*time.Hour)
	v := visit(shown(old), articles("n", 100, 10, 0))
	page := append(articles("n", 110, 4, 30*time.Minute), old...)
	missed, _, met := Bridge(NewGap(v.Before, v.Now), v.Before.Seen.Has, page, v.Began)
	if len(missed) != 4 || !met {
		t.Fatalf("%d items were missed, met %t", len(missed), met)
	}
	v.Older, v.Met, v.Pages = missed, met, 1
	got := Look(v)
	check(t, got)
	if len(got.Items) != 14 || !got.PollFaster {
		t.Errorf("%d items, polls faster: %t", len(got.Items), got.PollFaster)
	}
}

func TestAGapThatOlderDocumentsDoNotCloseIsTold(t *testing.T) {
	v := visit(shown(articles("a", 0, 10, 3*time.Hour)), articles("n", 100, 10, 0))
	page := articles("m", 200, 10, 0)
	var met bool
	v.Older, _, met = Bridge(NewGap(v.Before, v.Now), v.Before.Seen.Has, page, v.Began)
	if met {
		t.Fatal("met what nobody knows")
	}
	v.Pages = 1
	got := Look(v)
	check(t, got, news.Overflow)
	if len(got.Items) != 20 || !strings.Contains(got.Notices[0].Text, "through 1 older document and found 10 items more") {
		t.Errorf("told %q", got.Notices[0].Text)
	}
}

func TestABridgeEndsWhereTheArchiveBegins(t *testing.T) {
	before := shown(articles("a", 0, 10, 3*time.Hour))
	page := append(articles("m", 200, 3, 0), articles("m", 300, 7, 400*day)...)
	if missed, _, met := Bridge(NewGap(before, noon), before.Seen.Has, page, noon); len(missed) != 3 || !met {
		t.Errorf("%d items were missed, met %t", len(missed), met)
	}
}

// An old article that is moved up is not where the gap ends, and what stands
// below it was missed.
func TestABridgePassesOverWhatWasMovedUp(t *testing.T) {
	old := articles("a", 0, 10, 3*time.Hour)
	before := shown(old)
	for name, moved := range map[string]news.Item{"known": old[4], "dated earlier": article("x", 900, 400*day)} {
		page := slices.Concat([]news.Item{moved}, articles("m", 200, 3, 0), old[:2], []news.Item{article("y", 901, 500*day)})
		missed, rest, met := Bridge(NewGap(before, noon), before.Seen.Has, page, noon)
		if len(missed) != 3 || !met || len(rest) != 4 || rest[0].ID != moved.ID || rest[1].ID != old[0].ID {
			t.Errorf("%s: %d items were missed, met %t, the rest is %v", name, len(missed), met, rest)
		}
		missed, rest, met = Bridge(NewGap(before, noon), before.Seen.Has, page[:4], noon)
		if len(missed) != 3 || met || len(rest) != 1 {
			t.Errorf("%s: of the first part %d items were missed, met %t, the rest is %v", name, len(missed), met, rest)
		}
	}
}

// A server that said 304 for nine days while the feed went on shows its true
// document to the probe: that is news, however old, and a gap.
func TestWhatALying304HidIsNewsAndNotOld(t *testing.T) {
	before := shown(articles("a", 0, 10, 9*day))
	before.LastNew = ago(9 * day) // and the last visit that went well was an hour ago
	var list []news.Item
	for i := range 10 {
		list = append(list, article(fmt.Sprint("n", i), 100+i, time.Duration(i)*12*time.Hour))
	}
	got := Look(visit(before, list))
	check(t, got, news.Overflow)
	if n := heldOf(got); n != 0 || len(got.Items) != 10 || !got.LookBack {
		t.Errorf("%d of %d items are held, looks back %t", n, len(got.Items), got.LookBack)
	}
	if missed, _, met := Bridge(NewGap(before, noon), before.Seen.Has, articles("m", 200, 5, 6*day), noon); len(missed) != 5 || met {
		t.Errorf("%d items of the page before were missed, met %t", len(missed), met)
	}
}

func TestAnotherAddressIsNoOverflow(t *testing.T) {
	v := visit(shown(articles("a", 0, 10, 3*time.Hour)), articles("n", 100, 10, 0))
	v.After.Address = "http://news.example/atom"
	got := Look(v)
	check(t, got)
	if got.LookBack {
		t.Error("looks back")
	}
}

func TestHeldItemsSayWhy(t *testing.T) {
	got := Look(visit(shown(articles("a", 0, 10, 3*time.Hour)), articles("b", 1000, 10, 90*day)))
	if n := got.Notices[0]; n.Severity != news.High || !strings.Contains(n.Title, "10 items held") || got.Items[0].Held != heldPast {
		t.Errorf("told %q, held because %q", n.Title, got.Items[0].Held)
	}
	if slices.Contains(got.Told, news.Renamed) {
		t.Error("it happens once, and does not last")
	}
}

func TestAnArchiveDocumentIsReadFromItsNewestItem(t *testing.T) {
	newest := articles("a", 0, 4, time.Hour)
	turned := slices.Clone(newest)
	slices.Reverse(turned)
	turned[1].Published = noon // an item without a date has the visit's
	for name, page := range map[string][]news.Item{"newest first": newest, "oldest first": turned} {
		if got := NewestFirst(page, ago(time.Minute)); got[0].ID != newest[0].ID || got[3].ID != newest[3].ID {
			t.Errorf("%s: begins with %s", name, got[0].GUID)
		}
	}
	if turned[0].ID != newest[3].ID {
		t.Error("the document itself was turned")
	}
}

package coverage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/news"
)

// noon is a Tuesday.
var noon = time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return noon.Add(-d) }

// article is the nth item of a feed, of d ago, with the id made of a guid.
func article(guid string, n int, d time.Duration) news.Item {
	return news.Item{ID: news.ItemID("f", guid, "", "", ""), Feed: "f", GUID: guid, Published: ago(d),
		Link: fmt.Sprintf("http://news.example/%d", n), Title: fmt.Sprintf("Report %d", n), Text: "Words."}
}

// articles are n of them, an hour apart, the newest of some time ago; their
// guids begin with a word.
func articles(word string, from, n int, newest time.Duration) []news.Item {
	var list []news.Item
	for i := range n {
		list = append(list, article(fmt.Sprint(word, from+i), from+i, newest+time.Duration(i)*time.Hour))
	}
	return list
}

// shown is the state of a feed that works, is visited hourly since long and
// has shown these items.
func shown(items []news.Item) news.FeedState {
	s := news.FeedState{Feed: "f", Address: "http://news.example/rss", Status: 200, Checks: 2000, Items: 3000,
		LastCheck: ago(time.Hour), LastSuccess: ago(time.Hour), LastNew: ago(2 * time.Hour),
		Pace:  news.Pace{Rate: 24, At: ago(time.Hour), Gap: 6 * 3600},
		Shape: news.Shape{Dates: 1, Bodies: 1, Links: 1, GUIDs: 1, Items: 10, Visits: 50}}
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	s.Seen, s.SeenNames = s.Seen.Next(ids), s.SeenNames.NextNames(news.Names(items))
	return s
}

// visit is one that goes well and brings a document.
func visit(before news.FeedState, items []news.Item) Visit {
	after := before
	after.LastCheck, after.LastSuccess = noon, noon
	after.Checks++
	return Visit{Source: Source{ID: "f", Name: "Example", Country: "AZ", Lang: "az", Interval: time.Hour},
		Before: before, After: after, Whole: true, Items: items, Began: ago(time.Second), Now: noon}
}

// failed is a visit that ends the nth failure in a row.
func failed(n int, since time.Duration, status int) Visit {
	v := visit(shown(articles("a", 0, 10, time.Hour)), nil)
	v.Whole = false
	v.Before.Failures, v.Before.FailingSince = n-1, ago(since)
	v.After = v.Before
	v.After.Failures, v.After.Status, v.After.LastError = n, status, "the server says no"
	return v
}

// kinds are the kinds of the verdict's notices.
func kindsOf(v Verdict) []news.NoticeKind {
	var kinds []news.NoticeKind
	for _, n := range v.Notices {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

// check compares the kinds told and looks at the texts.
func check(t *testing.T, v Verdict, want ...news.NoticeKind) {
	t.Helper()
	if got := kindsOf(v); !slices.Equal(got, want) {
		t.Fatalf("told %v, want %v", got, want)
	}
	for _, n := range v.Notices {
		if !strings.HasPrefix(n.Title, "Example ") || n.Feed != "f" || n.Source != "Example" || n.Country != "AZ" ||
			n.Lang != "az" || n.ID == "" || n.Severity.Rank() < 0 || !n.At.Equal(noon) || !strings.HasSuffix(n.Text, ".") ||
			strings.Contains(n.Text, "%!") || strings.Contains(n.Text, "  ") {
			t.Errorf("the notice is %+v", n)
		}
	}
}

func TestABrokenFeedIsToldOnce(t *testing.T) {
	cases := []struct {
		name string
		v    Visit
		want []news.NoticeKind
	}{
		{"three failures over two hours", failed(3, 2*time.Hour, 500), []news.NoticeKind{news.Broken}},
		{"whatever the failure is", failed(3, 2*time.Hour, 401), []news.NoticeKind{news.Broken}},
		{"a web page in place of the feed", failed(3, 2*time.Hour, 200), []news.NoticeKind{news.Broken}},
		{"no server", failed(9, 3*time.Hour, 0), []news.NoticeKind{news.Broken}},
		{"two failures are a hiccup", failed(2, 9*time.Hour, 500), nil},
		{"so are many within the hour", failed(9, 59*time.Minute, 500), nil},
		{"one hour is short for a feed of hourly visits", failed(3, 61*time.Minute, 500), nil},
		{"a server that asks to wait explains itself", failed(9, 11*time.Hour, 429), nil},
		{"but not for ever", failed(9, 13*time.Hour, 503), []news.NoticeKind{news.Broken}},
		{"told before", told(failed(9, 13*time.Hour, 500), news.Broken), nil},
		{"our own network", Visit{Source: failed(3, 2*time.Hour, 0).Source, After: failed(3, 2*time.Hour, 0).After, Outage: true, Now: noon}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Look(c.v)
			check(t, got, c.want...)
			if len(c.want) > 0 && (!slices.Contains(got.Told, news.Broken) || got.Notices[0].Severity != news.High ||
				!strings.Contains(got.Notices[0].Text, "the server says no. ")) {
				t.Errorf("the verdict is %+v", got)
			}
		})
	}
}

func told(v Visit, kinds ...news.NoticeKind) Visit {
	v.Before.Told = kinds
	return v
}

func TestAFeedThatWorksAgainIsToldIfItsTroubleWas(t *testing.T) {
	items := articles("a", 0, 10, time.Hour)
	v := visit(shown(items), items)
	check(t, Look(v)) // no trouble, nothing to tell
	v.Before.Failures, v.Before.FailingSince, v.Before.LastError = 30, ago(75*time.Hour), "timeout"
	check(t, Look(v)) // nobody was told
	got := Look(told(v, news.Broken))
	check(t, got, news.Recovered)
	if n := got.Notices[0]; n.Text != "It can be read again, after 3 days. There is nothing to do." || len(got.Told) != 0 {
		t.Errorf("told %q, still %v", n.Text, got.Told)
	}
}

func TestARecoveryTellsOfAllThatHasPassed(t *testing.T) {
	items := articles("a", 0, 10, time.Hour)
	v := told(visit(shown(items[1:]), items), news.Broken, news.Quiet, news.Shaped)
	v.Before.FailingSince, v.Before.LastNew = ago(5*time.Hour), ago(20*day)
	got := Look(v)
	check(t, got, news.Recovered)
	if text := got.Notices[0].Text; !strings.Contains(text, "after 5 hours") || !strings.Contains(text, "news again, after 20 days") ||
		!strings.Contains(text, "as they were") {
		t.Errorf("told %q", text)
	}
}

func TestAFeedThatIsGoneOrHasMovedIsTold(t *testing.T) {
	v := failed(3, 30*time.Hour, 410)
	v.After.Stopped, v.After.GoneSince = "gone", ago(30*time.Hour)
	check(t, Look(v), news.Gone)
	v.Before.Stopped = "gone"
	check(t, Look(v))
	items := articles("a", 0, 10, time.Hour)
	v = visit(shown(items), items)
	v.After.Stopped = "expired"
	check(t, Look(v), news.Gone)
	v = visit(shown(items), items)
	v.After.Adopted = "https://new.example/rss"
	got := Look(v)
	check(t, got, news.Relocated)
	if !strings.Contains(got.Notices[0].Text, v.After.Adopted) || !strings.Contains(got.Notices[0].Text, v.After.Address) {
		t.Errorf("told %q", got.Notices[0].Text)
	}
	v.Before.Adopted = v.After.Adopted
	check(t, Look(v))
	v.Before.Adopted, v.After.Stopped, v.After.Twin = "", "twin", "two"
	got = Look(v)
	check(t, got, news.Relocated)
	if n := got.Notices[0]; n.Severity != news.Medium || !strings.HasSuffix(n.Title, "to the address of feed two") || !strings.Contains(n.Text, v.After.Adopted) {
		t.Errorf("told %+v", n)
	}
}

func TestAnOutageIsToldOfNoOneFeed(t *testing.T) {
	n := Outage(ago(3*time.Hour), noon, 41)
	if n.Feed != "" || n.Kind != news.Outage || n.Title != "vedette's network was away for 3 hours" ||
		!strings.Contains(n.Text, "From 17 November 2026, 09:00 UTC to 17 November 2026, 12:00 UTC") || !strings.Contains(n.Text, "41 feeds were late") {
		t.Errorf("told %+v", n)
	}
}

func TestLengthsOfTimeAreWrittenForPeople(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Second: "1 second", 90 * time.Second: "90 seconds", 10 * time.Minute: "10 minutes", 100 * time.Minute: "100 minutes",
		3*time.Hour + 50*time.Minute: "3 hours", 47 * time.Hour: "47 hours", 3 * day: "3 days",
	} {
		if got := span(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

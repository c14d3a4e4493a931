package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// firstItems are items as version 1 stored them: a with an earlier version.
func firstItems() (current []news.Item, earlier news.Item) {
	earlier = news.Item{ID: "a", Seq: 1, Feed: "feed", Title: "Title", Text: "before", FirstSeen: noon}
	after := earlier
	after.Seq, after.Revision, after.Text = 3, 1, "after"
	other := news.Item{ID: "b", Seq: 2, Feed: "feed", Title: "Other", FirstSeen: noon}
	return []news.Item{other, after}, earlier
}

// storeFirstItems writes them as version 1 did.
func storeFirstItems(t *testing.T, path string) {
	t.Helper()
	current, earlier := firstItems()
	raw(t, path, func(tx *bolt.Tx) error {
		for _, it := range current {
			must(t, put(tx, oldItems, []byte(it.ID), it))
			must(t, putRaw(tx, bucketArrivals, seqKey(it.Seq), versionKey(it)))
		}
		must(t, put(tx, bucketRevisions, versionKey(earlier), earlier))
		must(t, putRaw(tx, bucketArrivals, seqKey(earlier.Seq), versionKey(earlier)))
		must(t, tx.Bucket([]byte(bucketArrivals)).SetSequence(3))
		return addTotals(tx, news.Totals{Items: 2})
	})
}

func wantItems(t *testing.T, what string, got, want []news.Item) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s differ (-want +got):\n%s", what, diff)
	}
}

func TestItemsOfVersion1AreReadAsTheyStand(t *testing.T) {
	path := firstVersion(t)
	storeFirstItems(t, path)
	s := reopen(t, path)
	must(t, s.Check(t.Context()))
	current, earlier := firstItems()
	got, _, err := s.ItemsAfter(t.Context(), 0, 0)
	must(t, err)
	wantItems(t, "arrivals", got, append([]news.Item{earlier}, current...))
	got, err = s.Items(t.Context(), news.ItemQuery{})
	must(t, err)
	wantItems(t, "items", got, []news.Item{current[1], current[0]})
	got, err = s.Revisions(t.Context(), "a")
	must(t, err)
	wantItems(t, "revisions", got, []news.Item{earlier})
}

// TestItemsOfVersion1AreRevised has a version that is known, one that is known
// from before, and two that are news of items that version 1 wrote.
func TestItemsOfVersion1AreRevised(t *testing.T) {
	path := firstVersion(t)
	storeFirstItems(t, path)
	s := reopen(t, path)
	current, earlier := firstItems()
	at := noon.Add(time.Hour)
	show := func(want news.Accepted, items ...news.Item) {
		t.Helper()
		v := news.Visit{State: news.FeedState{Feed: "feed", LastCheck: at}, Items: items}
		got, err := s.Accept(t.Context(), v)
		must(t, err)
		if got != want {
			t.Errorf("accepted %+v, want %+v", got, want)
		}
		must(t, s.Check(t.Context()))
	}
	show(news.Accepted{Known: 2}, earlier, current[0])
	revised := current[1]
	revised.Text = "later"
	show(news.Accepted{Revised: 1}, revised)
	show(news.Accepted{Known: 1}, earlier)
	revised.Seq, revised.Revision = 4, 2
	got, _, err := s.ItemsAfter(t.Context(), 0, 0)
	must(t, err)
	wantItems(t, "arrivals", got, []news.Item{earlier, current[0], current[1], revised})
}

package storage

import (
	"testing"
	"time"

	"vedette/news"
)

// TestMeet holds what no engine can show through its interface as long as
// nothing is deleted, beside the rest.
func TestMeet(t *testing.T) {
	later := noon.Add(time.Hour)
	it := news.Item{ID: news.ItemID("feed", "a", "", "", ""), Title: "title", Published: later}
	stored := it
	stored.Seq, stored.FirstSeen, stored.Published = 7, noon, noon
	changed := stored
	changed.Title, changed.Revision = "old title", 3
	other := stored
	other.Title, other.Revision = "older title", 2
	shown := news.Seen(nil).Next([]string{it.ID})
	for _, c := range []struct {
		name   string
		stored []news.Item
		seen   news.Seen
		want   arrival
	}{
		{"neither stored nor shown is new", nil, nil, arrivalNew},
		{"not kept any more, but shown before, is known", nil, shown, arrivalKnown},
		{"stored as it is, is known", []news.Item{stored}, shown, arrivalKnown},
		{"stored as it was some versions ago, is known", []news.Item{changed, other, stored}, shown, arrivalKnown},
		{"stored with other content is revised", []news.Item{changed, other}, shown, arrivalRevised},
		{"stored with other content is revised, shown or not", []news.Item{changed}, nil, arrivalRevised},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, kind := meet(it, c.stored, c.seen, later)
			if kind != c.want {
				t.Fatalf("it is %d, want %d", kind, c.want)
			}
			if kind == arrivalRevised && (got.Revision != 4 || !got.FirstSeen.Equal(noon) || !got.Published.Equal(noon)) {
				t.Errorf("revised to %+v", got)
			}
			if kind == arrivalNew && !got.FirstSeen.Equal(later) {
				t.Errorf("first seen at %v", got.FirstSeen)
			}
		})
	}
}

package storage

import (
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// damage breaks the record under a key.
func damage(t *testing.T, s *Store, bucket string, key []byte) {
	t.Helper()
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		bad := append([]byte(nil), b.Get(key)...)
		bad[len(bad)-1] ^= 1
		return b.Put(key, bad)
	}))
}

// shownFeed stores an added feed that has shown items with these guids, wishes
// for their articles, and keeps a walk and a body.
func shownFeed(t *testing.T, s *Store, guids ...string) (ids []string) {
	t.Helper()
	ctx := t.Context()
	const address = "https://example.org/rss"
	_, err := s.AddFeeds(ctx, []news.AddedFeed{{ID: "old", URL: address}})
	must(t, err)
	v := news.Visit{Articles: true, State: news.FeedState{Feed: "old", Address: address, LastCheck: noon, Gaps: 1, Unread: "a hash"},
		Walk:   &news.Walk{Feed: "old", Gaps: []news.Gap{{Since: noon, Next: "https://example.org/8"}}},
		Unread: &news.Unread{Feed: "old"}}
	v.Unread.Pack([]byte("<html>"))
	for _, guid := range guids {
		id := news.ItemID("old", guid, "", "", "")
		v.Items = append(v.Items, news.Item{ID: id, Feed: "old", GUID: guid, Link: "https://example.org/" + guid, Title: guid})
		ids = append(ids, id)
	}
	_, err = s.Accept(ctx, v)
	must(t, err)
	return ids
}

func TestATakeOverPassesOverDamagedRecords(t *testing.T) {
	s := newStore(t)
	ids := shownFeed(t, s, "a", "b", "c")
	damage(t, s, bucketArticles, []byte(ids[0]))
	damage(t, s, bucketItems, itemKey("old", ids[1]))
	damage(t, s, bucketWalks, []byte("old"))
	damage(t, s, bucketUnread, []byte("old"))
	must(t, s.TakeOver(t.Context(), "old", "heir", noon))
	state, err := s.FeedState(t.Context(), "heir")
	must(t, err)
	shown, _, err := s.Shown(t.Context(), "heir")
	must(t, err)
	for guid, want := range map[string]bool{"a": true, "b": false, "c": true} {
		if got := shown.Has(news.ItemID("heir", guid, "", "", "")); got != want {
			t.Errorf("item %s is known: %t", guid, got)
		}
	}
	if state.Gaps != 0 || state.Unread != "" {
		t.Errorf("it counts %d gaps, keeps %q", state.Gaps, state.Unread)
	}
	must(t, s.db.View(func(tx *bolt.Tx) error {
		job, _, err := get[news.ArticleJob](tx, bucketArticles, []byte(ids[2]))
		if job.Feed != "heir" {
			t.Errorf("a sound wish is of feed %q", job.Feed)
		}
		return err
	}))
}

// What the feed has shown is known to the heir, though what is stored of its visits,
// of what it has shown, or both, is damaged.
func TestATakeOverOfADamagedStateInheritsWhatWasShown(t *testing.T) {
	for _, broken := range [][]string{{bucketFeeds}, {bucketSeen}, {bucketFeeds, bucketSeen}} {
		s := newStore(t)
		shownFeed(t, s, "a", "b")
		untitled := news.Item{ID: news.ItemID("old", "", "", "T", "Monday"), Feed: "old", Title: "T"} // whose id in the heir nobody can tell
		_, err := s.Accept(t.Context(), news.Visit{Part: true, Items: []news.Item{untitled}, State: news.FeedState{Feed: "old",
			Address: "https://example.org/rss", LastCheck: noon, NextCheck: noon.Add(time.Hour), Gaps: 1, Unread: "a hash"}})
		must(t, err)
		_, err = s.Accept(t.Context(), visitOf("of another feed"))
		must(t, err)
		for _, bucket := range broken {
			damage(t, s, bucket, []byte("old"))
		}
		must(t, s.TakeOver(t.Context(), "old", "heir", noon))
		ids, names, err := s.Shown(t.Context(), "heir")
		must(t, err)
		if _, title := news.NameHashes(untitled); len(ids) != 2 || len(names) != 5 || !names.HasHash(title) {
			t.Errorf("%v: the heir knows %d ids and %d names", broken, len(ids), len(names))
		}
		for _, guid := range []string{"a", "b"} {
			if !ids.Has(news.ItemID("heir", guid, "", "", "")) {
				t.Errorf("%v: the heir does not know %s", broken, guid)
			}
		}
		state, err := s.FeedState(t.Context(), "heir")
		must(t, err)
		if state.Damaged != "" || state.Gaps != 1 || state.Unread == "" || state.Address == "" != slices.Contains(broken, bucketFeeds) {
			t.Errorf("%v: its state is %+v", broken, state)
		}
		added, err := s.AddedFeeds(t.Context())
		must(t, err)
		if len(added) != 0 {
			t.Errorf("%v: still added: %v", broken, added)
		}
		for _, f := range Faults(s.Check(t.Context())) {
			if !strings.Contains(f.What, `"old"`) && !strings.Contains(f.What, "table queue has 3 keys") {
				t.Errorf("%v: the check finds %s", broken, f.What)
			}
		}
	}
}

// The article of an item that was stored by an older vedette, and whose feed was taken
// over since, comes to the item where it stands.
func TestAnArticleIsFinishedAfterAMigrationAndATakeOver(t *testing.T) {
	s := newStore(t)
	ids := shownFeed(t, s, "a", "b")
	must(t, s.Close())
	toThirdVersion(t, s.Path())
	s = reopen(t, s.Path())
	must(t, s.TakeOver(t.Context(), "old", "heir", noon))
	jobs, _, err := s.DueArticles(t.Context(), noon, 0, nil)
	must(t, err)
	for _, job := range jobs {
		if job.Feed != "heir" {
			t.Errorf("a wish is of feed %q", job.Feed)
		}
		must(t, s.FinishArticle(t.Context(), job, "Text of the page.", time.Time{}))
	}
	for _, id := range ids {
		it, _, err := s.Item(t.Context(), id)
		if err != nil || it.Article == "" || it.Revision != 1 || it.Feed != "old" {
			t.Errorf("item %s is %+v, %v", id, it, err)
		}
	}
	if len(jobs) != 2 {
		t.Errorf("there were %d wishes", len(jobs))
	}
	must(t, s.Check(t.Context()))
}

package storage

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

var noon = time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantError wants an error that is want, if that is given, and says says.
func wantError(t testing.TB, err, want error, says string) {
	t.Helper()
	switch {
	case err == nil:
		t.Fatal("no error")
	case want != nil && !errors.Is(err, want):
		t.Fatalf("error %q is not %q", err, want)
	case !strings.Contains(err.Error(), says):
		t.Fatalf("error %q does not say %q", err, says)
	}
}

// visitOf is a visit of feed "feed" with items whose ids are given.
func visitOf(ids ...string) news.Visit {
	v := news.Visit{State: news.FeedState{Feed: "feed", LastCheck: noon}}
	for _, id := range ids {
		v.Items = append(v.Items, news.Item{ID: id, Feed: "feed", Title: "Title of " + id, Text: strings.Repeat("text ", 200)})
	}
	return v
}

func acceptItems(t testing.TB, s *Store, ids ...string) {
	t.Helper()
	_, err := s.Accept(t.Context(), visitOf(ids...))
	must(t, err)
}

// judgement is one hit of rule "rule" on each item and an alert on each hit,
// each to a receiver of its own.
func judgement(from uint64, ids ...string) news.Judgement {
	j := news.Judgement{Cursor: "judge", From: from, Through: from + 1}
	for _, id := range ids {
		h := news.Hit{ID: news.HitID("rule", id), Rule: "rule", ItemID: id, At: noon}
		j.Hits = append(j.Hits, h)
		j.Alerts = append(j.Alerts, news.Alert{Key: "key-" + id, Receiver: "desk-" + id, Hits: []string{h.ID}, Created: noon, Due: noon})
	}
	return j
}

// fill puts something into every table: items a to d with a revision of a, an
// alert delivered, one dead, one claimed and one waiting, an item that is held
// and waits for its article, a notice in an alert, and what a hub has pushed.
func fill(t testing.TB, s *Store) {
	t.Helper()
	acceptItems(t, s, "a", "b", "c", "d")
	revised := visitOf("a")
	revised.Items[0].Title = "Another title"
	_, err := s.Accept(t.Context(), revised)
	must(t, err)
	_, err = s.Commit(t.Context(), judgement(0, "a", "b", "c", "d"))
	must(t, err)
	claimed, _, err := s.Claim(t.Context(), "me", noon, time.Minute, 3)
	must(t, err)
	for i, result := range []news.Result{news.ResultDelivered, news.ResultDead} {
		a := claimed[i]
		must(t, s.Finish(t.Context(), news.Attempt{Alert: a.ID, Epoch: a.Epoch, Ended: noon, Result: result}))
	}
	fillSources(t, s)
}

func fillSources(t testing.TB, s *Store) {
	t.Helper()
	v := visitOf("held")
	v.State.Feed, v.State.NextCheck, v.State.Plan = "other feed", noon.Add(time.Hour), "plan"
	v.Items[0].Feed, v.Items[0].Link, v.Items[0].Held = v.State.Feed, "https://example.org/", "old news"
	v.Articles = true
	v.Hold = news.HostHold{Host: "example.org", Until: noon.Add(time.Hour)}
	n := news.Notice{ID: news.NoticeID(news.Broken, v.State.Feed, noon), Kind: news.Broken, Feed: v.State.Feed, At: noon}
	v.Notices = []news.Notice{n}
	v.Alerts = []news.Alert{{Key: "key-notice", Receiver: "desk-notice", Notices: []string{n.ID}, Created: noon, Due: noon.Add(time.Hour)}}
	v.State.Gaps, v.State.Unread = 1, "a hash"
	v.Unread = &news.Unread{Feed: v.State.Feed}
	v.Unread.Pack([]byte("<html>"))
	v.Walk = &news.Walk{Feed: v.State.Feed, Read: []string{"https://example.org/9"}, Gaps: []news.Gap{{Since: noon, Next: "https://example.org/8"}}}
	_, err := s.Accept(t.Context(), v)
	must(t, err)
	_, err = s.AddPush(t.Context(), news.Push{Feed: "feed", Body: []byte("<feed/>"), At: noon})
	must(t, err)
	_, err = s.AddFeeds(t.Context(), []news.AddedFeed{{ID: "added feed", URL: "https://example.org/added"}})
	must(t, err)
	must(t, s.PutSubscription(t.Context(), news.Subscription{Token: "a long token", Feed: "feed"}))
}

// everything lists all keys and values.
func everything(t testing.TB, s *Store) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, s.db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, bucket *bolt.Bucket) error {
			return bucket.ForEach(func(k, v []byte) error {
				_, err := fmt.Fprintf(&b, "%s %q %q\n", name, k, v)
				return err
			})
		})
	}))
	return b.Bytes()
}

// raw changes a file behind the store's back.
func raw(t testing.TB, path string, fn func(*bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second})
	must(t, err)
	must(t, db.Update(fn))
	must(t, db.Close())
}

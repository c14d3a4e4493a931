package monitor

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// twoFeeds is a world in which two feeds were read, of which the one has moved on
// since.
func twoFeeds(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, feed("a"), feed("b"))
	w.run(t, "two visits and their hits", func() bool { return w.totals(t).Hits == 2 && w.state(t, "b").Checks == 1 })
	w.answers(func(rw http.ResponseWriter, r *http.Request) { document(rw, item(r.Host+"-2"), item(r.Host+"-1")) })
	return w
}

func TestAFeedWhoseStateIsDamagedBeginsAnewAndTellsNothingTwice(t *testing.T) {
	w := twoFeeds(t)
	w.damage(t, "feeds", "a")
	state := w.state(t, "a")
	if got := state.Condition(time.Now()); state.Health() != news.HealthFailing || !strings.Contains(got, "table feeds is damaged") {
		t.Errorf("it is %s: %s", state.Health(), got)
	}
	if _, err := w.store.Accept(context.Background(), news.Visit{State: news.FeedState{Feed: "a"}}); !errors.Is(err, news.ErrDamaged) {
		t.Errorf("a visit that does not know of the damage was stored: %v", err)
	}
	w.rework(t, func(tx *bolt.Tx) error { return dueBefore(tx, "a") })
	w.run(t, "a visit and a hit on what is new alone", func() bool {
		return w.totals(t).Hits == 3 && w.state(t, "a").Checks == 1 && w.delivered("was damaged in vedette's store")
	})
	state = w.state(t, "a")
	if state.Damaged != "" || state.Failures != 0 || !state.NextCheck.After(time.Now()) {
		t.Errorf("afterwards it is %+v", state)
	}
	if w.kinds(t) != "damaged" {
		t.Errorf("notices: %s", w.kinds(t))
	}
	if got := w.totals(t); got.Items != 3 {
		t.Errorf("totals are %+v", got)
	}
	w.visitAgain(t, "a")
	if w.kinds(t) != "damaged" {
		t.Errorf("notices of the visit after: %s", w.kinds(t))
	}
}

// TestAFeedWhoseShownItemsAreDamagedGoesOn has a stored item that is damaged, too.
func TestAFeedWhoseShownItemsAreDamagedGoesOn(t *testing.T) {
	w := twoFeeds(t)
	w.damage(t, "seen", "a")
	var key, place []byte
	w.rework(t, func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte("items_by_feed"))
		k, v := b.Cursor().Seek([]byte("a\x00"))
		key, place = bytes.Clone(k), bytes.Clone(v)
		return b.Put(key, place[:len(place)-1])
	})
	w.visitAgain(t, "a")
	w.run(t, "a hit on what is new alone, and the notice", func() bool {
		return w.totals(t).Hits == 3 && w.delivered("was damaged in vedette's store")
	})
	if got := w.totals(t); got.Items != 3 || w.kinds(t) != "damaged" {
		t.Errorf("totals are %+v, notices %s", got, w.kinds(t))
	}
	w.visitAgain(t, "a")
	if got := w.totals(t); got.Items != 3 || w.kinds(t) != "damaged" {
		t.Errorf("after one more visit totals are %+v, notices %s", got, w.kinds(t))
	}
	ids, _, err := w.store.Shown(context.Background(), "a")
	if err != nil || len(ids) != 2 {
		t.Errorf("afterwards %d items are shown, %v", len(ids), err)
	}
	w.rework(t, func(tx *bolt.Tx) error { return tx.Bucket([]byte("items_by_feed")).Put(key, place) }) // nothing else is amiss
}

// dueBefore moves a feed's entry in the schedule into the past, as the state that
// says where it stands cannot be read.
func dueBefore(tx *bolt.Tx, feed string) error {
	b := tx.Bucket([]byte("queue"))
	c := b.Cursor()
	for key, plan := c.First(); key != nil; key, plan = c.Next() {
		if !strings.HasSuffix(string(key), feed) {
			continue
		}
		early, plan := append(make([]byte, 12), feed...), append([]byte(nil), plan...)
		early[0] = 0x80
		return errors.Join(c.Delete(), b.Put(early, plan))
	}
	return errors.New("the feed is not scheduled")
}

func TestAVisitThatIsAskedForMendsADamagedState(t *testing.T) {
	w := twoFeeds(t)
	w.damage(t, "feeds", "a")
	checked := make(chan news.Checked, 1)
	w.run(t, "the visit", func() bool {
		got, err := w.CheckNow(t.Context(), "a")
		if err != nil {
			return false // it starts
		}
		checked <- got
		return true
	})
	if got := <-checked; got.Result != news.CheckRead || got.New != 1 {
		t.Errorf("it went %+v", got)
	}
	if state := w.state(t, "a"); state.Damaged != "" || state.Checks != 1 {
		t.Errorf("afterwards it is %+v", state)
	}
}

func TestADamagedStateKeepsTheGapsAndTheBodyThatTheStoreHas(t *testing.T) {
	w := twoFeeds(t)
	state := w.state(t, "a")
	state.Gaps, state.Unread = 1, "a hash"
	visit := news.Visit{State: state, Unread: &news.Unread{Feed: "a"},
		Walk: &news.Walk{Feed: "a", Address: feed("a").URL, Gaps: []news.Gap{{Next: "http://a.example/older", Since: time.Now(), Past: true}}}}
	visit.Unread.Pack([]byte("<html>"))
	if _, err := w.store.Accept(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	w.damage(t, "feeds", "a")
	if state := w.state(t, "a"); state.Gaps != 1 || state.Unread == "" {
		t.Errorf("it is known to have %d gaps and %q", state.Gaps, state.Unread)
	}
	w.rework(t, func(tx *bolt.Tx) error { return dueBefore(tx, "a") })
	w.run(t, "a visit", func() bool { return w.state(t, "a").Checks == 1 })
	if len(w.asked("a.example")) < 3 {
		t.Errorf("the older document was not asked for: %v", w.asked("a.example"))
	}
	if _, err := w.store.Unread(t.Context(), "a"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("the body is kept though the feed is well: %v", err)
	}
}

func TestAnEntryOfTheScheduleThatIsDamagedKeepsNobodyFromBeingVisited(t *testing.T) {
	w := twoFeeds(t)
	var key, plan []byte
	w.rework(t, func(tx *bolt.Tx) error { // a's entry is cut off
		b := tx.Bucket([]byte("queue"))
		c := b.Cursor()
		for key, plan = c.First(); !strings.HasSuffix(string(key), "a"); key, plan = c.Next() {
		}
		key, plan = append([]byte(nil), key[:5]...), append([]byte(nil), plan...)
		return errors.Join(c.Delete(), b.Put(key, plan))
	})
	w.run(t, "a visit to the feed that is not scheduled any more", func() bool { return w.state(t, "a").Checks == 2 })
	if got := w.state(t, "a"); !got.NextCheck.After(time.Now()) {
		t.Errorf("its next visit is at %s", got.NextCheck)
	}
	if err := w.store.Check(t.Context()); !errors.Is(err, news.ErrDamaged) {
		t.Errorf("the damage is not there to be found: %v", err)
	}
	w.rework(t, func(tx *bolt.Tx) error { return tx.Bucket([]byte("queue")).Delete(key) })
}

// A damaged item that was not judged yet keeps no other from being judged.
func TestAnItemThatIsDamagedKeepsNoOtherFromBeingJudged(t *testing.T) {
	w := newWorld(t)
	visit := news.Visit{State: news.FeedState{Feed: "a", LastCheck: time.Now()}}
	for _, id := range []string{"1", "2", "3"} {
		visit.Items = append(visit.Items, news.Item{ID: id, Feed: "a", Title: "The corridor, part " + id})
	}
	if _, err := w.store.Accept(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	var sound []byte
	key := []byte{7: 2}
	w.rework(t, func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte("arrivals"))
		sound = bytes.Clone(b.Get(key))
		return b.Put(key, sound[:len(sound)-1])
	})
	w.run(t, "two hits", func() bool { return w.totals(t).Hits == 2 && w.Ready() == nil })
	w.rework(t, func(tx *bolt.Tx) error { return tx.Bucket([]byte("arrivals")).Put(key, sound) }) // nothing else is amiss
}

// A push that cannot be stored, as what is known of its feed is damaged, says all the
// same that there is news: a visit gets it, soon, and mends what is damaged.
func TestAPushToADamagedFeedHasItVisitedSoon(t *testing.T) {
	for _, table := range []string{"feeds", "seen"} {
		w := twoFeeds(t)
		w.damage(t, table, "a")
		w.push(t, "a", "application/feed+json", jsonPage("", item("p")))
		var due time.Duration
		w.run(t, "a dropped push", func() bool {
			if w.waitingPushes(t) > 0 || w.Stats().PushesDropped.Load() == 0 {
				return false
			}
			w.ask(t.Context(), func(c *checks) { due = time.Until(time.Unix(0, c.feeds["a"].due)) })
			return true
		})
		if due > pingGap {
			t.Errorf("%s: it is visited in %s", table, due)
		}
		w.run(t, "a visit that mends it", func() bool {
			checked, err := w.CheckNow(t.Context(), "a")
			return err == nil && checked.Result == news.CheckRead
		})
	}
}

// When nobody knows what a feed has shown, its document says nothing of how often it
// brings news.
func TestAFeedWhoseShownItemsAreDamagedKeepsItsPace(t *testing.T) {
	w := newWorld(t, feed("a"))
	shown := items("a", 40)
	for i := range shown {
		shown[i].Date = time.Now().Add(-time.Duration(i) * 24 * time.Hour).UTC().Format(time.RFC3339)
	}
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { document(rw, shown...) })
	w.run(t, "a visit", func() bool { return w.state(t, "a").Checks == 1 })
	before := w.state(t, "a").Pace
	w.damage(t, "seen", "a")
	shown = append([]shownItem{item("new")}, shown...)
	w.visitAgain(t, "a")
	if after := w.state(t, "a").Pace; after.Rate > 1.1*before.Rate {
		t.Errorf("it brought %.2f items a day, and %.2f after the damage", before.Rate, after.Rate)
	}
}

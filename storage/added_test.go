package storage

import (
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

func TestAnAddedFeedThatIsDamagedIsListedAsFarAsItIsKnown(t *testing.T) {
	s := newStore(t)
	ctx := t.Context()
	visited := news.AddedFeed{ID: "visited", Name: "Visited", URL: "https://example.org/visited"}
	fresh := news.AddedFeed{ID: "fresh", Name: "Fresh", URL: "https://example.org/fresh"}
	good := news.AddedFeed{ID: "good", Name: "Good", URL: "https://example.org/good"}
	_, err := s.AddFeeds(ctx, []news.AddedFeed{visited, fresh, good})
	must(t, err)
	_, err = s.Accept(ctx, news.Visit{State: news.FeedState{Feed: "visited", Address: visited.URL, LastCheck: noon}})
	must(t, err)
	damage(t, s, bucketAdded, []byte("visited"))
	damage(t, s, bucketAdded, []byte("fresh"))
	feeds, err := s.AddedFeeds(ctx)
	must(t, err)
	if len(feeds) != 3 || feeds[1].URL != good.URL || feeds[1].Damaged != "" {
		t.Fatalf("listed are %+v", feeds)
	}
	if f := feeds[2]; f.ID != "visited" || f.URL != visited.URL || !strings.Contains(f.Damaged, "of table added is damaged") {
		t.Errorf("the visited one is %+v", f)
	}
	if f := feeds[0]; f.ID != "fresh" || f.URL != "" || !strings.Contains(f.Trouble(), "`vedette feeds remove fresh`") {
		t.Errorf("the fresh one is %+v, %q", f, f.Trouble())
	}
	states, err := s.FeedStates(ctx)
	must(t, err)
	if got := states[0].Condition(noon); !strings.Contains(got, "of table added is damaged") || states[0].Health() != news.HealthFailing {
		t.Errorf("it is shown as %s: %s", states[0].Health(), got)
	}
	// It is not overwritten, and neither stands in another's way.
	before := everything(t, s)
	inTheWay, err := s.AddFeeds(ctx, []news.AddedFeed{fresh, {ID: "x", URL: visited.URL}})
	must(t, err)
	if inTheWay[0].ID != "fresh" || inTheWay[1].ID != "visited" || string(before) != string(everything(t, s)) {
		t.Errorf("in the way are %+v", inTheWay)
	}
	must(t, s.RemoveFeed(ctx, "fresh"))
	inTheWay, err = s.AddFeeds(ctx, []news.AddedFeed{fresh})
	must(t, err)
	if inTheWay[0].ID != "" {
		t.Errorf("after it was taken out, %+v is in the way", inTheWay[0])
	}
	must(t, s.TakeOver(ctx, "visited", "heir", noon))
	must(t, s.Check(ctx))
	if state, err := s.FeedState(ctx, "heir"); err != nil || state.Address != visited.URL {
		t.Errorf("the heir has %+v, %v", state, err)
	}
}

// keyed breaks the key of a feed's place in the queue.
func keyed(t *testing.T, s *Store, at time.Time, feed string) {
	t.Helper()
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketQueue))
		if err := b.Put([]byte("short"), nil); err != nil {
			return err
		}
		return b.Delete(timeKey(at, feed))
	}))
}

func TestADamagedStateAndADamagedEntryOfTheQueueHideNoOther(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	damage(t, s, bucketFeeds, []byte("other feed"))
	keyed(t, s, time.Time{}, "feed")
	due, damaged, err := s.Schedule(t.Context())
	must(t, err)
	if len(due) != 1 || due[0].Feed != "other feed" || len(damaged) != 1 {
		t.Errorf("due %+v, damaged %v", due, damaged)
	}
	wantError(t, damaged[0], ErrDamaged, "of table queue")
	states, err := s.FeedStates(t.Context())
	must(t, err)
	if len(states) != 2 || states[0].Damaged != "" || states[0].Items != 4 {
		t.Errorf("states %+v", states)
	}
	lost, err := s.FeedState(t.Context(), "other feed")
	must(t, err)
	if lost.Damaged == "" || lost.Held != 1 || lost.Gaps != 1 || states[1].Damaged != lost.Damaged {
		t.Errorf("of the lost state is known %+v", lost)
	}
	// The visit after takes its place, and what belongs to it goes on.
	lost.NextCheck, lost.LastCheck, lost.Plan = noon.Add(3*time.Hour), noon, "plan"
	_, err = s.Accept(t.Context(), news.Visit{State: lost, Anew: true})
	must(t, err)
	now, err := s.FeedState(t.Context(), "other feed")
	must(t, err)
	if now.Damaged != "" || now.Gaps != 1 || !now.NextCheck.Equal(lost.NextCheck) {
		t.Errorf("afterwards it is %+v", now)
	}
	// So does that of the feed without a place.
	feed, err := s.FeedState(t.Context(), "feed")
	must(t, err)
	feed.NextCheck = noon.Add(time.Hour)
	_, err = s.Accept(t.Context(), news.Visit{State: feed})
	must(t, err)
	must(t, s.db.Update(func(tx *bolt.Tx) error { return tx.Bucket([]byte(bucketQueue)).Delete([]byte("short")) }))
	must(t, s.Check(t.Context()))
}

package storage

import (
	"testing"
	"time"

	"vedette/news"
)

// A feed whose state is damaged begins anew with its next visit: whoever wants it
// revived, or adds it again, has that at once.
func TestAFeedWhoseStateIsDamagedIsRevivedAndAddedAgain(t *testing.T) {
	for name, do := range map[string]func(s *Store, at time.Time) error{
		"revived": func(s *Store, at time.Time) error { return s.Revive(t.Context(), "feed", at) },
		"added": func(s *Store, at time.Time) error {
			_, err := s.AddFeeds(t.Context(), []news.AddedFeed{{ID: "feed", URL: "https://a.example/rss", Added: at}})
			return err
		},
	} {
		s := newStore(t)
		v := visitOf("a")
		v.State.NextCheck, v.State.Plan = noon.Add(time.Hour), "plan"
		_, err := s.Accept(t.Context(), v)
		must(t, err)
		damage(t, s, bucketFeeds, []byte("feed"))
		must(t, do(s, noon.Add(time.Minute)))
		due, _, err := s.Schedule(t.Context())
		must(t, err)
		if len(due) != 1 || !due[0].At.Equal(noon.Add(time.Minute)) {
			t.Errorf("%s: due are %+v", name, due)
		}
		v = visitOf("a", "b")
		v.Anew, v.State.NextCheck = true, noon.Add(2*time.Hour)
		got, err := s.Accept(t.Context(), v)
		must(t, err)
		if got != (news.Accepted{New: 1, Known: 1}) {
			t.Errorf("%s: accepted %+v", name, got)
		}
		must(t, s.Check(t.Context()))
	}
}

// A visit that is to begin a feed anew finds it sound when another has been there.
func TestAVisitThatBeginsASoundFeedAnewKeepsWhatWasShown(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a", "b")
	before, err := s.FeedState(t.Context(), "feed")
	must(t, err)
	v := visitOf("b", "c")
	v.Anew, v.State.NextCheck = true, noon.Add(time.Hour)
	got, err := s.Accept(t.Context(), v)
	must(t, err)
	state, err := s.FeedState(t.Context(), "feed")
	must(t, err)
	ids, _, err := s.Shown(t.Context(), "feed")
	must(t, err)
	if got != (news.Accepted{New: 1, Known: 1}) || state.Items != before.Items+1 || len(ids) != 3 {
		t.Errorf("accepted %+v, state %+v, %d shown", got, state, len(ids))
	}
	must(t, s.Check(t.Context()))
}

// A push may come first to a feed that is to begin anew, or meet it afterwards.
func TestAPushAndAVisitThatBeginsAnewMeet(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a")
	damage(t, s, bucketFeeds, []byte("feed"))
	push := visitOf("p")
	seq, err := s.AddPush(t.Context(), news.Push{Feed: "feed", Body: []byte("x"), At: noon})
	must(t, err)
	push.Push = seq
	v := visitOf("a", "p")
	v.Anew, v.State.NextCheck = true, noon.Add(time.Hour)
	_, err = s.Accept(t.Context(), push)
	wantError(t, err, ErrDamaged, `record "feed" of table feeds`)
	got, err := s.Accept(t.Context(), v)
	must(t, err)
	again, err := s.Accept(t.Context(), push)
	must(t, err)
	if got != (news.Accepted{New: 1, Known: 1}) || again != (news.Accepted{Known: 1}) {
		t.Errorf("accepted %+v, then %+v", got, again)
	}
	must(t, s.Check(t.Context()))
}

// Ids that are the beginnings of others, and items of no feed, are told apart.
func TestFeedsWhoseIdsBeginAlikeKeepTheirOwn(t *testing.T) {
	s := newStore(t)
	for _, feed := range []string{"a", "a-b", "ab", ""} {
		v := news.Visit{State: news.FeedState{Feed: feed, Address: "https://" + feed + ".example/", LastCheck: noon}}
		if feed == "" {
			v.State.Feed = "none"
		}
		v.Items = []news.Item{{ID: news.ItemID(feed, "g", "", "", ""), Feed: feed, GUID: "g", Title: "T"}}
		if feed != "" {
			v.Items[0].Held = "old news"
		}
		_, err := s.Accept(t.Context(), v)
		must(t, err)
	}
	_, err := s.AddFeeds(t.Context(), []news.AddedFeed{{ID: "a", URL: "https://a.example/"}})
	must(t, err)
	damage(t, s, bucketSeen, []byte("a"))
	must(t, s.TakeOver(t.Context(), "a", "heir", noon))
	ids, _, err := s.Shown(t.Context(), "heir")
	must(t, err)
	if len(ids) != 1 || !ids.Has(news.ItemID("heir", "g", "", "", "")) {
		t.Errorf("the heir knows %v", ids)
	}
	if n, err := s.ReleaseItems(t.Context(), "a"); n != 1 || err != nil {
		t.Errorf("released are %d, %v", n, err)
	}
	for feed, held := range map[string]int{"a": 0, "a-b": 1, "ab": 1, "": 0} {
		id := news.ItemID(feed, "g", "", "", "")
		it, _, err := s.Item(t.Context(), id)
		if err != nil || it.Feed != feed || it.Held != "" != (held > 0) {
			t.Errorf("item of %q is %+v, %v", feed, it, err)
		}
		state, err := s.FeedState(t.Context(), feed)
		must(t, err)
		if state.Held != held {
			t.Errorf("feed %q has %d held", feed, state.Held)
		}
	}
}

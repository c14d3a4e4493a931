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

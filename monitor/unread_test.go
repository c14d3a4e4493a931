package monitor

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"vedette/news"
)

// Behaviour 35: a body that cannot be read is kept in the store for diagnosis,
// told of, and dropped when the feed is well again.
func TestABodyThatCannotBeReadIsKeptInTheStore(t *testing.T) {
	const page = "<!doctype html><title>We are working on it</title>"
	w, s := scripted(t, step{Path: "/rss", Body: page}, step{Path: "/rss", Body: page}, step{Path: "/rss", Body: page},
		step{Path: "/rss", Body: jsonPage("", items("n", 3)...)})
	for range 2 {
		w.visitAgain(t, "a")
	}
	u, err := w.store.Unread(context.Background(), "a")
	if body, _ := u.Body(); err != nil || string(body) != page || u.URL != "http://a.example/rss" {
		t.Errorf("kept %q, %+v, %v", body, u, err)
	}
	if state := w.state(t, "a"); !strings.Contains(state.Condition(time.Now()), "`vedette feeds body a`") {
		t.Errorf("it is %s", state.Condition(time.Now()))
	}
	w.change(t, "a", func(s *news.FeedState) { s.FailingSince = s.FailingSince.Add(-3 * time.Hour) })
	w.visitAgain(t, "a")
	if list := w.notices(t); len(list) != 1 || !strings.Contains(list[0].Text, "`vedette feeds body a`") {
		t.Errorf("told %+v", list)
	}
	w.visitAgain(t, "a")
	s.Done()
	if _, err := w.store.Unread(context.Background(), "a"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("still kept: %v", err)
	}
}

package fetch

import (
	"errors"
	"net/http"
	"slices"
	"time"
)

// goneAfter must pass between two answers 410 before a feed is not asked any
// more: some servers say it by mistake, for hours.
const goneAfter = 24 * time.Hour

// What news.FeedState.Stopped says.
const (
	StoppedGone    = "gone"    // 410, confirmed
	StoppedExpired = "expired" // a JSON Feed says that it is over
	StoppedTwin    = "twin"    // it moved to the address of another feed
)

// gone takes a 410 (RFC 9110, 15.5.11) of the feed's own address or of one that
// it was moved to for good; at the end of a temporary redirect it says nothing
// of the feed. It gives nil for all other answers.
func (v *visit) gone() error {
	temporary := func(h hop) bool { return !h.permanent() }
	if v.status != http.StatusGone || slices.ContainsFunc(v.hops, temporary) {
		return nil
	}
	s := &v.out.State
	switch {
	case s.GoneSince.IsZero():
		s.GoneSince = v.now
		return errors.New("the server says that the feed was taken down for good (410): it is asked again after a day, and not any more if it repeats that")
	case v.now.Sub(s.GoneSince) < goneAfter:
		return errors.New("the server says again that the feed was taken down for good (410): it is believed when it still says so a day after the first time; look for a new address meanwhile")
	case s.Adopted != "":
		v.note("%s is gone: %s is asked again", s.Adopted, v.feed.URL)
		s.Adopted, s.GoneSince = "", time.Time{}
		return errors.New("the address that the feed had moved to is gone (410): the configured one is asked again")
	}
	s.Stopped = StoppedGone
	return errors.New("the feed was taken down for good (410, twice): it is not asked any more; look for a new address or take it out")
}

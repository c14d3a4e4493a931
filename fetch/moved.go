package fetch

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vedette/news"
)

// A permanent redirect is believed after moveTrust of leading to the feed, or
// after moveVisits: publishers have answered with permanent redirects to a page
// of maintenance, and taken them back within days.
const (
	moveTrust  = 7 * 24 * time.Hour
	moveVisits = 10
)

// doubtAfter failed visits in a row of an adopted address, the configured one
// is asked again.
const doubtAfter = 5

// maxFormer bounds the history of addresses.
const maxFormer = 10

// hop is a redirect: its status and the address it leads to.
type hop struct {
	status int
	to     string
}

func (h hop) permanent() bool {
	return h.status == http.StatusMovedPermanently || h.status == http.StatusPermanentRedirect
}

// forgetOtherAddress drops what is known of an address that the configuration
// does not name any more. Who the feed is, and what it has shown, stays.
func (v *visit) forgetOtherAddress() {
	s := &v.out.State
	if s.Address == "" || s.Address == v.feed.URL {
		return
	}
	s.URL, s.ETag, s.LastModified, s.Body = "", "", "", ""
	s.LastFull, s.Unchanged, s.Empty = time.Time{}, 0, 0
	s.Moved, s.Adopted, s.Former = news.Moved{}, "", nil
	s.GoneSince, s.Stopped, s.Twin = time.Time{}, "", ""
	s.Hints, s.Hubs, s.Self = news.Hints{}, nil, ""
}

// movedTo gives the last address that only permanent redirects lead to from
// the one that was asked, or "".
func (v *visit) movedTo() string {
	to := ""
	for _, h := range v.hops {
		if !h.permanent() {
			break
		}
		to = h.to
	}
	return to
}

// watchMove keeps count of a permanent redirect after a visit that ended at a
// feed, and adopts its target when it can be believed.
func (v *visit) watchMove() {
	s, to := &v.out.State, v.movedTo()
	if to == "" {
		s.Moved = news.Moved{}
		return
	}
	if s.Moved.To != to {
		s.Moved = news.Moved{To: to, Since: v.now}
	}
	s.Moved.Visits++
	if isUpgrade(v.asked, to) || s.Moved.Visits >= moveVisits || v.now.Sub(s.Moved.Since) >= moveTrust {
		v.adopt(to)
	}
}

// isUpgrade knows the move from http to https that changes nothing else. The
// port must change with it where it is written out.
func isUpgrade(from, to string) bool {
	a, errA := url.Parse(from)
	b, errB := url.Parse(to)
	return errA == nil && errB == nil && a.Scheme == "http" && b.Scheme == "https" &&
		strings.EqualFold(a.Hostname(), b.Hostname()) && a.RequestURI() == b.RequestURI()
}

// adopt makes an address the one that is asked from now on. Who the feed is
// does not depend on it.
func (v *visit) adopt(to string) {
	s := &v.out.State
	s.Former = append(slices.Clone(s.Former), v.asked)
	s.Former = s.Former[max(0, len(s.Former)-maxFormer):]
	s.Adopted, s.Moved = to, news.Moved{}
	s.GoneSince = time.Time{}
	if to == v.feed.URL {
		s.Adopted = ""
	}
	v.note("the feed has moved for good: %s is asked from now on", to)
}

// leaveOldAddress adopts a target that was watched as soon as the address that
// led there is gone.
func (v *visit) leaveOldAddress() error {
	to := v.out.State.Moved.To
	if to == "" || len(v.hops) > 0 || v.status != http.StatusNotFound && v.status != http.StatusGone {
		return nil
	}
	v.adopt(to)
	return fmt.Errorf("the old address is gone (%d), and led to another before: %s is asked from now on", v.status, to)
}

// doubtAdopted goes back to the configured address when the adopted one has
// failed for long: by its server's own word, or for as long as it took to
// believe in it when no server answers.
func (v *visit) doubtAdopted() {
	s := &v.out.State
	if s.Adopted == "" || v.asked != s.Adopted || s.Failures < doubtAfter {
		return
	}
	if v.status == 0 && s.LastCheck.Sub(s.FailingSince) < moveTrust {
		return
	}
	v.note("%s has failed %s: %s is asked again", s.Adopted, news.Count(s.Failures, "time"), v.feed.URL)
	s.Adopted, s.Moved, s.GoneSince = "", news.Moved{}, time.Time{}
}

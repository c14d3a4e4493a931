package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"vedette/news"
)

const (
	// maxHappened is how many notices stand above the table of feeds: what one
	// looks at, and not what one scrolls past.
	maxHappened = 5
	// happenedAge is how long they stand there.
	happenedAge = 7 * 24 * time.Hour
)

// noticeList is what the page of notices shows.
type noticeList struct {
	Kinds, Feeds []choice
	Active       bool
	Days         []noticeDay
	Pager        pager
	// Held counts the held items by feed, where a reader may have them judged.
	Held map[string]int
	// Sent says that there is somebody to send them to.
	Sent bool
}

// noticeDay is the notices of one date, UTC.
type noticeDay struct {
	Date    time.Time
	Notices []news.Notice
}

func (s *Server) noticesPage(r *http.Request) (page, error) {
	p := params{values: r.URL.Query()}
	q := noticeQuery(&p)
	if p.wrong != nil {
		return page{}, p.wrong
	}
	size := pageOf(q.Limit)
	q.Limit = size + 1
	found, err := s.store.Notices(r.Context(), q)
	if err != nil {
		return page{}, err
	}
	list := noticeList{
		Kinds: kindChoices(q.Kind), Feeds: s.catalogue.Load().feedChoices(q.Feed),
		Active: q.Feed != "" || q.Kind != "" || q.Before > 0,
		Sent:   len(s.catalogue.Load().Receivers) > 0,
	}
	found, list.Pager = paged(r, found, size, func(n news.Notice) uint64 { return n.Seq })
	held, err := s.heldItems(r.Context())
	if err != nil {
		return page{}, err
	}
	for i, n := range found {
		found[i] = n.Since(held[n.Feed])
	}
	list.Days = noticeDays(found)
	if s.options.Sources != nil {
		list.Held = held
	}
	shown := page{Title: "Notices of sources", Tab: "/feeds", Content: list}
	if q.Before == 0 {
		shown.Refresh = refreshSeconds
	}
	return shown, nil
}

// heldItems counts the held items of each feed that has some.
func (s *Server) heldItems(ctx context.Context) (map[string]int, error) {
	states, err := s.store.FeedStates(ctx)
	if err != nil {
		return nil, err
	}
	held := map[string]int{}
	for _, state := range states {
		if state.Held > 0 {
			held[state.Feed] = state.Held
		}
	}
	return held, nil
}

// latestNotices gives what stands above the table of feeds.
func (s *Server) latestNotices(ctx context.Context) ([]news.Notice, error) {
	found, err := s.store.Notices(ctx, news.NoticeQuery{Limit: maxHappened})
	for i, n := range found {
		if s.options.Now().Sub(n.At) >= happenedAge {
			return found[:i], err
		}
	}
	return found, err
}

// noticeDays cuts notices, which come newest first, by date.
func noticeDays(all []news.Notice) []noticeDay {
	var out []noticeDay
	for _, n := range all {
		date := n.At.UTC().Truncate(24 * time.Hour)
		if last := len(out) - 1; last < 0 || !out[last].Date.Equal(date) {
			out = append(out, noticeDay{Date: date})
		}
		out[len(out)-1].Notices = append(out[len(out)-1].Notices, n)
	}
	return out
}

func kindChoices(selected news.NoticeKind) []choice {
	var all []choice
	for _, k := range news.NoticeKinds() {
		all = append(all, choice{string(k), string(k) + ": " + meaning(k), k == selected})
	}
	return all
}

// kindNames lists the kinds of notices for people.
func kindNames() string {
	var names []string
	for _, k := range news.NoticeKinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// meaning says in a few words what a kind of notice tells.
func meaning(k news.NoticeKind) string {
	return map[news.NoticeKind]string{
		news.Broken:    "cannot be read",
		news.Recovered: "is well again",
		news.Quiet:     "nothing new for unusually long",
		news.Overflow:  "news may have passed between two visits",
		news.Shaped:    "dates, texts or links are gone",
		news.Renamed:   "old news may have come as new, and is held",
		news.Gone:      "taken down for good",
		news.Relocated: "has another address now",
		news.Outage:    "vedette's own network was down",
		news.Damaged:   "what vedette knew of it was damaged on the disk",
	}[k]
}

// tells says what an alert tells of: "3 hits, 1 notice".
func tells(a news.Alert) string {
	switch hits, notices := news.Count(len(a.Hits), "hit"), news.Count(len(a.Notices), "notice"); {
	case len(a.Notices) == 0:
		return hits
	case len(a.Hits) == 0:
		return notices
	default:
		return hits + ", " + notices
	}
}

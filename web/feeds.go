package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"vedette/news"
)

// maxFeeds is how many rows the table of feeds has at most; failing feeds come
// first, so only healthy ones can be left out, and the page says how many.
const maxFeeds = 1000

// feedRow is a configured feed with what is known of it.
type feedRow struct {
	Feed
	State             news.FeedState
	Health, Condition string
	// HostHeld says that its host is to be left alone: no visit can be asked for.
	HostHeld bool
}

// feedList is what the page of feeds shows.
type feedList struct {
	Rows                []feedRow
	Counts              []healthCount
	LeftOut, Unlisted   int
	All                 bool
	Configured, Visited int
	// Notices are the latest of the last days, for the page of all feeds.
	Notices []news.Notice
	// Changeable says that feeds can be added and removed here; Done is what
	// was just done.
	Changeable bool
	Done       string
	NotDone    bool // Done did not work
}

// healthCount is how many feeds have one health.
type healthCount struct {
	Health   string
	Count    int
	Selected bool
}

func (s *Server) feedsPage(r *http.Request) (page, error) {
	p := params{values: r.URL.Query()}
	only := p.text("health")
	if only != "" && !slices.Contains(news.Healths(), only) {
		p.refuse("health", only, strings.Join(news.Healths(), ", "))
		return page{}, p.wrong
	}
	states, err := s.store.FeedStates(r.Context())
	if err != nil {
		return page{}, err
	}
	holds, err := s.store.Holds(r.Context(), s.options.Now())
	if err != nil {
		return page{}, err
	}
	rows := s.feedRows(states, holds)
	list := feedList{Changeable: s.options.Sources != nil, Done: s.done(r.Context(), &p), NotDone: s.checkFailed(p.text("feed"), p.text("did")), All: only == "", Configured: len(rows), Counts: countHealth(rows, only)}
	for _, row := range rows {
		if !row.State.LastCheck.IsZero() {
			list.Visited++
		}
	}
	if list.All {
		if list.Notices, err = s.latestNotices(r.Context()); err != nil {
			return page{}, err
		}
		for i, n := range list.Notices {
			at := slices.IndexFunc(states, func(s news.FeedState) bool { return s.Feed == n.Feed })
			if at < 0 || states[at].Held == 0 {
				list.Notices[i] = n.Since(0)
			}
		}
	}
	list.Unlisted = len(states) - known(rows, states)
	if only != "" {
		rows = slices.DeleteFunc(rows, func(row feedRow) bool { return row.Health != only })
	}
	list.LeftOut = max(0, len(rows)-maxFeeds)
	list.Rows = rows[:len(rows)-list.LeftOut]
	return page{Title: "Feeds", Tab: "/feeds", Refresh: refreshSeconds, Content: list}, nil
}

// feedRows joins configuration and state: failing feeds first, the longest
// broken before the others, then stopped and new ones, then by name.
func (s *Server) feedRows(states []news.FeedState, holds []news.HostHold) []feedRow {
	byID := make(map[string]news.FeedState, len(states))
	for _, state := range states {
		byID[state.Feed] = state
	}
	now := s.options.Now()
	var rows []feedRow
	for _, f := range s.catalogue.Load().Feeds {
		state := byID[f.ID]
		hold := news.HoldOf(holds, state.ServedFrom(f.URL))
		f.Language, _ = state.Language(f.Language)
		rows = append(rows, feedRow{f, state.Under(hold, now), state.Health(), state.ConditionUnder(hold, now), hold.Until.After(now)})
	}
	rank := func(row feedRow) int { return slices.Index(news.Healths(), row.Health) }
	slices.SortStableFunc(rows, func(a, b feedRow) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(b.State.Failures, a.State.Failures),
			cmp.Compare(a.Name, b.Name),
		)
	})
	return rows
}

func countHealth(rows []feedRow, only string) []healthCount {
	var out []healthCount
	for _, h := range news.Healths() {
		c := healthCount{Health: h, Selected: h == only}
		for _, row := range rows {
			if row.Health == h {
				c.Count++
			}
		}
		out = append(out, c)
	}
	return out
}

// known counts the states that belong to a configured feed.
func known(rows []feedRow, states []news.FeedState) int {
	listed := make(map[string]bool, len(rows))
	for _, row := range rows {
		listed[row.ID] = true
	}
	n := 0
	for _, state := range states {
		if listed[state.Feed] {
			n++
		}
	}
	return n
}

package monitor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vedette/coverage"
	"vedette/fetch"
	"vedette/guard"
	"vedette/news"
	"vedette/pace"
)

// This file says what a visit means beside its news: whose fault a failure is,
// what the visit tells of the source, and when the next one is.

// weigh finds out whether a failure is the feed's. One of our own network
// leaves the feed's failures as they were.
func (v *visit) weigh() {
	now, s := time.Now(), &v.result.State
	if !v.result.Unreached {
		if since, late, wasAway := v.m.network.reach(v.host, now); wasAway {
			v.outageOver(since, now, late)
		}
		return
	}
	missedBefore := v.before.Status == 0 && v.before.LastCheck.After(v.before.LastSuccess)
	since := v.began
	if missedBefore {
		since = v.before.LastCheck
	}
	well := !missedBefore && !v.before.LastSuccess.IsZero()
	if v.ours = v.m.network.miss(v.host, v.key, well, since, now); v.ours {
		s.Failures, s.FailingSince = v.before.Failures, v.before.FailingSince
	}
}

// outageOver tells of an outage, unless it was a hiccup.
func (v *visit) outageOver(since, now time.Time, late int) {
	v.m.stats.Outages.Add(1)
	v.m.log.Warn("the network is back", "since", since.UTC().Format(time.RFC3339), "late", late)
	if now.Sub(since) >= outageTold {
		v.notices = append(v.notices, coverage.Outage(since.UTC(), now.UTC(), late))
	}
}

// whole says that the visit brought a whole document.
func (v *visit) whole() bool {
	return v.result.Err == nil && !v.result.NotModified && !v.result.Delta
}

// look asks what the visit tells of the source itself, and looks back where
// news may have been missed.
func (v *visit) look(ctx context.Context) {
	now := time.Now()
	seen := coverage.Visit{
		Source: v.source(),
		Before: v.before, After: v.result.State, Whole: v.whole(), Items: v.result.Items,
		Began: v.began.UTC(), Now: now.UTC(), Outage: v.ours,
	}
	if v.result.Err == nil {
		seen.After.Pace = v.pace(now)
	}
	v.verdict = coverage.Look(seen)
	v.lookBack(ctx, seen)
	v.notices = append(v.notices, v.verdict.Notices...)
	v.result.State.Pace = seen.After.Pace
	if len(v.verdict.Shown) > 0 || slices.ContainsFunc(v.verdict.Items, isHeld) || v.lost {
		v.result.State.Pace = v.before.Pace // old items, and those of which nobody knows, say nothing of how often there are new ones
	}
	v.result.State.Shape, v.result.State.Told = v.verdict.Shape, v.verdict.Told
}

// source is what coverage needs to know of the feed.
func (v *visit) source() coverage.Source {
	f := v.feed
	lang, _ := v.result.State.Language(f.Language)
	return coverage.Source{ID: v.key, Name: f.Name, Country: f.Country, Lang: lang,
		Interval: interval(v.timing.of(f, v.before.Pace.Rate), v.began), QuietAfter: time.Duration(f.QuietAfter)}
}

// pace is what is known of the feed's pace after a good visit. A difference
// says nothing of how long the whole document is.
func (v *visit) pace(now time.Time) news.Pace {
	p := pace.Learn(v.before, v.result.Items, now.UTC())
	if v.result.Delta {
		p.Window = v.before.Pace.Window
	}
	return p
}

func isHeld(it news.Item) bool { return it.Held != "" }

// plant sets when the feed is visited next.
func (v *visit) plant() {
	partial := (*fetch.PartialError)(nil)
	outcome := pace.Outcome{Partial: errors.As(v.result.Err, &partial), Unreached: v.result.Unreached,
		RetryAfter: v.result.RetryAfter, Asked: v.result.Asked, Hold: v.result.Hold.Until, Trouble: v.trouble()}
	s := &v.result.State
	next, plan := v.timing.next(v.feed, *s, outcome, v.tempo, time.Now())
	s.NextCheck, s.NextWhy, s.Plan, s.MayLose = next.At.UTC(), next.Reason.String(), plan, next.MayLose
	switch {
	case next.Never:
		s.NextCheck = time.Time{}
	case v.early && v.result.Err != nil && s.Plan == v.before.Plan && v.result.RetryAfter == 0 && v.result.Hold.Until.IsZero():
		// Whoever looks after a failing feed must not make its wait longer.
		if was := v.before.NextCheck; was.After(time.Now()) && was.Before(s.NextCheck) {
			s.NextCheck = was
		}
	}
}

// trouble says what a failure was for which there is no status, "" when no server
// was reached.
func (v *visit) trouble() string {
	refused := (*guard.RefusedError)(nil)
	switch {
	case v.result.Err == nil || v.result.Unreached:
		return ""
	case errors.As(v.result.Err, &refused):
		return "its address is not asked, as network.allow does not have it"
	case v.result.State.Status != 0: // of a redirect that leads nowhere, say
		return fmt.Sprintf("status %d", v.result.State.Status)
	}
	return "the server was reached and did not answer"
}

// tempo changes the interval that was found for the feed: less where a window
// ran over, more where a hub pushes it.
func (v *visit) tempo(p pace.Plan) pace.Plan {
	if v.verdict.PollFaster {
		p.Interval = p.MinEvery
		return p
	}
	return v.slower(p, v.timing.policy.MaxEvery)
}

package monitor

import (
	"context"
	"net/url"
	"slices"
	"time"

	"vedette/coverage"
	"vedette/fetch"
	"vedette/news"
)

// How far a visit looks back: so many older documents at the most, and so many
// items. What is missing further back is read at the next visits.
const (
	maxOlderPages = 10
	maxOlderItems = 200
)

// How far all visits together look back for one gap, and how often they try to
// read its next document. A gap that is wider has been told of.
const (
	maxGapPages = 100
	maxGapItems = 2000
	maxGapTries = 5
)

// older is what looking back has brought.
type older struct {
	items []news.Item // of all gaps, newest first
	pages int
	// walk is to be stored with the visit; nil when nobody looked back.
	walk *news.Walk
	// asked are the addresses that this visit has asked for.
	asked map[string]bool
}

// lookBack reads older documents (RFC 5005, JSON Feed next_url): those of a gap
// that this visit has met, which is the feed's past at its first visit; and those
// of gaps that visits before had to leave. It asks for them one after the other
// under the feed's own host slot and with the gap between two requests. Nearly
// all visits have none, and return at once.
func (v *visit) lookBack(ctx context.Context, seen coverage.Visit) {
	first := v.before.LastSuccess.IsZero() && v.whole()
	begins := v.result.Older != "" && (first || v.verdict.LookBack)
	if !begins && v.before.Gaps == 0 || v.result.Err != nil {
		return
	}
	var walk news.Walk
	if v.m.insist(ctx, v.key, "its older documents are not read", func() (err error) {
		walk, err = v.m.store.Walk(ctx, v.key)
		return err
	}) != nil {
		return // we are being stopped
	}
	if v.before.Address != "" && v.before.Address != v.feed.URL {
		walk.Gaps = nil // those of another address
	}
	if begins {
		gap := coverage.NewGap(v.before, v.began.UTC())
		gap.Next, gap.Archive = v.result.Older, v.result.Archive
		walk.Gaps = slices.Insert(walk.Gaps, 0, gap)
	}
	v.older = older{walk: &walk, asked: map[string]bool{v.result.State.URL: true}}
	var left []news.Gap
	for i, gap := range walk.Gaps {
		met, goesOn := v.readGap(ctx, &gap)
		goesOn = goesOn && len(left) < news.MaxGaps
		if goesOn {
			gap.Known = gap.Known[:min(len(gap.Known), news.MaxKnown)]
			left = append(left, gap)
		}
		switch {
		case gap.Past:
		case begins && i == 0:
			seen.Older, seen.Pages, seen.Met, seen.GoesOn = v.older.items, v.older.pages, met, goesOn
		case met:
			v.notices = append(v.notices, coverage.Filled(seen.Source, gap, seen.Now))
		}
	}
	walk.Gaps, v.result.State.Gaps = left, len(left)
	if seen.Pages > 0 || seen.GoesOn {
		v.verdict = coverage.Look(seen)
	}
	v.verdict.Items = append(v.verdict.Items, v.older.items[len(seen.Older):]...)
}

// readGap reads the documents of a gap until one meets what is known, or there
// are no more, or it was enough for one visit: then the gap goes on. No document
// is asked for twice, an archive document never again, and none on another host,
// whose slot this is not.
func (v *visit) readGap(ctx context.Context, gap *news.Gap) (met, goesOn bool) {
	for {
		switch {
		case gap.Next == "" || v.older.asked[gap.Next] || fetch.HostOf(gap.Next) != v.host:
			return false, false
		case gap.Archive && slices.Contains(v.older.walk.Read, gap.Next):
			return true, false
		case gap.Documents >= maxGapPages || gap.Items >= maxGapItems || gap.Tries >= maxGapTries:
			v.m.log.Warn("older documents are given up", "feed", v.key, "address", gap.Next, "read", gap.Documents, "tries", gap.Tries)
			return false, false
		case v.older.pages >= maxOlderPages || len(v.older.items) >= maxOlderItems:
			// The pages of a new feed move on and are told from each other by nothing;
			// enough of them were read. Archive documents stay.
			return false, gap.Archive || !gap.Past
		case v.result.Hold.Host != "" || !pause(ctx, v.plan.HostGap):
			return false, true
		}
		began := time.Now()
		page := v.plan.Fetcher.Fetch(ctx, pageOf(*v.feed, v.key, gap.Next), news.FeedState{})
		v.older.asked[gap.Next] = true
		missed, met := coverage.Bridge(*gap, v.isShown, page.Items, began)
		v.older.items = append(v.older.items, missed...)
		gap.Items += len(missed)
		if page.Err != nil { // what could be read of it is kept
			return false, v.notRead(ctx, gap, page)
		}
		v.older.pages++
		if gap.Archive {
			v.older.walk.Read = slices.Insert(v.older.walk.Read, 0, gap.Next)
			v.older.walk.Read = v.older.walk.Read[:min(len(v.older.walk.Read), news.MaxRead)]
		}
		gap.Documents++
		gap.Next, gap.Archive, gap.Tries = page.Older, page.Archive, 0
		if met {
			return true, false
		}
	}
}

// notRead deals with an older document that could not be read, and tells whether
// the gap goes on: the next visit tries again, unless there is no network or we
// are being stopped and this was no try.
func (v *visit) notRead(ctx context.Context, gap *news.Gap, page fetch.Result) bool {
	if page.Hold.Host != "" {
		v.result.Hold = page.Hold
	}
	if ctx.Err() == nil && !page.Unreached {
		gap.Tries++
	}
	v.m.log.Warn("an older document could not be read", "feed", v.key, "address", gap.Next, "error", page.Err)
	return true
}

// isShown tells whether an item was shown before or by this visit.
func (v *visit) isShown(id string) bool {
	is := func(it news.Item) bool { return it.ID == id }
	return v.before.Seen.Has(id) || slices.ContainsFunc(v.result.Items, is) || slices.ContainsFunc(v.older.items, is)
}

// pageOf is a feed with another address. Its items are the feed's; its
// passwords go with it only where they went before.
func pageOf(f fetch.Feed, key, address string) fetch.Feed {
	if !sameOrigin(f.URL, address) {
		f.Headers, f.BasicAuth, f.BearerToken, f.BearerTokenFile = nil, nil, "", ""
	}
	f.ID, f.URL = key, address
	return f
}

// sameOrigin tells whether two addresses have one scheme, host and port.
func sameOrigin(a, b string) bool {
	first, err := url.Parse(a)
	second, err2 := url.Parse(b)
	return err == nil && err2 == nil && first.Scheme == second.Scheme && first.Host == second.Host
}

// pause waits, unless ctx is done first.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

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
	maxGapTries = 10
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
	walk, err := v.m.store.Walk(ctx, v.key)
	if err != nil {
		v.unknown(ctx, "how far its older documents were read", err)
		return
	}
	if walk.Address != v.feed.URL {
		walk.Address, walk.Gaps = v.feed.URL, nil
	}
	if begins {
		gap := coverage.NewGap(v.before, v.began.UTC())
		gap.Next, gap.Archive = v.result.Older, v.result.Archive
		walk.Gaps = slices.Insert(walk.Gaps, 0, gap)
	}
	v.older = older{walk: &walk, asked: map[string]bool{}}
	gaps := walk.Gaps
	walk.Gaps = nil
	for i := range gaps {
		met, goesOn := v.readGap(ctx, gaps[i:])
		goesOn = goesOn && v.leave(gaps[i])
		switch {
		case gaps[i].Past:
		case begins && i == 0:
			seen.Older, seen.Pages, seen.Met, seen.GoesOn = v.older.items, v.older.pages, met, goesOn
			v.verdict = coverage.Look(seen)
		case met:
			v.notices = append(v.notices, coverage.Filled(seen.Source, gaps[i], seen.Now))
		}
	}
	v.result.State.Gaps = len(walk.Gaps)
	v.verdict.Items = append(v.verdict.Items, v.older.items[len(seen.Older):]...)
}

// leave keeps a gap for the next visit, and tells whether there is room for it.
func (v *visit) leave(gap news.Gap) bool {
	w := v.older.walk
	if len(w.Gaps) == news.MaxGaps {
		v.m.log.Warn("older documents are given up: there are too many gaps", "feed", v.key, "address", gap.Next)
		return false
	}
	gap.Known = gap.Known[:min(len(gap.Known), news.MaxKnown)]
	w.Gaps = append(w.Gaps, gap)
	return true
}

// readGap reads the documents of the first of these gaps until one meets what is
// known, or there are no more, or it was enough for one visit: then the gap goes
// on. No document is asked for twice, an archive document never again, and none on
// another host, whose slot this is not.
func (v *visit) readGap(ctx context.Context, gaps []news.Gap) (met, goesOn bool) {
	gap := &gaps[0]
	ring := map[string]bool{v.result.State.URL: true}
	for {
		switch {
		case gap.Closed:
			return true, false
		case gap.Next == "" || ring[gap.Next] || news.HostOf(gap.Next) != v.host:
			return false, false
		case v.older.asked[gap.Next]: // for another gap
			return false, true
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
		began, address := time.Now(), gap.Next
		page := v.plan.Fetcher.Fetch(ctx, pageOf(*v.feed, v.key, address), news.FeedState{})
		v.older.asked[address], ring[address] = true, true
		if page.Err == nil && gap.Archive {
			v.older.walk.Read = slices.Insert(v.older.walk.Read, 0, address)
			v.older.walk.Read = v.older.walk.Read[:min(len(v.older.walk.Read), news.MaxRead)]
		}
		v.spread(gaps, page, began)
		if page.Err != nil && !gap.Closed {
			v.notRead(ctx, gap, page)
			return false, true
		}
		v.older.pages++
	}
}

// spread gives a document's items to the first of these gaps and, if that ends
// within it, the others to the next, as archive documents are read once. What
// could be read of a damaged document counts, too.
func (v *visit) spread(gaps []news.Gap, page fetch.Result, began time.Time) {
	address, rest := gaps[0].Next, coverage.NewestFirst(page.Items, began)
	for i := range gaps {
		gap := &gaps[i]
		var missed []news.Item
		missed, rest, gap.Closed = coverage.Bridge(*gap, v.isShown, rest, began)
		v.older.items = append(v.older.items, missed...)
		gap.Items += len(missed)
		if page.Err == nil && gap.Next == address {
			gap.Documents++
			gap.Next, gap.Archive, gap.Tries = page.Older, page.Archive, 0
		}
		if !gap.Closed {
			return
		}
	}
}

// notRead deals with an older document that could not be read: the next visit
// tries again. It was no try if we are being stopped. The network is not to blame
// for one that cannot be reached, as it has just brought the feed.
func (v *visit) notRead(ctx context.Context, gap *news.Gap, page fetch.Result) {
	if page.Hold.Host != "" {
		v.result.Hold = page.Hold
	}
	if ctx.Err() == nil {
		gap.Tries++
	}
	v.m.log.Warn("an older document could not be read", "feed", v.key, "address", gap.Next, "error", page.Err)
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

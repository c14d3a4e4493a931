package monitor

import (
	"context"
	"net/url"
	"time"

	"vedette/coverage"
	"vedette/fetch"
	"vedette/news"
)

// How far a visit looks back for what it may have missed: so many older
// documents at the most, and so many items. A gap that is wider is told.
const (
	maxOlderPages = 10
	maxOlderItems = 200
)

// older is what looking back has brought, newest first. Met says that it
// reaches back to what is known.
type older struct {
	items []news.Item
	pages int
	met   bool
}

// lookBack reads the documents before the one that was read (RFC 5005, JSON
// Feed next_url), one after the other under the feed's own host slot and with
// the gap between two requests, until one meets what is known. No document is
// asked for twice, and none on another host, whose slot this is not.
func (v *visit) lookBack(ctx context.Context) {
	asked := map[string]bool{v.result.State.URL: true}
	for next := v.result.Older; v.older.pages < maxOlderPages && len(v.older.items) < maxOlderItems; {
		if next == "" || asked[next] || fetch.HostOf(next) != v.host || !pause(ctx, v.plan.HostGap) {
			return
		}
		asked[next] = true
		page := v.plan.Fetcher.Fetch(ctx, pageOf(*v.feed, v.key, next), news.FeedState{})
		if page.Hold.Host != "" {
			v.result.Hold = page.Hold
		}
		if page.Err != nil {
			v.m.log.Warn("an older document could not be read", "feed", v.key, "address", next, "error", page.Err)
			return
		}
		v.older.pages++
		missed, met := coverage.Bridge(v.before, page.Items, v.began)
		v.older.items = append(v.older.items, missed...)
		if v.older.met = met; met {
			return
		}
		next = page.Older
	}
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

package monitor

import (
	"context"
	"strings"

	"vedette/fetch"
	"vedette/news"
)

// This file keeps two feeds from bringing one document, when a permanent redirect
// leads to where another feed is asked already: every item would be stored and
// alerted twice. The other feed, its twin, goes on and brings them; the one that
// moved is stopped once the redirect is believed.

// meetTwin leaves what this visit brought to the feed's twin, if it has one.
// Feeds that were not redirected, and unchanged documents of those that were,
// cost nothing here.
func (v *visit) meetTwin(ctx context.Context) {
	s := &v.result.State
	asks := s.Adopted != "" && (v.adopts() || s.Twin != "") // it has one still: it was revived by hand
	leads := s.Adopted
	if s.Moved.To != "" {
		leads = s.Moved.To
	}
	if leads != "" && !asks && len(v.result.Items) == 0 {
		return // what was found at the last document stands
	}
	if s.Twin = ""; leads == "" {
		return
	}
	twin := v.askedAt(ctx, leads, asks)
	if twin == "" {
		return
	}
	v.result.Items, v.result.NotModified = nil, true
	s.Twin = twin
	if leads == s.Adopted {
		s.Stopped = fetch.StoppedTwin
		s.ETag, s.LastModified, s.Body = "", "", "" // for the time when it has no twin any more
	}
}

// adopts tells whether the visit has made another address the feed's, or asks it
// there again.
func (v *visit) adopts() bool { return v.woken || v.result.State.Adopted != v.before.Adopted }

// askedAt gives another feed of the plan that is asked at an address: since the
// configuration says so, or, if wide, since it was adopted too. To know the
// latter takes the states of all feeds.
func (v *visit) askedAt(ctx context.Context, address string, wide bool) string {
	want, host := news.AddressKey(address), news.HostOf(address)
	adopted := map[string]bool{}
	if wide {
		states, err := v.m.store.FeedStates(ctx)
		if err != nil {
			v.unknown(ctx, "whether its new address is another feed's", err)
		}
		for _, s := range states {
			if news.AddressKey(s.Adopted) == want {
				adopted[s.Feed] = true
			}
		}
	}
	for i := range v.plan.Feeds {
		f := &v.plan.Feeds[i]
		// There may be very many, and all but a few are out by their hosts.
		there := strings.Contains(strings.ToLower(f.URL), host) && news.AddressKey(f.URL) == want
		if (there || len(adopted) > 0 && adopted[f.Key()]) && f.Key() != v.key {
			if asked, well := v.asks(ctx, f, want); asked && well {
				return f.Key()
			}
		}
	}
	return ""
}

// asks tells whether a feed is visited at the address with this key, and whether
// that went well: one that fails has nobody's news.
func (v *visit) asks(ctx context.Context, f *fetch.Feed, address string) (asked, well bool) {
	var state news.FeedState
	if err := v.m.store.PlainState(ctx, f.Key(), &state); err != nil {
		v.unknown(ctx, "whether another feed is asked at its address", err)
		return false, false
	}
	stopped := state.Stopped != "" && state.Address == f.URL
	return !stopped && news.AddressKey(state.Asked(f.URL)) == address, state.Failures == 0
}

// isStopped tells whether the feed is not to be asked. One that was stopped for
// its twin is asked again when that one is not asked there any more, since the
// configuration has changed; what the twin has shown meanwhile is known by its
// links and titles.
func (v *visit) isStopped(ctx context.Context) bool {
	s := &v.before
	if s.Stopped != fetch.StoppedTwin || s.Address != v.feed.URL {
		return s.Stopped != "" && s.Address == v.feed.URL
	}
	for i := range v.plan.Feeds {
		if f := &v.plan.Feeds[i]; f.Key() == s.Twin {
			if asked, _ := v.asks(ctx, f, news.AddressKey(s.Adopted)); asked {
				return true
			}
		}
	}
	var err error
	if _, v.shown, err = v.m.store.Shown(ctx, s.Twin); err != nil {
		v.unknown(ctx, "what its twin has shown", err)
	}
	s.Stopped, s.Twin, v.woken = "", "", true
	return false
}

// spare leaves out what the twin has shown while this feed was stopped.
func (v *visit) spare() {
	if len(v.shown) == 0 {
		return
	}
	var kept []news.Item
	for _, it := range v.verdict.Items {
		if link, title := news.NameHashes(it); v.shown.HasHash(link) && v.shown.HasHash(title) {
			v.verdict.Shown = append(v.verdict.Shown, it.ID)
		} else {
			kept = append(kept, it)
		}
	}
	v.verdict.Items = kept
}

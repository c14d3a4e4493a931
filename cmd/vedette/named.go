package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
	"vedette/problem"
)

// feedNamed finds a feed by its id, or else by its name, by its address, or by an
// id in other capitals. A name or id that several have is an error; where there is
// no such feed ok is false.
func feedNamed(feeds []fetch.Feed, name string) (f fetch.Feed, ok bool, err error) {
	if at := slices.IndexFunc(feeds, func(f fetch.Feed) bool { return f.Key() == name }); at >= 0 {
		return feeds[at], true, nil
	}
	for _, is := range []func(fetch.Feed) bool{
		func(f fetch.Feed) bool { return f.Name == name },
		func(f fetch.Feed) bool {
			return strings.Contains(name, "://") && news.AddressKey(f.URL) == news.AddressKey(name)
		},
		func(f fetch.Feed) bool { return strings.EqualFold(f.Key(), name) },
	} {
		var keys []string
		for _, have := range feeds {
			if is(have) {
				f = have
				keys = append(keys, have.Key())
			}
		}
		if len(keys) > 1 {
			return f, false, fmt.Errorf("%d feeds are named %q: give one of the ids %s", len(keys), name, strings.Join(keys, ", "))
		}
		if len(keys) == 1 {
			return f, true, nil
		}
	}
	return f, false, nil
}

// maxMeant is how many feeds a message asks for.
const maxMeant = 5

// meant asks, behind a message that there is no such feed, whether those were
// meant of whose id or name the word is a part, or else the one whose id is the
// nearest; empty where there is none.
func meant(feeds []fetch.Feed, name string) string {
	keys := make([]string, len(feeds))
	var parts []string
	word := strings.ToLower(name)
	for i, f := range feeds {
		keys[i] = f.Key()
		if strings.Contains(keys[i], word) || strings.Contains(strings.ToLower(f.Name), word) {
			parts = append(parts, keys[i])
		}
	}
	near := problem.Nearest(name, keys)
	if n := len(parts); n > 0 && n <= maxMeant {
		near = strings.Join(parts, " or ")
	}
	if near == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", near)
}

// allFeeds gives the feeds of the configuration and all that were added, those
// that the configuration overrides too.
func allFeeds(ctx context.Context, loaded *config.Loaded, from interface {
	AddedFeeds(context.Context) ([]news.AddedFeed, error)
}) ([]fetch.Feed, error) {
	added, err := from.AddedFeeds(ctx)
	if err != nil {
		return nil, err
	}
	feeds := slices.Clone(loaded.Config.Feeds)
	for _, a := range added {
		f, _ := fetch.FeedOf(a) // one that is not sound any more can still be named
		feeds = append(feeds, f)
	}
	return feeds, nil
}

// feedFilter gives the id of the feed that --feed means, and tells w when no
// feed has it: then nothing is found, however well all is. Feeds that were read
// once and are not listed any more count, as their records stay.
func feedFilter(ctx context.Context, w io.Writer, loaded *config.Loaded, a archive, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	feeds, err := allFeeds(ctx, loaded, a)
	if err != nil {
		return name, err
	}
	f, ok, err := feedNamed(feeds, name)
	if ok || err != nil {
		return f.Key(), err
	}
	states, err := a.FeedStates(ctx)
	if err == nil && !slices.ContainsFunc(states, func(s news.FeedState) bool { return s.Feed == name }) {
		fmt.Fprintf(w, "note: there is no feed %q: `vedette feeds list` names them%s\n", name, meant(feeds, name))
	}
	return name, err
}

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
)

// feedNamed finds a feed by its id, or else by its name. A name that several
// have is an error; where there is no such feed ok is false.
func feedNamed(feeds []fetch.Feed, name string) (f fetch.Feed, ok bool, err error) {
	if at := slices.IndexFunc(feeds, func(f fetch.Feed) bool { return f.Key() == name }); at >= 0 {
		return feeds[at], true, nil
	}
	var keys []string
	for _, have := range feeds {
		if have.Name == name {
			f = have
			keys = append(keys, have.Key())
		}
	}
	if len(keys) > 1 {
		return f, false, fmt.Errorf("%d feeds are named %q: give one of the ids %s", len(keys), name, strings.Join(keys, ", "))
	}
	return f, len(keys) == 1, nil
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
		fmt.Fprintf(w, "note: there is no feed %q: `vedette feeds list` names them\n", name)
	}
	return name, err
}

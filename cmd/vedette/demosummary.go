package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"vedette/config"
	"vedette/news"
	"vedette/storage"
)

// summary tells what the demo did, as the store and the sinks have it.
func (s *scene) summary(w io.Writer, loaded *config.Loaded) error {
	ctx := context.Background()
	store, err := storage.OpenExisting(loaded.Config.Storage.Path)
	if err != nil {
		return err
	}
	defer store.Close()
	s.stage.bar.clear()
	fmt.Fprintln(w, "\nFeeds")
	if err := s.printOutlets(ctx, w, store); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nHits by rule and language")
	if err := printMatrix(ctx, w, store, loaded); err != nil {
		return err
	}
	return s.printDeliveries(ctx, w, store)
}

// printOutlets lists what was read from each feed.
func (s *scene) printOutlets(ctx context.Context, w io.Writer, store *storage.Store) error {
	states, err := store.FeedStates(ctx)
	if err != nil {
		return err
	}
	known := map[string]news.FeedState{}
	for _, state := range states {
		known[state.Feed] = state
	}
	t := newTable("FEED", "FORMAT", "LANG", "VISITS", "ITEMS", "PECULIARITY")
	items := 0
	for _, o := range s.outlets {
		state := known[o.ID]
		items += state.Items
		t.add(o.Name, string(o.Format), o.Language, strconv.Itoa(state.Checks), strconv.Itoa(state.Items), string(o.Quirk))
	}
	if err := t.print(w); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s, %s\n", news.Count(len(s.outlets), "feed"), news.Count(items, "item"))
	return err
}

// printMatrix counts the hits of each rule in each language.
func printMatrix(ctx context.Context, w io.Writer, store *storage.Store, loaded *config.Loaded) error {
	hits, languages := map[string]map[string]int{}, map[string]bool{}
	q := news.HitQuery{Limit: 1000}
	for {
		found, err := store.Hits(ctx, q)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			break
		}
		for _, f := range found {
			if hits[f.Hit.Rule] == nil {
				hits[f.Hit.Rule] = map[string]int{}
			}
			hits[f.Hit.Rule][f.Item.Lang]++
			languages[f.Item.Lang] = true
		}
		q.Before = found[len(found)-1].Hit.Seq
	}
	columns := slices.Sorted(maps.Keys(languages))
	t := newTable(append(append([]string{"RULE"}, columns...), "ALL")...)
	for _, r := range loaded.Filter.Rules() {
		row, all := []string{r.Name}, 0
		for _, lang := range columns {
			n := hits[r.Name][lang]
			all += n
			row = append(row, strconv.Itoa(n))
		}
		t.add(append(row, strconv.Itoa(all))...)
	}
	return t.print(w)
}

// printDeliveries tells what went out and what came in at the sinks.
func (s *scene) printDeliveries(ctx context.Context, w io.Writer, store *storage.Store) error {
	totals, err := store.Totals(ctx)
	if err != nil {
		return err
	}
	_, mails := s.mail.Received()
	kept, hooks, _ := s.hooks.Received()
	retried := 0
	for _, h := range kept {
		if h.Attempts > 1 {
			retried++
		}
	}
	_, err = fmt.Fprintf(w, `
Delivered
  mails     %d
  webhooks  %d, of which %d after a refused first try
  waiting   %s for a digest, a try or the rest of a group; dead %d
%s in the store. Try it on real feeds: see README.md.
`, mails, hooks, retried, news.Count(totals.Pending, "alert"), totals.Dead, news.Count(totals.Hits, "hit"))
	return err
}

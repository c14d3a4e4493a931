package publish

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vedette/news"
)

// Source is where hits come from: the store, or a daemon's client. Hits gives
// findings newest first, by falling Hit.Seq, and fewer than the query's Limit
// only when there are no more.
type Source interface {
	Hits(ctx context.Context, q news.HitQuery) ([]news.Finding, error)
}

// match is an item with every hit of the channel on it.
type match struct {
	Item news.Item
	Hits []news.Hit
}

// title is what readers show as the feed's name.
func (c Channel) title() string { return cmp.Or(c.Title, c.Name) }

// limit is the most entries the channel has.
func (c Channel) limit() int { return cmp.Or(c.Limit, DefaultLimit) }

// queries gives the selections whose union is the channel.
func (c Channel) queries() []news.HitQuery {
	switch {
	case c.Query != "":
		return []news.HitQuery{{Rule: c.QueryRule()}}
	case len(c.Labels) > 0:
		return []news.HitQuery{{Labels: c.Labels}}
	}
	queries := make([]news.HitQuery, len(c.Rules))
	for i, name := range c.Rules {
		queries[i].Rule = name
	}
	return queries
}

// wants leaves out the hits of other channels' queries, which a selection by
// labels such as {lang: az} would meet: they stand for no rule of the user's.
func (c Channel) wants(h news.Hit) bool {
	return h.Rule == c.QueryRule() || !strings.HasPrefix(h.Rule, QueryRulePrefix)
}

// matches reads the channel's newest items, each once, by falling Seq of
// their newest hit.
func (c Channel) matches(ctx context.Context, src Source) ([]match, error) {
	var found []news.Finding
	for _, q := range c.queries() {
		part, err := c.read(ctx, src, q)
		if err != nil {
			return nil, fmt.Errorf("reading the hits of channel %s: %w", c.Name, err)
		}
		found = append(found, part...)
	}
	all := byItem(found)
	return all[:min(len(all), c.limit())], nil
}

// read pages through one query until it has met one item more than the
// channel shows. The item too many makes sure that the last one shown has all
// its hits, which mostly stand next to each other.
func (c Channel) read(ctx context.Context, src Source, q news.HitQuery) ([]news.Finding, error) {
	q.Limit = c.limit() + 1
	items := map[string]bool{}
	var found []news.Finding
	for {
		page, err := src.Hits(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, f := range page {
			if c.wants(f.Hit) {
				items[f.Item.ID] = true
				found = append(found, f)
			}
		}
		if len(page) < q.Limit || len(items) > c.limit() {
			return found, nil
		}
		q.Before = page[len(page)-1].Hit.Seq
	}
}

// byItem joins the findings of an item. A hit that two queries brought counts
// once; the severest hit comes first, as that is why a reader should care.
func byItem(found []news.Finding) []match {
	slices.SortStableFunc(found, func(a, b news.Finding) int { return cmp.Compare(b.Hit.Seq, a.Hit.Seq) })
	var all []match
	at := map[string]int{}
	for _, f := range found {
		i, known := at[f.Item.ID]
		if !known {
			i = len(all)
			at[f.Item.ID] = i
			all = append(all, match{Item: f.Item})
		}
		if f.Item.Revision != all[i].Item.Revision {
			f.Hit.Spans = nil // they count in another wording than the one shown
		}
		if !slices.ContainsFunc(all[i].Hits, func(h news.Hit) bool { return h.ID == f.Hit.ID }) {
			all[i].Hits = append(all[i].Hits, f.Hit)
		}
	}
	for _, m := range all {
		slices.SortStableFunc(m.Hits, func(a, b news.Hit) int { return cmp.Compare(b.Severity.Rank(), a.Severity.Rank()) })
	}
	return all
}

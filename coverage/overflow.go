package coverage

import (
	"fmt"
	"slices"
	"time"

	"vedette/news"
)

// away says why the feed was not read for long before the visit, empty when it
// was visited as usual. That is what was planned, as quiet hours, pushes and hints
// make some waits longer, and up to an interval late.
func (v Visit) away() string {
	since := v.Now.Sub(v.Before.LastSuccess)
	switch {
	case v.Before.Failures > 0 && !v.Before.FailingSince.IsZero():
		return "after " + span(v.Now.Sub(v.Before.FailingSince)) + " in which the feed gave no answer that could be read"
	case v.Before.LastError != "":
		return "after " + span(since) + " without an answer, as vedette's own network was away"
	case v.Source.Interval > 0 && v.late() > v.Source.Interval:
		return "after " + span(since) + " without a visit, where " + span(v.Source.Interval) +
			" are usual: its server asked to be left alone, or vedette did not run"
	}
	return ""
}

// late is how long after the planned time the visit is; where none is known, that
// is an interval after the visit before.
func (v Visit) late() time.Duration {
	planned := v.Before.NextCheck
	if planned.Before(v.Before.LastSuccess) {
		planned = v.Before.LastSuccess.Add(v.Source.Interval)
	}
	return v.Now.Sub(planned)
}

// overflow says what a gap is and what was done about it.
func (v Visit) overflow() string {
	away := v.away()
	text := ""
	if away != "" {
		text = "The feed was read again " + away + ". "
	}
	text += fmt.Sprintf("Nothing in the document read at %s was known, though the feed was read at %s before: it holds %s "+
		"only, and others may have come and gone in between. vedette now visits the feed more often, as far as the server allows.",
		clock(v.Now), clock(v.Before.LastSuccess), news.Count(len(v.Items), "item"))
	if v.Pages > 0 {
		text += fmt.Sprintf(" It has looked through %s and found %s more, but none that was known.",
			news.Count(v.Pages, "older document"), news.Count(len(v.Older), "item"))
	} else if !v.GoesOn {
		text += " The feed leads to no older documents."
	}
	if v.GoesOn {
		text += " The next visits read on in the older documents, and vedette tells if they close the gap."
	}
	if away != "" {
		return text + " Look on the publisher's site for what is missing; with a shorter interval it would have been missed too."
	}
	return text + " Look on the publisher's site for what is missing, or give the feed a shorter interval (every)."
}

// NewGap is the gap between a document read at a time, after the state before,
// and what was known: the documents that it leads to are to be read until Bridge
// meets that. Of a feed that was never read it is no gap but its past.
func NewGap(before news.FeedState, since time.Time) news.Gap {
	g := news.Gap{Since: since, Past: before.LastSuccess.IsZero()}
	if !g.Past {
		g.Known, g.Until = before.Seen, lively(before).Add(-pastMargin)
	}
	return g
}

// Bridge takes an older document's items, newest first, and gives those that
// belong into a gap. Items that were known before the gap or are dated earlier are
// old; with the first of these that nothing newer follows, an item that is dated
// within the gap and was not known, the gap is closed: Met says so. Those before it
// stand there since somebody has moved them up. The rest are the old items and all
// that follows the end. Items that were shown since the gap are left out, as pages
// move on while they are read; those of a feed's past are marked so. Began is when
// the document was asked for.
func Bridge(g news.Gap, shown func(id string) bool, page []news.Item, began time.Time) (missed, rest []news.Item, met bool) {
	v := Visit{Began: began}
	last := -1 // item that is surely within the gap
	for i, it := range page {
		if v.dated(it.Published) && !it.Published.Before(g.Until) && !g.Known.Has(it.ID) {
			last = i
		}
	}
	for i, it := range page {
		switch old := v.dated(it.Published) && it.Published.Before(g.Until) || g.Known.Has(it.ID); {
		case old && i > last:
			return missed, append(rest, page[i:]...), true
		case old:
			rest = append(rest, it)
		case !shown(it.ID):
			it.Past = g.Past
			missed = append(missed, it)
		}
	}
	return missed, rest, false
}

// NewestFirst gives the items of an older document newest first. Nearly all feeds
// have them so; an archive document whose dates run the other way is turned.
func NewestFirst(page []news.Item, began time.Time) []news.Item {
	v := Visit{Began: began}
	own := func(it news.Item) bool { return v.dated(it.Published) }
	first := slices.IndexFunc(page, own)
	if first < 0 {
		return page
	}
	last := first
	for i := range page {
		if own(page[i]) {
			last = i
		}
	}
	if page[first].Published.Before(page[last].Published) {
		page = slices.Clone(page)
		slices.Reverse(page)
	}
	return page
}

// Filled tells of a gap that was told of before and has been closed since, by a
// visit at a time.
func Filled(s Source, g news.Gap, at time.Time) news.Notice {
	n := s.notice(news.Recovered, news.Low, at, "has shown what was missed", fmt.Sprintf(
		"The gap that was met at %s is closed: %s led back to what was known, with %s that had been missed. There is nothing to do.",
		clock(g.Since), news.Count(g.Documents, "older document"), news.Count(g.Items, "item")))
	n.ID = news.NoticeID(news.Recovered, s.ID, g.Since) // the visit may have passed something else, too
	return n
}

package coverage

import (
	"fmt"
	"time"

	"vedette/news"
)

// lateIntervals is how many of its intervals a feed must have been left alone
// for the gap to come from that: hints and jitter add less to most feeds' visits.
const lateIntervals = 2

// away says why the feed was not read for long before the visit, empty when it
// was visited as usual.
func (v Visit) away() string {
	since := v.Now.Sub(v.Before.LastSuccess)
	switch {
	case v.Before.Failures > 0 && !v.Before.FailingSince.IsZero():
		return "after " + span(v.Now.Sub(v.Before.FailingSince)) + " in which the feed gave no answer that could be read"
	case v.Before.LastError != "":
		return "after " + span(since) + " without an answer, as vedette's own network was away"
	case v.Source.Interval > 0 && since > lateIntervals*v.Source.Interval:
		return "after " + span(since) + " without a visit, where " + span(v.Source.Interval) +
			" are usual: its server asked to be left alone, or vedette did not run"
	}
	return ""
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
	} else {
		text += " The feed leads to no older documents."
	}
	if away != "" {
		return text + " Look on the publisher's site for what is missing; with a shorter interval it would have been missed too."
	}
	return text + " Look on the publisher's site for what is missing, or give the feed a shorter interval (every)."
}

// Bridge takes an older document's items, newest first as feeds have them, and
// gives those that came after what is known: the ones before the first known
// item or the first that is dated well before the feed last brought news. Met says
// that there was such an item, so that the gap is closed.
func Bridge(before news.FeedState, page []news.Item, began time.Time) (missed []news.Item, met bool) {
	v := Visit{Before: before, Began: began}
	for i := range page {
		it := &page[i]
		old := v.dated(it.Published) && it.Published.Before(lively(before).Add(-pastMargin))
		if old || before.Seen.Has(it.ID) {
			return page[:i], true
		}
	}
	return page, false
}

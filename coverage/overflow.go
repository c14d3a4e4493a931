package coverage

import (
	"fmt"
	"time"

	"vedette/news"
)

// overflow says what a gap is and what was done about it.
func (v Visit) overflow() string {
	text := fmt.Sprintf("Nothing in the document read at %s was known, though the feed was read at %s before: it holds %s "+
		"only, and others may have come and gone in between. vedette now visits the feed more often, as far as the server allows.",
		clock(v.Now), clock(v.Before.LastSuccess), number(len(v.Items), "item"))
	if v.Pages > 0 {
		text += fmt.Sprintf(" It has looked through %s and found %s more, but none that was known.",
			number(v.Pages, "older document"), number(len(v.Older), "item"))
	} else {
		text += " The feed leads to no older documents."
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

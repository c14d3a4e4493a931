package coverage

import (
	"time"

	"vedette/news"
)

const (
	// pastMargin is how much older than the last sign of life (see lively) an
	// item's date must be to say that the item is old: wrong time zones are off
	// by half a day, and an article may be released some hours after it was dated.
	pastMargin = day
	// tellingItems is the least number of items whose names are evidence by
	// themselves. A feed of one bulletin may well have the same title and link
	// each day; of so few only dates prove that they are old.
	tellingItems = 3
)

// kind is what an item with a new id is.
type kind int

const (
	unheard kind = iota // nothing says that it is old
	past                // dated well before the last sign of life
	cousin              // its link or title is known
	twin                // its link and title are known
)

// doubted looks at a document in which every id is new. That is a first visit;
// or a feed that shows more between two visits than its document holds; or old
// items that came as new, which nobody is to be alerted of.
//
// Where at least half of the items are old by their names or dates, those are
// held; but those whose link and title are both known are taken as shown, and
// nothing more is made of them: the publisher has changed the way of making
// ids, with https in them say. The others are news.
//
// Otherwise it is an overflow. It is told once until some document shows that
// nothing was missed: something known beside something new.
func (w *verdict) doubted() {
	v := w.visit
	if !v.unknown() {
		if w.fresh() {
			w.pass(news.Overflow, "")
		}
		w.PollFaster = w.had(news.Overflow)
		return
	}
	kinds, old := v.kinds()
	if 2*old >= len(v.Items) {
		w.hold(kinds)
		return
	}
	if v.Before.Address != v.After.Address {
		return // another address is another document
	}
	w.PollFaster, w.LookBack = true, true
	if !v.Met {
		w.begin(news.Overflow, news.High, "may have shown news that was missed", v.overflow())
	}
}

// unknown tells whether the feed was read before and nothing in its document
// was seen.
func (v Visit) unknown() bool {
	if len(v.Before.Seen) == 0 || v.Before.LastSuccess.IsZero() || len(v.Items) == 0 {
		return false
	}
	for i := range v.Items {
		if v.Before.Seen.Has(v.Items[i].ID) {
			return false
		}
	}
	return true
}

// kinds says of each item what it is, and how many are old.
func (v Visit) kinds() (kinds []kind, old int) {
	named := make([]names, len(v.Items))
	for i := range v.Items {
		named[i].link, named[i].title = news.NameHashes(v.Items[i])
	}
	distinct := distinct(named)
	kinds = make([]kind, len(v.Items))
	for i := range v.Items {
		if kinds[i] = v.kind(&v.Items[i], named[i], distinct); kinds[i] != unheard {
			old++
		}
	}
	return kinds, old
}

// names are the hashes of an item's names.
type names struct{ link, title uint64 }

// kind judges one item. Its names count only where its document's names tell
// items apart, and a date since the last good visit outweighs all but both.
func (v Visit) kind(it *news.Item, names names, distinct bool) kind {
	last := v.Before.LastSuccess
	dated := v.dated(it.Published)
	knownLink, knownTitle := v.Before.SeenNames.HasHash(names.link), v.Before.SeenNames.HasHash(names.title)
	before := dated && it.Published.Before(last)
	switch {
	case knownLink && knownTitle && (before || distinct):
		return twin
	case (knownLink || knownTitle) && (before || distinct && !dated):
		return cousin
	case dated && it.Published.Before(lively(v.Before).Add(-pastMargin)):
		return past
	}
	return unheard
}

// lively is when the feed's document is known to have been up to date: at the
// last visit that brought something new. A visit that went well since then says
// less: a server may answer 304, or send an old copy, for a week in which the
// feed goes on, and what it shows then is news.
func lively(before news.FeedState) time.Time {
	if !before.LastNew.IsZero() && before.LastNew.Before(before.LastSuccess) {
		return before.LastNew
	}
	return before.LastSuccess
}

// distinct tells whether a document has enough items, and no two of them the same
// link or title.
func distinct(all []names) bool {
	have := make(map[uint64]bool, 2*len(all))
	for _, n := range all {
		for _, h := range []uint64{n.link, n.title} {
			if h != 0 && have[h] {
				return false
			}
			have[h] = true
		}
	}
	return len(all) >= tellingItems
}

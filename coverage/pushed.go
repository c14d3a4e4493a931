package coverage

import (
	"time"

	"vedette/news"
)

// Pushed looks at a document that a hub pushed. After a publisher has changed
// the way of making ids a hub takes the whole feed for new: as in a visit's
// document, items whose link and title are known count as shown, if none of the
// ids is known and at least half of the items are such. All others are news: a
// push has only what is new, so that all its ids being new says nothing.
func Pushed(before news.FeedState, items []news.Item, at time.Time) (fresh []news.Item, shown []string) {
	v := Visit{Before: before, Items: items, Began: at}
	if len(items) < tellingItems || !v.unknown() {
		return items, nil
	}
	kinds, _ := v.kinds()
	for i, it := range items {
		if kinds[i] == twin && !(v.dated(it.Published) && it.Published.After(before.LastSuccess)) {
			shown = append(shown, it.ID)
		} else {
			fresh = append(fresh, it)
		}
	}
	if 2*len(shown) < len(items) {
		return items, nil
	}
	return fresh, shown
}

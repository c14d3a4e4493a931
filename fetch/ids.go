package fetch

import "vedette/news"

// maxVersions is how many wordings of one item a document may show. More
// different entries under one guid and link come from a template that gives
// the same to every item, and are items of their own.
const maxVersions = 3

// identify sets the items' ids, and drops exact repeats and all but the newest
// of an item's versions.
//
// An item is known by its guid, else its link, else its title and date. A guid
// or link that several different items of one document share names none of
// them, and is passed over for all of them: were it kept for the first one, the
// next item to stand first would be taken for a new version of it, and missed.
// When even title and date are the same, the content tells them apart.
func identify(feed string, list []news.Item, entries []Entry) []news.Item {
	kept := make([]int, len(list))
	for at := range list {
		kept[at] = at
	}
	if count := countNames(list, kept); len(count) < len(list) {
		kept = newest(list, different(list, count))
	}
	guids, links := make(map[string]int, len(kept)), make(map[string]int, len(kept))
	for _, at := range kept {
		guids[list[at].GUID]++
		links[list[at].Link]++
	}
	ids := make(map[string]bool, len(kept))
	for _, at := range kept {
		it, date := &list[at], firstOf(entries[at].Published, entries[at].Updated)
		it.ID = news.ItemID(feed, own(it.GUID, guids), own(it.Link, links), it.Title, date)
		if ids[it.ID] {
			it.ID = news.ItemID(feed, "", "", it.Title, date+" "+it.ContentHash())
		}
		ids[it.ID] = true
	}
	if len(kept) == len(list) {
		return list // nearly always
	}
	out := make([]news.Item, len(kept))
	for i, at := range kept {
		out[i] = list[at]
	}
	return out
}

// itemName is what versions of an item have in common.
type itemName struct{ guid, link string }

func nameOf(it *news.Item) itemName { return itemName{it.GUID, it.Link} }

// countNames counts the items of each name, of those at some places.
func countNames(list []news.Item, places []int) map[itemName]int {
	count := make(map[itemName]int, len(places))
	for _, at := range places {
		count[nameOf(&list[at])]++
	}
	return count
}

// different gives the places of all items but exact repeats; count is how many
// have each name.
func different(list []news.Item, count map[itemName]int) []int {
	type content struct {
		itemName
		hash string
	}
	out := make([]int, 0, len(list))
	seen := map[content]bool{}
	for at := range list {
		name := nameOf(&list[at])
		if count[name] > 1 {
			c := content{name, list[at].ContentHash()}
			if seen[c] {
				continue
			}
			seen[c] = true
		}
		out = append(out, at)
	}
	return out
}

// newest keeps one version of each item, at the place of its first. Versions
// have a guid in common, and their link or that they have none.
func newest(list []news.Item, places []int) []int {
	count := countNames(list, places)
	known := map[itemName]int{}
	var out []int
	for _, at := range places {
		n := nameOf(&list[at])
		first, again := known[n]
		switch {
		case n.guid == "" || count[n] > maxVersions:
			out = append(out, at)
		case !again:
			known[n] = len(out)
			out = append(out, at)
		case later(list[at], list[out[first]]):
			out[first] = at
		}
	}
	return out
}

// later tells whether a is dated after b. Without both dates nobody knows; the
// version that stands first, as the newest do, is kept then.
func later(a, b news.Item) bool {
	at, bt := firstTime(a.Updated, a.Published), firstTime(b.Updated, b.Published)
	return !at.IsZero() && !bt.IsZero() && at.After(bt)
}

// own gives the name if only one item has it.
func own(name string, count map[string]int) string {
	if count[name] > 1 {
		return ""
	}
	return name
}

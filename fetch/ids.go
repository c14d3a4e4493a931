package fetch

import "vedette/news"

// maxVersions is how many wordings of one item a document may show. More
// different entries under one guid and link come from a template that gives
// the same to every item, and are items of their own.
const maxVersions = 3

// candidate is an item on its way to an id, with its date as written.
type candidate struct {
	item news.Item
	date string
}

// identify sets the items' ids, and drops exact repeats and all but the newest
// of an item's versions.
//
// An item is known by its guid, else its link, else its title and date. A guid
// or link that several different items of one document share names none of
// them, and is passed over for all of them: were it kept for the first one, the
// next item to stand first would be taken for a new version of it, and missed.
// When even title and date are the same, the content tells them apart.
func identify(feed string, list []news.Item, entries []Entry) []news.Item {
	kept := newest(different(list, entries))
	guids, links := map[string]int{}, map[string]int{}
	for _, c := range kept {
		guids[c.item.GUID]++
		links[c.item.Link]++
	}
	var out []news.Item
	ids := map[string]bool{}
	for _, c := range kept {
		it := c.item
		it.ID = news.ItemID(feed, own(it.GUID, guids), own(it.Link, links), it.Title, c.date)
		if ids[it.ID] {
			it.ID = news.ItemID(feed, "", "", it.Title, c.date+" "+it.ContentHash())
		}
		ids[it.ID] = true
		out = append(out, it)
	}
	return out
}

// different leaves out exact repeats.
func different(list []news.Item, entries []Entry) []candidate {
	type content struct{ guid, link, hash string }
	seen := map[content]bool{}
	var out []candidate
	for i, it := range list {
		c := content{it.GUID, it.Link, it.ContentHash()}
		if !seen[c] {
			seen[c] = true
			out = append(out, candidate{it, firstOf(entries[i].Published, entries[i].Updated)})
		}
	}
	return out
}

// newest keeps one version of each item, at the place of its first. Versions
// have a guid in common, and their link or that they have none.
func newest(list []candidate) []candidate {
	type name struct{ guid, link string }
	count, at := map[name]int{}, map[name]int{}
	for _, c := range list {
		count[name{c.item.GUID, c.item.Link}]++
	}
	var out []candidate
	for _, c := range list {
		n := name{c.item.GUID, c.item.Link}
		first, known := at[n]
		switch {
		case n.guid == "" || count[n] > maxVersions:
			out = append(out, c)
		case !known:
			at[n] = len(out)
			out = append(out, c)
		case later(c.item, out[first].item):
			out[first] = c
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

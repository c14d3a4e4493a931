package fetch

import "vedette/news"

// identify sets the items' ids and drops exact repeats.
//
// An item is known by its guid, else its link, else its title and date. A guid
// or link that several different items of one document share names none of
// them, and is passed over for all of them: were it kept for the first one, the
// next item to stand first would be taken for a new version of it, and missed.
// When even title and date are the same, the content tells them apart.
func identify(feed string, list []news.Item, entries []entry) []news.Item {
	type content struct{ guid, link, hash string }
	guids, links := map[string]int{}, map[string]int{}
	seen := map[content]bool{}
	var out []news.Item
	var dates []string
	for i, it := range list {
		c := content{it.GUID, it.Link, it.ContentHash()}
		if seen[c] {
			continue
		}
		seen[c] = true
		guids[it.GUID]++
		links[it.Link]++
		out = append(out, it)
		dates = append(dates, firstOf(entries[i].published, entries[i].updated))
	}
	ids := map[string]bool{}
	for i := range out {
		it := &out[i]
		it.ID = news.ItemID(feed, own(it.GUID, guids), own(it.Link, links), it.Title, dates[i])
		if ids[it.ID] {
			it.ID = news.ItemID(feed, "", "", it.Title, dates[i]+" "+it.ContentHash())
		}
		ids[it.ID] = true
	}
	return out
}

// own gives the name if only one item has it.
func own(name string, count map[string]int) string {
	if count[name] > 1 {
		return ""
	}
	return name
}

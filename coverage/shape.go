package coverage

import (
	"fmt"
	"strings"
	"time"

	"vedette/news"
)

const (
	// shapeVisits is how many documents must have been seen before a change of
	// their shape is told. After shapeFirst of them one is noticed: it is not
	// learnt as usual, but told when it lasts until there are shapeVisits.
	shapeVisits, shapeFirst = 5, 3
	// shapeItems is the least number of items of a document whose shape counts:
	// of one or two items any may lack a date.
	shapeItems = 3
	// A part that shapeHad of the items had on average and that shapeHas at
	// most have now is gone, and is back when half of the former share is.
	shapeHad, shapeHas = 0.8, 0.1
	// shapeWeight is the last document's weight in the averages, once there were
	// so many that it is less than its equal share.
	shapeWeight = 1.0 / 8
)

// part is one thing that items have or lack.
type part struct {
	name      string
	now, then float64
}

// shape tells of documents that lack what they had. While they do the averages
// stand still, so that they say what is to come back.
func (w *verdict) shape() {
	v := w.visit
	then := v.Before.Shape
	now := v.measured()
	parts := parts(now, then)
	var lost []string
	for _, p := range parts {
		if then.Visits >= shapeFirst && p.gone() {
			lost = append(lost, p.name)
		}
	}
	switch {
	case len(lost) > 0 && then.Visits < shapeVisits:
		w.Shape.Visits++
		return
	case len(lost) > 0:
		w.begin(news.Shaped, news.Medium, "shows no "+listed(lost)+" any more", fmt.Sprintf(
			"This feed has always shown %s, and the document read at %s, of %s, has none. %s vedette goes on reading the feed "+
				"as it is and tells when it is as before. Look whether the publisher has rebuilt the site: there may be another feed.",
			listed(lost), clock(v.Now), news.Count(len(v.Items), "item"), consequence(lost)))
		return
	case w.had(news.Shaped) && !back(parts, now, then):
		return
	}
	w.pass(news.Shaped, "its documents are again as they were")
	w.Shape = averaged(then, now, len(v.Items))
}

// gone tells whether the items had the part and have not.
func (p part) gone() bool { return p.then >= shapeHad && p.now <= shapeHas }

// parts lists what a document of items can lack. Of one with few items only
// their absence says something.
func parts(now, then news.Shape) []part {
	items := part{name: "items", now: now.Items}
	if then.Items >= 1 { // fewer: it was empty at times
		items.then = 1
	}
	list := []part{items}
	if now.Items >= shapeItems {
		list = append(list, part{"dates", now.Dates, then.Dates}, part{"texts", now.Bodies, then.Bodies},
			part{"links", now.Links, then.Links}, part{"guids", now.GUIDs, then.GUIDs})
	}
	return list
}

// back tells whether every part that used to be there is there again.
func back(parts []part, now, then news.Shape) bool {
	if now.Items < shapeItems && then.Items >= shapeItems {
		return false // too few to tell
	}
	for _, p := range parts {
		if p.then >= shapeHad && p.now < p.then/2 {
			return false
		}
	}
	return true
}

// measured is the shape of the visit's document.
func (v Visit) measured() news.Shape {
	var s news.Shape
	for i := range v.Items {
		it := &v.Items[i]
		s.Dates += one(v.dated(it.Published))
		s.Bodies += one(it.Text != "" || it.Summary != "")
		s.Links += one(it.Link != "")
		s.GUIDs += one(it.GUID != "")
	}
	if n := float64(len(v.Items)); n > 0 {
		s.Dates, s.Bodies, s.Links, s.GUIDs, s.Items = s.Dates/n, s.Bodies/n, s.Links/n, s.GUIDs/n, n
	}
	return s
}

// dated tells whether an item's date is its own. An item without one has the
// time of the visit that brought it.
func (v Visit) dated(published time.Time) bool {
	return !published.IsZero() && published.Before(v.Began)
}

// averaged is the shape after one document more. A document of few items counts
// for the number of items only.
func averaged(then, now news.Shape, items int) news.Shape {
	next := then
	if then.Visits == 0 && items > 0 {
		next = now
		next.Visits = 1
		return next
	}
	weight := max(shapeWeight, 1/float64(then.Visits+1))
	mix := func(average *float64, now float64) { *average += (now - *average) * weight }
	mix(&next.Items, now.Items)
	if items >= shapeItems {
		mix(&next.Dates, now.Dates)
		mix(&next.Bodies, now.Bodies)
		mix(&next.Links, now.Links)
		mix(&next.GUIDs, now.GUIDs)
	}
	next.Visits++
	return next
}

// consequence says what the loss of the first part means.
func consequence(lost []string) string {
	switch lost[0] {
	case "items":
		return "A feed that is empty brings no news."
	case "dates":
		return "New items now have the time at which vedette first saw them."
	case "texts":
		return "Rules now see the titles only."
	case "links":
		return "Alerts cannot lead to the articles."
	}
	return "Items are now told apart by their links or titles."
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// listed joins names for people: "dates, texts and links".
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

package coverage

import (
	"fmt"

	"vedette/news"
)

// Why an item is held, as Item.Held says it.
const (
	heldName = "its id is new, but its link or title is not"
	heldBoth = "its id and date are new, but its link and title are not"
	heldPast = "it is dated before its feed last brought news, and every id of its feed was new"
)

// hold keeps the old items of a document from being judged as new.
func (w *verdict) hold(kinds []kind) {
	v := w.visit
	var kept []news.Item
	held := 0
	for i, it := range v.Items {
		switch {
		case kinds[i] == twin && v.dated(it.Published) && it.Published.After(v.Before.LastSuccess):
			it.Held = heldBoth
		case kinds[i] == twin:
			w.Shown = append(w.Shown, it.ID)
			continue
		case kinds[i] == cousin:
			it.Held = heldName
		case kinds[i] == past:
			it.Held = heldPast
		}
		if it.Held != "" {
			held++
		}
		kept = append(kept, it)
	}
	w.Items = append(kept, v.Older...)
	w.tellHeld(held, len(kept)-held)
}

// tellHeld tells what was done with a document of old items.
func (w *verdict) tellHeld(held, fresh int) {
	v := w.visit
	what := fmt.Sprintf("Every one of the %s read at %s had an id that the feed has not shown before, although at least "+
		"half of them are not new by their links, titles or dates: the publisher has rebuilt the site, say, or "+
		"imported its archive.", news.Count(len(v.Items), "item"), clock(v.Now))
	if len(w.Shown) > 0 {
		what += fmt.Sprintf(" Of %s both the link and the title were known: vedette takes them for the ones that it has.",
			news.Count(len(w.Shown), "item"))
	}
	if fresh > 0 {
		what += fmt.Sprintf(" %s as news, as usual.", passed(fresh))
	}
	if held == 0 {
		w.tell(news.Renamed, news.Low, "has new ids for its items", what+" Nobody is alerted twice, and there is nothing to do.")
		return
	}
	left := "1 item was held: stored and shown, but no rule was asked about it. Look at it, and if it is news have it judged"
	if held > 1 {
		left = fmt.Sprintf("%d items were held: stored and shown, but no rule was asked about them. "+
			"Look at them, and if they are news have them judged", held)
	}
	w.tell(news.Renamed, news.High, "shows old items as new: "+news.Count(held, "item")+" held",
		fmt.Sprintf("%s %s: `vedette feeds release %s`.", what, left, v.Source.ID))
}

func passed(n int) string {
	if n == 1 {
		return "1 item went through"
	}
	return fmt.Sprintf("%d items went through", n)
}

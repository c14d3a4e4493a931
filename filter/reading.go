package filter

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vedette/news"
)

// reading is an item cut into words, for one match. All fields stand in one
// list, with a gap after each value, so that no phrase crosses from one to
// the next. It belongs to one goroutine.
type reading struct {
	item  *news.Item
	words []placed
	// at gives the places of each word in the list, ascending.
	at map[string][]int
	// vocabulary is all the words in order, made when a prefix is looked up.
	vocabulary []string
}

// placed is a word of an item: a span in one field. A gap has in 0.
type placed struct {
	fold       string
	in         scope
	start, end int
}

// read cuts the fields of an item that words are looked for in.
func read(it *news.Item) *reading {
	r := &reading{item: it}
	summary, text := body(it)
	r.add(inTitle, it.Title)
	r.add(inSummary, summary)
	r.add(inText, text)
	r.addValues(inAuthor, it.Authors)
	r.addValues(inTag, it.Tags)
	r.add(inSource, it.Source)
	r.addFeed()
	r.add(inURL, it.Link)
	r.at = make(map[string][]int, len(r.words))
	for i, w := range r.words {
		if w.in != 0 {
			r.at[w.fold] = append(r.at[w.fold], i)
		}
	}
	return r
}

func (r *reading) add(in scope, text string) { r.addFrom(in, text, 0) }

func (r *reading) addFrom(in scope, text string, base int) {
	if text == "" {
		return
	}
	for _, t := range tokens(text) {
		r.words = append(r.words, placed{t.fold, in, base + t.start, base + t.end})
	}
	r.words = append(r.words, placed{})
}

// addValues adds a field of several values; they count as news.Item's
// FieldValue joins them.
func (r *reading) addValues(in scope, values []string) {
	base := 0
	for _, v := range values {
		r.addFrom(in, v, base)
		base += utf8.RuneCountInString(v) + len(", ")
	}
}

// addFeed lets the feed's id be found as a source. The id stands in no field
// of its own; the source's whole name is shown for it.
func (r *reading) addFeed() {
	end := utf8.RuneCountInString(r.item.Source)
	for _, t := range tokens(r.item.Feed) {
		r.words = append(r.words, placed{t.fold, inSource, 0, end})
	}
	r.words = append(r.words, placed{})
}

// withPrefix gives the words of the item that begin so.
func (r *reading) withPrefix(prefix string) []string {
	if r.vocabulary == nil {
		r.vocabulary = make([]string, 0, len(r.at))
		for w := range r.at {
			r.vocabulary = append(r.vocabulary, w)
		}
		slices.Sort(r.vocabulary)
	}
	from, _ := slices.BinarySearch(r.vocabulary, prefix)
	to := from
	for to < len(r.vocabulary) && strings.HasPrefix(r.vocabulary[to], prefix) {
		to++
	}
	return r.vocabulary[from:to]
}

// has tells whether a word stands anywhere in the item.
func (r *reading) has(w word) bool {
	if w.prefix {
		return len(r.withPrefix(w.fold)) > 0
	}
	return len(r.at[w.fold]) > 0
}

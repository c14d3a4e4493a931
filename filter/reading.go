package filter

import (
	"sync"
	"unicode/utf8"

	"vedette/news"
)

// reading is an item cut into words, for one match. All fields stand in one
// list, with a gap after each value, so that no phrase crosses from one to
// the next. It belongs to one goroutine, and its memory is used again for
// other items.
type reading struct {
	item  *news.Item
	words []placed
	// present are the terms that the item has, as bits; terms are the same in
	// the order in which they come.
	present []uint64
	terms   []termID
	states  []termState // by term; those of another epoch are old
	epoch   uint32
	meets   []meeting // all words with all their terms, chained by term
	listed  []int32   // the places of the terms that were asked for

	lexicon *lexicon
	table   *lexiconTable // of the item's language
	ranges  []wordRange
	hashes  []uint64
	chosen  []uint64 // the rules to try, as bits
	located bool
	unsaved int // items whose terms were counted since the counts were given on

	spans []news.Span // those of one reason, before they are in order

	// stack is where the places of the parts of a NEAR are put side by side.
	stack []extent

	value, sentence, paragraph int32
}

// placed is a word of an item: a span in one field. A gap has in 0.
type placed struct {
	in        scope
	nth       int32 // words before it in the title, in the body, or in another field
	value     int32 // no two values of fields share it
	sentence  int32 // nor two sentences
	paragraph int32
	from, to  int32 // bytes of the field's value
	// start and end are its code points, once the reading is located.
	start, end int
	terms      []termID
}

// extent is where a part of a query is met: the places of its first and its
// last word. A loose one has other words in between.
type extent struct {
	from, to int32
	loose    bool
}

// termState is what is known of a term in the item at hand.
type termState struct {
	epoch uint32
	last  int32  // the last of its meetings
	count int32  // how many there are
	list  int32  // where its places are listed, -1 if they are not
	items uint32 // how many items had it since the counts were given on
}

// meeting is a place where a term is met, and the one before it.
type meeting struct{ place, before int32 }

// places gives the places of a term in the list of words, ascending.
func (r *reading) places(id termID) []int32 {
	if !r.has(id) {
		return nil
	}
	s := &r.states[id]
	if s.list < 0 {
		s.list = int32(len(r.listed))
		for range s.count {
			r.listed = append(r.listed, 0)
		}
		at := s.last
		for i := s.list + s.count - 1; i >= s.list; i-- {
			r.listed[i] = r.meets[at].place
			at = r.meets[at].before
		}
	}
	return r.listed[s.list : s.list+s.count]
}

// has tells whether a term stands anywhere in the item.
func (r *reading) has(id termID) bool {
	i := int(id) >> 6
	return i < len(r.present) && r.present[i]&(1<<(id&63)) != 0
}

// is tells whether the word at pos meets a term. Gaps meet none.
func (r *reading) is(pos int32, id termID) bool {
	for _, t := range r.words[pos].terms {
		if t == id {
			return true
		}
	}
	return false
}

// readings are kept for use again: as many as there ever were at one time.
type readings struct {
	mu   sync.Mutex
	free []*reading
}

// read cuts the fields of an item that words are looked for in. The reading
// should be given back by done.
func read(it *news.Item, v *vocabulary) *reading {
	r := v.readings.take(v)
	r.begin(it)
	summary, text, article := body(it)
	r.add(inTitle, it.Title, 0)
	n := r.add(inSummary, summary, 0)
	n += r.add(inText, text, n)
	r.add(inArticle, article, n)
	r.addValues(inAuthor, it.Authors)
	r.addValues(inTag, it.Tags)
	r.add(inSource, it.Source, 0)
	r.addFeed()
	r.add(inURL, it.Link, 0)
	return r
}

func (rs *readings) take(v *vocabulary) *reading {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	n := len(rs.free)
	if n == 0 {
		return &reading{lexicon: newLexicon(v)}
	}
	r := rs.free[n-1]
	rs.free = rs.free[:n-1]
	return r
}

// countedItems is how many items a reading counts before it gives the counts
// on: seldom enough to cost nothing.
const countedItems = 256

// done gives a reading back; it must not be used any more.
func (r *reading) done() {
	v := r.lexicon.vocabulary
	if r.unsaved >= countedItems {
		v.frequency.add(r.unsaved, r.states)
		r.unsaved = 0
	}
	r.item = nil
	v.readings.mu.Lock()
	v.readings.free = append(v.readings.free, r)
	v.readings.mu.Unlock()
}

// begin makes the reading empty.
func (r *reading) begin(it *news.Item) {
	r.table = r.lexicon.of(it.Lang)
	for _, id := range r.terms {
		r.present[id>>6] = 0
	}
	if over := int(r.lexicon.known) - len(r.states); over > 0 {
		r.states = append(r.states, make([]termState, over)...)
		r.present = make([]uint64, len(r.states)/64+1)
	}
	if r.epoch++; r.epoch == 0 { // all numbers were used
		for i := range r.states {
			r.states[i].epoch = 0
		}
		r.epoch = 1
	}
	r.item, r.located = it, false
	r.unsaved++
	r.words, r.terms, r.meets, r.listed, r.stack = r.words[:0], r.terms[:0], r.meets[:0], r.listed[:0], r.stack[:0]
	r.value, r.sentence, r.paragraph = 0, 0, 0
}

// add cuts a value; nth is how many words its field has before it. It gives
// the count of words.
func (r *reading) add(in scope, text string, nth int32) int32 {
	return r.addFrom(in, text, 0, nth)
}

// addFrom cuts a value that begins at byte base of its field.
func (r *reading) addFrom(in scope, text string, base, nth int32) (count int32) {
	if text == "" {
		return 0
	}
	r.value++
	r.sentence++
	r.paragraph++
	first, last := r.paragraph, 0
	r.ranges = appendWords(r.ranges[:0], text)
	r.hashes = r.table.hashes(r.hashes[:0], text, r.ranges)
	for i, w := range r.ranges {
		from, to := int(w.from), int(w.to)
		terms, void := r.table.look(text[from:to], r.hashes[i])
		if void {
			continue
		}
		if count > 0 && (from != last+1 || text[last] != ' ') {
			r.divide(text[last:from])
		}
		last = to
		place := int32(len(r.words))
		r.words = append(r.words, placed{
			in: in, nth: nth + count, value: r.value, sentence: r.sentence, paragraph: r.paragraph,
			from: base + w.from, to: base + w.to, terms: terms,
		})
		if in&inBody != 0 && r.paragraph == first && count < leadWords {
			r.words[place].in |= inLead
		}
		for _, id := range terms {
			r.meet(id, place)
		}
		count++
	}
	r.words = append(r.words, placed{})
	return count
}

// meet notes that a term is met at a place.
func (r *reading) meet(id termID, place int32) {
	s := &r.states[id]
	if s.epoch != r.epoch {
		s.epoch, s.last, s.count, s.list = r.epoch, -1, 0, -1
		s.items++
		r.terms = append(r.terms, id)
		r.present[id>>6] |= 1 << (id & 63)
	}
	r.meets = append(r.meets, meeting{place, s.last})
	s.last = int32(len(r.meets) - 1)
	s.count++
}

// divide counts the ends of sentences and paragraphs between two words.
func (r *reading) divide(between string) {
	stopped, sentence := false, false
	for _, sign := range between {
		switch sign {
		case '\n':
			r.paragraph++
			r.sentence++
			return
		case '.', '!', '?', '…', '։', '؟':
			stopped = true
		case ' ':
			sentence = sentence || stopped
		}
	}
	if sentence {
		r.sentence++
	}
}

// addValues adds a field of several values; they count as news.Item's
// FieldValue joins them.
func (r *reading) addValues(in scope, values []string) {
	base, nth := int32(0), int32(0)
	for _, v := range values {
		nth += r.addFrom(in, v, base, nth)
		base += int32(len(v) + len(", "))
	}
}

// addFeed lets the feed's id be found as a source. The id stands in no field
// of its own; the source's whole name is shown for it.
func (r *reading) addFeed() {
	from := len(r.words)
	r.addFrom(inSource, r.item.Feed, 0, 0)
	for i := from; i < len(r.words); i++ {
		r.words[i].from, r.words[i].to = 0, int32(len(r.item.Source))
	}
}

// locate counts the code points of the words, which only reasons need.
func (r *reading) locate() {
	if r.located {
		return
	}
	r.located = true
	field, value := scope(0), ""
	at, last := 0, int32(0) // the same place in code points and bytes
	for i := range r.words {
		w := &r.words[i]
		if w.in == 0 {
			continue
		}
		if in := w.in &^ inLead; in != field || w.from < last {
			field, at, last = in, 0, 0
			value = r.item.FieldValue(fieldOf(in))
		}
		w.start = at + utf8.RuneCountInString(value[last:w.from])
		w.end = w.start + utf8.RuneCountInString(value[w.from:w.to])
		at, last = w.end, w.to
	}
}

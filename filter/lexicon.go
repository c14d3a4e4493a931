package filter

import (
	"hash/maphash"
	"slices"
)

// maxLexicon bounds the words a lexicon remembers, over all languages. News
// in one language has some 100,000 different words; nine in ten of an item are
// among the 20,000 most frequent.
const maxLexicon = 1 << 17

// lexicon remembers which terms the words of texts meet, so that a word is
// folded, stemmed and looked up once and not each time it is read. It belongs
// to one goroutine. When it is full, or the vocabulary has grown, it begins
// anew.
type lexicon struct {
	vocabulary *vocabulary
	known      int32 // the vocabulary's size when it began
	words      int   // in all tables
	seed       maphash.Seed
	tables     map[string]*lexiconTable // by language
}

// lexiconTable is a hash table, at most half full, of the words in texts of
// one language.
type lexiconTable struct {
	*lexicon
	lang  string
	words int
	slots []lexiconSlot
	// terms are those of all words; the words' slots say which.
	terms []termID

	touched uint64 // keeps the compiler from leaving the reads of hashes out
}

// lexiconSlot is a word. It is known by its hash alone: the hash has 64 bits
// and a random seed, so that of 10^11 words read, fewer than one is taken for
// another.
type lexiconSlot struct {
	hash  uint64 // 0: the slot is free
	terms uint32 // where they begin
	count uint16
	void  bool // nothing is left of the word when it is folded
}

// firstSlots is the size of a new table.
const firstSlots = 1 << 10

func newLexicon(v *vocabulary) *lexicon {
	return &lexicon{vocabulary: v, known: -1, seed: maphash.MakeSeed(), tables: map[string]*lexiconTable{}}
}

// of gives the table of a language. It is called once for an item: within one,
// the terms are those of its beginning.
func (l *lexicon) of(lang string) *lexiconTable {
	size := l.vocabulary.size.Load()
	if size != l.known || l.words > maxLexicon {
		l.known, l.words = size, 0
		clear(l.tables)
	}
	t := l.tables[lang]
	if t == nil {
		t = &lexiconTable{lexicon: l, lang: lang, slots: make([]lexiconSlot, firstSlots)}
		l.tables[lang] = t
	}
	return t
}

// hashes appends the hashes of the words of a text. It reads their slots as
// well, so that the memory brings them side by side and none is waited for
// when it is looked up.
func (t *lexiconTable) hashes(out []uint64, text string, words []wordRange) []uint64 {
	mask := uint64(len(t.slots) - 1)
	touched := uint64(0)
	for _, w := range words {
		hash := maphash.String(t.seed, text[w.from:w.to]) | 1
		touched += t.slots[hash>>16&mask].hash
		out = append(out, hash)
	}
	t.touched = touched
	return out
}

// look gives the terms that a word with that hash meets; void means that it is
// no word.
func (t *lexiconTable) look(surface string, hash uint64) (terms []termID, void bool) {
	mask := uint64(len(t.slots) - 1)
	for i := hash >> 16 & mask; ; i = (i + 1) & mask {
		switch s := &t.slots[i]; s.hash {
		case hash:
			return t.terms[s.terms : s.terms+uint32(s.count)], s.void
		case 0:
			return t.add(surface, hash)
		}
	}
}

// add takes in a new word.
func (t *lexiconTable) add(surface string, hash uint64) (terms []termID, void bool) {
	if 2*t.words >= len(t.slots) {
		t.grow()
	}
	s := lexiconSlot{hash: hash, terms: uint32(len(t.terms))}
	if f := fold(surface); f != "" {
		found := t.vocabulary.match(nil, exactForm(surface), f, t.lang)
		found = slices.DeleteFunc(found, func(id termID) bool { return int32(id) >= t.known })
		s.count = uint16(min(len(found), maxTermsOfWord))
		t.terms = append(t.terms, found[:s.count]...)
	} else {
		s.void = true
	}
	t.place(s)
	t.words++
	t.lexicon.words++
	return t.terms[s.terms:], s.void
}

// maxTermsOfWord bounds the terms that one word of a text can meet: only
// rules made to be slow have thousands of wildcards for one word.
const maxTermsOfWord = 1<<16 - 1

// grow doubles the table.
func (t *lexiconTable) grow() {
	old := t.slots
	t.slots = make([]lexiconSlot, 2*len(old))
	for _, s := range old {
		if s.hash != 0 {
			t.place(s)
		}
	}
}

func (t *lexiconTable) place(s lexiconSlot) {
	mask := uint64(len(t.slots) - 1)
	i := s.hash >> 16 & mask
	for t.slots[i].hash != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

package filter

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"vedette/filter/stem"
)

// termID is the number of a pattern in its vocabulary.
type termID int32

// none is no term.
const none termID = -1

// vocabulary numbers the patterns that rules look for, and finds those that a
// word of a text meets. It only grows, and is safe for concurrent use: all
// sets made from one another share it, with the readings that they reuse.
type vocabulary struct {
	size atomic.Int32 // how many patterns there are
	mu   sync.RWMutex
	// The patterns, by number and by what they say.
	patterns []pattern
	ids      map[pattern]termID
	// inflections are the stems of all inflected patterns, by language; a
	// language is added when the first text in it comes.
	inflections map[string]*inflections
	// wildcards stand under what they say before their first ? or *; infixes
	// are tried on every word.
	wildcards map[string][]termID
	infixes   []termID
	prefixes  lengths

	frequency frequency
	readings  readings
}

func newVocabulary() *vocabulary {
	return &vocabulary{
		ids:         map[pattern]termID{},
		inflections: map[string]*inflections{},
		wildcards:   map[string][]termID{},
	}
}

// id gives the number of a pattern; a new one is added.
func (v *vocabulary) id(p pattern) termID {
	v.mu.RLock()
	id, ok := v.ids[p]
	v.mu.RUnlock()
	if ok {
		return id
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if id, ok := v.ids[p]; ok {
		return id
	}
	id = termID(len(v.patterns))
	v.ids[p] = id
	v.patterns = append(v.patterns, p)
	switch p.kind {
	case inflected:
		for lang, forms := range v.inflections {
			forms.add(lang, id, p.text)
		}
	case prefix:
		v.prefixes.add(len(p.text))
	case wildcard:
		literal := p.text[:strings.IndexAny(p.text, "?*")]
		v.wildcards[literal] = append(v.wildcards[literal], id)
	case infix:
		v.infixes = append(v.infixes, id)
	}
	v.size.Store(int32(len(v.patterns)))
	return id
}

// match appends the numbers of all patterns that a word of a text meets:
// surface is the word as exactForm gives it, fold its folded form, lang the
// language of the item. No number is given twice.
func (v *vocabulary) match(out []termID, surface, fold, lang string) []termID {
	forms := v.formsOf(stem.Language(lang, fold))
	v.mu.RLock()
	defer v.mu.RUnlock()
	from := len(out)
	if id, ok := v.ids[pattern{exact, surface}]; ok {
		out = append(out, id)
	}
	if id, ok := v.ids[pattern{inflected, fold}]; ok {
		out = append(out, id)
	}
	if forms != nil {
		out = forms.match(out, from, fold)
	}
	for i := range fold {
		out = v.beginning(out, fold, i)
	}
	out = v.beginning(out, fold, len(fold))
	for _, id := range v.infixes {
		if strings.Contains(fold, v.patterns[id].text) {
			out = append(out, id)
		}
	}
	return out
}

// beginning appends the prefixes and wildcards that stand under the first n
// bytes of a word.
func (v *vocabulary) beginning(out []termID, fold string, n int) []termID {
	if v.prefixes.has(n) {
		if id, ok := v.ids[pattern{prefix, fold[:n]}]; ok {
			out = append(out, id)
		}
	}
	if len(v.wildcards) == 0 {
		return out
	}
	for _, id := range v.wildcards[fold[:n]] {
		if wildMatch([]rune(v.patterns[id].text), []rune(fold)) {
			out = append(out, id)
		}
	}
	return out
}

// wildMatch tells whether all of word is what the pattern says: ? is one
// letter, * any number of them. It goes back to the last star only, so that
// its time is bounded by the product of the lengths.
func wildMatch(p, word []rune) bool {
	i, j := 0, 0
	star, resume := -1, 0
	for j < len(word) {
		switch {
		case i < len(p) && p[i] == '*':
			star, resume = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == word[j]):
			i, j = i+1, j+1
		case star >= 0:
			resume++
			i, j = star+1, resume
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// lengths is a set of lengths of texts; all from 63 on count as one.
type lengths uint64

func (l *lengths) add(n int)     { *l |= 1 << min(n, 63) }
func (l lengths) has(n int) bool { return l&(1<<min(n, 63)) != 0 }

// inflections finds the inflected patterns that have the same stem in one
// language.
type inflections struct {
	lang  string
	first map[string]termID // by stem
	next  map[termID]termID // the next with the same stem
}

// formsOf gives the inflections of a language, nil for none.
func (v *vocabulary) formsOf(lang string) *inflections {
	if lang == "" {
		return nil
	}
	v.mu.RLock()
	forms := v.inflections[lang]
	v.mu.RUnlock()
	if forms != nil {
		return forms
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if forms := v.inflections[lang]; forms != nil {
		return forms
	}
	forms = &inflections{lang, map[string]termID{}, map[termID]termID{}}
	for id, p := range v.patterns {
		if p.kind == inflected {
			forms.add(lang, termID(id), p.text)
		}
	}
	v.inflections[lang] = forms
	return forms
}

// add takes in a pattern, if it is written in the language's script.
func (f *inflections) add(lang string, id termID, fold string) {
	if stem.Language(lang, fold) != lang {
		return
	}
	s := stem.Stem(lang, fold)
	if other, ok := f.first[s]; ok {
		f.next[id] = other
	}
	f.first[s] = id
}

// match appends the patterns with the stem of a word that are not in out
// behind from yet.
func (f *inflections) match(out []termID, from int, fold string) []termID {
	id, ok := f.first[stem.Stem(f.lang, fold)]
	for ; ok; id, ok = f.next[id] {
		if !slices.Contains(out[from:], id) {
			out = append(out, id)
		}
	}
	return out
}

// frequency counts in how many items a term was seen, so that rules can be
// indexed by what is rare. It is safe for concurrent use.
type frequency struct {
	mu    sync.Mutex
	items int
	terms []uint32
}

// enoughItems is how many items must have been seen before their counts are
// trusted more than the lengths of words.
const enoughItems = 500

// add takes in what was counted over some items.
func (f *frequency) add(items int, counts []termState) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.items += items
	if over := len(counts) - len(f.terms); over > 0 {
		f.terms = append(f.terms, make([]uint32, over)...)
	}
	for id := range counts {
		f.terms[id] += counts[id].items
		counts[id].items = 0
	}
}

// costs gives how often terms are met, as far as is known by now; for many
// questions.
func (v *vocabulary) costs() costs {
	v.mu.RLock()
	patterns := v.patterns
	v.mu.RUnlock()
	f := &v.frequency
	f.mu.Lock()
	known := frequency{items: f.items, terms: slices.Clone(f.terms)}
	f.mu.Unlock()
	return func(id termID) float64 { return known.cost(id, patterns[id]) }
}

// cost is costs for a few questions.
func (v *vocabulary) cost(id termID) float64 {
	v.mu.RLock()
	p := v.patterns[id]
	v.mu.RUnlock()
	v.frequency.mu.Lock()
	defer v.frequency.mu.Unlock()
	return v.frequency.cost(id, p)
}

func (f *frequency) cost(id termID, p pattern) float64 {
	guess := guessedCost(p)
	if f.items < enoughItems || int(id) >= len(f.terms) {
		return guess
	}
	// A term that was never seen is still dearer the shorter it is.
	return (float64(f.terms[id]) + guess) / float64(f.items)
}

// guessedCost guesses how often a pattern is met: short words are common, and
// a prefix stands for several.
func guessedCost(p pattern) float64 {
	n := float64(utf8.RuneCountInString(p.text))
	if p.kind != inflected && p.kind != exact {
		n = n/2 + 0.5
	}
	return 1 / (n * n)
}

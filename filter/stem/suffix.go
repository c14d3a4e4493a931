package stem

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// table is how one language's inflection is taken off: step after step, from
// the end of the word towards its root. It never changes once made.
type table struct {
	// kept words are done: they look inflected and are not, or their stem
	// cannot be told by their letters. It is the stem that they stand for.
	kept  map[string]string
	steps []step
	// finish makes one of the forms that a root itself takes on (softened
	// ends, vowels that come and go); nil if there are none.
	finish func(string) string
}

// stem walks the steps. A word that is kept ends the walk wherever it appears.
func (t *table) stem(word string) string {
	if to, ok := t.kept[word]; ok {
		return to
	}
	for i := range t.steps {
		root := t.steps[i].cut(word)
		if root == word {
			continue
		}
		if to, ok := t.kept[root]; ok {
			return to
		}
		word = root
	}
	if t.finish != nil {
		word = t.finish(word)
	}
	return word
}

// step holds suffixes of which at most one is taken off, by their last byte,
// the longest first.
type step [256][]suffix

// suffix is one ending.
type suffix struct {
	text  string
	left  int    // letters that must be left
	not   bool   // after lists letters that must not stand before
	after string // letters one of which must stand before; empty: any
	to    string // what it becomes
}

// cut takes off the longest suffix that may go.
func (s *step) cut(word string) string {
	if word == "" {
		return word
	}
	for _, x := range s[word[len(word)-1]] {
		root, ok := strings.CutSuffix(word, x.text)
		if ok && x.fits(root) {
			return join(root, x.to)
		}
	}
	return word
}

func (x suffix) fits(root string) bool {
	if len(root) < x.left || utf8.RuneCountInString(root) < x.left {
		return false
	}
	return x.after == "" || endsIn(root, x.after) != x.not
}

func join(root, end string) string {
	if end == "" {
		return root
	}
	return root + end
}

// endsIn tells whether the last letter of a word is one of letters.
func endsIn(word, letters string) bool {
	r, size := utf8.DecodeLastRuneInString(word)
	return size > 0 && strings.ContainsRune(letters, r)
}

// ends are suffixes under one condition, as tables write them.
type ends struct {
	list  string // divided by spaces
	left  int    // letters that must be left
	after string // letters one of which must stand before; with ^ in front: none of which
	to    string // what they become
}

// steps makes the steps of a table.
func steps(groups ...[]ends) []step {
	out := make([]step, len(groups))
	for i, group := range groups {
		for _, e := range group {
			out[i].add(e)
		}
		for b := range out[i] {
			slices.SortStableFunc(out[i][b], func(x, y suffix) int { return len(y.text) - len(x.text) })
		}
	}
	return out
}

func (s *step) add(e ends) {
	after, not := strings.CutPrefix(e.after, "^")
	for _, text := range strings.Fields(e.list) {
		last := text[len(text)-1]
		s[last] = append(s[last], suffix{text: text, left: e.left, after: after, not: not, to: e.to})
	}
}

// kept makes a table's list of words that are their own stems, or with
// word=stem another.
func kept(words string) map[string]string {
	out := map[string]string{}
	for _, w := range strings.Fields(words) {
		from, to, _ := strings.Cut(w, "=")
		if to == "" {
			to = from
		}
		out[from] = to
	}
	return out
}

// roots adds words to a list of kept words with some of their forms: words
// whose end is no ending, though it looks like one before these endings.
func roots(to map[string]string, words, endings string) map[string]string {
	for _, root := range strings.Fields(words) {
		to[root] = root
		for _, end := range strings.Fields(endings) {
			to[root+end] = root
		}
	}
	return to
}

// letters counts the letters of a word.
func letters(word string) int { return utf8.RuneCountInString(word) }

// dropLast takes the last letter off a word.
func dropLast(word string) string {
	_, size := utf8.DecodeLastRuneInString(word)
	return word[:len(word)-size]
}

// vowels counts the letters of a word that are in a list.
func vowels(word, list string) int {
	n := 0
	for _, r := range word {
		if strings.ContainsRune(list, r) {
			n++
		}
	}
	return n
}

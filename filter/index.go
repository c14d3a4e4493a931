package filter

import (
	"slices"
	"unicode/utf8"
)

// key is a word or prefix by which rules are found.
type key = word

// index finds the rules that an item could meet: each rule stands under keys
// of which every item that meets it has at least one.
type index struct {
	words    map[string][]int
	prefixes map[string][]int
	always   []int // rules without such keys
	rules    int
}

func newIndex(rules []compiled) index {
	x := index{words: map[string][]int{}, prefixes: map[string][]int{}, rules: len(rules)}
	for i, rule := range rules {
		keys, ok := rule.expr.needs()
		if !ok {
			x.always = append(x.always, i)
		}
		for _, k := range keys {
			if k.prefix {
				x.prefixes[k.fold] = append(x.prefixes[k.fold], i)
			} else {
				x.words[k.fold] = append(x.words[k.fold], i)
			}
		}
	}
	return x
}

// candidates gives the numbers of the rules worth trying, ascending.
func (x *index) candidates(r *reading) []int {
	chosen := make([]bool, x.rules)
	mark := func(rules []int) {
		for _, i := range rules {
			chosen[i] = true
		}
	}
	mark(x.always)
	for w := range r.at {
		mark(x.words[w])
	}
	for p, rules := range x.prefixes {
		if r.has(word{p, true}) {
			mark(rules)
		}
	}
	var out []int
	for i, c := range chosen {
		if c {
			out = append(out, i)
		}
	}
	return out
}

// cost guesses how often one of the keys is met: short words are common, and
// a prefix stands for several.
func cost(keys []key) (sum float64) {
	for _, k := range keys {
		n := float64(utf8.RuneCountInString(k.fold))
		if k.prefix {
			n = n/2 + 0.5
		}
		sum += 1 / (n * n)
	}
	return sum
}

func (e term) needs() ([]key, bool) {
	best := slices.MinFunc(e.words, func(a, b word) int {
		if cost([]key{a}) < cost([]key{b}) {
			return -1
		}
		return 1
	})
	return []key{best}, true
}

func (e and) needs() (best []key, ok bool) {
	for _, p := range e.parts {
		if keys, has := p.needs(); has && (!ok || cost(keys) < cost(best)) {
			best, ok = keys, true
		}
	}
	return best, ok
}

func (e or) needs() (keys []key, ok bool) {
	for _, p := range e.parts {
		part, ok := p.needs()
		if !ok {
			return nil, false
		}
		keys = append(keys, part...)
	}
	return keys, true
}

func (e not) needs() ([]key, bool)    { return nil, false }
func (e code) needs() ([]key, bool)   { return nil, false }
func (e ref) needs() ([]key, bool)    { return e.concept.expr.needs() }
func (e scoped) needs() ([]key, bool) { return e.part.needs() }

package filter

import "slices"

// index finds the rules that an item could meet: each rule stands under terms
// of which every item that meets it has at least one, the rarest that it
// has. It is immutable; a change gives a new one that shares most with it.
type index struct {
	postings pages[posting]  // by term
	keys     pages[key]      // by rule
	gates    pages[question] // by rule
	always   []int32         // rules without such terms
	names    names
}

// posting is a rule that stands under a term, with another term that an item
// must have as well, none if there is none such.
type posting struct {
	rule int32
	also termID
}

// indexed is how a rule stands in the index.
type indexed struct {
	keys []key // none: it is always tried
	gate gate
}

// key is a term of a rule, with the other one that must be there.
type key struct{ term, also termID }

// newIndexed decides under which terms a rule stands.
func newIndexed(e expr, c costs) indexed {
	out := indexed{gate: newGate(e, c)}
	lists := e.needs(c)
	best := cheapest(lists, c)
	for _, id := range best {
		out.keys = append(out.keys, key{id, otherNeed(lists, best, c)})
	}
	return out
}

// otherNeed gives the rarest single term that is needed beside the best list.
func otherNeed(lists [][]termID, best []termID, c costs) termID {
	other := none
	for _, list := range lists {
		if len(list) == 1 && !slices.Equal(list, best) && (other == none || c(list[0]) < c(other)) {
			other = list[0]
		}
	}
	return other
}

func newIndex(rules []*compiled, c costs, terms int) index {
	postings := make([][]posting, terms)
	gates := make([][]question, len(rules))
	keys := make([][]key, len(rules))
	share(len(rules), func(from, to int) {
		for i := from; i < to; i++ {
			at := newIndexed(rules[i].expr, c)
			keys[i], gates[i] = at.keys, at.gate
		}
	})
	var x index
	for i, own := range keys {
		for _, k := range own {
			postings[k.term] = append(postings[k.term], posting{int32(i), k.also})
		}
		if len(own) == 0 {
			x.always = append(x.always, int32(i))
		}
	}
	x.postings, x.keys, x.gates = pack(postings), pack(keys), pack(gates)
	x.names = newNames(rules)
	return x
}

// put gives an index in which an expression stands at number i, in place of
// the one that stood there, if any; nil leaves the place empty.
func (x index) put(i int, e expr, c costs) index {
	var at indexed
	if e != nil {
		at = newIndexed(e, c)
	}
	lists := map[int][]posting{}
	for _, k := range slices.Concat(x.keys.at(i), at.keys) {
		old := slices.Clone(x.postings.at(int(k.term)))
		lists[int(k.term)] = slices.DeleteFunc(old, func(p posting) bool { return p.rule == int32(i) })
	}
	for _, k := range at.keys {
		lists[int(k.term)] = append(lists[int(k.term)], posting{int32(i), k.also})
	}
	x.always = slices.DeleteFunc(slices.Clone(x.always), func(n int32) bool { return n == int32(i) })
	if e != nil && len(at.keys) == 0 {
		x.always = append(x.always, int32(i))
	}
	x.postings = x.postings.with(lists)
	x.keys = x.keys.with(map[int][]key{i: at.keys})
	x.gates = x.gates.with(map[int][]question{i: at.gate})
	return x
}

// candidates marks the rules worth trying in r.chosen, of so many.
func (x *index) candidates(r *reading, rules int) {
	words := (rules + 63) / 64
	if cap(r.chosen) < words {
		r.chosen = make([]uint64, words)
	}
	r.chosen = r.chosen[:words]
	clear(r.chosen) // a match that was broken off may have left marks
	for _, i := range x.always {
		r.chosen[i>>6] |= 1 << (i & 63)
	}
	for _, id := range r.terms {
		for _, p := range x.postings.at(int(id)) {
			if p.also == none || r.has(p.also) {
				r.chosen[p.rule>>6] |= 1 << (p.rule & 63)
			}
		}
	}
}

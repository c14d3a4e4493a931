package filter

import "slices"

// costs tells how often a term is met, in any unit.
type costs func(termID) float64

// sum gives the cost of looking for all of the terms.
func (c costs) sum(terms []termID) (sum float64) {
	for _, id := range terms {
		sum += c(id)
	}
	return sum
}

// cheapest gives the list that costs least; nil if there is none.
func cheapest(lists [][]termID, c costs) []termID {
	if len(lists) == 0 {
		return nil
	}
	return slices.MinFunc(lists, func(a, b []termID) int {
		if c.sum(a) < c.sum(b) {
			return -1
		}
		return 1
	})
}

func (e term) needs(costs) [][]termID {
	out := make([][]termID, len(e.words))
	for i := range e.words {
		out[i] = e.words[i : i+1 : i+1]
	}
	return out
}

func (e and) needs(c costs) (out [][]termID) {
	for _, p := range e.parts {
		out = append(out, p.needs(c)...)
	}
	return out
}

func (e or) needs(c costs) [][]termID { return anyNeeds(e.parts, c) }

// anyNeeds gives one list: the cheapest of each part.
func anyNeeds(parts []expr, c costs) [][]termID {
	var out []termID
	for _, p := range parts {
		part := cheapest(p.needs(c), c)
		if part == nil {
			return nil
		}
		out = append(out, part...)
	}
	return [][]termID{out}
}

func (e not) needs(costs) [][]termID      { return nil }
func (e code) needs(costs) [][]termID     { return nil }
func (e ref) needs(c costs) [][]termID    { return e.concept.expr.needs(c) }
func (e scoped) needs(c costs) [][]termID { return e.part.needs(c) }

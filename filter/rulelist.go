package filter

import "slices"

// rulePage is how many rules share a page: what a change of one copies.
const rulePage = 512

// ruleList is the rules of a set in order; nil stands where one was taken out.
// It is immutable, as the index is.
type ruleList struct {
	pages [][]*compiled
	count int
}

func newRuleList(rules []*compiled) ruleList {
	return ruleList{slices.Collect(slices.Chunk(rules, rulePage)), len(rules)}
}

func (l ruleList) at(i int) *compiled { return l.pages[i/rulePage][i%rulePage] }

// with gives a list with a rule at place i, at most one behind the last.
func (l ruleList) with(i int, c *compiled) ruleList {
	pages := slices.Clone(l.pages)
	if i/rulePage == len(pages) {
		pages = append(pages, nil)
	}
	page := &pages[i/rulePage]
	n := max(len(*page), i%rulePage+1)
	changed := make([]*compiled, n)
	copy(changed, *page)
	changed[i%rulePage] = c
	*page = changed
	return ruleList{pages, max(l.count, i+1)}
}

// live gives the rules that were not taken out.
func (l ruleList) live() []*compiled {
	out := make([]*compiled, 0, l.count)
	for _, page := range l.pages {
		for _, c := range page {
			if c != nil {
				out = append(out, c)
			}
		}
	}
	return out
}

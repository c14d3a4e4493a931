package filter

import "hash/maphash"

// names finds rules by name. It is immutable, as the index is.
type names struct {
	seed    maphash.Seed
	numbers pages[int32]
}

// nameLists is how many lists the numbers are spread over; with 100,000 rules
// each has some 25.
const nameLists = 1 << 12

func newNames(rules []*compiled) names {
	n := names{seed: maphash.MakeSeed()}
	lists := make([][]int32, nameLists)
	for i, rule := range rules {
		at := n.list(rule.Name)
		lists[at] = append(lists[at], int32(i))
	}
	n.numbers = pack(lists)
	return n
}

func (n names) list(name string) int {
	return int(maphash.String(n.seed, name) % nameLists)
}

// find gives the number of the rule with a name, -1 if there is none.
func (n names) find(name string, rules ruleList) int {
	for _, i := range n.numbers.at(n.list(name)) {
		if rule := rules.at(int(i)); rule != nil && rule.Name == name {
			return int(i)
		}
	}
	return -1
}

// with gives names in which the number has that name as well.
func (n names) with(name string, number int) names {
	at := n.list(name)
	old := n.numbers.at(at)
	list := make([]int32, len(old), len(old)+1)
	copy(list, old)
	n.numbers = n.numbers.with(map[int][]int32{at: append(list, int32(number))})
	return n
}

package filter

import (
	"cmp"
	"slices"
)

// gate is what an item must have for a rule to be worth a closer look: which
// terms, but not where. It is the rule's expression as a chain of questions,
// each with the next one for yes and for no; the first one is the last in the
// list. An item that meets the rule always passes.
type gate []question

// question asks whether a term is there.
type question struct {
	term    termID
	yes, no uint16
}

// Where a chain of questions ends.
const (
	passes   = 0xFFFF
	fails    = 0xFFFE
	maxChain = 0xFFF0 // questions; more than a rule of the longest query can have without concepts

	// maxGateForms bounds the forms of one concept in a gate: a long list
	// would be stored with every rule that names it, to refuse little.
	maxGateForms = 40
)

// pass tells whether an item can meet the rule.
func (g gate) pass(r *reading) bool {
	at := uint16(len(g) - 1)
	if len(g) == 0 {
		return true
	}
	for {
		q := &g[at]
		if r.has(q.term) {
			at = q.yes
		} else {
			at = q.no
		}
		if at >= maxChain {
			return at == passes
		}
	}
}

// newGate makes the gate of an expression. An empty one lets all pass.
func newGate(e expr, c costs) gate {
	b := gateBuilder{costs: c}
	if b.add(e, passes, fails) == passes || len(b.gate) >= maxChain {
		return nil
	}
	return slices.Clip(b.gate)
}

// gateBuilder builds a gate from its end.
type gateBuilder struct {
	gate  gate
	costs costs
}

// add gives where to begin to ask about an expression, when yes and no are
// where to go on.
func (b *gateBuilder) add(e expr, yes, no uint16) uint16 {
	switch e := e.(type) {
	case and:
		return b.every(e.parts, yes, no)
	case or:
		return b.any(e.parts, yes, no)
	case scoped:
		return b.add(e.part, yes, no)
	case ref:
		if e.concept.size > maxGateForms {
			return yes
		}
		return b.add(e.concept.expr, yes, no)
	}
	return b.lists(e.needs(b.costs), yes, no)
}

// every asks for all of the parts, in their order: the first begins.
func (b *gateBuilder) every(parts []expr, yes, no uint16) uint16 {
	for _, p := range slices.Backward(parts) {
		yes = b.add(p, yes, no)
	}
	return yes
}

// any asks for one of the parts.
func (b *gateBuilder) any(parts []expr, yes, no uint16) uint16 {
	before := len(b.gate)
	for _, p := range slices.Backward(parts) {
		if no = b.add(p, yes, no); no == yes { // this part cannot be asked for
			b.gate = b.gate[:before]
			return yes
		}
	}
	return no
}

// lists asks for one term of each list, the rarest list first.
func (b *gateBuilder) lists(lists [][]termID, yes, no uint16) uint16 {
	lists = slices.Clone(lists)
	slices.SortFunc(lists, func(x, y []termID) int { return cmp.Compare(b.costs.sum(y), b.costs.sum(x)) })
	for _, list := range lists {
		miss := no
		for _, id := range slices.Backward(list) {
			miss = b.ask(id, yes, miss)
		}
		yes = miss
	}
	return yes
}

func (b *gateBuilder) ask(id termID, yes, no uint16) uint16 {
	if len(b.gate) < maxChain {
		b.gate = append(b.gate, question{id, yes, no})
	}
	return uint16(len(b.gate) - 1)
}

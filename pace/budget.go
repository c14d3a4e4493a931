package pace

import (
	"math"
	"sync"
	"time"
)

// Policy bounds the intervals that are found for feeds without a schedule of
// their own. All are above zero, and MinEvery is not above MaxEvery.
type Policy struct {
	MinEvery, MaxEvery time.Duration
	// VisitsPerDay is how many visits a feed gets on average.
	VisitsPerDay int
}

// Budget shares out the visits of a day among the adaptive feeds. A feed with
// r items a day is visited in proportion to sqrt(r + 0.1), which makes the sum
// of all items' delays smallest (Sia and Cho, "Efficient monitoring algorithm
// for fast news alerts"), within the policy's bounds; what the bounds take from
// or leave to some feeds is shared by the others.
//
// Feeds are counted by steps of their rate, so that Set takes the same short
// time however many there are. It is safe for concurrent use.
type Budget struct {
	policy Policy

	mu    sync.Mutex
	steps map[string]int // the step of each feed
	count map[int]int    // how many feeds stand on each step
	dirty int            // changes since scale was found
	scale float64        // visits a day of a feed of weight 1; 0 when not yet found
}

// stepsPerDouble is how finely rates are told apart: a step is 9 %.
const stepsPerDouble = 8

// NewBudget makes an empty budget.
func NewBudget(p Policy) *Budget {
	return &Budget{policy: p, steps: map[string]int{}, count: map[int]int{}}
}

// Set counts a feed with its rate in items a day, in place of an earlier rate.
// Feeds with a schedule of their own are not to be counted.
func (b *Budget) Set(feed string, rate float64) {
	step := int(math.Round(math.Log2(lifted(rate)) * stepsPerDouble))
	b.mu.Lock()
	defer b.mu.Unlock()
	old, ok := b.steps[feed]
	if ok && old == step {
		return
	}
	if ok {
		b.leave(old)
	}
	b.steps[feed] = step
	b.count[step]++
	b.dirty++
}

// Drop takes a feed out.
func (b *Budget) Drop(feed string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if step, ok := b.steps[feed]; ok {
		delete(b.steps, feed)
		b.leave(step)
		b.dirty++
	}
}

// leave takes a feed off a step.
func (b *Budget) leave(step int) {
	if b.count[step]--; b.count[step] == 0 {
		delete(b.count, step)
	}
}

// Interval gives the interval for a feed of this rate, within the policy's
// bounds. Every feed is treated as one of average rate while none is counted.
func (b *Budget) Interval(rate float64) time.Duration {
	b.mu.Lock()
	if b.scale == 0 || b.dirty*100 > len(b.steps) { // 1 % of the feeds
		b.scale, b.dirty = b.solve(), 0
	}
	scale := b.scale
	b.mu.Unlock()

	if scale == 0 {
		return b.policy.clamp(float64(day) / float64(b.policy.VisitsPerDay))
	}
	return b.policy.clamp(float64(day) / (scale * weight(rate)))
}

// solve finds the scale under which the feeds make as many visits as there
// are to spend, by halving: the sum grows with the scale. It is 0 when there
// are no feeds.
func (b *Budget) solve() float64 {
	if len(b.steps) == 0 {
		return 0
	}
	want := float64(len(b.steps)) * float64(b.policy.VisitsPerDay)
	groups := make([]group, 0, len(b.count))
	for step, n := range b.count {
		groups = append(groups, group{float64(n), math.Exp2(float64(step) / stepsPerDouble / 2)})
	}
	low, high := 0.0, float64(day)/float64(b.policy.MinEvery)/weight(0)
	for range 50 {
		middle := (low + high) / 2
		if b.policy.visits(groups, middle) < want {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// group is the feeds of one step: how many, and the weight of each.
type group struct{ feeds, weight float64 }

// visits gives how many visits a day all feeds together make under a scale.
func (p Policy) visits(groups []group, scale float64) float64 {
	sum := 0.0
	for _, g := range groups {
		sum += g.feeds * float64(day) / float64(p.clamp(float64(day)/(scale*g.weight)))
	}
	return sum
}

// weight is how much of the budget a rate deserves, beside others.
func weight(rate float64) float64 { return math.Sqrt(lifted(rate)) }

// lifted adds the prior; what is no number counts as silence.
func lifted(rate float64) float64 {
	if !(rate > 0) || math.IsInf(rate, 0) {
		rate = 0
	}
	return rate + prior
}

func (p Policy) clamp(interval float64) time.Duration {
	return time.Duration(min(max(interval, float64(p.MinEvery)), float64(p.MaxEvery)))
}

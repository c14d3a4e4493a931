package pace

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var usual = Policy{MinEvery: time.Hour, MaxEvery: 12 * time.Hour, VisitsPerDay: 16}

// visitsPerDay is what the feeds of these rates get on average.
func visitsPerDay(b *Budget, rates []float64) float64 {
	sum := 0.0
	for _, r := range rates {
		sum += float64(day) / float64(b.Interval(r))
	}
	return sum / float64(len(rates))
}

func filled(p Policy, rates []float64) *Budget {
	b := NewBudget(p)
	for i, r := range rates {
		b.Set(fmt.Sprint(i), r)
	}
	return b
}

func TestTheBudgetIsSpentWithinTheBounds(t *testing.T) { // 17
	rapid.Check(t, func(t *rapid.T) {
		rates := rapid.SliceOfN(rapid.Float64Range(0, 2000), 1, 300).Draw(t, "rates")
		p := Policy{MinEvery: time.Hour, MaxEvery: 24 * time.Hour, VisitsPerDay: rapid.IntRange(1, 24).Draw(t, "visits")}
		b := filled(p, rates)
		for _, r := range rates {
			if d := b.Interval(r); d < p.MinEvery || d > p.MaxEvery {
				t.Fatalf("%v is out of bounds", d)
			}
		}
		if got, want := visitsPerDay(b, rates), float64(p.VisitsPerDay); math.Abs(got-want) > 0.05*want {
			t.Fatalf("%.2f visits a day, want %.0f", got, want)
		}
	})
}

func TestABusierFeedIsNeverAskedLessOften(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := rapid.SliceOfN(rapid.Float64Range(0, 2000), 2, 50).Draw(t, "rates")
		b := filled(usual, rates)
		if a, z := b.Interval(min(rates[0], rates[1])), b.Interval(max(rates[0], rates[1])); z > a {
			t.Fatalf("rates %v: %v and %v", rates[:2], a, z)
		}
	})
}

func TestFeedsMayComeAndGo(t *testing.T) {
	b := NewBudget(usual)
	if got := b.Interval(5); got != 90*time.Minute {
		t.Errorf("without feeds: %v", got)
	}
	for i := range 100 {
		b.Set(fmt.Sprint(i), float64(i))
	}
	before := b.Interval(10)
	for i := range 1000 {
		b.Set(fmt.Sprint("quiet", i), 0)
	}
	if b.Interval(10) >= before {
		t.Error("feeds that hardly speak leave no visits to the others")
	}
	for i := range 1000 {
		b.Drop(fmt.Sprint("quiet", i))
	}
	b.Drop("unknown")
	if got := b.Interval(10); got != before {
		t.Errorf("%v after they left, %v before they came", got, before)
	}
	for _, odd := range []float64{math.NaN(), math.Inf(1), -3} {
		b.Set("odd", odd)
		if got, quiet := b.Interval(odd), b.Interval(0); got != quiet {
			t.Errorf("a rate of %v has %v, want %v", odd, got, quiet)
		}
	}
}

// One visit among 100,000 feeds: counting its rate and asking for its interval.
func BenchmarkBudget(b *testing.B) {
	budget := NewBudget(usual)
	names := make([]string, 100_000)
	for i := range names {
		names[i] = fmt.Sprint(i)
		budget.Set(names[i], 100/float64(i+1))
	}
	for i := 0; b.Loop(); i++ {
		rate := float64(i % 50)
		budget.Set(names[i%len(names)], rate)
		budget.Interval(rate)
	}
}

package news

import "testing"

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 hits", 1: "1 hit", 2: "2 hits"} {
		if got := Count(n, "hit"); got != want {
			t.Errorf("Count(%d) = %q", n, got)
		}
	}
}

func TestPerDay(t *testing.T) {
	for rate, want := range map[float64]string{120: "some 120 items a day", 1.5: "some 2 items a day", 1: "an item every 24 h",
		0.25: "an item every 4 days", 0.02: "an item every 50 days", 0.01: "hardly any items", 1e-9: "hardly any items"} {
		if got := PerDay(rate); got != want {
			t.Errorf("PerDay(%v) = %q", rate, got)
		}
	}
}

package news

import "testing"

func TestWhatAVisitBroughtIsOneLine(t *testing.T) {
	for want, c := range map[string]Checked{
		"12 items, none new":                        {Result: CheckRead, Items: 12},
		"12 items, 1 new":                           {Result: CheckRead, Items: 12, New: 1},
		"12 items, 1 new and held back":             {Result: CheckRead, Items: 12, New: 1, Held: 1},
		"12 items, 3 new (1 of them held back)":     {Result: CheckRead, Items: 12, New: 3, Held: 1},
		"12 items, 3 new and held back, 1 revised":  {Result: CheckRead, Items: 12, New: 3, Held: 3, Revised: 1},
		"failed: it breaks off; all the same 4 new": {Result: CheckFailed, Error: "it breaks off", Items: 4, New: 4},
	} {
		if got := c.Line(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

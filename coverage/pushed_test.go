package coverage

import (
	"testing"
	"time"

	"vedette/news"
)

func TestAPushOfRenamedItemsIsNoNews(t *testing.T) {
	before := shown(articles("a", 0, 10, 3*time.Hour))
	for name, test := range map[string]struct {
		items []news.Item
		shown int
	}{
		"renamed":                {articles("b", 0, 10, 3*time.Hour), 10},
		"renamed, and one new":   {append(articles("n", 100, 1, 0), articles("b", 0, 9, 3*time.Hour)...), 9},
		"new":                    {articles("n", 100, 10, 0), 0},
		"one with a new id":      {articles("b", 0, 1, 3*time.Hour), 0},
		"new, and two renamed":   {append(articles("n", 100, 3, 0), articles("b", 0, 2, 3*time.Hour)...), 0},
		"new, though dated back": {articles("n", 100, 5, 90*day), 0},
		"known":                  {articles("a", 0, 10, 3*time.Hour), 0},
	} {
		t.Run(name, func(t *testing.T) {
			fresh, old := Pushed(before, test.items, noon)
			if len(old) != test.shown || len(fresh)+len(old) != len(test.items) {
				t.Errorf("of %d items %d are shown and %d fresh", len(test.items), len(old), len(fresh))
			}
		})
	}
}

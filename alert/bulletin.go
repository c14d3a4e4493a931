package alert

import (
	"cmp"
	"slices"
	"strings"

	"vedette/news"
)

// bulletin is one notice of a letter.
type bulletin struct {
	Title    string
	Facts    string // source, country, language, time
	Kind     news.NoticeKind
	Severity news.Severity
	Text     []string // its lines, none of them empty
}

func newBulletin(n news.Notice) bulletin {
	b := bulletin{
		Title:    flat(n.Title),
		Facts:    dotted(n.Source, n.Country, n.Lang, date(n.At)),
		Kind:     n.Kind,
		Severity: n.Severity,
	}
	if b.Title == "" {
		b.Title = "(without a title)"
	}
	text, _ := cut(n.Text, maxText)
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(flat(line)); line != "" {
			b.Text = append(b.Text, line)
		}
	}
	return b
}

// bySource puts the notices of one source next to each other, in order of
// making, so that what broke and recovered reads as one story. The sources with
// the severest notices come first.
func bySource(notices []news.Notice) []news.Notice {
	rank := map[string]int{}
	for _, n := range notices {
		rank[n.Feed] = max(rank[n.Feed], n.Severity.Rank())
	}
	first := map[string]int{}
	for i, n := range notices {
		if _, known := first[n.Feed]; !known {
			first[n.Feed] = i
		}
	}
	return slices.SortedStableFunc(slices.Values(notices), func(a, b news.Notice) int {
		return cmp.Or(cmp.Compare(rank[b.Feed], rank[a.Feed]), cmp.Compare(first[a.Feed], first[b.Feed]))
	})
}

// sourceName is what people call the source of a notice: "all sources" where it
// is of no one feed.
func sourceName(n news.Notice) string {
	return cmp.Or(n.Source, n.Feed, "all sources")
}

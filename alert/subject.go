package alert

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"vedette/news"
)

// maxSubject keeps a subject readable in a list of mails, in code points.
const maxSubject = 200

// subject says what a message tells of, after the highest severity in
// brackets: "rule: title" of one item, "N hits: rule, rule" of several, the
// title of one notice, "N notices of sources: source, source" of several. Where
// there are both, the hits lead and the notices are counted behind them.
func subject(m message) string {
	lead, tail := ofHits(m.findings), ""
	switch n := countNotices(len(m.notices)); {
	case n == "":
	case lead == "":
		lead = ofNotices(m.notices)
	default:
		tail = " (and " + n + ")"
	}
	if s := severest(m); s != "" {
		lead = fmt.Sprintf("[%s] %s", s, lead)
	}
	return oneLine(lead, maxSubject-utf8.RuneCountInString(tail)) + tail
}

// severest gives the highest severity in the message, "" when nothing has one.
func severest(m message) news.Severity {
	var highest news.Severity
	for _, f := range m.findings {
		if f.Hit.Severity.Rank() > highest.Rank() {
			highest = f.Hit.Severity
		}
	}
	for _, n := range m.notices {
		if n.Severity.Rank() > highest.Rank() {
			highest = n.Severity
		}
	}
	return highest
}

func ofHits(findings []news.Finding) string {
	if len(findings) == 0 {
		return ""
	}
	var rules []string
	for _, f := range findings {
		if !slices.Contains(rules, f.Hit.Rule) {
			rules = append(rules, f.Hit.Rule)
		}
	}
	names := strings.Join(rules, ", ")
	if len(byItem(findings)) == 1 {
		return names + ": " + findings[0].Item.Title
	}
	return fmt.Sprintf("%d hits: %s", len(findings), names)
}

func ofNotices(notices []news.Notice) string {
	if len(notices) == 1 {
		return notices[0].Title
	}
	var sources []string
	for _, n := range bySource(notices) {
		if name := sourceName(n); !slices.Contains(sources, name) {
			sources = append(sources, name)
		}
	}
	return countNotices(len(notices)) + ": " + strings.Join(sources, ", ")
}

// intro says what kind of alert it is: "Digest of 12 hits, country AM".
func intro(m message) string {
	s := joined(counted(len(m.findings), "hit", "hits"), countNotices(len(m.notices)))
	if m.alert.Digest {
		s = "Digest of " + s
	}
	for _, name := range slices.Sorted(maps.Keys(m.alert.Group)) {
		if value := m.alert.Group[name]; value != "" {
			s += ", " + name + " " + oneLine(value, maxSubject)
		}
	}
	return s
}

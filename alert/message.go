package alert

import (
	"fmt"

	"vedette/news"
)

// message is an alert with what it tells of: hits, notices of sources, or both.
type message struct {
	alert    news.Alert
	findings []news.Finding
	notices  []news.Notice
}

const (
	// maxHits is how many hits and notices one message shows. More would be
	// read by nobody and refused by mail servers; the rest are counted in the
	// message.
	maxHits = 100
	// noticeRoom of them are kept for notices where there are more hits than
	// fit: a flood of hits must not hide that news is missing from elsewhere.
	noticeRoom = 20
)

// shown is what of a message is shown, and how much is left out.
type shown struct {
	findings              []news.Finding
	notices               []news.Notice
	moreHits, moreNotices int
}

func (m message) shown() shown {
	hits, notices := len(m.findings), len(m.notices)
	hits = min(hits, maxHits-min(notices, noticeRoom))
	notices = min(notices, maxHits-hits)
	return shown{m.findings[:hits], m.notices[:notices], len(m.findings) - hits, len(m.notices) - notices}
}

// leftOut says what is not shown, and "" when all is.
func (s shown) leftOut() string {
	what := joined(counted(s.moreHits, "more hit", "more hits"),
		counted(s.moreNotices, "more notice of a source", "more notices of sources"))
	switch s.moreHits + s.moreNotices {
	case 0:
		return ""
	case 1:
		return what + " is not shown here. It is stored with the others."
	}
	return what + " are not shown here. They are stored with the others."
}

// counted gives a number with its noun, "" for none.
func counted(n int, one, many string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// countNotices gives a number of notices in words, "" for none.
func countNotices(n int) string { return counted(n, "notice of a source", "notices of sources") }

// joined puts "and" between two phrases, unless one of them is empty.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " and " + b
}

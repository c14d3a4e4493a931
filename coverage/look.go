package coverage

import (
	"slices"
	"time"

	"vedette/news"
)

// Source is what coverage needs to know of a feed's configuration.
type Source struct {
	// ID, Name and Country are as in the feed's items, Lang as in most of them.
	ID, Name, Country, Lang string
	// Interval is the usual time between two visits.
	Interval time.Duration
	// QuietAfter, when it is not 0, takes the place of what the feed's history
	// says of its silences.
	QuietAfter time.Duration
}

// Visit is one visit to a source.
type Visit struct {
	Source Source
	// Before is the state that the visit began with, with Seen and SeenNames;
	// After the one that the visit left.
	Before, After news.FeedState
	// Whole says that a whole document was read; Items are its items, in any
	// order. A document that could be read in part has items and is not whole.
	Whole bool
	Items []news.Item
	// Older are items of older documents that were read because of a gap, and
	// Met says that they reach back to what is known; see Bridge. Pages is how
	// many documents that were, and GoesOn says that later visits will read more.
	Older       []news.Item
	Met, GoesOn bool
	Pages       int
	// Began is when the visit began: an item dated since has no date of its own,
	// but that of the visit.
	Began, Now time.Time
	// Outage says that no server at all can be reached just now: it is not the
	// feed's failure.
	Outage bool
}

// Verdict is what a visit tells of its source.
type Verdict struct {
	// Items are those of the visit that are to be stored, the document's first
	// and in its order, Held where they are not to be judged.
	Items []news.Item
	// Shown are the ids of items that are left out of Items since they are known
	// under another id: they are to count as shown.
	Shown []string
	// Shape and Told belong into the feed's next state.
	Shape news.Shape
	Told  []news.NoticeKind
	// Notices are what there is to tell, at the time of the visit.
	Notices []news.Notice
	// LookBack asks for the documents before this one, if there are any: see
	// Bridge. PollFaster says that the feed shows more than is seen of it.
	LookBack, PollFaster bool
}

// verdict is a Verdict in the making.
type verdict struct {
	Verdict
	visit Visit
	// passed says what has come to an end, a phrase each.
	passed []string
}

// Look says what a visit tells of its source. It is to be asked again, with
// Older, Met and Pages, when its verdict is to look back and there is where.
func Look(v Visit) Verdict {
	w := &verdict{visit: v}
	w.Items = slices.Concat(v.Items, v.Older)
	w.Shape = v.Before.Shape
	w.Told = slices.Clone(v.Before.Told)
	w.broken()
	w.gone()
	w.moved()
	if v.Whole {
		w.shape()
		w.doubted()
	}
	w.quiet()
	w.recovered()
	return w.Verdict
}

// good says that the visit reached the feed: with a document or a 304.
func (v Visit) good() bool { return v.After.Failures == 0 && v.After.LastError == "" }

// had tells whether a trouble was told of and has not passed.
func (w *verdict) had(kind news.NoticeKind) bool { return slices.Contains(w.Told, kind) }

// begin makes a notice of a trouble that lasts: once, until it has passed.
func (w *verdict) begin(kind news.NoticeKind, severity news.Severity, title, text string) {
	if w.had(kind) {
		return
	}
	w.Told = append(w.Told, kind)
	w.tell(kind, severity, title, text)
}

// pass ends a trouble. What is not empty says so in the notice of recovery.
func (w *verdict) pass(kind news.NoticeKind, what string) {
	if !w.had(kind) {
		return
	}
	w.Told = slices.DeleteFunc(w.Told, func(k news.NoticeKind) bool { return k == kind })
	if what != "" {
		w.passed = append(w.passed, what)
	}
}

func (w *verdict) tell(kind news.NoticeKind, severity news.Severity, title, text string) {
	w.Notices = append(w.Notices, w.visit.Source.notice(kind, severity, w.visit.Now, title, text))
}

// notice makes a notice of the source.
func (s Source) notice(kind news.NoticeKind, severity news.Severity, at time.Time, title, text string) news.Notice {
	return news.Notice{
		ID: news.NoticeID(kind, s.ID, at), Kind: kind, Severity: severity, At: at,
		Feed: s.ID, Source: s.Name, Country: s.Country, Lang: s.Lang,
		Title: s.title() + " " + title, Text: text,
	}
}

// title is what people call the source.
func (s Source) title() string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

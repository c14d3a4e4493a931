package news

import "time"

// NoticeKind is what a notice tells of a feed.
type NoticeKind string

// The kinds. Recovered ends Broken, Quiet and Shape, and the gap of an Overflow
// that was closed later; the others happen once.
const (
	// Broken: the feed cannot be read, and has not been for some time.
	Broken NoticeKind = "broken"
	// Recovered: what was told before has passed.
	Recovered NoticeKind = "recovered"
	// Quiet: nothing new for longer than the feed's history explains.
	Quiet NoticeKind = "quiet"
	// Overflow: a document with nothing known in it. News may have passed
	// between two visits.
	Overflow NoticeKind = "overflow"
	// Shaped: dates, bodies or links that were there are gone.
	Shaped NoticeKind = "shape"
	// Renamed: all ids are new though links and titles are not, or many old
	// items came as new; they are held, not alerted.
	Renamed NoticeKind = "held"
	// Gone: the server says the feed was taken down for good; it is not asked
	// any more.
	Gone NoticeKind = "gone"
	// Relocated: a permanent redirect was adopted; the configuration should
	// name the new address.
	Relocated NoticeKind = "moved"
	// Outage: no feed at all could be reached for a while; it was vedette's own
	// network.
	Outage NoticeKind = "outage"
	// Damaged: the store cannot read any more what it knew of the feed, which
	// begins anew.
	Damaged NoticeKind = "damaged"
)

// NoticeKinds lists them.
func NoticeKinds() []NoticeKind {
	return []NoticeKind{Broken, Recovered, Quiet, Overflow, Shaped, Renamed, Gone, Relocated, Outage, Damaged}
}

// Notice tells people something of a source rather than of the news: it goes
// through the same routes to the same receivers as hits do.
type Notice struct {
	ID string `json:"id"`
	// Seq is the order of making, given by the store.
	Seq  uint64     `json:"seq,omitempty"`
	Kind NoticeKind `json:"kind"`
	// Feed is the feed's id, Source its name for people; both are empty for a
	// notice of no one feed (Outage).
	Feed     string    `json:"feed,omitempty"`
	Source   string    `json:"source,omitempty"`
	Country  string    `json:"country,omitempty"`
	Lang     string    `json:"lang,omitempty"`
	Severity Severity  `json:"severity"`
	At       time.Time `json:"at,omitzero"`
	// Title is one line for people ("AZERTAC has been failing for 3 hours"),
	// Text says what happened, since when, and what to do.
	Title string `json:"title"`
	Text  string `json:"text,omitempty"`
}

// NoticeID gives the id of a notice: the same for the same thing told of the
// same feed at the same visit.
func NoticeID(kind NoticeKind, feed string, at time.Time) string {
	return hash("notice", string(kind), feed, at.UTC().Format(time.RFC3339Nano))
}

// Since gives the notice as it is to be shown later, when the feed has so many
// items held: one of items that were held says so when none is any more.
func (n Notice) Since(held int) Notice {
	if n.Kind == Renamed && n.Severity == High && held == 0 {
		n.Title += ", and released since"
		n.Text += " Since then what was held was released: none of its items is held any more, and there is nothing to do."
	}
	return n
}

// RouteLabels are the labels that routes see: notice (the kind), severity,
// feed, source, country and lang, as hits have them. There is no rule.
func (n Notice) RouteLabels() map[string]string {
	return map[string]string{
		"notice": string(n.Kind), "severity": string(n.Severity), "feed": n.Feed,
		"source": n.Source, "country": n.Country, "lang": n.Lang,
	}
}

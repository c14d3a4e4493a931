package news

import (
	"slices"
	"time"
)

// Severity says how much a rule's hits matter.
type Severity string

// The severities, from least to most.
const (
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

// Severities lists them from least to most.
func Severities() []Severity { return []Severity{Low, Medium, High, Critical} }

// Rank orders severities: -1 for a word that is none, else 0 and up.
func (s Severity) Rank() int { return slices.Index(Severities(), s) }

// Hit says that a rule met an item, and why. A rule meets an item once: a
// revised item that meets the same rule again is no new hit.
type Hit struct {
	ID string `json:"id"`
	// Seq is the place in the order of judging, given by the store.
	Seq uint64 `json:"seq,omitempty"`
	// Feed is the item's.
	Feed   string `json:"feed,omitempty"`
	ItemID string `json:"item_id"`
	// Revision is the version of the item that was judged; the spans point
	// into its words.
	Revision int `json:"revision,omitempty"`

	Rule string `json:"rule"`
	// Version is a short hash of the rule's compiled query, so that a hit can
	// be told from the hits of the same rule before it was changed.
	Version  string            `json:"version,omitempty"`
	Severity Severity          `json:"severity,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
	// Quiet hits are stored and published but never alerted.
	Quiet bool `json:"quiet,omitempty"`

	// Clause is the rule's query reduced to the parts that fired; Spans are
	// the words that made them fire, in order of field and position.
	Clause string    `json:"clause"`
	Spans  []Span    `json:"spans"`
	At     time.Time `json:"at,omitzero"`
}

// HitID gives the id of the meeting of a rule with an item.
func HitID(rule, itemID string) string { return hash("hit", rule, itemID) }

// Finding is a hit together with the item that was hit, as readers want it:
// the version that was judged, or the current one when that is no longer kept.
type Finding struct {
	Hit  Hit  `json:"hit"`
	Item Item `json:"item"`
}

// RouteLabels are the labels that routes and channels see: the rule's own,
// and rule, severity, feed, source, country and lang, which no rule can set.
// The label notice is empty: that is how a route tells hits from notices.
func (f Finding) RouteLabels() map[string]string {
	labels := make(map[string]string, len(f.Hit.Labels)+7)
	for k, v := range f.Hit.Labels {
		labels[k] = v
	}
	labels["rule"] = f.Hit.Rule
	labels["severity"] = string(f.Hit.Severity)
	labels["feed"] = f.Item.Feed
	labels["source"] = f.Item.Source
	labels["country"] = f.Item.Country
	labels["lang"] = f.Item.Lang
	labels["notice"] = ""
	return labels
}

// ReservedLabels are the names that RouteLabels, of hits or of notices, fills
// in itself.
func ReservedLabels() []string {
	return []string{"rule", "severity", "feed", "source", "country", "lang", "notice"}
}

package news

import (
	"strconv"
	"strings"
	"time"
)

// CheckResult says in one word how a visit went that somebody asked for.
type CheckResult string

// The words for it.
const (
	CheckUnchanged CheckResult = "unchanged" // the feed shows what it showed
	CheckRead      CheckResult = "read"      // a document was read
	CheckFailed    CheckResult = "failed"    // it was not, or in part only
	CheckWaiting   CheckResult = "waiting"   // the visit is not over yet
)

// Checked says how a visit went that somebody asked for.
type Checked struct {
	Feed   string      `json:"feed"`
	Result CheckResult `json:"result"`
	// At is when the visit ended, zero while it has not.
	At time.Time `json:"at,omitzero"`
	// Items are those of the document; New, Revised and Held of them were not
	// known, were known in another version, and are held back.
	Items   int `json:"items"`
	New     int `json:"new"`
	Revised int `json:"revised,omitempty"`
	Held    int `json:"held,omitempty"`
	// Status is the one of HTTP, 0 when no server answered; Error says what
	// failed, and Failures how many visits have in a row.
	Status   int    `json:"status,omitempty"`
	Error    string `json:"error,omitempty"`
	Failures int    `json:"failures,omitempty"`
	// Recovered is how many visits had failed in a row before this one, which did
	// not. Twin is the feed that brings the items, as in FeedState.
	Recovered int    `json:"recovered,omitempty"`
	Twin      string `json:"twin,omitempty"`
	// Waits says what the visit waits for that is not over yet.
	Waits string `json:"waits,omitempty"`
	// Next is when the feed is visited next and Why what decided that, as in
	// FeedState; Next is zero when it is not visited any more.
	Next time.Time `json:"next_check,omitzero"`
	Why  string    `json:"next_why,omitempty"`
}

// Line says in a few words how the visit went: "12 items, 2 new".
func (c Checked) Line() string {
	switch c.Result {
	case CheckUnchanged:
		if c.Twin != "" {
			return twinLine(c.Twin) + c.recovery()
		}
		return "unchanged" + c.recovery()
	case CheckWaiting:
		return "not over yet: " + c.Waits
	case CheckFailed:
		line := "failed: " + strings.TrimRight(c.Error, ".")
		if c.New+c.Revised > 0 {
			line += "; all the same " + strings.TrimPrefix(c.brought(), Count(c.Items, "item")+", ")
		}
		if c.Failures > 1 {
			line += " (" + Count(c.Failures, "failed visit") + " in a row)"
		}
		return line
	}
	return c.brought() + c.recovery()
}

// recovery says that the visit was the first to go well again.
func (c Checked) recovery() string {
	if c.Recovered == 0 {
		return ""
	}
	return ", and well again after " + Count(c.Recovered, "failed visit")
}

// brought counts the items.
func (c Checked) brought() string {
	line := Count(c.Items, "item")
	switch {
	case c.Items == 0:
		return line
	case c.New == 0:
		line += ", none new"
	default:
		line += ", " + strconv.Itoa(c.New) + " new"
	}
	switch {
	case c.Held == 0:
	case c.Held == c.New:
		line += " and held back"
	default:
		line += " (" + strconv.Itoa(c.Held) + " of them held back)"
	}
	if c.Revised > 0 {
		line += ", " + strconv.Itoa(c.Revised) + " revised"
	}
	return line
}

// NextLine says when the next visit is and why then, "" when that is not known
// yet.
func (c Checked) NextLine(now time.Time) string {
	if c.Result == CheckWaiting {
		return ""
	}
	return nextLine(c.Next, c.Why, now)
}

// NextLine says when the next visit is and why then.
func (s FeedState) NextLine(now time.Time) string {
	if s.Stopped != "" {
		return nextLine(time.Time{}, "", now)
	}
	if s.NextCheck.IsZero() {
		return "next visit now"
	}
	return nextLine(s.NextCheck, s.NextWhy, now)
}

func nextLine(at time.Time, why string, now time.Time) string {
	if at.IsZero() {
		return "no next visit"
	}
	line := "next visit " + until(at, now) + at.UTC().Format(" (2006-01-02 15:04 UTC)")
	if why != "" {
		line += ": " + why
	}
	return line
}

package news

import "time"

// AlertState is where an alert is on its way out.
type AlertState string

// Pending alerts wait for their due time or for the next try. Delivered and
// dead ones are kept: together with the attempts they are the ledger.
const (
	Pending   AlertState = "pending"
	Delivered AlertState = "delivered"
	Dead      AlertState = "dead"
)

// Alert is one message to one receiver, about one or more hits. It is made as
// a proposal by routing, becomes a record of the outbox when hits are
// committed, and is retired, not deleted, once it was delivered or given up.
type Alert struct {
	// ID is given by the store (AlertID). It goes out with every try, so that
	// a receiver can tell a repeat: the webhook-id, the mail's Message-ID.
	ID string `json:"id"`
	// Seq orders alerts by creation.
	Seq uint64 `json:"seq,omitempty"`
	// Key is the route, the receiver and the group: new hits with the same
	// key join an alert that has not yet been tried.
	Key      string            `json:"key"`
	Receiver string            `json:"receiver"`
	Group    map[string]string `json:"group,omitempty"`
	// Digest alerts waited for a cron time.
	Digest bool `json:"digest,omitempty"`
	// Hits are the ids of the hits it tells of, in order of judging, Notices
	// the ids of notices: MaxAlertHits at most, taken together.
	Hits    []string `json:"hits"`
	Notices []string `json:"notices,omitempty"`

	State   AlertState `json:"state"`
	Created time.Time  `json:"created,omitzero"`
	// Due is when the alert may be claimed (again). A claim moves it forward
	// by the lease, so that a crashed sender's work becomes due by itself.
	Due time.Time `json:"due,omitzero"`
	// Owner and Epoch say who claimed it last and how often it was claimed; a
	// result with an old epoch is refused.
	Owner string `json:"owner,omitempty"`
	Epoch uint64 `json:"epoch,omitempty"`
	// Attempts counts the tries since the alert was made or retried by hand. A
	// try that a crash cut off and Release gave back does not count.
	Attempts  int       `json:"attempts,omitempty"`
	LastError string    `json:"last_error,omitempty"`
	Finished  time.Time `json:"finished,omitzero"`
}

// MaxAlertHits is how many hits one alert tells of. The record of an alert is
// written anew whenever hits join it, so it must not grow without end, and no
// message shows as many. Further hits open the next alert with the same key,
// due when they want to be.
const MaxAlertHits = 1000

// AlertID gives the id of the alert that this hit or notice opened under this
// key.
func AlertID(key, hitID string) string { return "alert_" + hash("alert", key, hitID) }

// Result is how an attempt ended.
type Result string

// An attempt with no result was cut off: by a crash, or by an expired lease.
const (
	ResultDelivered Result = "delivered"
	ResultRetry     Result = "retry"
	ResultDead      Result = "dead"
)

// Attempt is one try to deliver an alert, as the ledger keeps it.
type Attempt struct {
	Alert    string    `json:"alert"`
	Epoch    uint64    `json:"epoch"`
	Receiver string    `json:"receiver"`
	Started  time.Time `json:"started,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
	Result   Result    `json:"result,omitempty"`
	// Detail is what the other side said, or why it could not be reached.
	Detail string `json:"detail,omitempty"`
	// Next is when the next try is due, after a result of retry.
	Next time.Time `json:"next,omitzero"`
}

// Judgement is what judging a run of items decided. It is committed whole or
// not at all, and only if the cursor still stands at From.
type Judgement struct {
	// Cursor names the reader whose place moves from From to Through.
	Cursor        string
	From, Through uint64
	Hits          []Hit
	// Alerts are proposals: one for each hit and route that wants it.
	Alerts []Alert
}

// Committed tells what a judgement changed.
type Committed struct {
	// Hits are the hits that were new, with their Seq.
	Hits []Hit
	// Opened counts new alerts, Joined the hits that joined one which an
	// earlier proposal, of this judgement or another, had opened.
	Opened, Joined int
}

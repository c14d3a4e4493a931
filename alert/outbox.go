package alert

import (
	"context"
	"time"

	"vedette/news"
)

// Outbox is the store of alerts as the Sender needs it. Every method is one
// atomic, durable step.
type Outbox interface {
	// NextDue gives the earliest time at which Claim finds an alert, false when
	// none is pending. While a receiver's lease runs, its alerts are due when
	// the lease ends. The time may be in the past.
	NextDue(ctx context.Context) (time.Time, bool, error)

	// Claim takes at most limit pending alerts that are due, earliest first, for
	// owner: it moves their due time to now + lease, counts epoch and attempt
	// up, and writes the attempt into the ledger.
	//
	// It takes at most one alert a receiver, and none for a receiver that has
	// a claimed alert whose lease still runs. So a slow receiver holds up only
	// itself, and no alert is claimed that is not sent at once. An alert that the
	// store cannot read any more is passed over: damaged names it, by a constant
	// text.
	Claim(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) (alerts []news.Alert, damaged []error, err error)

	// Contents gives the hits of an alert with their items, in order of
	// judging. A hit that the store no longer holds, or cannot read, is left out.
	Contents(ctx context.Context, a news.Alert) ([]news.Finding, error)

	// AlertNotices gives the notices of an alert in order of making. One that
	// the store no longer holds is left out.
	AlertNotices(ctx context.Context, a news.Alert) ([]news.Notice, error)

	// Finish writes how an attempt ended. It gives news.ErrFenced when the
	// alert was claimed again meanwhile, or is not pending.
	Finish(ctx context.Context, at news.Attempt) error

	// Release makes everything that owner has claimed due again, and tells how
	// many there were. It is called at start, before the first claim.
	Release(ctx context.Context, owner string) (int, error)
}

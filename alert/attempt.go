package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"vedette/news"
)

// try makes one attempt at a claimed alert and records how it ended. When
// sending is cut off by the end of the program nothing is recorded: the alert
// is due again at the next start.
func (s *Sender) try(sending context.Context, a news.Alert, started time.Time) {
	ctx, cancel := context.WithTimeout(sending, sendTimeout)
	answer, err := s.send(ctx, a)
	cancel()
	if err != nil && sending.Err() != nil {
		return
	}
	at := s.outcome(a, answer, err)
	at.Started = started
	// A try that ended is recorded even if the program is to end.
	err = s.outbox.Finish(context.WithoutCancel(sending), at)
	switch {
	case errors.Is(err, news.ErrFenced):
		s.log.Warn("the lease of an alert ran out, somebody else has it now", "alert", a.ID)
	case err != nil:
		s.log.Error("the end of a try is not recorded, the alert will be sent again",
			"alert", a.ID, "result", at.Result, "error", err)
	default:
		s.count(a, at, started)
	}
}

// send carries the alert to its receiver. A panic while it is put into words
// is a failure like others: one odd item must not stop the alerts.
func (s *Sender) send(ctx context.Context, a news.Alert) (answer string, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic while sending", "alert", a.ID, "panic", p, "stack", string(debug.Stack()))
			err = &failure{class: refused, err: fmt.Errorf("panic while sending: %v", p)}
		}
	}()
	r, ok := s.config.Load().receiver(a.Receiver)
	if !ok {
		// It may be renamed by mistake: who mends the configuration within the
		// days of the retry table loses nothing.
		return "", &failure{class: refused, err: fmt.Errorf("receiver %q is not in the configuration", a.Receiver)}
	}
	m, err := s.contents(ctx, a)
	if err != nil {
		return "", err
	}
	if len(m.findings)+len(m.notices) == 0 {
		return "", &failure{class: final, err: errors.New("the store no longer holds any of its hits and notices")}
	}
	return s.courier.carry(ctx, r, m)
}

// contents reads what the alert tells of.
func (s *Sender) contents(ctx context.Context, a news.Alert) (message, error) {
	findings, err := s.outbox.Contents(ctx, a)
	if err != nil {
		return message{}, fmt.Errorf("read the hits: %w", err)
	}
	m := message{alert: a, findings: findings}
	if len(a.Notices) > 0 {
		if m.notices, err = s.outbox.AlertNotices(ctx, a); err != nil {
			return message{}, fmt.Errorf("read the notices: %w", err)
		}
	}
	return m, nil
}

// outcome turns the end of a try into its record: delivered, tried again
// later, or dead.
func (s *Sender) outcome(a news.Alert, answer string, err error) news.Attempt {
	now := s.courier.now()
	at := news.Attempt{Alert: a.ID, Epoch: a.Epoch, Receiver: a.Receiver, Ended: now.UTC()}
	if err == nil {
		at.Result, at.Detail = news.ResultDelivered, answer
		return at
	}
	f := asFailure(err)
	at.Detail = oneLine(f.Error(), maxDetail)
	later, again := wait(a.Attempts, f.after, s.chance())
	if f.class == final || !again {
		at.Result = news.ResultDead
		return at
	}
	at.Result, at.Next = news.ResultRetry, now.Add(later).UTC()
	s.logFailure(f, a, at)
	return at
}

// maxDetail bounds what the ledger keeps of an error.
const maxDetail = 500

// logFailure tells of a try that will be made again. What people must mend is
// an error; what mends itself is a warning.
func (s *Sender) logFailure(f *failure, a news.Alert, at news.Attempt) {
	level := slog.LevelWarn
	if f.class == refused {
		level = slog.LevelError
	}
	s.log.Log(context.Background(), level, "alert not delivered, will be tried again",
		"alert", a.ID, "receiver", a.Receiver, "tries", a.Attempts, "next", at.Next, "error", at.Detail)
}

// count adds a recorded try to the stats.
func (s *Sender) count(a news.Alert, at news.Attempt, started time.Time) {
	switch at.Result {
	case news.ResultDelivered:
		s.delivered.Add(1)
		s.log.Info("alert delivered", "alert", a.ID, "receiver", a.Receiver, "hits", len(a.Hits), "notices", len(a.Notices),
			"took", at.Ended.Sub(started).Round(time.Millisecond), "answer", at.Detail)
	case news.ResultRetry:
		s.retried.Add(1)
	case news.ResultDead:
		s.dead.Add(1)
		s.log.Error("alert given up, it can be sent again with: vedette alerts retry",
			"alert", a.ID, "receiver", a.Receiver, "tries", a.Attempts, "error", at.Detail)
	}
}

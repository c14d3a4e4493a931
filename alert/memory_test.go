package alert

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"vedette/news"
)

// memory is an Outbox with the store's semantics that lasts as long as a test.
type memory struct {
	mu       sync.Mutex
	alerts   []news.Alert // in order of creation
	findings map[string]news.Finding
	notices  map[string]news.Notice
	attempts []news.Attempt
	broken   error // given by every method while set
	full     error // given by Claim while set, as by a disk without room
	claims   int   // calls of Claim
}

func newMemory() *memory {
	return &memory{findings: map[string]news.Finding{}, notices: map[string]news.Notice{}}
}

// add puts one alert about one new hit into the outbox and gives its id.
func (o *memory) add(receiver string, due time.Time) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := len(o.alerts)
	s := scripts[n%len(scripts)]
	f := finding("corridor", news.High, s.lang, fmt.Sprintf("%s (%d)", s.title, n), s.word)
	o.findings[f.Hit.ID] = f
	a := news.Alert{
		ID: news.AlertID(receiver, f.Hit.ID), Seq: uint64(n + 1), Key: receiver, Receiver: receiver,
		Hits: []string{f.Hit.ID}, State: news.Pending, Created: due, Due: due,
	}
	o.alerts = append(o.alerts, a)
	return a.ID
}

// tell puts a proposal into the outbox as the store does, with what it tells
// of, and gives its id.
func (o *memory) tell(a news.Alert, findings []news.Finding, notices []news.Notice) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, f := range findings {
		o.findings[f.Hit.ID] = f
	}
	for _, n := range notices {
		o.notices[n.ID] = n
	}
	a.Seq = uint64(len(o.alerts) + 1)
	a.ID = news.AlertID(a.Key, append(slices.Clone(a.Hits), a.Notices...)[0])
	o.alerts = append(o.alerts, a)
	return a.ID
}

func (o *memory) setBroken(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broken = err
}

func (o *memory) setFull(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.full = err
}

// claimCount tells how often Claim was called.
func (o *memory) claimCount() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.claims
}

// alert gives the alert as it is now, ledger the results of its attempts.
func (o *memory) alert(t *testing.T, id string) news.Alert {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.alerts {
		if a.ID == id {
			return a
		}
	}
	t.Fatalf("no alert %s", id)
	return news.Alert{}
}

func (o *memory) ledger(id string) []news.Result {
	o.mu.Lock()
	defer o.mu.Unlock()
	var results []news.Result
	for _, at := range o.attempts {
		if at.Alert == id {
			results = append(results, at.Result)
		}
	}
	return results
}

func (o *memory) NextDue(context.Context) (due time.Time, ok bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.alerts {
		if a.State != news.Pending {
			continue
		}
		if from := o.claimable(a); !ok || from.Before(due) {
			due, ok = from, true
		}
	}
	return due, ok, o.broken
}

// claimable gives when a pending alert is due and its receiver has no lease.
func (o *memory) claimable(a news.Alert) time.Time {
	from := a.Due
	for _, b := range o.alerts {
		if b.State == news.Pending && b.Owner != "" && b.Receiver == a.Receiver && b.Due.After(from) {
			from = b.Due
		}
	}
	return from
}

func (o *memory) Claim(_ context.Context, owner string, now time.Time, lease time.Duration, limit int) (claimed []news.Alert, damaged []error, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.claims++
	if err := cmp.Or(o.broken, o.full); err != nil {
		return nil, nil, err
	}
	busy := map[string]bool{}
	var due []*news.Alert
	for i := range o.alerts {
		switch a := &o.alerts[i]; {
		case a.State != news.Pending:
		case !a.Due.After(now):
			due = append(due, a)
		case a.Owner != "":
			busy[a.Receiver] = true
		}
	}
	slices.SortStableFunc(due, func(a, b *news.Alert) int { return a.Due.Compare(b.Due) })
	for _, a := range due {
		if busy[a.Receiver] || len(claimed) == limit {
			continue
		}
		busy[a.Receiver] = true
		a.Owner, a.Due = owner, now.Add(lease)
		a.Epoch++
		a.Attempts++
		o.attempts = append(o.attempts, news.Attempt{Alert: a.ID, Epoch: a.Epoch, Receiver: a.Receiver, Started: now})
		claimed = append(claimed, *a)
	}
	return claimed, nil, nil
}

func (o *memory) Contents(_ context.Context, a news.Alert) ([]news.Finding, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var findings []news.Finding
	for _, id := range a.Hits {
		if f, ok := o.findings[id]; ok {
			findings = append(findings, f)
		}
	}
	return findings, o.broken
}

func (o *memory) AlertNotices(_ context.Context, a news.Alert) ([]news.Notice, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var notices []news.Notice
	for _, id := range a.Notices {
		if n, ok := o.notices[id]; ok {
			notices = append(notices, n)
		}
	}
	return notices, o.broken
}

func (o *memory) Finish(_ context.Context, at news.Attempt) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken != nil {
		return o.broken
	}
	i := slices.IndexFunc(o.alerts, func(a news.Alert) bool { return a.ID == at.Alert })
	j := slices.IndexFunc(o.attempts, func(x news.Attempt) bool { return x.Alert == at.Alert && x.Epoch == at.Epoch })
	if i < 0 || j < 0 {
		return errors.New("no such attempt")
	}
	a := &o.alerts[i]
	if a.State != news.Pending || a.Epoch != at.Epoch {
		return news.ErrFenced
	}
	o.attempts[j] = at
	a.Owner = ""
	switch at.Result {
	case news.ResultDelivered:
		a.State, a.Finished, a.LastError = news.Delivered, at.Ended, ""
	case news.ResultRetry:
		a.Due, a.LastError = at.Next, at.Detail
	case news.ResultDead:
		a.State, a.Finished, a.LastError = news.Dead, at.Ended, at.Detail
	}
	return nil
}

func (o *memory) Release(_ context.Context, owner string) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for i := range o.alerts {
		if a := &o.alerts[i]; a.State == news.Pending && a.Owner == owner {
			a.Owner, a.Due = "", time.Time{}
			a.Attempts--
			n++
		}
	}
	return n, o.broken
}

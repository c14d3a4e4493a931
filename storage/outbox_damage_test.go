package storage

import (
	"testing"
	"time"

	"vedette/news"
)

// tellOf commits hits on items, with an alert on all of them to one receiver.
func tellOf(t *testing.T, s *Store, from uint64, key string, ids ...string) {
	t.Helper()
	j := judgement(from, ids...)
	a := news.Alert{Key: key, Receiver: "desk", Created: noon, Due: noon}
	for _, h := range j.Hits {
		a.Hits = append(a.Hits, h.ID)
	}
	j.Alerts = []news.Alert{a}
	_, err := s.Commit(t.Context(), j)
	must(t, err)
}

// claimedAt claims what is due, so many minutes after noon, and gives the seqs.
func claimedAt(t *testing.T, s *Store, minutes int) (seqs []uint64) {
	t.Helper()
	alerts, _, err := s.Claim(t.Context(), "me", noon.Add(time.Duration(minutes)*time.Minute), time.Minute, 9)
	must(t, err)
	for _, a := range alerts {
		seqs = append(seqs, a.Seq)
	}
	return seqs
}

// An alert that is damaged, while it waits to be joined, to be sent, or for the end
// of its attempt, keeps no other from being made, claimed and released.
func TestADamagedAlertKeepsNoOtherFromGoingOut(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a", "b", "c")
	tellOf(t, s, 0, "key", "a")
	damage(t, s, bucketAlerts, seqKey(1))
	tellOf(t, s, 1, "key", "b")
	tellOf(t, s, 2, "another key", "c")
	next, found, err := s.NextDue(t.Context())
	must(t, err)
	if !found || !next.Equal(noon) {
		t.Errorf("the next is due at %s, %t", next, found)
	}
	if got := claimedAt(t, s, 1); len(got) != 1 || got[0] != 2 {
		t.Fatalf("claimed are %v", got)
	}
	damage(t, s, bucketAlerts, seqKey(2)) // as a stop had cut it off
	n, err := s.Release(t.Context(), "me")
	if err != nil || n != 0 {
		t.Errorf("released are %d, %v", n, err)
	}
	if got := claimedAt(t, s, 1); len(got) != 1 || got[0] != 3 {
		t.Errorf("claimed are %v", got)
	}
	_, passed, err := s.Claim(t.Context(), "me", noon, time.Minute, 9)
	must(t, err)
	if len(passed) != 2 || passed[0].Error() != "record 0000000000000001 of table alerts is damaged: its checksum is wrong" {
		t.Errorf("passed over are %v", passed)
	}
}

// An entry of the ledger that is damaged must not have its alert sent again after
// each lease.
func TestAnAlertIsFinishedThoughItsAttemptIsDamaged(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a")
	tellOf(t, s, 0, "key", "a")
	claimedAt(t, s, 0)
	damage(t, s, bucketAttempts, attemptKey(1, 1))
	if n, err := s.Release(t.Context(), "me"); err != nil || n != 1 {
		t.Errorf("released are %d, %v", n, err)
	}
	claimedAt(t, s, 0)
	damage(t, s, bucketAttempts, attemptKey(1, 2))
	alerts, err := s.Alerts(t.Context(), news.AlertQuery{})
	must(t, err)
	must(t, s.Finish(t.Context(), news.Attempt{Alert: alerts[0].ID, Epoch: 2, Ended: noon, Result: news.ResultDelivered}))
	if got := claimedAt(t, s, 60); len(got) != 0 {
		t.Errorf("claimed again are %v", got)
	}
}

// Of an alert's hits, and of those in a list, what can be read is given.
func TestADamagedItemHidesNoOthersHits(t *testing.T) {
	s := newStore(t)
	acceptItems(t, s, "a", "b", "c")
	tellOf(t, s, 0, "key", "a", "b", "c")
	damage(t, s, bucketArrivals, seqKey(1))
	damage(t, s, bucketHits, seqKey(2))
	alerts, err := s.Alerts(t.Context(), news.AlertQuery{})
	must(t, err)
	for name, get := range map[string]func() ([]news.Finding, error){
		"contents": func() ([]news.Finding, error) { return s.Contents(t.Context(), alerts[0]) },
		"hits":     func() ([]news.Finding, error) { return s.Hits(t.Context(), news.HitQuery{}) },
		"by rule":  func() ([]news.Finding, error) { return s.Hits(t.Context(), news.HitQuery{Rule: "rule"}) },
	} {
		if got, err := get(); err != nil || len(got) != 1 || got[0].Item.ID != "c" {
			t.Errorf("%s: %d hits, %v", name, len(got), err)
		}
	}
}

func TestADamagedNoticeHidesNoOthersOfItsAlert(t *testing.T) {
	s := newStore(t)
	v := visitOf()
	alert := news.Alert{Key: "key", Receiver: "desk", Created: noon, Due: noon}
	for _, kind := range []news.NoticeKind{news.Broken, news.Quiet} {
		n := news.Notice{ID: news.NoticeID(kind, "feed", noon), Kind: kind, Feed: "feed", At: noon}
		v.Notices, alert.Notices = append(v.Notices, n), append(alert.Notices, n.ID)
	}
	v.Alerts = []news.Alert{alert}
	_, err := s.Accept(t.Context(), v)
	must(t, err)
	damage(t, s, bucketNotices, seqKey(1))
	got, err := s.AlertNotices(t.Context(), alert)
	must(t, err)
	if len(got) != 1 || got[0].Kind != news.Quiet {
		t.Errorf("it tells of %+v", got)
	}
}

package storage

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"vedette/news"
)

func TestDueKeysSortByReceiverAndTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.Custom(func(t *rapid.T) dueEntry {
			return dueEntry{
				rapid.SampledFrom([]string{"a", "a\x01", "aa", "b"}).Draw(t, "receiver"),
				time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "sec"), rapid.Int64Range(0, 999_999_999).Draw(t, "nsec")).UTC(),
				rapid.Uint64Min(1).Draw(t, "seq"),
			}
		})
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		want := cmp.Or(cmp.Compare(a.receiver, b.receiver), a.compare(b))
		if got := bytes.Compare(a.key(), b.key()); got != want {
			t.Fatalf("%v and %v compare to %d", a, b, got)
		}
		if got, err := dueOf(bucketDue, a.key()); err != nil || got != a {
			t.Fatalf("%v comes back as %v, error %v", a, got, err)
		}
	})
}

func TestADueKeyThatIsNoneIsDamage(t *testing.T) {
	good := dueEntry{"desk", noon, 1}.key()
	for name, key := range map[string][]byte{
		"no receiver":             []byte("short"),
		"an empty receiver":       good[len("desk"):],
		"too short":               good[:len(good)-1],
		"too long":                append(bytes.Clone(good), 0),
		"a zero byte in its name": append([]byte("a\x00"), good...),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := dueOf(bucketDue, key)
			wantError(t, err, ErrDamaged, "table due")
		})
	}
}

// backlog commits n alerts to one receiver, due a second after each other from
// noon, and one to another receiver, due after all of them.
func backlog(t testing.TB, s *Store, n int) (lastDue time.Time) {
	t.Helper()
	acceptItems(t, s, "a")
	h := news.Hit{ID: news.HitID("rule", "a"), Rule: "rule", ItemID: "a", At: noon}
	j := news.Judgement{Cursor: "judge", Through: 1, Hits: []news.Hit{h}}
	for i := range n + 1 {
		lastDue = noon.Add(time.Duration(i) * time.Second)
		j.Alerts = append(j.Alerts, news.Alert{
			Key: fmt.Sprint("key-", i), Receiver: "dead", Hits: []string{h.ID}, Created: noon, Due: lastDue,
		})
	}
	j.Alerts[n].Receiver = "alive"
	_, err := s.Commit(t.Context(), j)
	must(t, err)
	return lastDue
}

// TestAClaimReadsOnlyWhatItTakes breaks the records of all alerts in a backlog
// but the first: whoever read another would stumble.
func TestAClaimReadsOnlyWhatItTakes(t *testing.T) {
	const n = 1000
	s := newStore(t)
	now := backlog(t, s, n)
	must(t, s.db.Update(func(tx *bolt.Tx) error {
		for seq := uint64(2); seq <= n; seq++ {
			if err := putRaw(tx, bucketAlerts, seqKey(seq), []byte("broken")); err != nil {
				return err
			}
		}
		return nil
	}))
	got, _, err := s.Claim(t.Context(), "me", now, time.Minute, 8)
	must(t, err)
	if len(got) != 2 || got[0].Seq != 1 || got[1].Seq != n+1 {
		t.Errorf("claimed %+v", got)
	}
	for range 2 {
		got, _, err = s.Claim(t.Context(), "me", now, time.Minute, 8)
		must(t, err)
		if len(got) != 0 {
			t.Errorf("claimed %+v of busy receivers", got)
		}
	}
	due, _, err := s.NextDue(t.Context())
	must(t, err)
	if !due.Equal(now.Add(time.Minute)) {
		t.Errorf("next due at %v, not when the leases end", due)
	}
	released, err := s.Release(t.Context(), "me")
	must(t, err)
	if released != 2 {
		t.Errorf("%d released", released)
	}
}

// TestAnEntryOfNoAlertIsDamage holds for both tables.
func TestAnEntryOfNoAlertIsDamage(t *testing.T) {
	for _, bucket := range []string{bucketDue, bucketLeases} {
		t.Run(bucket, func(t *testing.T) {
			s := newStore(t)
			must(t, s.db.Update(func(tx *bolt.Tx) error {
				return putRaw(tx, bucket, dueEntry{"desk", noon, 7}.key(), nothing)
			}))
			_, damaged, err := s.Claim(t.Context(), "me", noon, time.Minute, 1)
			must(t, err)
			wantError(t, errors.Join(damaged...), ErrDamaged, "table alerts is damaged: it has no alert 7")
		})
	}
}

// TestAReleaseOfNothingWritesNothing compares the files: even an empty change
// would write a page, for which a full disk has no room.
func TestAReleaseOfNothingWritesNothing(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	before, err := os.ReadFile(s.Path())
	must(t, err)
	n, err := s.Release(t.Context(), "somebody else")
	must(t, err)
	after, err := os.ReadFile(s.Path())
	must(t, err)
	if n != 0 || !bytes.Equal(before, after) {
		t.Errorf("%d released, and the file was changed", n)
	}
}

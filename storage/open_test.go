package storage

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

func TestOpenMakesAPrivateFileAndFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "var", "lib", "vedette.db")
	s, err := Open(path)
	must(t, err)
	defer s.Close()
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("mode of %s is %o, want %o", name, got, want)
		}
	}
}

func TestOpenExistingMakesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "vedette.db")
	_, err := OpenExisting(path)
	wantError(t, err, fs.ErrNotExist, "no store at "+path+" yet: start `vedette run` first")
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestOpenExistingOpensWhatIsThere(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	path := s.Path()
	must(t, s.Close())
	again, err := OpenExisting(path)
	must(t, err)
	defer again.Close()
	must(t, again.Check(t.Context()))
}

func TestAStoreInUseIsLocked(t *testing.T) {
	s := newStore(t)
	for name, open := range map[string]func(string) (*Store, error){"Open": Open, "OpenExisting": OpenExisting} {
		t.Run(name, func(t *testing.T) {
			_, err := open(s.Path())
			wantError(t, err, ErrLocked, "the store "+s.Path()+" is in use by another vedette; ")
		})
	}
	must(t, s.Close())
	reopen(t, s.Path())
}

func TestWhatWasWrittenIsThereAfterReopening(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	before := everything(t, s)
	must(t, s.Close())
	again := reopen(t, s.Path())
	if after := everything(t, again); !bytes.Equal(before, after) {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	must(t, again.Check(t.Context()))
}

func TestSeqsGoOnAfterReopening(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	before, _, err := s.ItemsAfter(t.Context(), 0, 0)
	must(t, err)
	must(t, s.Close())
	s = reopen(t, s.Path())
	acceptItems(t, s, "later")
	after, _, err := s.ItemsAfter(t.Context(), before[len(before)-1].Seq, 0)
	must(t, err)
	if len(after) != 1 || after[0].ID != "later" {
		t.Errorf("after reopening arrived %+v", after)
	}
}

func TestAClosedStoreGivesErrors(t *testing.T) {
	s := newStore(t)
	must(t, s.Close())
	if _, err := s.Totals(t.Context()); err == nil {
		t.Error("Totals gave no error")
	}
	if _, err := s.Accept(t.Context(), visitOf("a")); err == nil {
		t.Error("Accept gave no error")
	}
	must(t, s.Close())
}

// TestFilesThatAreNoStoreAreLeftAlone opens broken files of all sorts. None
// may be changed: somebody may still want to rescue it.
func TestFilesThatAreNoStoreAreLeftAlone(t *testing.T) {
	s := newStore(t)
	for i := range 50 {
		acceptItems(t, s, strings.Repeat("x", i+1))
	}
	must(t, s.Close())
	good, err := os.ReadFile(s.Path())
	must(t, err)
	noise := bytes.Repeat([]byte("feeds: [not a database]\n"), 1000)

	for _, c := range []struct {
		name, says string
		content    []byte
	}{
		{"a text file", "is no store of vedette", noise},
		{"a short file", "is no store of vedette", []byte("x")},
		{"a store with its first pages overwritten", "restore a backup", append(bytes.Clone(noise[:8192]), good[8192:]...)},
		{"a store cut to some of its pages", "restore a backup", good[:16*4096]},
		{"a store cut to its first page", "restore a backup", good[:4096]},
		{"a store cut to its first three pages", "restore a backup", good[:3*4096]},
		{"a store of zeros", "is no store of vedette", make([]byte, len(good))},
		{"a store with zeros after its first pages", "restore a backup", append(bytes.Clone(good[:8192]), make([]byte, len(good)-8192)...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "vedette.db")
			must(t, os.WriteFile(path, c.content, 0o600))
			_, err := Open(path)
			wantError(t, err, ErrDamaged, c.says)
			wantError(t, err, ErrDamaged, path)
			now, err := os.ReadFile(path)
			must(t, err)
			if !bytes.Equal(now, c.content) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestABoltFileOfAnotherProgramIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	raw(t, path, func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte("accounts"))
		return err
	})
	_, err := Open(path)
	wantError(t, err, nil, `another program ("accounts")`)
	raw(t, path, func(tx *bolt.Tx) error {
		if tx.Bucket([]byte(bucketMeta)) != nil {
			t.Error("tables were made in it")
		}
		return nil
	})
}

func TestAStoreThatLacksATableIsDamaged(t *testing.T) {
	s := newStore(t)
	must(t, s.Close())
	raw(t, s.Path(), func(tx *bolt.Tx) error { return tx.DeleteBucket([]byte(bucketDue)) })
	_, err := Open(s.Path())
	wantError(t, err, ErrDamaged, "table due is missing")
}

func TestBackupIsAStoreOfItsOwn(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	path := filepath.Join(t.TempDir(), "copy.db")
	f, err := os.Create(path)
	must(t, err)
	must(t, s.Backup(t.Context(), f))
	must(t, f.Close())
	again := reopen(t, path)
	must(t, again.Check(t.Context()))
	if !bytes.Equal(everything(t, s), everything(t, again)) {
		t.Error("the copy holds something else")
	}
}

func TestBackupHeedsTheContext(t *testing.T) {
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Backup(ctx, writerFunc(func(p []byte) (int, error) {
		cancel()
		return len(p), nil
	}))
	wantError(t, err, context.Canceled, "back up the store")
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestWhatNamesMayNotHold(t *testing.T) {
	s := newStore(t)
	for name, feed := range map[string]string{
		"nothing":     "",
		"a zero byte": "a\x00b",
		"too much":    strings.Repeat("x", nameLimit+1),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Accept(t.Context(), news.Visit{State: news.FeedState{Feed: feed}}); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestTotalsThatAreDamagedAreCountedAnew(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	want, err := s.Totals(t.Context())
	must(t, err)
	why, err := s.MendTotals(t.Context())
	must(t, err)
	if why != nil {
		t.Errorf("sound totals are damaged: %v", why)
	}
	damage(t, s, bucketMeta, []byte(keyTotals))
	why, err = s.MendTotals(t.Context())
	must(t, err)
	wantError(t, why, ErrDamaged, `record "totals" of table meta`)
	must(t, s.Check(t.Context()))
	got, err := s.Totals(t.Context())
	must(t, err)
	if got != want || got.Items == 0 || got.Hits == 0 || got.Notices == 0 || got.Pending == 0 {
		t.Errorf("counted %+v, want %+v", got, want)
	}
}

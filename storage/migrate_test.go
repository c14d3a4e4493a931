package storage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// openWith opens the store at path with more migrations than the real ones.
func openWith(path string, more ...migration) error {
	s, err := open(path, options{create: true, migrations: append(migrations(), more...)})
	if err != nil {
		return err
	}
	return s.Close()
}

func TestAFileOfVersion0GetsTheTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	raw(t, path, func(*bolt.Tx) error { return nil }) // a crash right after the file was made
	s := reopen(t, path)
	acceptItems(t, s, "a")
	must(t, s.Check(t.Context()))
	if got := versionOf(t, s); got != len(migrations()) {
		t.Errorf("version is %d, want %d", got, len(migrations()))
	}
}

func versionOf(t *testing.T, s *Store) int {
	t.Helper()
	var version int
	must(t, s.db.View(func(tx *bolt.Tx) (err error) {
		version, err = schemaVersion(tx)
		return err
	}))
	return version
}

func TestMigrationsRunOnceInOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	var ran []string
	step := func(name string) migration {
		return func(*bolt.Tx) error {
			ran = append(ran, name)
			return nil
		}
	}
	must(t, openWith(path, step("next")))
	must(t, openWith(path, step("next"), step("second"), step("third")))
	must(t, openWith(path, step("next"), step("second"), step("third")))
	if got := len(ran); got != 3 || ran[0] != "next" || ran[1] != "second" || ran[2] != "third" {
		t.Errorf("ran %q", ran)
	}
}

func TestAMigrationKeepsWhatIsThere(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	before := everything(t, s)
	must(t, s.Close())
	must(t, openWith(s.Path(), func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte("new table"))
		return err
	}))
	raw(t, s.Path(), func(tx *bolt.Tx) error { // back to what this version knows
		return errors.Join(tx.DeleteBucket([]byte("new table")), setSchemaVersion(tx, len(migrations())))
	})
	if after := everything(t, reopen(t, s.Path())); !bytes.Equal(before, after) {
		t.Error("something was lost")
	}
}

func TestAMigrationThatFailsLeavesTheOldVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	must(t, openWith(path))
	broken := errors.New("no room")
	err := openWith(path, func(tx *bolt.Tx) error {
		if _, err := tx.CreateBucket([]byte("half done")); err != nil {
			return err
		}
		return broken
	})
	wantError(t, err, broken, fmt.Sprintf("bring the tables to version %d", len(migrations())+1))
	s := reopen(t, path)
	if got := versionOf(t, s); got != len(migrations()) {
		t.Errorf("version is %d", got)
	}
	if bytes.Contains(everything(t, s), []byte("half done")) {
		t.Error("half of it was done")
	}
}

func TestAStoreOfANewerVedetteIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	nothing := func(*bolt.Tx) error { return nil }
	must(t, openWith(path, nothing, nothing))
	before, err := os.ReadFile(path)
	must(t, err)
	_, err = Open(path)
	wantError(t, err, nil, fmt.Sprintf("newer vedette (tables of version %d, this one knows %d): upgrade vedette", len(migrations())+2, len(migrations())))
	after, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}

func TestAVersionThatIsNoneIsDamage(t *testing.T) {
	s := newStore(t)
	must(t, s.Close())
	raw(t, s.Path(), func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(bucketMeta)).Put([]byte(keySchema), []byte("one"))
	})
	_, err := Open(s.Path())
	wantError(t, err, ErrDamaged, `"one"`)
}

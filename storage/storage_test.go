package storage

import (
	"path/filepath"
	"testing"

	"vedette/storage/storagetest"
)

func TestStoreConforms(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storagetest.Store { return newStore(t) })
}

// newStore opens an empty store that is closed when the test ends.
func newStore(t testing.TB) *Store {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "vedette.db"))
}

// reopen opens a store as Open does, but does not wait for the disk: a test
// does not outlive a power cut, and thousands of waits would make it slow.
func reopen(t testing.TB, path string) *Store {
	t.Helper()
	s, err := open(path, options{create: true, migrations: migrations(), noSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

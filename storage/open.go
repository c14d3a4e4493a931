package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// lockWait is how long Open waits for another process: long enough for one
// that is just closing, short enough for a user at a terminal.
const lockWait = 500 * time.Millisecond

// firstMap gives the bytes of addresses that a file may grow into before it is
// mapped anew: each time, all that the transaction has changed so far is copied
// and readings wait. Addresses cost no memory; but small machines have few, and
// on Windows the file itself would be made as long.
func firstMap() int {
	if runtime.GOOS == "windows" || bits.UintSize < 64 {
		return 0
	}
	return 1 << 30
}

// options are what the ways to open a store differ in, and what tests set.
type options struct {
	create     bool
	asItIs     bool // leave an older store as it is
	migrations []migration
	maxSize    int  // bytes the file may grow to; 0 is no limit
	noSync     bool // do not wait for the disk
}

// Open opens the store at path. It makes the file (mode 0600) and its folder
// (mode 0700) where they are missing, and brings an older store up to date.
//
// A store that another process holds gives ErrLocked. A file that is no store,
// is damaged, or was written by a newer vedette gives an error and is left as
// it is.
func Open(path string) (*Store, error) {
	return open(path, options{create: true, migrations: migrations()})
}

// OpenExisting is Open for commands that must not make a store: a missing file
// is an error for which errors.Is(err, fs.ErrNotExist) holds.
func OpenExisting(path string) (*Store, error) {
	return open(path, options{migrations: migrations()})
}

// OpenToCheck is OpenExisting for Check and CheckWith, and for nothing else: a
// store of an older vedette stays as it is, so that it can be checked before a
// newer one brings it up to date.
func OpenToCheck(path string) (*Store, error) {
	return open(path, options{asItIs: true, migrations: migrations()})
}

// Older tells of a store from OpenToCheck that an older vedette wrote it.
func (s *Store) Older() bool { return len(s.pending) > 0 }

func open(path string, o options) (*Store, error) {
	_, err := os.Stat(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if missing && o.create {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, fmt.Errorf("make the folder of the store: %w", err)
		}
	}
	db, err := openFile(path, o)
	if err != nil {
		return nil, explain(path, err)
	}
	s := &Store{db: db, path: path, visits: group{update: db.Update}}
	err = guard(func() error { return s.prepare(o) })
	if err == nil && missing {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		_ = db.Close() // the first error tells more
		return nil, fmt.Errorf("the store %s: %w", path, err)
	}
	return s, nil
}

// openFile opens and locks the file. When bbolt panics over a broken page, the
// file stays mapped and locked until the process ends, which it will.
func openFile(path string, o options) (db *bolt.DB, err error) {
	openAs := os.OpenFile
	if !o.create {
		openAs = func(name string, flag int, mode os.FileMode) (*os.File, error) {
			return os.OpenFile(name, flag&^os.O_CREATE, mode)
		}
	}
	err = guard(func() error {
		db, err = bolt.Open(path, 0o600, &bolt.Options{
			Timeout:         lockWait,
			FreelistType:    bolt.FreelistMapType, // stays fast when much was freed
			InitialMmapSize: firstMap(),
			NoStatistics:    true,
			MaxSize:         o.maxSize,
			NoSync:          o.noSync,
			OpenFile:        openAs,
		})
		return err
	})
	return db, err
}

// prepare refuses a file that was cut short, then brings the tables up to date,
// unless they are to stay as they are.
func (s *Store) prepare(o options) error {
	info, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	err = s.db.View(func(t *bolt.Tx) error {
		if info.Size() < t.Size() {
			return fmt.Errorf("%w: the file has %d bytes of %d; restore a backup", ErrDamaged, info.Size(), t.Size())
		}
		return nil
	})
	if err != nil {
		return err
	}
	if o.asItIs {
		if _, s.pending, err = s.missing(o.migrations); err != nil || len(s.pending) > 0 {
			return err
		}
	} else if err := s.migrate(context.Background(), o.migrations); err != nil {
		return err
	}
	return s.db.View(everyBucket)
}

// noStoreError is fs.ErrNotExist for the path of a store.
type noStoreError string

func (e noStoreError) Error() string {
	return "no store at " + string(e) + " yet: start `vedette run` first"
}

func (noStoreError) Is(target error) bool { return target == fs.ErrNotExist }

// explain says what a failed opening means for the user.
func explain(path string, err error) error {
	var system syscall.Errno
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return noStoreError(path)
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("the store %s is %w; stop that one first, or ask it through its address", path, ErrLocked)
	case errors.As(err, &system):
		return fmt.Errorf("open the store %s: %w", path, err)
	}
	// What is left is what bbolt finds wrong with the file.
	return fmt.Errorf("the file %s is no store of vedette, or it is %w: name another file, or restore a backup (%w)", path, ErrDamaged, err)
}

// syncFolder makes a new file's name durable, which syncing the file does not.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

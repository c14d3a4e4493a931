package storage

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// ErrLocked says that another process has the store open.
var ErrLocked = errors.New("in use by another vedette")

// ErrDamaged is news.ErrDamaged: the file does not hold what was written to it.
var ErrDamaged = news.ErrDamaged

// Store is an open store. It is safe for concurrent use.
type Store struct {
	db   *bolt.DB
	path string
	// visits are the visits of Accept that wait to be stored together.
	visits group
	// pending are the migrations that the file has not had: none, unless it was
	// opened as it is.
	pending []migration
}

// Path gives the path of the store's file.
func (s *Store) Path() string { return s.path }

// Close waits for running transactions and gives the file free. Methods called
// afterwards return an error.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close the store: %w", err)
	}
	return nil
}

// view runs fn in a read transaction. Keys and values that fn sees die with
// it. fn must not start another transaction. An error begins with what.
func (s *Store) view(ctx context.Context, what string, fn func(*bolt.Tx) error) error {
	return named(what, run(ctx, s.db.View, fn))
}

// update runs fn in the one write transaction. What fn changed is on the disk
// when update returns nil, and nowhere when it returns an error, which begins
// with what.
func (s *Store) update(ctx context.Context, what string, fn func(*bolt.Tx) error) error {
	return named(what, run(ctx, s.db.Update, fn))
}

func named(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func run(ctx context.Context, begin func(func(*bolt.Tx) error) error, fn func(*bolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return guard(func() error {
		return begin(func(t *bolt.Tx) error {
			// The wait for the writer before us may have been long.
			if err := ctx.Err(); err != nil {
				return err
			}
			return fn(t)
		})
	})
}

// guard turns the panics and memory faults with which bbolt meets a broken
// page, or a file that was cut short under its feet, into ErrDamaged.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the store is %w: %v", ErrDamaged, r)
		}
	}()
	return fn()
}

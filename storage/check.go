package storage

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// checkLimit is how many faults Check names: enough to see a pattern, few
// enough to read.
const checkLimit = 20

// Check verifies the whole store: the file's pages, every record's checksum,
// that every index says what the records say, and the totals. It gives nil, or
// an error that satisfies errors.Is(err, ErrDamaged) and names what is wrong,
// a line each. Changes wait until it is done, which takes some seconds for
// each gigabyte; it changes nothing itself. A store of an older vedette that
// OpenToCheck has opened is checked as it will be when it is brought up to date.
func (s *Store) Check(ctx context.Context) error { return s.CheckWith(ctx, func(int) {}) }

// CheckWith is Check for somebody who waits: it says ever again how many records
// more it has read. Most are read more than once.
func (s *Store) CheckWith(ctx context.Context, read func(records int)) error {
	// The pages can only be checked while nobody writes, so this is a write
	// transaction, which is never committed.
	err := s.update(ctx, "check the store", func(t *bolt.Tx) error {
		c := &checker{ctx: ctx, t: t, read: read}
		for _, step := range []func(){c.touch, c.pages} {
			step()
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		// An older store gets the tables that records looks at; as all of this
		// transaction that ends as if it had not been.
		for _, next := range s.pending {
			if err := next(t); err != nil {
				return errors.Join(append(c.faults, fmt.Errorf("bring the tables up to date: %w", err))...)
			}
		}
		if c.records(); ctx.Err() != nil {
			return ctx.Err()
		}
		if err := errors.Join(c.faults...); err != nil {
			return err
		}
		return errChecked
	})
	if errors.Is(err, errChecked) {
		return nil
	}
	return err
}

// errChecked rolls the transaction of a good check back.
var errChecked = errors.New("checked")

// checker collects what is wrong in one transaction.
type checker struct {
	ctx    context.Context
	t      *bolt.Tx
	faults []error
	// read is told of each readStep records that were read, of which seen counts.
	read func(records int)
	seen int
}

const readStep = 1000

// fault adds a fault, as long as there is room.
func (c *checker) fault(format string, args ...any) { c.faultIn("", format, args...) }

// faultIn adds a fault that concerns a table with a remedy of its own.
func (c *checker) faultIn(table, format string, args ...any) {
	if !c.stop() {
		c.faults = append(c.faults, tableError{table, fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, args...)...)})
	}
}

func (c *checker) stop() bool { return len(c.faults) >= checkLimit || c.ctx.Err() != nil }

// touch goes through all tables once. The check of pages runs in a goroutine
// of bbolt's, where a reference out of the file would end the program; here
// guard turns it into an error, before it comes to that. (Pages that refer to
// each other in a ring would still end it; bbolt has no defence there.)
func (c *checker) touch() {
	_ = c.t.ForEach(func(name []byte, _ *bolt.Bucket) error {
		c.each(string(name), func(_, _ []byte) {})
		return nil
	})
}

// pages lets bbolt check how its pages hang together.
func (c *checker) pages() {
	for err := range c.t.Check() {
		c.fault("%w", err)
	}
}

// each calls fn for all keys of a table.
func (c *checker) each(bucket string, fn func(key, value []byte)) {
	cur := c.t.Bucket([]byte(bucket)).Cursor()
	for k, v := cur.First(); k != nil && !c.stop(); k, v = cur.Next() {
		fn(k, v)
		if c.seen++; c.seen%readStep == 0 {
			c.read(readStep)
		}
	}
}

// count tells how many keys a table has.
func (c *checker) count(bucket string) int {
	n := 0
	c.each(bucket, func(_, _ []byte) { n++ })
	return n
}

// size faults an index that has other keys than the records account for: each
// record's own key was looked up, so a difference means keys without a record.
func (c *checker) size(bucket string, want int) {
	if have := c.count(bucket); have != want && !c.stop() {
		c.faultIn(bucket, "table %s has %d keys, and %d records account for them", bucket, have, want)
	}
}

// counter faults a table whose next seq would overwrite a key.
func (c *checker) counter(bucket string) {
	b := c.t.Bucket([]byte(bucket))
	if last, _ := b.Cursor().Last(); seqOf(last) > b.Sequence() {
		c.faultIn(bucket, "table %s has key %d, and counts only to %d", bucket, seqOf(last), b.Sequence())
	}
}

// has faults an index that lacks a key, or holds another value under it. No
// value (nil) means any.
func (c *checker) has(bucket string, key, want []byte, of string) {
	have := c.t.Bucket([]byte(bucket)).Get(key)
	switch {
	case have == nil:
		c.faultIn(bucket, "table %s lacks %s, which belongs to %s", bucket, printable(key), of)
	case want != nil && string(have) != string(want):
		c.faultIn(bucket, "table %s has %s under %s, not %s, which belongs to %s", bucket, printable(have), printable(key), printable(want), of)
	}
}

// eachRecord calls fn for all records of a table that can be read, and faults
// the others.
func eachRecord[T any](c *checker, bucket string, fn func(key []byte, v T)) {
	c.each(bucket, func(key, record []byte) {
		v, err := read[T](bucket, key, record)
		if err != nil {
			c.faults = append(c.faults, err)
			return
		}
		fn(key, v)
	})
}

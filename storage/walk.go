package storage

import (
	"bytes"
	"context"
	"math"

	bolt "go.etcd.io/bbolt"
)

// walkBatch is how many records one read transaction looks at. A transaction
// keeps every page that is replaced meanwhile, so a long one makes the file
// grow; 500 records of a few kilobytes take some milliseconds.
const walkBatch = 500

// walk names the keys to go through: a prefix and a seq below before, or any
// seq when before is 0.
type walk struct {
	what   string
	bucket string
	prefix []byte
	before uint64
}

// newest calls visit for the keys of a walk, the highest seq first, until there
// are no more or visit says no. It takes as many read transactions as it needs
// and heeds the context between them.
func (s *Store) newest(ctx context.Context, w walk, visit func(t *bolt.Tx, seq uint64, value []byte) (more bool, err error)) error {
	if w.before == 0 {
		w.before = math.MaxUint64
	}
	for more := true; more; {
		err := s.view(ctx, w.what, func(t *bolt.Tx) (err error) {
			c := t.Bucket([]byte(w.bucket)).Cursor()
			key, value := lastBelow(c, w)
			for n := 0; n < walkBatch && more; n++ {
				if !bytes.HasPrefix(key, w.prefix) || key == nil {
					more = false
					return nil
				}
				seq := seqOf(key[len(w.prefix):])
				if seq == 0 {
					return damagedKey(w.bucket, key)
				}
				if more, err = visit(t, seq, value); err != nil {
					return err
				}
				w.before = seq
				key, value = c.Prev()
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lastBelow puts the cursor on the last key that is below the walk's before.
func lastBelow(c *bolt.Cursor, w walk) (key, value []byte) {
	end := append(bytes.Clone(w.prefix), seqKey(w.before)...)
	if key, _ := c.Seek(end); key == nil {
		return c.Last()
	}
	return c.Prev()
}

// numbersUnder gives the numbers that stand below a name, in order. It is for
// names that have few.
func numbersUnder(t *bolt.Tx, bucket, name string) []uint64 {
	var numbers []uint64
	p := prefix(name)
	c := t.Bucket([]byte(bucket)).Cursor()
	for key, _ := c.Seek(p); bytes.HasPrefix(key, p); key, _ = c.Next() {
		numbers = append(numbers, seqOf(key[len(p):]))
	}
	return numbers
}

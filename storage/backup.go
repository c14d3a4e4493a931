package storage

import (
	"context"
	"io"

	bolt "go.etcd.io/bbolt"
)

// Backup writes a copy of the whole store as it is now, while others go on
// reading and writing. The file grows by what is changed meanwhile, so w
// should be fast: a local file rather than a network. The copy is a file that
// Open opens.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.view(ctx, "back up the store", func(t *bolt.Tx) error {
		_, err := t.WriteTo(heedful{ctx, w})
		if ctx.Err() != nil {
			return ctx.Err() // bbolt's error would only hold its text
		}
		return err
	})
}

// heedful is a writer that stops when its context does.
type heedful struct {
	ctx context.Context
	w   io.Writer
}

func (h heedful) Write(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.w.Write(p)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"vedette/news"
)

// itemPage is how many items are asked for at once when all are wanted: few
// enough to keep in memory, many enough that asking costs nothing.
const itemPage = 500

// eachItem gives all items of the archive that came since a time to use, the
// latest first.
func eachItem(ctx context.Context, a archive, since time.Time, use func(*news.Item)) error {
	q := news.ItemQuery{Since: since, Limit: itemPage}
	for {
		items, err := a.Items(ctx, q)
		if err != nil {
			return err
		}
		for i := range items {
			use(&items[i])
		}
		if len(items) < itemPage {
			return nil
		}
		q.Before = items[len(items)-1].Seq
	}
}

// eachItemOf gives all items of a file of JSON lines to use; "-" is standard
// input. The first bad line is an error.
func eachItemOf(cmd *cobra.Command, path string, use func(*news.Item)) error {
	in, err := openInput(cmd, path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer in.Close()
	lines := newItemReader(in, path)
	for {
		it, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		use(it)
	}
}

package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

const (
	// fileMode lets a web server of another user read the feeds.
	fileMode = 0o644
	dirMode  = 0o755
)

// WriteFiles writes every channel that has a Dir to NAME.atom, NAME.rss and
// NAME.json there, and makes the folder if need be. A file is replaced whole
// or not at all, and only when its content changed. What fails does not keep
// other files from being written; the error tells of each.
//
// The files hold what there is now, as if Changed had been called before:
// unlike readers, nobody would look at them again for an old one.
func (p *Publisher) WriteFiles(ctx context.Context) error {
	p.Changed()
	ed := p.edition.Load()
	var errs []error
	for _, c := range ed.channels {
		if c.Dir != "" {
			errs = append(errs, p.writeChannel(ctx, ed, c))
		}
	}
	return errors.Join(errs...)
}

func (p *Publisher) writeChannel(ctx context.Context, ed *edition, c Channel) error {
	bodies, err := p.render(ctx, ed, c)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, dirMode); err != nil {
		return fmt.Errorf("folder of channel %s: %w", c.Name, err)
	}
	var errs []error
	for _, f := range Formats() {
		if err := replace(filepath.Join(c.Dir, c.Name+"."+f.Ext), bodies[f.Ext]); err != nil {
			errs = append(errs, fmt.Errorf("channel %s as %s: %w", c.Name, f.Name, err))
		}
	}
	return errors.Join(errs...)
}

// replace gives a file new content, if it is new.
func replace(file string, body []byte) error {
	if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, body) {
		return nil
	}
	if err := renameio.WriteFile(file, body, fileMode, renameio.WithStaticPermissions(fileMode)); err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	return nil
}

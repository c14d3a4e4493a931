package publish

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"vedette/news"
)

// Format is one of the three kinds of feed.
type Format struct {
	// Name is for people, Ext the ending of addresses and files, without dot.
	Name, Ext string
	// MediaType is the content type without parameters.
	MediaType string

	write func(page) ([]byte, error)
}

// Formats lists the kinds of feed that every channel has.
func Formats() []Format {
	return []Format{
		{Name: "Atom", Ext: "atom", MediaType: "application/atom+xml", write: writeAtom},
		{Name: "RSS", Ext: "rss", MediaType: "application/rss+xml", write: writeRSS},
		{Name: "JSON Feed", Ext: "json", MediaType: "application/feed+json", write: writeJSON},
	}
}

// Publisher renders channels, serves them (ServeHTTP) and writes them as files
// (WriteFiles). It is safe for concurrent use.
type Publisher struct {
	// Now is the clock; it dates changes that were seen while serving.
	Now func() time.Time

	source  Source
	baseURL string
	log     *slog.Logger
	edition atomic.Pointer[edition]
	changes changes
}

// edition is a configuration of channels with what was rendered by it.
type edition struct {
	channels []Channel
	shelf    shelf
}

// New makes a publisher of checked channels. baseURL is the address under
// which readers reach /channels/ ("https://news.example.org"); it stands in
// the feeds' links, never in their ids.
func New(channels []Channel, source Source, baseURL string, log *slog.Logger) *Publisher {
	p := &Publisher{Now: time.Now, source: source, baseURL: strings.TrimSuffix(baseURL, "/"), log: log}
	p.Reload(channels)
	return p
}

// Reload swaps the channels for others that were checked. Requests under way
// are finished with the old ones.
func (p *Publisher) Reload(channels []Channel) { p.edition.Store(&edition{channels: channels}) }

// Changed says that there are hits or revised items that were not there
// before. What was rendered until now is not served any more: a request that
// begins after Changed has returned sees what changed before it was called.
// It is quick, and renders nothing.
func (p *Publisher) Changed() { p.edition.Load().shelf.changed() }

// Channels gives the channels as configured, in that order. They must not be
// changed.
func (p *Publisher) Channels() []Channel { return p.edition.Load().channels }

// Render gives a channel in one format, by its Ext: as it was rendered last,
// or anew if something has changed since (see Changed). The bytes are shared
// and must not be changed. The error is news.ErrNotFound when there is no such
// channel or format.
func (p *Publisher) Render(ctx context.Context, name, ext string) ([]byte, error) {
	ed := p.edition.Load()
	c, _, err := ed.find(name, ext)
	if err != nil {
		return nil, err
	}
	bodies, err := p.render(ctx, ed, c)
	return bodies[ext], err
}

func (ed *edition) find(name, ext string) (Channel, Format, error) {
	for _, c := range ed.channels {
		for _, f := range Formats() {
			if c.Name == name && f.Ext == ext {
				return c, f, nil
			}
		}
	}
	return Channel{}, Format{}, fmt.Errorf("channel %s.%s: %w", name, ext, news.ErrNotFound)
}

// render gives a channel in all formats, by Ext. Its hits are read once for
// all of them, since that may mean a walk through the whole archive.
func (p *Publisher) render(ctx context.Context, ed *edition, c Channel) (map[string][]byte, error) {
	return ed.shelf.take(ctx, c.Name, p.Now, func(ctx context.Context) (map[string][]byte, error) {
		matches, err := c.matches(ctx, p.source)
		if err != nil {
			return nil, err
		}
		pg := newPage(c, matches, p.baseURL)
		bodies := map[string][]byte{}
		for _, f := range Formats() {
			if bodies[f.Ext], err = f.write(pg); err != nil {
				return nil, fmt.Errorf("channel %s as %s: %w", c.Name, f.Name, err)
			}
		}
		return bodies, nil
	})
}

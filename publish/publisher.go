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

	source   Source
	baseURL  string
	log      *slog.Logger
	channels atomic.Pointer[[]Channel]
	changes  changes
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
func (p *Publisher) Reload(channels []Channel) { p.channels.Store(&channels) }

// Channels gives the channels as configured, in that order. They must not be
// changed.
func (p *Publisher) Channels() []Channel { return *p.channels.Load() }

// Render gives a channel in one format, by its Ext. The error is
// news.ErrNotFound when there is no such channel or format.
func (p *Publisher) Render(ctx context.Context, name, ext string) ([]byte, error) {
	c, f, err := p.find(name, ext)
	if err != nil {
		return nil, err
	}
	pg, err := p.page(ctx, c)
	if err != nil {
		return nil, err
	}
	return f.write(pg)
}

func (p *Publisher) find(name, ext string) (Channel, Format, error) {
	for _, c := range p.Channels() {
		for _, f := range Formats() {
			if c.Name == name && f.Ext == ext {
				return c, f, nil
			}
		}
	}
	return Channel{}, Format{}, fmt.Errorf("channel %s.%s: %w", name, ext, news.ErrNotFound)
}

// page reads a channel's hits and prepares them for any format.
func (p *Publisher) page(ctx context.Context, c Channel) (page, error) {
	matches, err := c.matches(ctx, p.source)
	if err != nil {
		return page{}, err
	}
	return newPage(c, matches, p.baseURL), nil
}

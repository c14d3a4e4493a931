package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"vedette/news"
)

// maxSitemaps is how many sitemaps of an index one visit reads: those that
// changed last. An index of news has one that matters, and one that is new at
// the turn of a month or of a thousand.
const maxSitemaps = 3

// acceptSitemap names what sitemaps are.
const acceptSitemap = "application/xml, text/xml;q=0.9, */*;q=0.1"

// sitemaps reads the latest sitemaps that an index names, one level deep, one
// after the other with the host's gap between them. When some cannot be read,
// the items of the others come with the error.
//
// An index says by days when its sitemaps changed, if at all, so that one that
// looks the same may have news behind it. Its validators must not be kept.
func (c *Client) sitemaps(ctx context.Context, index []byte, base string, feed Feed) ([]news.Item, []Note, error) {
	s := sitemapReader{base: base}
	s.read(strings.ToValidUTF8(string(index), "\uFFFD"))
	if len(s.found) == 0 {
		return nil, nil, errors.New("the sitemap index names no sitemap")
	}
	chosen := newestSitemaps(s.found)
	var items []news.Item
	var notes []Note
	if n := len(s.found) - len(chosen); n > 0 {
		notes = append(notes, Note{"skipped", fmt.Sprintf("%s of the index left out: the latest %d were read", news.Count(n, "older sitemap"), len(chosen))})
	}
	var failed error
	seen := map[string]bool{}
	for _, address := range chosen {
		found, more, err := c.sitemap(ctx, feed, address)
		notes = append(notes, more...)
		if err != nil && failed == nil {
			failed = fmt.Errorf("the sitemap %s: %w", address, err)
		}
		for _, it := range found {
			if !seen[it.ID] {
				seen[it.ID] = true
				items = append(items, it)
			}
		}
	}
	if failed != nil && len(items) > 0 {
		failed = &someSitemapsError{failed, len(items)}
	}
	return items, notes, failed
}

// someSitemapsError is a *PartialError of an index: the items of the sitemaps
// that could be read came with it.
type someSitemapsError struct {
	err   error
	items int
}

func (e *someSitemapsError) Error() string { return e.err.Error() }

// As makes it pass for a *PartialError.
func (e *someSitemapsError) As(target any) bool {
	p, ok := target.(**PartialError)
	if ok {
		*p = &PartialError{Items: e.items}
	}
	return ok
}

func (c *Client) sitemap(ctx context.Context, feed Feed, address string) ([]news.Item, []Note, error) {
	target, err := url.Parse(address)
	if err != nil || target.Host == "" {
		return nil, nil, errors.New("its address cannot be used")
	}
	if err := c.wait(ctx); err != nil {
		return nil, nil, err
	}
	limit := c.config.MaxBytes
	if feed.MaxBytes > 0 {
		limit = feed.MaxBytes
	}
	a, err := c.ask(ctx, forPage(feed, target), acceptSitemap, limit)
	if err != nil {
		return nil, nil, err
	}
	if root := sitemapRoot(a.body); root != "urlset" {
		return nil, nil, errors.New("it is no sitemap of pages: set url to the one with the news")
	}
	return readSitemap(a.body, a.url, feed, c.Now())
}

// newestSitemaps gives the addresses that changed last. Without dates, the ones
// that call themselves news are taken first, and then the last of the list,
// where publishers append.
func newestSitemaps(entries []listed) []string {
	at := func(e listed) time.Time {
		t, _ := ReadDate(e.updated, time.UTC)
		return t
	}
	isNews := func(e listed) int {
		if strings.Contains(strings.ToLower(e.link), "news") {
			return 1
		}
		return 0
	}
	slices.Reverse(entries)
	slices.SortStableFunc(entries, func(a, b listed) int {
		if d := at(b).Compare(at(a)); d != 0 {
			return d
		}
		return isNews(b) - isNews(a)
	})
	var out []string
	for _, e := range entries[:min(len(entries), maxSitemaps)] {
		out = append(out, e.link)
	}
	return out
}

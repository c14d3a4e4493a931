package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"vedette/news"
)

var _ Sources = (*Client)(nil)

// Discover is Sources's; see there.
func (c *Client) Discover(ctx context.Context, address string) ([]Candidate, error) {
	return get[[]Candidate](ctx, c, "feeds/discover", url.Values{"url": {address}})
}

// Add is Sources's; see there.
func (c *Client) Add(ctx context.Context, feed news.AddedFeed) (news.AddedFeed, error) {
	var added news.AddedFeed
	err := c.send(ctx, "feeds", feed, &added)
	return added, err
}

// AddAll is Sources's; see there. A list is one request of at most 8 MiB: some
// thousand feeds.
func (c *Client) AddAll(ctx context.Context, feeds []news.AddedFeed) ([]AddResult, error) {
	var results []AddResult
	err := c.send(ctx, "feeds/added", feeds, &results)
	if err == nil && len(results) != len(feeds) {
		err = fmt.Errorf("vedette at %s: it answers for %d feeds of %d", c.base, len(results), len(feeds))
	}
	return results, err
}

// Remove is Sources's; see there.
func (c *Client) Remove(ctx context.Context, id string) error {
	return c.ask(ctx, http.MethodDelete, "feeds/"+url.PathEscape(id), nil, nil)
}

// AddedFeeds is Sources's; see there.
func (c *Client) AddedFeeds(ctx context.Context) ([]news.AddedFeed, error) {
	return get[[]news.AddedFeed](ctx, c, "feeds/added", nil)
}

// Check is Sources's; see there.
func (c *Client) Check(ctx context.Context, id string) (news.Checked, error) {
	answer, err := c.act(ctx, id, "check")
	if err != nil {
		return news.Checked{}, err
	}
	if answer.Visit == nil {
		return news.Checked{}, fmt.Errorf("what answers at %s is an older vedette: it visits the feed, but does not tell how that goes", c.base)
	}
	return *answer.Visit, nil
}

// Release is Sources's; see there.
func (c *Client) Release(ctx context.Context, id string) (int, error) {
	answer, err := c.act(ctx, id, "release")
	return answer.Count, err
}

// Revive is Sources's; see there.
func (c *Client) Revive(ctx context.Context, id string) error {
	_, err := c.act(ctx, id, "revive")
	return err
}

func (c *Client) act(ctx context.Context, id, action string) (actionAnswer, error) {
	var answer actionAnswer
	err := c.ask(ctx, http.MethodPost, "feeds/"+url.PathEscape(id)+"/"+action, nil, &answer)
	return answer, err
}

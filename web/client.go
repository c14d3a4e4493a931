package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"vedette/news"
)

// ErrNoAnswer says that nobody listens at the address: the daemon is not
// running, and the store can be opened instead.
var ErrNoAnswer = errors.New("no vedette answers")

const (
	// clientTimeout is how long one request of the client may take.
	clientTimeout = 60 * time.Second
	// maxAnswer bounds one answer: maxLimit articles of half a megabyte.
	maxAnswer = 256 << 20
)

// Client reads a running daemon through its API. It is a Store; a query for
// more than one request may give is asked page by page. It is safe for
// concurrent use.
type Client struct {
	base string
	http *http.Client
}

var _ Store = (*Client)(nil)

// NewClient makes a client of the server at baseURL, such as Config.LocalURL.
// It asks directly, without any proxy.
func NewClient(baseURL string) *Client {
	return &Client{
		base: strings.TrimRight(baseURL, "/"),
		http: &http.Client{
			Timeout:       clientTimeout,
			Transport:     &http.Transport{IdleConnTimeout: idleTimeout},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Close drops the connections that are kept open.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Hits is Store's; see there.
func (c *Client) Hits(ctx context.Context, q news.HitQuery) ([]news.Finding, error) {
	return pages(q.Limit, q.Before, func(before uint64, limit int) ([]news.Finding, error) {
		q.Before, q.Limit = before, limit
		return get[[]news.Finding](ctx, c, "hits", hitValues(q))
	}, func(f news.Finding) uint64 { return f.Hit.Seq })
}

// Items is Store's; see there.
func (c *Client) Items(ctx context.Context, q news.ItemQuery) ([]news.Item, error) {
	return pages(q.Limit, q.Before, func(before uint64, limit int) ([]news.Item, error) {
		q.Before, q.Limit = before, limit
		return get[[]news.Item](ctx, c, "items", itemValues(q))
	}, func(it news.Item) uint64 { return it.Seq })
}

// Item is Store's; see there.
func (c *Client) Item(ctx context.Context, id string) (news.Item, []news.Hit, error) {
	a, err := get[itemAnswer](ctx, c, "items/"+url.PathEscape(id), nil)
	return a.Item, a.Hits, err
}

// Revisions is Store's; see there.
func (c *Client) Revisions(ctx context.Context, id string) ([]news.Item, error) {
	return get[[]news.Item](ctx, c, "items/"+url.PathEscape(id)+"/revisions", nil)
}

// FeedStates is Store's, but gives next visits as they will be while hosts are left
// alone.
func (c *Client) FeedStates(ctx context.Context) ([]news.FeedState, error) {
	return get[[]news.FeedState](ctx, c, "feeds", nil)
}

// FeedState is Store's, with the difference of FeedStates.
func (c *Client) FeedState(ctx context.Context, feed string) (news.FeedState, error) {
	return get[news.FeedState](ctx, c, "feeds/"+url.PathEscape(feed)+"/state", nil)
}

// Holds is Store's, but the daemon's own clock says when now is.
func (c *Client) Holds(ctx context.Context, _ time.Time) ([]news.HostHold, error) {
	return get[[]news.HostHold](ctx, c, "holds", nil)
}

// Subscriptions is Store's, but without tokens and secrets: the daemon does not
// tell them.
func (c *Client) Subscriptions(ctx context.Context) ([]news.Subscription, error) {
	return get[[]news.Subscription](ctx, c, "subscriptions", nil)
}

// Notices is Store's; see there.
func (c *Client) Notices(ctx context.Context, q news.NoticeQuery) ([]news.Notice, error) {
	return pages(q.Limit, q.Before, func(before uint64, limit int) ([]news.Notice, error) {
		q.Before, q.Limit = before, limit
		return get[[]news.Notice](ctx, c, "notices", noticeValues(q))
	}, func(n news.Notice) uint64 { return n.Seq })
}

// Unread is Store's; see there.
func (c *Client) Unread(ctx context.Context, feed string) (news.Unread, error) {
	return get[news.Unread](ctx, c, "feeds/"+url.PathEscape(feed)+"/unread", nil)
}

// Alerts is Store's; see there.
func (c *Client) Alerts(ctx context.Context, q news.AlertQuery) ([]news.Alert, error) {
	return pages(q.Limit, q.Before, func(before uint64, limit int) ([]news.Alert, error) {
		q.Before, q.Limit = before, limit
		return get[[]news.Alert](ctx, c, "alerts", alertValues(q))
	}, func(a news.Alert) uint64 { return a.Seq })
}

// Contents is Store's; only the alert's id is used.
func (c *Client) Contents(ctx context.Context, a news.Alert) ([]news.Finding, error) {
	return get[[]news.Finding](ctx, c, "alerts/"+url.PathEscape(a.ID)+"/contents", nil)
}

// AlertNotices is Store's; only the alert's id is used.
func (c *Client) AlertNotices(ctx context.Context, a news.Alert) ([]news.Notice, error) {
	return get[[]news.Notice](ctx, c, "alerts/"+url.PathEscape(a.ID)+"/notices", nil)
}

// Attempts is Store's; see there.
func (c *Client) Attempts(ctx context.Context, alertID string) ([]news.Attempt, error) {
	return get[[]news.Attempt](ctx, c, "alerts/"+url.PathEscape(alertID)+"/attempts", nil)
}

// Retry is Store's, but the daemon's own clock says when now is.
func (c *Client) Retry(ctx context.Context, alertID string, _ time.Time) error {
	return c.ask(ctx, http.MethodPost, "alerts/"+url.PathEscape(alertID)+"/retry", nil, nil)
}

// Totals is Store's; see there.
func (c *Client) Totals(ctx context.Context) (news.Totals, error) {
	return get[news.Totals](ctx, c, "totals", nil)
}

// pages asks again and again until limit records are there or no more come.
func pages[T any](limit int, before uint64, ask func(uint64, int) ([]T, error), seq func(T) uint64) ([]T, error) {
	if limit <= 0 {
		limit = news.DefaultLimit
	}
	var all []T
	for {
		want := min(limit-len(all), maxLimit)
		some, err := ask(before, want)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if len(some) < want || len(all) >= limit {
			return slices.Clip(all), nil
		}
		before = seq(some[len(some)-1])
	}
}

func get[T any](ctx context.Context, c *Client, path string, query url.Values) (T, error) {
	var answer T
	err := c.ask(ctx, http.MethodGet, path, query, &answer)
	return answer, err
}

// ask makes one request and reads its answer, unless answer is nil.
func (c *Client) ask(ctx context.Context, method, path string, query url.Values, answer any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.do(ctx, method, path, nil, answer)
}

// send posts a value and reads the answer.
func (c *Client) send(ctx context.Context, path string, value, answer any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return c.do(ctx, http.MethodPost, path, bytes.NewReader(body), answer)
}

func (c *Client) do(ctx context.Context, method, path string, body io.Reader, answer any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.base+apiRoot+path, body)
	if err != nil {
		return fmt.Errorf("%s is no address of a vedette: %w", c.base, err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(r)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("%w at %s: %w", ErrNoAnswer, c.base, syscall.ECONNREFUSED)
	}
	if err != nil {
		return fmt.Errorf("vedette at %s: %w", c.base, err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return fmt.Errorf("vedette at %s: %w", c.base, err)
	}
	if len(said) > maxAnswer {
		return fmt.Errorf("vedette at %s: the answer is larger than %d bytes: ask for fewer records", c.base, maxAnswer)
	}
	return c.read(resp.StatusCode, said, answer)
}

// read turns an answer into a value, or into the error that it tells.
func (c *Client) read(status int, body []byte, answer any) error {
	if status != http.StatusOK {
		var told errorAnswer
		err := json.Unmarshal(body, &told)
		if err != nil || told.Error == "" {
			return fmt.Errorf("what answers at %s is no vedette, or an older one: status %d", c.base, status)
		}
		switch status {
		case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity:
			return &RefusedError{status, told.Error}
		}
		return fmt.Errorf("vedette at %s: %s", c.base, told.Error)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(body, answer); err != nil {
		return fmt.Errorf("what answers at %s is no vedette, or another version: %w", c.base, err)
	}
	return nil
}

// RefusedError is what a daemon that was reached and understood said in place of
// doing what it was asked: its words need no word on how it was asked.
type RefusedError struct {
	// Status is the one of HTTP: 400, 404, 409 or 422.
	Status  int
	Message string
}

// Error gives the daemon's words alone.
func (e *RefusedError) Error() string { return e.Message }

// Is tells that 404 is news.ErrNotFound and 409 is news.ErrExists.
func (e *RefusedError) Is(target error) bool {
	return e.Status == http.StatusNotFound && target == news.ErrNotFound ||
		e.Status == http.StatusConflict && target == news.ErrExists
}

package fetch

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"strings"
	"time"
)

// ArticleError says why an item's page gave no text.
type ArticleError struct {
	// Permanent says that asking again will bring nothing else: the page is
	// gone, or has no text of an article.
	Permanent bool
	// RetryAfter is how long the server asks to be left alone, 0 when it does
	// not say.
	RetryAfter time.Duration
	// Limited says that the server refuses since it is asked too much (429, or
	// a 403 of a rate limit): its other pages, and feeds, would be refused too.
	Limited bool
	// Err is for people, in one line.
	Err error
}

// Error gives the reason.
func (e *ArticleError) Error() string { return e.Err.Error() }

// Unwrap gives the reason itself, which is ctx's error after a cancellation.
func (e *ArticleError) Unwrap() error { return e.Err }

// Article gets the page of an item and gives the text of the article on it:
// plain, in form NFC, with its paragraphs, without menus and advertisements,
// of at most MaxArticle code points.
//
// The request is like that for a feed: the same guard, time limit and user
// agent, no cookies, no Referer; a page may have 4 MiB. The feed's headers and
// credentials are sent only to the feed's own scheme and host. robots.txt is
// not asked: this is one page that the publisher's own feed points to, for one
// reader who asked for it, not a crawl.
//
// The error is an *ArticleError. Article is safe for concurrent use; the caller
// keeps the gap between requests to a host.
func (c *Client) Article(ctx context.Context, feed Feed, link string) (string, error) {
	target, err := url.Parse(link)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		return "", noArticle("the item's link is no web address")
	}
	a, err := c.ask(ctx, forPage(feed, target), acceptPage, maxPageBytes)
	var status *unwelcomeError
	if errors.As(err, &status) {
		return "", &ArticleError{Permanent: status.permanent(), RetryAfter: status.retryAfter, Limited: status.limited, Err: err}
	}
	if err != nil {
		return "", &ArticleError{Permanent: errors.Is(err, errPageTooLarge), Err: err}
	}
	var text string
	err = unbroken(func() (err error) {
		text, err = articleIn(a, feed.Language)
		return err
	})
	if err != nil {
		return "", &ArticleError{Permanent: true, Err: err}
	}
	return text, nil
}

func noArticle(format string, args ...any) *ArticleError {
	return &ArticleError{Permanent: true, Err: fmt.Errorf(format, args...)}
}

// forPage is the feed as it asks for a page of its items.
func forPage(feed Feed, page *url.URL) Feed {
	own, err := url.Parse(feed.URL)
	if err != nil || !strings.EqualFold(own.Host, page.Host) || own.Scheme != page.Scheme {
		feed.Headers, feed.BasicAuth, feed.BearerToken = nil, nil, ""
	}
	feed.URL = page.String()
	return feed
}

// articleIn reads the article out of a page that came.
func articleIn(a reply, language string) (string, error) {
	if kind := mediaType(a.contentType()); kind != "" && kind != "text/html" && kind != "application/xhtml+xml" {
		return "", fmt.Errorf("the item's page is %s, not a web page: there is no article to read", kind)
	}
	if u, err := url.Parse(a.url); err == nil && isConsentHost(u.Hostname()) {
		return "", fmt.Errorf("the item's page asks for consent at %s before it shows the article", u.Hostname())
	}
	text, err := decodePage(a.body, a.contentType(), language)
	if err != nil {
		return "", err
	}
	doc, err := parsePage(text)
	if err != nil {
		return "", err
	}
	return articleText(doc, a.url)
}

// mediaType gives the type without its parameters, "" when there is none.
func mediaType(contentType string) string {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, _, _ = strings.Cut(contentType, ";")
	}
	return strings.ToLower(strings.TrimSpace(kind))
}

// isConsentHost knows the hosts that large publishers send readers to first.
func isConsentHost(host string) bool {
	return strings.HasPrefix(host, "consent.") || strings.HasPrefix(host, "guce.")
}

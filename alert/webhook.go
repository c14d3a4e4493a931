package alert

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"vedette/guard"
	"vedette/schedule"
)

const (
	// webhookTimeout is what Standard Webhooks 1.0 suggests: 15 to 30 s.
	webhookTimeout    = 15 * time.Second
	maxWebhookTimeout = time.Minute
	// maxAnswer bounds what is read of an answer, so that the connection can
	// be used again; maxExcerpt bounds what of it is kept in the ledger.
	maxAnswer  = 64 << 10
	maxExcerpt = 200
	// A server that takes longer for its handshake will not answer at all.
	handshakeTimeout = 10 * time.Second
	// webhookIdle keeps a connection for the alerts of one burst of news.
	webhookIdle = 90 * time.Second
	userAgent   = "vedette"
)

// stayHere follows no redirect: a signed body must not be carried to an
// address that nobody wrote down.
func stayHere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// webTransport makes the connections of webhooks, to where the guard lets them
// go. The proxy is the guard's; the environment's is not used.
func webTransport(guard func() *guard.Guard) *http.Transport {
	return &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) { return guard().Proxy(r) },
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return guard().DialContext(ctx, network, address)
		},
		TLSHandshakeTimeout:    handshakeTimeout,
		IdleConnTimeout:        webhookIdle,
		MaxResponseHeaderBytes: maxAnswer,
		ForceAttemptHTTP2:      true,
	}
}

// post sends the message as one signed POST.
func (c *courier) post(ctx context.Context, w Webhook, m message) (string, error) {
	limit := webhookTimeout
	if w.Timeout > 0 {
		limit = time.Duration(w.Timeout)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := w.request(ctx, m, c.now())
	if err != nil {
		return "", &failure{class: refused, err: err}
	}
	hidden := w.secrets(req.URL)
	resp, err := c.web.Do(req)
	if err != nil {
		err = bare(err)
		// The error may quote what came in place of an answer.
		why := hidden.said(within(ctx, limit, err).Error())
		return "", &failure{class: exchangeClass(err), err: fmt.Errorf("post to %s: %s", place(req.URL), why)}
	}
	defer resp.Body.Close()
	// What cannot be read of an answer is not missed: its status stands.
	answer, _ := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if resp.StatusCode/100 == 2 {
		return hidden.said(resp.Status), nil
	}
	return "", c.rejection(req, resp, answer, hidden)
}

// request builds the signed POST of one try.
func (w Webhook) request(ctx context.Context, m message, now time.Time) (*http.Request, error) {
	u, err := w.address()
	if err != nil {
		return nil, err
	}
	keys, err := parseKeys(w.Secret.Reveal())
	if err != nil {
		return nil, err
	}
	body, err := payload(m)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, bare(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", userAgent)
	for name, value := range w.Headers {
		req.Header.Set(name, value.Reveal())
	}
	req.Header.Set("webhook-id", m.alert.ID)
	req.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	if len(keys) > 0 {
		req.Header.Set("webhook-signature", signature(keys, m.alert.ID, now, body))
	}
	return req, nil
}

// rejection is the failure that an answer other than 2xx stands for.
func (c *courier) rejection(req *http.Request, resp *http.Response, answer []byte, hidden secrets) error {
	f := &failure{class: statusClass(resp.StatusCode)}
	if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable {
		asked, _ := schedule.RetryAfter(resp.Header.Get("Retry-After"), c.now())
		f.after = min(asked, maxRetryAfter)
	}
	detail := ""
	switch to, err := resp.Location(); {
	case resp.StatusCode/100 == 3 && err == nil:
		detail = fmt.Sprintf(": it redirects to %s, which is not followed: write the new address into url", place(to))
	case resp.StatusCode/100 != 3:
		if text := hidden.said(string(answer)); text != "" {
			detail = ": " + text
		}
	}
	f.err = fmt.Errorf("post to %s: answered %s%s", place(req.URL), hidden.said(resp.Status), detail)
	return f
}

// place shows as much of a url as is no secret.
func place(u *url.URL) string { return u.Scheme + "://" + u.Host }

// bare takes the url off an error of net/http.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

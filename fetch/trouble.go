package fetch

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vedette/schedule"
)

// maxRetryAfter is as long as any server is left alone at its own word: a
// wrong clock there must not silence a feed for ever.
const maxRetryAfter = 24 * time.Hour

var errUnasked = errors.New("the server says that nothing is new (304) although it was not asked: it may be broken")

// wantsPause knows the statuses whose Retry-After is heeded.
func wantsPause(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// retryAfter reads the header in both of its forms, seconds and a date (RFC
// 9110, 10.2.3). What cannot be read is 0.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if at, err := http.ParseTime(value); err == nil {
		return min(max(0, at.Sub(now)), maxRetryAfter)
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || !(seconds > 0) {
		return 0
	}
	return time.Duration(min(seconds, maxRetryAfter.Seconds()) * float64(time.Second))
}

// statusError says for people what a status other than 200 and 304 means.
func statusError(r *http.Response, pause time.Duration) error {
	code := r.StatusCode
	if strings.EqualFold(r.Header.Get("Cf-Mitigated"), "challenge") {
		return fmt.Errorf("the site wants to see a browser (%d): ask the publisher to let feed readers through", code)
	}
	switch {
	case code == http.StatusUnauthorized:
		return errors.New("the server wants a password (401): set basic_auth or bearer_token")
	case code == http.StatusForbidden:
		return errors.New("the server refuses the request (403): it may want another user_agent or block this network")
	case code == http.StatusNotFound:
		return errors.New("there is no such page (404): look for the feed's new address")
	case code == http.StatusGone:
		return errors.New("the feed was taken down for good (410): look for a new address or take it out")
	case wantsPause(code) && pause > 0:
		return fmt.Errorf("the server asks to be left alone for %s (%d)", schedule.Duration(pause.Round(time.Second)), code)
	case code == http.StatusTooManyRequests:
		return errors.New("the server gets too many requests (429): visit its feeds less often")
	case code >= 500:
		return fmt.Errorf("the server has trouble (%s): nothing to do but wait", statusText(code))
	case code >= 300 && code < 400:
		return fmt.Errorf("the server redirects to nowhere (%s): look for the feed's new address", statusText(code))
	}
	return fmt.Errorf("the server answers %s instead of the feed: open the address in a browser", statusText(code))
}

func statusText(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + http.StatusText(code))
}

func timeoutError(limit time.Duration) error {
	return fmt.Errorf("the server did not finish within %s: set timeout higher if it is always slow", schedule.Duration(limit))
}

// describe words what the network says, without the address, which may hold a
// secret and is known anyway. Errors of this package pass unchanged.
func describe(err error) error {
	var u *url.Error
	if !errors.As(err, &u) {
		return oneLineError(err)
	}
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var host x509.HostnameError
	var timeout net.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("there is no host named %s: check the url", dns.Name)
	case errors.As(err, &dns):
		return fmt.Errorf("the name %s could not be looked up: check this machine's network", dns.Name)
	case errors.As(err, &host), errors.As(err, &cert):
		return fmt.Errorf("the server's certificate is not valid: %w", u.Err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("the server refuses connections: it is down, or the port in the url is wrong")
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return errors.New("the server closed the connection without an answer")
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("the server did not answer in time")
	}
	return oneLineError(u.Err)
}

// oneLineError keeps an error's message on one line.
func oneLineError(err error) error {
	if err == nil || !strings.ContainsAny(err.Error(), "\r\n") {
		return err
	}
	return fmt.Errorf("%s", strings.Join(strings.Fields(err.Error()), " "))
}

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
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vedette/guard"
	"vedette/schedule"
)

var errUnasked = errors.New("the server says that nothing is new (304) although it was not asked: it may be broken")

// pageStatusError is statusError for an address that need not be a feed's.
func pageStatusError(r *http.Response, pause word) error {
	if challenged(r) == nil && pause.taken == 0 {
		switch r.StatusCode {
		case http.StatusNotFound:
			return errors.New("there is no such page (404)")
		case http.StatusGone:
			return errors.New("the page was taken down for good (410)")
		}
	}
	return statusError(r, pause)
}

// challenged knows the page that wants to see a browser, whatever its status.
func challenged(r *http.Response) error {
	if !strings.EqualFold(r.Header.Get("Cf-Mitigated"), "challenge") {
		return nil
	}
	return fmt.Errorf("the site wants to see a browser (%d): ask the publisher to let feed readers through", r.StatusCode)
}

// statusError says for people what a status without a document means. The
// pause is the server's own word.
func statusError(r *http.Response, pause word) error {
	code := r.StatusCode
	if err := challenged(r); err != nil {
		return err
	}
	switch {
	case pause.taken > 0:
		return fmt.Errorf("the server asks to be left alone for %s (%d)", pause, code)
	case code == http.StatusUnauthorized:
		return errors.New("the server wants a password (401): set basic_auth or bearer_token")
	case code == http.StatusProxyAuthRequired:
		return errors.New("a proxy on the way wants a password (407): write it into network.proxy")
	case code == http.StatusPartialContent:
		return errors.New("the server sends a part (206) although the whole feed was asked for: it may be broken")
	case code == http.StatusForbidden:
		return errors.New("the server refuses the request (403): it may want another user_agent or block this network")
	case code == http.StatusNotFound:
		return errors.New("there is no such page (404): look for the feed's new address")
	case code == http.StatusGone:
		return errors.New("the feed was taken down for good (410): look for a new address or take it out")
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
	u, ok := errors.AsType[*url.Error](err)
	if !ok {
		return oneLineError(err)
	}
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var host x509.HostnameError
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.ENETDOWN), errors.As(err, &dns) && offline():
		return errors.New("this machine has no network: check its connection")
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("there is no host named %s: check the url, or this machine's name server if other feeds fail too", dns.Name)
	case errors.As(err, &dns):
		return fmt.Errorf("the name %s could not be looked up: check this machine's network", dns.Name)
	case errors.As(err, &host), errors.As(err, &cert):
		return fmt.Errorf("the server's certificate is not valid: %w", u.Err)
	case errors.Is(err, syscall.EHOSTUNREACH):
		return errors.New("no way leads to the server: it is down, or this machine's network is")
	case errors.Is(err, syscall.ECONNREFUSED):
		return errNoServer
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return errClosed
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("the server did not answer in time")
	}
	return oneLineError(u.Err)
}

var errClosed = errors.New("the server closed the connection without an answer")

var errNoServer = errors.New("the server refuses connections: it is down, or the port in the url is wrong")

// oneLineError keeps an error's message on one line.
func oneLineError(err error) error {
	if err == nil || !strings.ContainsAny(err.Error(), "\r\n") {
		return err
	}
	return fmt.Errorf("%s", strings.Join(strings.Fields(err.Error()), " "))
}

// offline tells whether this machine has no address but its own: then no name
// can be looked up, whatever the error says.
func offline() bool {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	return !slices.ContainsFunc(addresses, func(a net.Addr) bool {
		network, ok := a.(*net.IPNet)
		return ok && network.IP.IsGlobalUnicast()
	})
}

// isAnswer tells the errors of a server that was reached but did not get as far
// as HTTP: it speaks no TLS, or has a bad certificate.
func isAnswer(err error) bool {
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var refused *guard.RefusedError // by ourselves: the network is there
	return errors.As(err, &refused) || errors.As(err, &cert) || errors.As(err, &record) || errors.As(err, &alert) ||
		strings.Contains(err.Error(), "server gave HTTP response")
}

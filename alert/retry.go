package alert

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"time"
)

// retryTable is how long to wait after the first, second, ... failed try. It
// is quick at first, for a restart or a hiccup of the network, and covers three
// days in all, for a mail server that is down over a weekend. When the table
// is at its end the alert is dead: kept, listed, and retried by hand.
var retryTable = [...]time.Duration{
	2 * time.Second, 10 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 24 * time.Hour,
}

const (
	// maxJitter is the share of a wait that chance may add, so that alerts
	// that failed together do not all come back together.
	maxJitter = 0.2
	// maxRetryAfter bounds what a receiver may ask for: it must not be able to
	// put an alert off for ever.
	maxRetryAfter = 24 * time.Hour
)

// wait gives how long to wait after so many failed tries, and whether to try
// again at all. asked is the wait that the receiver asked for, obeyed as a
// minimum; chance is in [0, 1).
func wait(tries int, asked time.Duration, chance float64) (time.Duration, bool) {
	if tries > len(retryTable) {
		return 0, false
	}
	d := retryTable[max(tries, 1)-1]
	d += time.Duration(float64(d) * maxJitter * chance)
	return max(d, min(asked, maxRetryAfter)), true
}

// class says what kind of failure ended a try.
type class int

const (
	// temporary failures mend themselves: no network, a busy server.
	temporary class = iota
	// refused ones are mended by people: a wrong password, address or url.
	// They follow the retry table too, so that nothing is lost while somebody
	// mends it, but they are logged as errors.
	refused
	// final ones cannot be mended by trying: the alert is dead at once.
	final
)

// failure is why a try did not deliver. What it says goes into the ledger and
// holds no secret.
type failure struct {
	class class
	// after is how long the receiver asked to wait, 0 when it did not.
	after time.Duration
	err   error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// asFailure gives err as a failure; one of unknown kind is temporary, because
// trying again loses nothing.
func asFailure(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return &failure{class: f.class, after: f.after, err: err}
	}
	return &failure{class: temporary, err: err}
}

// statusClass sorts the HTTP status of an answer that is not 2xx.
func statusClass(status int) class {
	switch {
	case status == http.StatusGone:
		return final // the receiver says: never again
	case status >= 500,
		status == http.StatusRequestTimeout,
		status == http.StatusTooEarly,
		status == http.StatusTooManyRequests:
		return temporary
	}
	return refused
}

// replyClass sorts an SMTP reply code: 4xx is temporary, 5xx refused (RFC
// 5321, 4.2.1).
func replyClass(code int) class {
	if code >= 500 {
		return refused
	}
	return temporary
}

// exchangeClass sorts an error that is no answer of the other side: the
// network mends itself, a wrong certificate or a server without STARTTLS does
// not.
func exchangeClass(err error) class {
	if _, file := errors.AsType[*fs.PathError](err); file {
		return refused // a ca_file that is gone; its cause looks like a net.Error
	}
	_, network := errors.AsType[net.Error](err)
	if network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) {
		return temporary
	}
	return refused
}

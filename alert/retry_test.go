package alert

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"
)

func TestWait(t *testing.T) {
	tests := []struct {
		name   string
		tries  int
		asked  time.Duration
		chance float64
		want   time.Duration
		again  bool
	}{
		{"first", 1, 0, 0, 2 * time.Second, true},
		{"third", 3, 0, 0, 30 * time.Second, true},
		{"last", 15, 0, 0, 24 * time.Hour, true},
		{"beyond the table", 16, 0, 0, 0, false},
		{"beyond the table, asked to wait", 16, time.Minute, 0, 0, false},
		{"jitter adds", 4, 0, 0.5, 66 * time.Second, true},
		{"asked for longer", 1, time.Hour, 0, time.Hour, true},
		{"asked for less", 9, time.Second, 0, time.Hour, true},
		{"asked for too long", 1, 90 * 24 * time.Hour, 0, 24 * time.Hour, true},
		{"never tried", 0, 0, 0, 2 * time.Second, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, again := wait(tt.tries, tt.asked, tt.chance)
			if got != tt.want || again != tt.again {
				t.Errorf("got %s %v, want %s %v", got, again, tt.want, tt.again)
			}
		})
	}
}

func TestRetryTableGrowsAndCoversThreeDays(t *testing.T) {
	var total time.Duration
	for i, d := range retryTable {
		total += d
		if i > 0 && d < retryTable[i-1] {
			t.Errorf("wait %d is shorter than the one before", i)
		}
	}
	if total < 3*24*time.Hour || total > 4*24*time.Hour {
		t.Errorf("the table covers %s", total)
	}
}

func TestClasses(t *testing.T) {
	for status, want := range map[int]class{
		400: refused, 401: refused, 403: refused, 404: refused, 413: refused, 422: refused, 301: refused,
		408: temporary, 425: temporary, 429: temporary, 500: temporary, 502: temporary, 503: temporary,
		410: final,
	} {
		if got := statusClass(status); got != want {
			t.Errorf("status %d: class %d, want %d", status, got, want)
		}
	}
	for code, want := range map[int]class{421: temporary, 450: temporary, 452: temporary, 535: refused, 550: refused, 554: refused} {
		if got := replyClass(code); got != want {
			t.Errorf("reply %d: class %d, want %d", code, got, want)
		}
	}
	for err, want := range map[error]class{
		&net.OpError{Op: "dial", Err: errors.New("connection refused")}: temporary,
		fmt.Errorf("x: %w", io.EOF):                                     temporary,
		context.DeadlineExceeded:                                        temporary,
		&tls.CertificateVerificationError{Err: errors.New("expired")}:   refused,
		errors.New("server does not support STARTTLS"):                  refused,
	} {
		if got := exchangeClass(err); got != want {
			t.Errorf("%v: class %d, want %d", err, got, want)
		}
	}
}

func TestFailureKeepsItsClassWhenWrapped(t *testing.T) {
	err := fmt.Errorf("outer: %w", &failure{class: final, after: time.Minute, err: io.EOF})
	f := asFailure(err)
	if f.class != final || f.after != time.Minute || f.Error() != "outer: EOF" || !errors.Is(f, io.EOF) {
		t.Errorf("got %+v", f)
	}
	if f := asFailure(io.EOF); f.class != temporary {
		t.Errorf("an unknown error has class %d", f.class)
	}
}

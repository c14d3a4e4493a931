package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
)

// dialed wraps an error as net/http does when a connection fails.
func dialed(err error) error {
	return &url.Error{Op: "Get", URL: "http://host.example/secret", Err: &net.OpError{Op: "dial", Net: "tcp", Err: err}}
}

func TestErrorsOfTheNetworkSayWhoseFaultTheyAre(t *testing.T) {
	if offline() {
		t.Skip("this machine has no network, and says so")
	}
	for _, test := range []struct {
		err     error
		message string
	}{
		{&net.DNSError{Err: "no such host", Name: "host.example", IsNotFound: true}, "no host named host.example"},
		{&net.DNSError{Err: "server misbehaving", Name: "host.example", IsTemporary: true}, "host.example could not be looked up"},
		{&net.DNSError{Err: "i/o timeout", Name: "host.example", IsTimeout: true}, "could not be looked up"},
		{os.NewSyscallError("connect", syscall.ENETUNREACH), "this machine has no network"},
		{os.NewSyscallError("connect", syscall.EHOSTUNREACH), "no way leads to the server"},
		{os.NewSyscallError("connect", syscall.ECONNREFUSED), "refuses connections"},
		{os.NewSyscallError("connect", syscall.ETIMEDOUT), "did not answer in time"},
		{os.NewSyscallError("read", syscall.ECONNRESET), "closed the connection"},
		{fmt.Errorf("two\nlines"), "two lines"},
	} {
		got := describe(dialed(test.err))
		if !strings.Contains(got.Error(), test.message) || strings.Contains(got.Error(), "secret") {
			t.Errorf("%v: %v", test.err, got)
		}
		if isAnswer(dialed(test.err)) {
			t.Errorf("%v counts as an answer", test.err)
		}
	}
	if err := errors.New("ours"); describe(err) != err {
		t.Error("an error of our own was changed")
	}
}

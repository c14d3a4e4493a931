package alert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailbox is a mail server on loopback that keeps what it is sent.
type mailbox struct {
	address string
	caFile  string
	// refuse holds the answers to MAIL, RCPT by address, DATA and AUTH.
	refuse map[string]error

	mu     sync.Mutex
	letter []received
}

type received struct {
	from string
	to   []string
	user string
	data string
}

// kind of listener: plain, starttls or implicit.
func newMailbox(t *testing.T, kind string, refuse map[string]error) *mailbox {
	t.Helper()
	b := &mailbox{refuse: refuse}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{box: b}, nil }))
	server.Domain = "localhost"
	server.AllowInsecureAuth = true
	server.ErrorLog = log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.address = listener.Addr().String()
	if kind != tlsNone {
		var config *tls.Config
		config, b.caFile = certificate(t)
		server.TLSConfig = config
		if kind == tlsImplicit {
			listener = tls.NewListener(listener, config)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		listener.Close() // the server may not know it yet
		server.Close()
		<-done
	})
	return b
}

// email is a setting that reaches the mailbox.
func (b *mailbox) email(tls string) *Email {
	return &Email{
		To: []string{"Desk <desk@example.org>", "second@example.org"}, From: "Vedette <vedette@news.example.org>",
		ReplyTo: "people@example.org", Smarthost: b.address, TLS: tls, CAFile: b.caFile, Hello: "localhost",
	}
}

func (b *mailbox) letters() []received {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]received{}, b.letter...)
}

// session is one connection to a mailbox.
type session struct {
	box *mailbox
	now received
}

func (s *session) Reset()        { s.now = received{user: s.now.user} }
func (s *session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "correct" {
			return smtp.ErrAuthFailed
		}
		s.now.user = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.now.from = from
	return s.box.refuse["MAIL"]
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.box.refuse[to]; err != nil {
		return err
	}
	s.now.to = append(s.now.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err = errors.Join(err, s.box.refuse["DATA"]); err != nil {
		return s.box.refuse["DATA"]
	}
	s.now.data = string(data)
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.letter = append(s.box.letter, s.now)
	return nil
}

// certificate makes a self-signed certificate for loopback, and the file with
// which a client can trust it.
func certificate(t *testing.T) (*tls.Config, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, file
}

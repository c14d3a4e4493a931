package demo

import (
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"sync"

	"github.com/emersion/go-smtp"
)

const (
	// maxKept is how many messages or deliveries a sink keeps: more than a
	// demo of some hours brings. The oldest go first; all are counted.
	maxKept = 1000
	// maxMail bounds one message; an alert with many hits has some 100 KB.
	maxMail = 4 << 20
)

// MailSink is a mail server on the loopback address that takes every message
// and sends none on. It speaks plain SMTP and asks for no login. It is safe
// for concurrent use.
type MailSink struct {
	// Addr is where it listens, host:port.
	Addr string

	server *smtp.Server
	done   chan struct{}
	got    func(Mail)

	mu    sync.Mutex
	kept  []Mail
	total int
}

// ListenMail starts a sink. got, if not nil, is called for each message after
// it was kept, by one goroutine a connection.
func ListenMail(got func(Mail)) (*MailSink, error) {
	l, err := net.Listen("tcp", loopback)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	s := &MailSink{Addr: l.Addr().String(), got: got, done: make(chan struct{})}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &mailSession{sink: s}, nil
	}))
	s.server.Domain = "localhost"
	s.server.MaxMessageBytes = maxMail
	s.server.ReadTimeout, s.server.WriteTimeout = readTimeout, readTimeout
	s.server.EnableSMTPUTF8 = true
	// Dropped connections are the client's to report.
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	go func() {
		defer close(s.done)
		_ = s.server.Serve(l) // ends by Close
	}()
	return s, nil
}

// Received gives the last messages, oldest first, at most maxKept, and how
// many came in all.
func (s *MailSink) Received() ([]Mail, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kept), s.total
}

// Close stops listening and drops open connections.
func (s *MailSink) Close() error {
	err := s.server.Close()
	<-s.done
	return err
}

func (s *MailSink) keep(m Mail) {
	s.mu.Lock()
	s.total++
	s.kept = append(s.kept, m)
	if len(s.kept) > maxKept {
		s.kept = slices.Delete(s.kept, 0, 1)
	}
	s.mu.Unlock()
	if s.got != nil {
		s.got(m)
	}
}

// mailSession takes the messages of one connection.
type mailSession struct {
	sink *MailSink
	from string
	to   []string
}

func (c *mailSession) Reset()        { c.from, c.to = "", nil }
func (c *mailSession) Logout() error { return nil }

func (c *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	c.from = from
	return nil
}

func (c *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = append(c.to, to)
	return nil
}

func (c *mailSession) Data(r io.Reader) error {
	m := parseMail(r)
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err // cut off or too large: not taken
	}
	m.From, m.To = c.from, c.to
	c.sink.keep(m)
	return nil
}
